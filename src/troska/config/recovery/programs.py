"""PostgreSQL's own programs, which read and write whole databases."""

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from psycopg.conninfo import conninfo_to_dict, make_conninfo

from troska.config.environment import BadSetting
from troska.config.processes import account
from troska.config.recovery.errors import RecoveryFailed

_DEBIAN = Path("/usr/lib/postgresql")


def find(name: str, *, at_least: int) -> Path:
    """Find a program that is no older than this major version of PostgreSQL.

    Raises RecoveryFailed when there is none: pg_dump refuses a newer server than itself.
    """
    newest = 0
    for path in _candidates(name):
        version = _version(path)
        if version >= at_least:
            return path
        newest = max(newest, version)
    found = f"the newest found is {newest}" if newest else "none was found"
    raise RecoveryFailed(
        f"The database is PostgreSQL {at_least}, which needs {name} {at_least} or newer; {found}. "
        f"Install the package postgresql-client-{at_least} on this machine."
    )


def _candidates(name: str) -> Iterator[Path]:
    folders = []
    with suppress(BadSetting):  # not installed: the machine's own will do
        folders.append(account.wheel() / account.PROGRAM / "bin")
    folders += sorted(_DEBIAN.glob("*/bin"), reverse=True)
    yield from (folder / name for folder in folders if (folder / name).exists())
    if on_path := shutil.which(name):
        yield Path(on_path)


def _version(path: Path) -> int:
    said = subprocess.run([path, "--version"], check=False, capture_output=True, text=True).stdout
    found = re.search(r"\) (\d+)", said)
    return int(found[1]) if found else 0


def connecting(url: str) -> tuple[str, dict[str, str]]:
    """Give the address without its password, and the environment that carries it: others can read command lines."""
    given = conninfo_to_dict(url)
    password = given.pop("password", None)
    environ = {name: value for name, value in os.environ.items() if not name.startswith(("PG", "DATABASE_", "TROSKA_"))}
    environ |= {"LC_ALL": "C", "PGAPPNAME": "troska recovery"}
    if password:
        environ["PGPASSWORD"] = str(password)
    return make_conninfo("", **given), environ
