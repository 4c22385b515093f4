"""`make bench-large`: build the large set once, in a folder that is kept: 500,000 conversations / 1,500,000 messages.

The folder is the argument, else TROSKA_BENCH_HOME, else build/bench-large.
"""

import os
import shutil
import sys
import time
import zlib
from datetime import timedelta
from pathlib import Path

from bench import company, large
from bench.load import mails
from bench.stand import Stand

CONVERSATIONS, CUSTOMERS, OPEN = 500_000, 50_000, 20_000
TEAMS, INBOXES, AGENTS = 8, 12, 60
SPAN = timedelta(days=730)
_DONE = "bench-large"
_SAMPLE = 2_000


def large_home() -> Path:
    """Tell where the large set lies, or would."""
    return Path(os.environ.get("TROSKA_BENCH_HOME") or "build/bench-large").absolute()


def is_built(home: Path) -> bool:
    """Say whether the large set was built there to its end."""
    return (home / _DONE).exists()


def build(home: Path) -> str:
    """Build the large set anew and tell of it, as rows of a table."""
    shutil.rmtree(home, ignore_errors=True)
    home.mkdir(parents=True)
    began = time.perf_counter()
    stand = Stand(home=home)
    stand.start()
    stand.stop()
    with stand.database_only(), stand.connect() as connection:
        founded = company.found(connection, teams=TEAMS, inboxes=INBOXES, agents=AGENTS)
        large.fill(
            connection,
            conversations=CONVERSATIONS,
            customers=CUSTOMERS,
            open_ones=OPEN,
            company=founded,
            span=SPAN,
            say=lambda doing: print(f"{time.perf_counter() - began:6.0f} s  {doing}", flush=True),
        )
        size = stand.count("SELECT pg_database_size(current_database())") / 1e9
    took = (time.perf_counter() - began) / 60
    (home / _DONE).touch()
    # The originals are not written: a million files say nothing that a sample does not.
    sample = [len(zlib.compress(mail.raw, 1)) for mail in mails(1, new=_SAMPLE, replies=0)]
    raw = sum(sample) / _SAMPLE * CONVERSATIONS * 2 / 1e9
    return (
        "| large set | minutes to build | database GB | raw originals GB (of a sample) |\n| --- | --- | --- | --- |\n"
        f"| {CONVERSATIONS:,} conversations / {CONVERSATIONS * large.MESSAGES_EACH:,} messages"
        f" | {took:.1f} | {size:.1f} | {raw:.1f} |"
    )


def main() -> None:
    """Build it where the argument says."""
    home = Path(sys.argv[1]).absolute() if len(sys.argv) > 1 else large_home()
    print(f"\n{build(home)}\n\nIt lies in {home}.")


if __name__ == "__main__":
    main()
