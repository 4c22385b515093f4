"""What a request costs inside: CPU of the parts from /proc, statements from the server's own log."""

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

from bench.stand import Stand
from troska.config.processes import postgres

_TICK = 1000 / os.sysconf("SC_CLK_TCK")
_COUNTED = ("SELECT", "INSERT", "UPDATE", "DELETE", "WITH")
_SAID = re.compile(r"^troska web\|LOG:  (?:statement|execute [^:]*): *(\w*)", re.MULTILINE)


def tree(pid: int) -> list[int]:
    """Give a process and all below it."""
    found = [pid]
    for above in found:
        try:
            children = Path(f"/proc/{above}/task/{above}/children").read_text().split()
        except OSError:
            continue
        found += map(int, children)
    return found


def cpu_ms(pids: list[int]) -> dict[int, float]:
    """Tell the milliseconds of CPU that each process has used, to 10 ms; one that has ended is left out."""
    used = {}
    for pid in pids:
        try:
            fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
        except OSError:
            continue
        used[pid] = (int(fields[11]) + int(fields[12])) * _TICK
    return used


def used_since(before: dict[int, float]) -> float:
    """Tell the milliseconds that the processes still there have used since; who ended meanwhile says nothing."""
    return sum(now - before[pid] for pid, now in cpu_ms(list(before)).items())


@contextmanager
def statements(stand: Stand) -> Iterator[list[str]]:
    """Let the server log every statement; the list has the first words of the web part's once the block is left."""
    seen: list[str] = []
    with psycopg.connect(postgres.superuser_url(stand.home), autocommit=True) as connection:
        for setting in ("log_statement = 'all'", "log_line_prefix = '%a|'"):
            connection.execute(f"ALTER SYSTEM SET {setting}".encode())
        connection.execute("SELECT pg_reload_conf(), pg_sleep(0.2)")
        logs = stand.home / "postgres" / "data" / "log"
        before = {file: file.stat().st_size for file in logs.glob("*.log")}
        try:
            yield seen
        finally:
            connection.execute("ALTER SYSTEM RESET ALL")
            connection.execute("SELECT pg_reload_conf(), pg_sleep(0.2)")
        for file in logs.glob("*.log"):
            with file.open("rb") as log:
                log.seek(before.get(file, 0))
                said = log.read().decode("utf-8", "replace")
            # A statement that begins on a line of its own shows nothing behind the colon.
            seen += [word for word in _SAID.findall(said) if word in _COUNTED or not word]
