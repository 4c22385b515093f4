"""An installation under test: a real `troska serve` on loopback in a folder of its own, and a hand in its database."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Self

import psycopg

from troska.config.processes import postgres

START_SECONDS = 120
PASSWORD = "only a bench"  # noqa: S105 -- of an installation that lives for minutes


def free_port() -> int:
    """Find a port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Stand:
    """Troska with one inbox, one team and one administrator; stopped at the end; a folder it made itself goes too."""

    def __init__(self, *, settings: dict[str, str] | None = None, home: Path | None = None) -> None:
        self.is_kept = home is not None
        self.home = home or Path(tempfile.mkdtemp(prefix="troska-bench-"))
        self.home.chmod(0o711)
        self.port, self.lmtp_port = free_port(), free_port()
        self.environment = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("TROSKA_", "DATABASE_", "DJANGO_"))
        } | {
            "TROSKA_HOME": str(self.home),
            "PORT": str(self.port),
            "TROSKA_LMTP_LISTEN": f"127.0.0.1:{self.lmtp_port}",
            "TROSKA_LOG_LEVEL": "warning",
            **(settings or {}),
        }
        self.process: subprocess.Popen[bytes] | None = None
        self.log = (self.home / "serve.log").open("ab")

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> Self:
        """Start it and wait until it serves."""
        command = [sys.executable, "-W", "ignore", "-m", "troska", "serve"]
        self.process = subprocess.Popen(command, env=self.environment, stdout=self.log, stderr=self.log)
        self.wait_until_ready()
        if not self.rows("SELECT 1 FROM conversations_inbox"):
            self._furnish()
        return self

    @contextmanager
    def database_only(self) -> Iterator[None]:
        """Run the embedded database and nothing else, for work that the parts would only be in the way of."""
        with postgres.EmbeddedPostgres(self.home):
            yield

    def wait_until_ready(self) -> None:
        """Wait until the web answers and mail is taken."""
        until = time.monotonic() + START_SECONDS
        while time.monotonic() < until:
            if self.process is not None and self.process.poll() is not None:
                break
            try:
                urllib.request.urlopen(f"{self.address}/healthz", timeout=2).close()  # noqa: S310 -- our own loopback
                socket.create_connection(("127.0.0.1", self.lmtp_port), timeout=2).close()
            except OSError:
                time.sleep(0.1)
            else:
                return
        raise RuntimeError(f"troska did not start:\n{(self.home / 'serve.log').read_text()[-4000:]}")

    def connect(self) -> "psycopg.Connection[tuple[object, ...]]":
        """Open a connection as the owner of the tables."""
        return psycopg.connect(postgres.url(self.home, owner=True), autocommit=True)

    def rows(self, query: str, parameters: Sequence[object] = ()) -> list[tuple[object, ...]]:
        """Ask the database."""
        with self.connect() as connection:
            cursor = connection.execute(query, parameters)
            return cursor.fetchall() if cursor.description else []

    def count(self, query: str, parameters: Sequence[object] = ()) -> int:
        """Ask for one number."""
        return int(str(self.rows(query, parameters)[0][0]))

    def python(self, code: str) -> str:
        """Run code inside the product, as an administrator's shell would, and give what it printed."""
        run = "import django; django.setup()\n" + code
        environment = self.environment | {"DJANGO_SETTINGS_MODULE": "troska.config.settings"}
        command = [sys.executable, "-W", "ignore", "-c", run]
        return subprocess.run(command, env=environment, check=True, stdout=subprocess.PIPE, text=True).stdout

    def part_pids(self, part: str) -> list[int]:
        """Find the processes of a part among the supervisor's children."""
        if self.process is None:
            return []
        found = []
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        for pid in map(int, children):
            command = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
            if part.encode() in command:
                found.append(pid)
        return found

    def web_pid(self) -> int:
        """Find the web server's process."""
        return self.part_pids("web")[0]

    def postgres_pid(self) -> int:
        """Find the embedded server's first process."""
        return int((self.home / "postgres" / "data" / "postmaster.pid").read_text().split()[0])

    def kill(self, pid: int) -> None:
        """End a process at once."""
        os.kill(pid, signal.SIGKILL)

    def stop(self) -> None:
        """Stop it as a person would."""
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
            try:
                self.process.wait(20)
            except subprocess.TimeoutExpired:
                self.process.kill()
        self.process = None

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.stop()
        self.log.close()
        if not self.is_kept:
            shutil.rmtree(self.home, ignore_errors=True)

    def _furnish(self) -> None:
        password = self.home / "password"
        password.write_text(PASSWORD)
        command = [sys.executable, "-W", "ignore", "-m", "troska", "createadmin"]
        arguments = ["--email", "admin@halny.example", "--name", "Anna Admin", "--password-file", str(password)]
        subprocess.run([*command, *arguments], env=self.environment, check=True, stdout=self.log, stderr=self.log)
        with self.connect() as connection:
            connection.execute(
                "INSERT INTO conversations_brand (name, sender_name, domain, accent, languages)"
                " VALUES ('Halny', 'Halny', 'halny.example', 'oklch(0.55 0.13 250)', '{pl}')"
            )
            connection.execute(
                "INSERT INTO conversations_inbox (name, brand_id, acknowledgement, reopen_days, is_active)"
                " SELECT 'Pomoc', id, '', 14, true FROM conversations_brand"
            )
            connection.execute(
                "INSERT INTO conversations_inboxaddress (inbox_id, address, key, is_primary)"
                " SELECT id, 'pomoc@halny.example', 'pomoc@halny.example', true FROM conversations_inbox"
            )
