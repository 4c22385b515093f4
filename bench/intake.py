"""Intake: 500 mails from the first LMTP byte to the last one committed and in the list query.

Measured on a small database and on 20,000 conversations / 60,000 messages, five times in turn; beside them the floor:
the same rows written by plain psycopg.
"""

import statistics
import time
from dataclasses import dataclass

from bench import floor, large, lmtp
from bench.load import mails
from bench.stand import Stand

NEW, REPLIES, RUNS = 300, 200, 5
CONNECTIONS = 4
_DEADLINE = 120.0

#: What the desk's list asks for the newest conversation; a mail counts when its conversation stands in it.
_IN_LIST = """
SELECT count(*) FROM conversations_message m JOIN conversations_conversation c ON c.id = m.conversation_id
WHERE m.id > %s AND m.direction = 'in' AND c.status = 'open' AND c.last_message_at >= m.created_at
"""


@dataclass(frozen=True)
class Figures:
    """Mails (or rows' worth of mails) a second, one per run."""

    small: list[float]
    large: list[float]
    floor: list[float]

    def table(self) -> str:
        """Write the figures as a table for the documentation."""
        small, big, least = map(statistics.median, (self.small, self.large, self.floor))
        rows = [
            ("small database", self.small, f"{least / small:.1f} × slower than the floor"),
            ("20,000 conversations / 60,000 messages", self.large, f"growth small → large {small / big:.2f} ×"),
            ("floor: the same rows by plain psycopg", self.floor, ""),
        ]
        lines = ["| intake | median mails/s | lowest – highest | |", "| --- | --- | --- | --- |"]
        lines += [
            f"| {name} | {statistics.median(runs):.0f} | {min(runs):.0f} – {max(runs):.0f} | {note} |"
            for name, runs, note in rows
        ]
        return "\n".join(lines)


def measure() -> Figures:
    """Run the benchmark."""
    figures = Figures([], [], [])
    with Stand() as small, Stand() as big:
        with big.connect() as connection:
            large.fill(connection)
        _once(small, 0), _once(big, 0)  # Both are warm before the first counted run.
        for run in range(1, RUNS + 1):
            figures.small.append(_once(small, run))
            figures.large.append(_once(big, run))
            figures.floor.append(floor.write(small, mails(900 + run, new=NEW, replies=REPLIES, prefix="f")))
    return figures


def _once(stand: Stand, run: int) -> float:
    load = mails(100 + run, new=NEW, replies=REPLIES, prefix=f"r{run}-")
    before = stand.count("SELECT coalesce(max(id), 0) FROM conversations_message")
    began = time.perf_counter()
    taken = lmtp.send(load, port=stand.lmtp_port, connections=CONNECTIONS)
    if len(taken) != len(load):
        raise RuntimeError(f"only {len(taken)} of {len(load)} mails were acknowledged")
    with stand.connect() as connection:
        while time.perf_counter() - began < _DEADLINE:
            row = connection.execute(_IN_LIST, [before]).fetchone()
            if row is not None and row[0] == len(load):
                return len(load) / (time.perf_counter() - began)
            time.sleep(0.01)
    raise RuntimeError("the mails did not all become messages")
