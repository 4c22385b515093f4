"""F15 where the database is a PostgreSQL of one's own: a base backup and archived WAL, as docs/how-to/backup.md says.

Rows are written without a pause; the server and its disk are lost; what comes back from the archive is held
against what was acknowledged.
"""

import shutil
import signal
import tempfile
import time
from datetime import datetime, timedelta
from pathlib import Path

import psycopg
from tests.servers.postgresql import PostgreSQL15

from troska.core import clock

#: As the documentation has it: at most so much is not in the archive yet.
ARCHIVE_TIMEOUT = 60
WRITE_FOR = 150.0


def lost(*, archive_timeout: int = ARCHIVE_TIMEOUT, write_for: float = WRITE_FOR) -> str:
    """Lose a database server, bring it back from base backup and WAL, and tell how many seconds are missing."""
    archive = Path(tempfile.mkdtemp(prefix="troska-wal-"))
    archive.chmod(0o777)
    options = {
        "archive_mode": "on",
        "archive_command": f"test ! -f {archive}/%f && cp %p {archive}/%f",
        "archive_timeout": str(archive_timeout),
    }
    try:
        with PostgreSQL15(**options) as server:
            server.program(
                "pg_basebackup",
                "-d",
                server.superuser_url,
                "-D",
                str(server.folder / "base"),
                "-X",
                "fetch",
                "-c",
                "fast",
            )
            acknowledged = _write(server, write_for)
            server.stop(signal.SIGKILL)
            lost_at = clock.now()
            shutil.rmtree(server.folder / "data")
            began = time.monotonic()
            (server.folder / "base").rename(server.folder / "data")
            (server.folder / "data" / "recovery.signal").touch()
            with (server.folder / "data" / "postgresql.auto.conf").open("a") as settings:
                settings.write(f"restore_command = 'cp {archive}/%f %p'\n")
            server.start()
            kept = _read(server)
            took = time.monotonic() - began
    finally:
        shutil.rmtree(archive, ignore_errors=True)
    missing = [at for at in acknowledged if at not in kept]
    before = (lost_at - max(kept)).total_seconds()
    return (
        f"PostgreSQL 15 and its disk lost while rows are written, WAL archived every {archive_timeout} s at least: "
        f"{len(acknowledged)} acknowledged, back after {took:.1f} s up to {before:.1f} s before the loss, "
        f"{len(missing)} of the last rows missing"
    )


def _write(server: PostgreSQL15, seconds: float) -> list[datetime]:
    acknowledged: list[datetime] = []
    until = clock.now() + timedelta(seconds=seconds)
    with psycopg.connect(server.owner_url, autocommit=True) as connection:
        connection.execute("CREATE TABLE written (at timestamptz)")
        while (now := clock.now()) < until:
            connection.execute("INSERT INTO written VALUES (%s)", [now])
            acknowledged.append(now)
            time.sleep(0.05)
    return acknowledged


def _read(server: PostgreSQL15) -> set[datetime]:
    """Give the rows that came back, once recovery has ended."""
    for _try in range(600):
        try:
            with psycopg.connect(server.owner_url) as connection:
                row = connection.execute("SELECT pg_is_in_recovery()").fetchone()
                if row and not row[0]:
                    return {at for (at,) in connection.execute("SELECT at FROM written")}
        except psycopg.OperationalError:
            pass
        time.sleep(0.1)
    raise RuntimeError("recovery did not end")
