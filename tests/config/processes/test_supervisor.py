"""`troska serve` as a person runs it: one command that keeps everything going and ends when told to."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest

from troska.config import exits
from troska.config.processes import postgres

pytestmark = pytest.mark.embedded
PATIENCE = 90.0


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Running:
    home: Path
    port: int
    process: subprocess.Popen[str]

    def healthy(self) -> bool:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/healthz", timeout=2) as answer:
                return bool(answer.status == 200)
        except OSError:
            return False

    def children(self) -> dict[str, int]:
        """What runs below the supervisor, by the last word of its command."""
        found = {}
        for folder in Path("/proc").iterdir():
            if folder.name.isdigit() and parent_of(int(folder.name)) == self.process.pid:
                try:
                    words = (folder / "cmdline").read_bytes().rstrip(b"\0").split(b"\0")
                except ProcessLookupError:  # it ended just now
                    continue
                name = "postgres" if words[0].endswith(b"/postgres") else words[-1].decode()
                found[name] = int(folder.name)
        return found

    def said(self) -> str:
        return (self.home.parent / "said").read_text()


def parent_of(pid: int) -> int:
    """The parent of a living process; 0 for one that has ended."""
    try:
        state, parent = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[:2]
    except OSError:
        return 0
    return 0 if state == "Z" else int(parent)


def until(condition: Callable[[], object], what: str) -> None:
    end = time.monotonic() + PATIENCE
    while not condition():
        if time.monotonic() > end:
            pytest.fail(f"waited {PATIENCE:.0f} s in vain until {what}")
        time.sleep(0.05)


def environment(home: Path, port: int) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("TROSKA_", "DATABASE_"))}
    return kept | {
        "TROSKA_HOME": str(home),
        "PORT": str(port),
        "TROSKA_LOG_FORMAT": "json",
        "TROSKA_LMTP_LISTEN": f"127.0.0.1:{free_port()}",
    }


def troska(home: Path, port: int, *arguments: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "troska", *arguments],
        check=False,
        env=environment(home, port),
        capture_output=True,
        text=True,
        timeout=PATIENCE,
    )


def start(stack: ExitStack, home: Path) -> Running:
    port = free_port()
    home.parent.mkdir(exist_ok=True)
    output = stack.enter_context((home.parent / "said").open("w"))
    process = subprocess.Popen(
        [sys.executable, "-m", "troska", "serve"], env=environment(home, port), stdout=output, stderr=output, text=True
    )
    running = Running(home, port, process)
    stack.callback(end, running)
    until(lambda: "Troska is ready" in running.said() or process.poll() is not None, "it is ready")
    assert process.poll() is None, running.said()
    return running


def end(running: Running) -> None:
    if running.process.poll() is None:
        running.process.kill()
        running.process.wait()
    postgres.EmbeddedPostgres(running.home).remove_socket_folder()


@pytest.fixture
def serve(short_folder: Path) -> Iterator[Callable[[], Running]]:
    with ExitStack() as stack:
        yield lambda: start(stack, short_folder / "troska" / "home")


def test_whatever_dies_is_started_again_and_works(serve: Callable[[], Running]) -> None:
    running = serve()
    assert set(running.children()) == {"postgres", "web", "worker", "intake"}
    assert f"http://127.0.0.1:{running.port}" in running.said()
    assert "troska createadmin" in running.said()
    for name in ("web", "worker", "intake", "postgres"):
        before = running.children()[name]
        os.kill(before, signal.SIGKILL)
        until(lambda name=name, before=before: running.children().get(name, before) != before, f"{name} is back")  # type: ignore[misc]
    until(running.healthy, "the web answers")
    until(lambda: "intake" in running.children(), "everything is back")

    def database_answers() -> bool:
        try:
            with psycopg.connect(postgres.url(running.home), connect_timeout=2) as connection:
                return connection.execute("SELECT 1").fetchone() == (1,)
        except psycopg.OperationalError:
            return False

    until(database_answers, "the database answers")
    until(lambda: troska(running.home, running.port, "doctor").returncode == exits.OK, "doctor finds nothing wrong")

    def in_one_line(part: str) -> int:
        lines = [json.loads(line)["event"] for line in running.said().splitlines() if line.startswith("{")]
        return sum(line.startswith(f"{part} was ended by SIGKILL") for line in lines)

    assert [in_one_line(part) for part in ("web", "worker", "intake", "the database")] == [1, 1, 1, 1]

    # The same home, started again by a second person.
    second = troska(running.home, free_port(), "serve")
    assert second.returncode == exits.CONFIGURATION
    assert "already runs" in second.stderr
    # Another home, the same port.
    third = troska(running.home.with_name("other"), running.port, "serve")
    assert third.returncode == exits.CONFIGURATION
    assert f"port {running.port}" in third.stdout
    assert "PORT=" in third.stdout


def test_ctrl_c_ends_all_in_5_seconds_with_100_requests_open_and_data_stay(serve: Callable[[], Running]) -> None:
    running = serve()
    with psycopg.connect(postgres.url(running.home, owner=True)) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 5 AS n")
    pids = running.children().values()
    with ExitStack() as stack:
        for _ in range(100):
            client = stack.enter_context(socket.create_connection(("127.0.0.1", running.port)))
            # The body never comes, so the request stays open in the application, as a stream does.
            client.sendall(b"POST /konto/login/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\nx")
        running.process.send_signal(signal.SIGINT)
        assert running.process.wait(5) == exits.OK
    assert "Traceback" not in running.said()
    assert '"error"' not in running.said()
    assert [pid for pid in pids if parent_of(pid)] == []
    assert not Path((running.home / "postgres" / "socket_folder").read_text()).exists()
    again = serve()
    with psycopg.connect(postgres.url(again.home, owner=True)) as connection:
        assert connection.execute("SELECT n FROM kept").fetchone() == (5,)
    again.process.send_signal(signal.SIGTERM)
    assert again.process.wait(5) == exits.OK


def test_a_killed_supervisor_leaves_nothing_running(serve: Callable[[], Running]) -> None:
    running = serve()
    pids = list(running.children().values())
    assert len(pids) == 4
    running.process.kill()
    running.process.wait()
    until(lambda: not [pid for pid in pids if parent_of(pid)], "its children are gone")
    again = serve()
    assert again.healthy()
    again.process.send_signal(signal.SIGTERM)
    assert again.process.wait(5) == exits.OK
