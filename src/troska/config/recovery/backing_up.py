"""Writing a backup: one snapshot of the database, and every file that a row of it names.

Files are written before the rows that name them are committed, and never changed; so whoever lists them after the
snapshot was taken finds all of them, provided that nothing empties bins meanwhile (`core.locks.may_erase_files`). What
a person erases while a backup is written may be missing from it, and shall be.
"""

import os
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import psycopg

from troska import __version__
from troska.config import database_address
from troska.config.environment import Environment
from troska.config.recovery import archive, facts, homes, keys, programs
from troska.config.recovery.encrypting import encrypting
from troska.config.recovery.errors import RecoveryFailed
from troska.core import clock
from troska.core.files import sync_folder
from troska.core.locks import AdvisoryLock

_WAIT_FOR_LOCK = "60s"
_MOST_MISSING = 20


@dataclass(frozen=True, slots=True)
class Backup:
    """A backup that lies where it was wanted."""

    file: Path
    size: int
    seconds: float
    manifest: Mapping[str, Any]

    @property
    def missing(self) -> int:
        """How many files that rows name were not there."""
        return int(self.manifest["missing"]["count"])


def back_up(environment: Environment, folder: Path) -> Backup:
    """Write a backup into the folder. Raises RecoveryFailed, BadSetting, OSError; then nothing is left behind."""
    try:
        return _back_up(environment, folder)
    except psycopg.Error as error:
        raise RecoveryFailed(f"The database refused: {str(error).strip() or type(error).__name__}") from error


def _back_up(environment: Environment, folder: Path) -> Backup:
    recipients = keys.recipients(environment)
    began = time.monotonic()
    started = clock.now()
    _make(folder)
    with _alone(database_address.owner_url(environment)) as connection:
        for left in folder.glob(".troska-*.part"):
            left.unlink(missing_ok=True)  # of one that was killed: we are alone
        file = folder / f"troska-{started:%Y%m%dT%H%M%SZ}.tar{'' if recipients is None else '.age'}"
        draft = folder / f".{file.name}.part"
        try:
            descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "wb") as target:
                with encrypting(target, recipients) as stream, archive.Writer(stream) as writer:
                    manifest = _write(writer, environment, connection, but=folder, started=started)
                target.flush()
                os.fsync(target.fileno())
            draft.rename(file)
        except BaseException:
            draft.unlink(missing_ok=True)
            raise
        sync_folder(folder)
    return Backup(file, file.stat().st_size, time.monotonic() - began, manifest)


def _make(folder: Path) -> None:
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise RecoveryFailed(f"The folder {folder} can't be made: {error.strerror}.") from error


@contextmanager
def _alone(url: str) -> Iterator[facts.Connection]:
    """A connection that holds the lock of backups and sees one snapshot of the database to its end."""
    with psycopg.connect(url, autocommit=True, application_name="troska backup", connect_timeout=10) as connection:
        connection.execute("SET idle_in_transaction_session_timeout = 0")
        connection.execute("SET statement_timeout = 0")
        connection.execute(f"SET lock_timeout = '{_WAIT_FOR_LOCK}'")
        try:
            connection.execute("SELECT pg_advisory_lock(%s)", [AdvisoryLock.BACKUP])
        except psycopg.errors.LockNotAvailable as error:
            raise RecoveryFailed("Another backup is being written; this one did not begin.") from error
        connection.execute("BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield connection


def _write(
    writer: archive.Writer,
    environment: Environment,
    connection: facts.Connection,
    *,
    but: Path,
    started: datetime,
) -> Mapping[str, Any]:
    version = connection.info.server_version // 10000
    snapshot = _snapshot(connection)
    header = {
        "format": archive.FORMAT,
        "troska": __version__,
        "postgresql": version,
        "taken_at": started.isoformat(),
        "needs_keys": keys.fingerprints(environment),
    }
    writer.document(archive.HEADER, header)
    _dump(writer, database_address.owner_url(environment), version, snapshot)
    for name, path in homes.kept_files(environment, but=but):
        writer.file(name, path)
    manifest = {
        **header,
        "ended_at": clock.now().isoformat(),
        "rows": facts.rows(connection),
        **facts.heads(connection),
        "database": writer.database.told(),
        "files": writer.files.told(),
        "missing": _missing(connection, environment),
    }
    writer.document(archive.MANIFEST, manifest)
    return manifest


def _snapshot(connection: facts.Connection) -> str:
    row = connection.execute("SELECT pg_export_snapshot()").fetchone()
    return str(row[0]) if row else ""


def _dump(writer: archive.Writer, url: str, version: int, snapshot: str) -> None:
    """Write the database as pg_dump tells it, in pieces."""
    address, environ = programs.connecting(url)
    command = [
        str(programs.find("pg_dump", at_least=version)),
        *("--format=plain", "--compress=gzip:6", "--no-owner", "--no-privileges", "--no-comments"),
        *("--no-publications", "--no-subscriptions", "--no-security-labels", "--no-tablespaces"),
        *("--encoding=UTF8", f"--snapshot={snapshot}", "--dbname", address),
    ]
    with tempfile.TemporaryFile() as said:
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=said, env=environ) as process:
            try:
                while process.stdout and (piece := process.stdout.read(archive.PIECE)):
                    writer.piece(piece)
                status = process.wait()
            finally:
                process.kill()
        said.seek(0)
        if status:
            raise RecoveryFailed(f"pg_dump failed: {said.read()[-2000:].decode(errors='replace').strip()}")


def _missing(connection: facts.Connection, environment: Environment) -> Mapping[str, object]:
    """Count the files that rows name and that are not there; name some."""
    count = 0
    names: list[str] = []
    for name in facts.named_files(connection):
        if not homes.place(environment, name).exists():
            count += 1
            if len(names) < _MOST_MISSING:
                names.append(name)
    return {"count": count, "names": names}
