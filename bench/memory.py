"""Memory at rest: all below `troska serve`, the database too, as proportional set size (what is shared counts once)."""

import re
import time
from dataclasses import dataclass
from pathlib import Path

from bench.client import Client, sessions
from bench.stand import Stand
from bench.watching import tree

#: Long enough for the first ticks of the worker and the first autovacuum to be over.
_REST = 20.0
_PSS = re.compile(r"^(Pss): +(\d+) kB$", re.MULTILINE)


@dataclass(frozen=True)
class Figures:
    """MiB by part, just started and after an agent has used the desk."""

    fresh: dict[str, float]
    used: dict[str, float]

    def table(self) -> str:
        """Write the figures as a table for the documentation."""
        lines = ["| memory at rest, PSS MiB | just started | after 200 pages |", "| --- | --- | --- |"]
        lines += [f"| {part} | {size:.0f} | {self.used.get(part, 0):.0f} |" for part, size in self.fresh.items()]
        return "\n".join(
            [*lines, f"| **all** | **{sum(self.fresh.values()):.0f}** | **{sum(self.used.values()):.0f}** |"]
        )


def measure() -> Figures:
    """Run the benchmark."""
    with Stand() as stand:
        (key,) = sessions(stand, ["admin@halny.example"])
        time.sleep(_REST)
        fresh = by_part(stand)
        with Client(stand.port, key) as client:
            for _ in range(200):
                client.get("/rozmowy/otwarte/")
        time.sleep(_REST)
        return Figures(fresh, by_part(stand))


def by_part(stand: Stand) -> dict[str, float]:
    """Give the MiB of each part, the supervisor first."""
    if stand.process is None:
        return {}
    supervisor, *others = tree(stand.process.pid)
    database = tree(stand.postgres_pid())
    found = {"supervisor": pss(supervisor)}
    for pid in others:
        if pid not in database:
            name = Path(f"/proc/{pid}/cmdline").read_bytes().strip(b"\0").split(b"\0")[-1].decode()
            found[name] = found.get(name, 0) + pss(pid)
    found["PostgreSQL"] = sum(map(pss, database))
    return found


def pss(pid: int) -> float:
    """Tell a process's proportional set size in MiB; 0 when it is gone."""
    try:
        found = dict(_PSS.findall(Path(f"/proc/{pid}/smaps_rollup").read_text()))
    except OSError:
        return 0.0
    return int(found["Pss"]) / 1024
