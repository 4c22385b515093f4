"""A machine is lost with its disk: from a backup comes all of it, in an older PostgreSQL too, and nothing else."""

import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import psycopg
import pytest
from faults.recovery import Lost, Restored
from faults.watching import wait_until
from tests.servers.postgresql import PostgreSQL15

from faults import recovery

CUT, CHANGED = "cut off", "changed"
KEPT_BACK = 200_000
WRITES_AND_WAITS = "AND backend_xid IS NOT NULL AND state = 'idle in transaction'"


@pytest.fixture(scope="module")
def lost() -> Iterator[Lost]:
    with recovery.lost_company() as company:
        yield company


def test_a_backup_comes_back_in_an_empty_home_and_goes_on(lost: Lost) -> None:
    assert recovery.restored(lost).faults == ()


@pytest.mark.postgresql15
def test_a_backup_comes_back_in_an_older_postgresql_and_goes_on(lost: Lost) -> None:
    with PostgreSQL15() as database:
        assert recovery.restored(lost, database).faults == ()


@pytest.fixture
def stand(lost: Lost) -> Iterator[Restored]:
    stand = Restored(lost.key)
    yield stand
    stand.log.close()
    shutil.rmtree(stand.home)


def left(stand: Restored) -> set[str]:
    return {path.name for path in stand.home.iterdir()} - {"secret_key", "serve.log", "troska.lock"}


@pytest.mark.parametrize("how", [CUT, CHANGED])
def test_a_damaged_backup_leaves_nothing_behind(lost: Lost, stand: Restored, tmp_path: Path, how: str) -> None:
    content = bytearray(lost.backup.read_bytes())
    if how == CUT:
        del content[-100_000:]
    else:
        content[len(content) // 2] ^= 1
    damaged = tmp_path / lost.backup.name
    damaged.write_bytes(content)
    ran = recovery.tried(stand, "restore", str(damaged), "--identity", str(lost.identity))
    assert ran.returncode != 0
    assert "The backup can't be" in ran.stderr
    assert "Traceback" not in ran.stderr
    assert left(stand) == set()


@pytest.fixture
def fifteen() -> Iterator[PostgreSQL15]:
    with PostgreSQL15() as database:
        yield database


@pytest.mark.postgresql15
def test_a_restore_that_is_killed_leaves_nothing_in_the_database(
    lost: Lost, stand: Restored, fifteen: PostgreSQL15, tmp_path: Path
) -> None:
    """All of the database was read, and the last files were still to come, when it died."""
    slow = tmp_path / lost.backup.name
    os.mkfifo(slow)
    stand.environment |= {"DATABASE_URL": fifteen.url, "DATABASE_OWNER_URL": fifteen.owner_url}
    command = [sys.executable, "-W", "ignore", "-m", "troska", "restore", str(slow), "--identity", str(lost.identity)]
    with (
        subprocess.Popen(command, env=stand.environment, stdout=stand.log, stderr=stand.log) as process,
        slow.open("wb") as target,
        psycopg.connect(fifteen.superuser_url, autocommit=True) as connection,
    ):
        writer = threading.Thread(target=put, args=(target.fileno(), lost.backup.read_bytes()[:-KEPT_BACK]))
        writer.start()
        loading = "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'troska recovery'"

        def is_loading(more: str = "") -> bool:
            return connection.execute(f"{loading} {more}").fetchone() != (0,)

        try:
            assert wait_until(lambda: is_loading(WRITES_AND_WAITS), 60) < 60
        finally:
            process.kill()
            writer.join(60)
        assert wait_until(lambda: not is_loading(), 60) < 60
        assert connection.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'").fetchone() == (0,)
    ran = recovery.tried(stand, "web")
    assert ran.returncode != 0
    assert "being restored" in ran.stderr


def put(target: int, content: bytes) -> None:
    with suppress(BrokenPipeError):
        while content:
            content = content[os.write(target, content) :]


def test_nothing_is_restored_over_something(lost: Lost, stand: Restored) -> None:
    (stand.home / "raw").mkdir()
    ran = recovery.tried(stand, "restore", str(lost.backup), "--identity", str(lost.identity))
    assert ran.returncode != 0
    assert "Restore into an empty TROSKA_HOME" in ran.stderr
    assert left(stand) == {"raw"}


def test_with_another_key_of_the_installation_it_says_which_is_needed(lost: Lost, stand: Restored) -> None:
    (stand.home / "secret_key").write_text("another installation's key, long enough to be one")
    ran = recovery.tried(stand, "restore", str(lost.backup), "--identity", str(lost.identity))
    assert ran.returncode != 0
    assert lost.manifest["needs_keys"][0] in ran.stderr
    assert left(stand) == set()


def test_without_the_identity_or_with_another_it_cannot_be_read(lost: Lost, stand: Restored, tmp_path: Path) -> None:
    ran = recovery.tried(stand, "restore", str(lost.backup))
    assert ran.returncode != 0
    assert "--identity" in ran.stderr
    other = tmp_path / "identity"
    other.write_text(recovery.command(stand, "backup", "new-key"))
    ran = recovery.tried(stand, "restore", str(lost.backup), "--identity", str(other))
    assert ran.returncode != 0
    assert "another identity's" in ran.stderr
    assert left(stand) == set()


def test_nothing_starts_on_a_home_that_is_half_restored(stand: Restored) -> None:
    (stand.home / "restoring").touch()
    ran = recovery.tried(stand, "serve")
    assert ran.returncode != 0
    assert "being restored" in ran.stderr
