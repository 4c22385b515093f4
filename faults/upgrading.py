"""F16: from one version to the next and back under load, and a migration that is killed again and again.

The version before is taken from the repository's history; both work on one PostgreSQL and one folder of files. Mail is
brought to whichever of them takes it, in order, each until it is acknowledged.
"""

import contextlib
import os
import random
import re
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from bench.load import mails
from bench.stand import START_SECONDS
from tests.servers.postgresql import PostgreSQL15

from faults import ledger
from faults.machines import KINDS, Machine, Machines
from faults.watching import wait_until

#: The last state in which people signed in by a password only, and settings were few.
BEFORE = "aea2137"
_SCHEMA_IS_OURS = re.compile(r"^(?!--|SET |SELECT pg_catalog|\\)")


@contextmanager
def checked_out(revision: str) -> Iterator[Path]:
    """Give the folder of an earlier version's code."""
    with tempfile.TemporaryDirectory(prefix="troska-before-") as folder:
        where = Path(folder) / "code"
        subprocess.run(["git", "worktree", "add", "--detach", "-q", str(where), revision], check=True)
        try:
            yield where
        finally:
            subprocess.run(["git", "worktree", "remove", "--force", str(where)], check=True)


class TwoVersions(Machines):
    """The first machine runs the version before, the second the present one."""

    def __init__(self, database: PostgreSQL15, before: Path) -> None:
        super().__init__(database, redis_url="")
        old, new = self.machines
        old.environment["PYTHONPATH"] = str(before / "src")
        del old.environment["TROSKA_FILES"]
        new.environment["TROSKA_FILES"] = str(old.home)
        # Whoever is furnished or asked as an administrator, is so by the code that fits.
        self.environment = old.environment

    def set_up(self, machine: Machine) -> None:
        """Start all parts of a machine and wait until they serve."""
        for part in KINDS:
            machine.start(part)
        if wait_until(machine.is_ready, START_SECONDS) >= START_SECONDS:
            raise RuntimeError("the machine did not start")

    def take_down(self, machine: Machine) -> None:
        """Stop them as a service manager does."""
        for part in machine.parts.values():
            part.terminate()
        for part in machine.parts.values():
            part.wait(30)
        machine.parts.clear()


def migrate(environment: Mapping[str, str], *, killed_after: float = 0.0) -> bool:
    """Bring the schema up to date; False when it was killed before it was done."""
    process = subprocess.Popen(
        [sys.executable, "-W", "ignore", "-m", "troska", "migrate"], env=dict(environment), stdout=subprocess.DEVNULL
    )
    if killed_after:
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(killed_after)
    if killed_after and process.poll() is None:
        process.kill()
        process.wait()
        return False
    if process.wait():
        raise RuntimeError("troska migrate failed")
    return True


def schema(database: PostgreSQL15) -> list[str]:
    """Tell what a database's schema is, without what differs by the moment."""
    told = subprocess.run(
        ["pg_dump", "--schema-only", "--no-owner", "--no-privileges", "-d", database.owner_url],
        check=True, capture_output=True, text=True, env=os.environ | {"LC_ALL": "C"},
    ).stdout  # fmt: skip
    return sorted(line for line in told.splitlines() if line.strip() and _SCHEMA_IS_OURS.match(line))


def there_and_back(*, revision: str = BEFORE, kills: int = 20, number: int = 2_000, seed: int = 16) -> str:
    """Upgrade under load with a migration killed `kills` times, run both versions together, go back, and go on."""
    chance, prefix = random.Random(seed), f"u{seed}-"
    load = mails(seed, new=number * 3 // 5, replies=number * 2 // 5, prefix=prefix)
    stop = threading.Event()
    with checked_out(revision) as before, PostgreSQL15() as database, PostgreSQL15() as fresh:
        stand = TwoVersions(database, before)
        old, new = stand.machines
        sender = threading.Thread(
            target=ledger.send_until_taken,
            args=(load, stop),
            kwargs={"port": old.lmtp_port, "others": [new.lmtp_port]},
            daemon=True,
        )
        try:
            migrate(stand.environment)
            stand._furnish()  # noqa: SLF001 -- a stand of our own
            stand.set_up(old)
            sender.start()
            killed = _killed_until_done(new.environment, kills, chance)
            stand.set_up(new)
            time.sleep(5)  # side by side
            stand.take_down(new)
            migrate(old.environment)  # the version before says that the schema is newer, and works on
            time.sleep(5)
            stand.set_up(new)
            stand.take_down(old)
            sender.join(600)
            ledger.wait_for(stand, prefix, len(load))
            wait_until(lambda: not stand.count("SELECT count(*) FROM timeline_unsequenced"), 60)
            verdict = ledger.reconcile(stand, load, prefix)
            migrate({**new.environment, "DATABASE_URL": fresh.url, "DATABASE_OWNER_URL": fresh.owner_url})
            differing = set(schema(database)) ^ set(schema(fresh))
        finally:
            stop.set()
            stand.stop()
    return (
        f"{revision} → this version → back → this version, {len(load)} mails meanwhile, the migration killed {killed} "
        f"times: {verdict}; {len(differing)} lines of the schema differ from a fresh one"
    )


def _killed_until_done(environment: Mapping[str, str], kills: int, chance: random.Random) -> int:
    for nth in range(kills):
        if migrate(environment, killed_after=chance.uniform(0.8, 3.5)):
            return nth
    migrate(environment)
    return kills
