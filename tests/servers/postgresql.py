"""Debian's PostgreSQL 15 on loopback, by TCP, with the two roles of the documentation; durable, as in earnest."""

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import psycopg
from scripts.on_postgresql_15 import PROGRAMS, account

_START_SECONDS = 30.0
_OWNER, _ROLE, _PASSWORD = "troska_owner", "troska", "fifteen"


class PostgreSQL15:
    """with PostgreSQL15() as server: … server.url … server.owner_url … server.signal(…) … server.start()"""

    def __init__(self, **options: str) -> None:
        self._options = options
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port: int = free.getsockname()[1]
        self.folder = Path(tempfile.mkdtemp(prefix="troska-pg15-"))
        self.url = f"postgresql://{_ROLE}:{_PASSWORD}@127.0.0.1:{self.port}/troska"
        self.owner_url = f"postgresql://{_OWNER}:{_PASSWORD}@127.0.0.1:{self.port}/troska"
        self._process: subprocess.Popen[bytes] | None = None
        user, group = account()
        if user is not None and group is not None:
            os.chown(self.folder, user, group)
        self._as: dict[str, Any] = {"cwd": "/", "user": user, "group": group}

    def __enter__(self) -> Self:
        secret = self.folder / "password"
        secret.write_text(_PASSWORD)
        how = ["-U", "superuser", "-A", "scram-sha-256", f"--pwfile={secret}", "-E", "UTF8", "--locale=C.UTF-8"]
        command = [str(PROGRAMS / "initdb"), "-D", str(self.folder / "data"), *how]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, **self._as)
        self.start()
        with psycopg.connect(self._superuser_url, autocommit=True) as connection:
            for role in (_OWNER, _ROLE):
                connection.execute(f"CREATE ROLE {role} LOGIN PASSWORD '{_PASSWORD}'")
            connection.execute(f"CREATE DATABASE troska OWNER {_OWNER} ENCODING 'UTF8' TEMPLATE template0")
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.stop(signal.SIGQUIT)
        shutil.rmtree(self.folder, ignore_errors=True)

    @property
    def _superuser_url(self) -> str:
        return f"postgresql://superuser:{_PASSWORD}@127.0.0.1:{self.port}/postgres"

    def start(self) -> None:
        """Start it and wait until it answers."""
        options = ["-c", "listen_addresses=127.0.0.1", "-c", f"port={self.port}", "-c", "max_connections=200"]
        options += [word for name, value in self._options.items() for word in ("-c", f"{name}={value}")]
        command = [str(PROGRAMS / "postgres"), "-D", str(self.folder / "data"), "-k", str(self.folder), *options]
        with (self.folder / "log").open("ab") as log:
            self._process = subprocess.Popen(command, stdout=log, stderr=log, **self._as)
        until = time.monotonic() + _START_SECONDS
        while True:
            try:
                psycopg.connect(self._superuser_url, connect_timeout=2).close()
            except psycopg.OperationalError:
                if time.monotonic() > until:
                    raise
                time.sleep(0.05)
            else:
                return

    def stop(self, number: signal.Signals = signal.SIGINT) -> None:
        """Stop it: SIGINT is *fast*, SIGQUIT *immediate*, SIGKILL a crash of its first process."""
        if self._process is not None:
            self._process.send_signal(number)
            self._process.wait(60)
            self._process = None

    def program(self, name: str, *arguments: str) -> None:
        """Run one of PostgreSQL's programs as its superuser, in the server's own account."""
        environment = {"PGPASSWORD": _PASSWORD, "PATH": os.environ["PATH"]}
        command = [str(PROGRAMS / name), *arguments]
        subprocess.run(command, check=True, capture_output=True, env=environment, **self._as)

    @property
    def superuser_url(self) -> str:
        """Where its administrator works, in the database of the product."""
        return self._superuser_url.removesuffix("postgres") + "troska"

    def kill_a_backend(self) -> None:
        """Kill one process that serves a connection: PostgreSQL then ends all of them and recovers."""
        with psycopg.connect(self._superuser_url) as connection:
            asked = "SELECT pid FROM pg_stat_activity WHERE usename = %s ORDER BY random() LIMIT 1"
            row = connection.execute(asked, [_ROLE]).fetchone()
        if row is not None:
            os.kill(int(row[0]), signal.SIGKILL)
