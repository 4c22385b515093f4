"""`make faults`: all experiments, or those named: `make faults ARGS="kills poison-mail"`. Prints one line for each."""

import subprocess
import sys
from collections.abc import Callable
from functools import partial

from faults import disk, kills, machines, outages, poison, recovery, transaction, upgrading, wal


def program(module: str, *arguments: str) -> str:
    """Run an experiment that is a program with a database of its own, and give its line of figures."""
    ran = subprocess.run(
        [sys.executable, "-W", "ignore", "-m", module, *arguments], stdout=subprocess.PIPE, check=False
    )
    said = ran.stdout.decode().strip()
    return said if ran.returncode == 0 else f"FAILED: {said}"


EXPERIMENTS: dict[str, Callable[[], str]] = {
    "kills": kills.worker_and_intake,
    "postgresql": kills.postgresql,
    "imap-cuts": partial(program, "tests.faults.imap_cuts", "--runs", "500"),
    "sender-kills": partial(program, "tests.faults.sender_kills", "--mails", "1000", "--kills", "110"),
    "disk-full": disk.full,
    "poison-mail": poison.mail,
    "poison-event": poison.event,
    "open-transaction": transaction.held_open,
    "machines": machines.killed,
    "roll": machines.rolled,
    "postgresql-15": outages.postgresql,
    "redis-lost": outages.redis_lost,
    "partition": outages.partition,
    "restore": recovery.from_backup,
    "upgrade": upgrading.there_and_back,
    "wal": wal.lost,
}


def main() -> None:
    """Run the experiments that were asked for."""
    for name in sys.argv[1:] or EXPERIMENTS:
        print(f"- {EXPERIMENTS[name]()}", flush=True)


main()
