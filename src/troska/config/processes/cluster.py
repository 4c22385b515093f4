"""The files of an embedded PostgreSQL cluster: how it is made, configured and recognised."""

import contextlib
import os
import secrets
import signal
import time
from collections.abc import Callable
from pathlib import Path

import psycopg
from psycopg import sql

from troska.config.environment import BadSetting

VERSION = "18"
ENVIRONMENT = {"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"}

# For a machine with 2 cores and 4 GB that also runs everything else. `local.conf` in the same folder has the last word.
CONFIGURATION = """\
# Written by Troska at every start; put your own settings into local.conf beside this file.
listen_addresses = ''
unix_socket_permissions = 0700
max_connections = 60
superuser_reserved_connections = 3
shared_buffers = 128MB
effective_cache_size = 1GB
work_mem = 8MB
maintenance_work_mem = 64MB
random_page_cost = 1.1
huge_pages = off
# Needs no /dev/shm, which a container keeps small and a chroot may lack.
dynamic_shared_memory_type = sysv
jit = off
fsync = {fsync}
full_page_writes = {fsync}
synchronous_commit = on
wal_level = replica
wal_compression = on
max_wal_size = 1GB
min_wal_size = 80MB
checkpoint_timeout = 15min
password_encryption = scram-sha-256
idle_in_transaction_session_timeout = 10min
timezone = 'UTC'
log_timezone = 'UTC'
lc_messages = 'C'
# Rows and parameters hold what people wrote: neither reaches the log.
log_error_verbosity = terse
log_min_error_statement = panic
log_parameter_max_length = 0
log_parameter_max_length_on_error = 0
log_checkpoints = off
logging_collector = on
log_filename = 'postgresql-%a.log'
log_truncate_on_rotation = on
log_rotation_age = 1d
log_rotation_size = 0
include_if_exists = 'local.conf'
"""
HBA = """\
# Written by Troska at every start: the private socket only, and never without a password.
local all all scram-sha-256
"""


def initdb(program: Path, data: Path, password: Path, *, superuser: str, durable: bool) -> list[str]:
    """The command that makes a cluster, with the superuser's password from a file."""
    command = [
        str(program / "bin" / "initdb"),
        *("--pgdata", str(data), "--username", superuser, "--pwfile", str(password)),
        *("--auth", "scram-sha-256", "--encoding", "UTF8", "--locale", "C"),
        *("--locale-provider", "builtin", "--builtin-locale", "C.UTF-8", "--no-instructions"),
    ]
    return command if durable else [*command, "--no-sync"]


def check_version(data: Path) -> None:
    """Refuse data of another PostgreSQL version, which this server could not read."""
    file = data / "PG_VERSION"
    if file.exists() and file.read_text(encoding="ascii").strip() != VERSION:
        found = file.read_text(encoding="ascii").strip()
        raise BadSetting(f"{data} was made by PostgreSQL {found}; this Troska brings {VERSION}. Restore from a backup.")


def ensure_password(file: Path) -> None:
    """Keep a random password in this file, readable by its owner only."""
    if not file.exists():
        draft = file.with_name(f".{file.name}.{os.getpid()}")
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w", encoding="ascii") as stream:
            stream.write(secrets.token_urlsafe(32) + "\n")
        draft.replace(file)


def write_configuration(data: Path, user: tuple[int, int] | None, *, durable: bool) -> None:
    """Write the server's configuration, as this version of Troska wants it."""
    for name, text in (
        ("postgresql.conf", CONFIGURATION.format(fsync="on" if durable else "off")),
        ("pg_hba.conf", HBA),
    ):
        draft = data / f".{name}.new"
        draft.write_text(text, encoding="utf-8")
        draft.chmod(0o600)
        if user:
            os.chown(draft, *user)
        draft.replace(data / name)


def give(folder: Path, user: tuple[int, int]) -> None:
    """Make the user the owner of the folder and of everything in it."""
    os.chown(folder, *user)
    for path in folder.rglob("*"):
        os.chown(path, *user, follow_symlinks=False)


# --- the process ---------------------------------------------------------------------------------------------------


def _pid_file(data: Path) -> list[str]:
    try:
        return (data / "postmaster.pid").read_text(encoding="utf-8").splitlines()
    except OSError:
        return []


def is_ready(data: Path, pid: int) -> bool:
    """Whether the server with this process id says that it accepts connections."""
    lines = _pid_file(data)
    return len(lines) > 7 and lines[0] == str(pid) and lines[7].strip() == "ready"


def _leftover(data: Path) -> int:
    """The process id of a server that still runs on this data, or 0."""
    lines = _pid_file(data)
    if not lines or not lines[0].isdigit():
        return 0
    try:
        # Compared as files, since the server may see its folder under another path than we do.
        is_same = Path(f"/proc/{lines[0]}/cwd").stat().st_ino == data.stat().st_ino
    except OSError:
        return 0
    return int(lines[0]) if is_same else 0


def end_leftover(data: Path, pause: Callable[[float], bool]) -> None:
    """End a server that outlived its supervisor on this data: gently, after a while at once."""
    started = time.monotonic()
    while pid := _leftover(data):
        gentle = time.monotonic() - started < 30
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGINT if gentle else signal.SIGQUIT)
        if pause(0.2):
            return


def remove_stale_pid(data: Path) -> None:
    """Remove what a crashed server left; its number may by now belong to a stranger, which would stop the start."""
    if not _leftover(data):
        (data / "postmaster.pid").unlink(missing_ok=True)


def is_held(log: Path) -> bool:
    """Whether the server refused to start because the last one's remains have not ended yet."""
    said = log.read_text(encoding="utf-8", errors="replace")
    return "pre-existing shared memory block" in said or 'lock file "postmaster.pid" already exists' in said


# --- roles ---------------------------------------------------------------------------------------------------------


def ensure_roles(superuser_url: str, base: Path, *, database: str, owner: str, role: str) -> None:
    """Make both roles and the database where they are missing, and give the roles the passwords kept in `base`."""
    with psycopg.connect(superuser_url, autocommit=True) as connection:
        for name in (owner, role):
            password = (base / f"{name}.password").read_text(encoding="ascii").strip()
            scrambled = connection.pgconn.encrypt_password(password.encode(), name.encode(), b"scram-sha-256").decode()
            known = connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [name]).fetchone()
            connection.execute(
                sql.SQL("{} ROLE {} LOGIN PASSWORD {}").format(
                    sql.SQL("ALTER" if known else "CREATE"), sql.Identifier(name), sql.Literal(scrambled)
                )
            )
        if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [database]).fetchone():
            connection.execute(
                sql.SQL("CREATE DATABASE {} OWNER {}").format(sql.Identifier(database), sql.Identifier(owner))
            )
        for other in ("postgres", "template1"):
            connection.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(sql.Identifier(other)))
        connection.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(sql.Identifier(database)))
        connection.execute(
            sql.SQL("GRANT CONNECT, TEMPORARY ON DATABASE {} TO {}").format(
                sql.Identifier(database), sql.Identifier(role)
            )
        )
