"""F1 and F3: `kill -9` of worker and intake, PostgreSQL restarted and killed, while mails arrive by LMTP and IMAP."""

import contextlib
import random
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from bench.load import Mail, mails
from bench.stand import Stand
from tests.servers.imap import Dovecot, ImapServer, Pymap

from faults import ledger

KILLS, MAILS = 50, 3_000
_LANES = 3


def worker_and_intake(*, kills: int = KILLS, number: int = MAILS, seed: int = 1) -> str:
    """Kill the worker or the intake at random, `kills` times, while `number` mails arrive."""
    chance = random.Random(seed)

    def strike(stand: Stand) -> None:
        for pid in stand.part_pids(chance.choice(("worker", "intake"))):
            with contextlib.suppress(ProcessLookupError):
                stand.kill(pid)

    return _under_load(strike, kills, number, seed, "kill -9 of worker and intake")


def postgresql(*, restarts: int = 5, kills: int = 5, number: int = 1_000, seed: int = 2) -> str:
    """Stop PostgreSQL fast and at once, and kill it, while mails arrive; it must come back by itself."""
    chance = random.Random(seed)
    ways = ["fast", "immediate"] * restarts
    todo = [*ways[:restarts], *["kill"] * kills]
    chance.shuffle(todo)

    def strike(stand: Stand) -> None:
        way = todo.pop()
        with contextlib.suppress(ProcessLookupError, FileNotFoundError):
            if way == "kill":
                stand.kill(stand.postgres_pid())
            else:
                number = {"fast": "INT", "immediate": "QUIT"}[way]
                subprocess.run(["kill", f"-{number}", str(stand.postgres_pid())], check=False)

    return _under_load(strike, len(todo), number, seed, "PostgreSQL stopped and killed")


def _under_load(strike: Callable[[Stand], None], times: int, number: int, seed: int, name: str) -> str:
    prefix = f"k{seed}-"
    chance = random.Random(seed)
    load = mails(seed, new=number * 3 // 5, replies=number * 2 // 5, prefix=prefix)
    *by_lmtp, by_imap = _lanes(load)
    settings = {"TROSKA_EGRESS_ALLOW": "127.0.0.1/32"}
    with (
        tempfile.TemporaryDirectory() as folder,
        _imap_server(Path(folder)) as server,
        Stand(settings=settings) as stand,
    ):
        _read(stand, server)
        stop = threading.Event()
        threads = [
            threading.Thread(
                target=ledger.send_until_taken, args=(lane,), kwargs={"port": stand.lmtp_port, "stop": stop}
            )
            for lane in by_lmtp
        ]
        threads.append(threading.Thread(target=_put, args=(server, by_imap)))
        for thread in threads:
            thread.start()
        began = time.monotonic()
        for _ in range(times):
            time.sleep(chance.uniform(0.2, 1.6))
            strike(stand)
        for thread in threads:
            thread.join(240)
        stop.set()
        took = ledger.wait_for(stand, prefix, len(load))
        _settle(stand)
        verdict = ledger.reconcile(stand, load, prefix)
        strikes = f"{times} strikes in {time.monotonic() - began:.0f} s"
    ways = f"{sum(map(len, by_lmtp))} by LMTP, {len(by_imap)} by IMAP ({type(server).__name__})"
    return f"{name}: {verdict}; {ways}; {strikes}, all there {took:.1f} s after the last one was sent"


def _imap_server(folder: Path) -> ImapServer:
    """Give Dovecot where it is installed, else pymap."""
    folder.chmod(0o711)  # Dovecot delivers as nobody.
    return Dovecot(folder) if Path(Dovecot.program).exists() else Pymap()


def _put(server: ImapServer, lane: Sequence[Mail]) -> None:
    """Let mails arrive in the mailbox, a few at a time."""
    for start in range(0, len(lane), 20):
        server.append([mail.raw for mail in lane[start : start + 20]])
        time.sleep(0.2)


def _read(stand: Stand, server: ImapServer) -> None:
    """Let the installation read the mailbox, as an administrator would."""
    stand.python(
        "from troska.channels.email.mailboxes import add_mailbox\n"
        "from troska.conversations.models import Inbox\n"
        f"add_mailbox(name='IMAP', inbox=Inbox.objects.get(), secret={server.password!r}, username={server.username!r},"
        f" imap_host='127.0.0.1', imap_port={server.port}, imap_security='plain', import_existing=True)"
    )


def _lanes(load: list[Mail]) -> list[list[Mail]]:
    """Spread mails over senders so that a reply follows what it answers in the same lane."""
    lane_of: list[int] = []
    for nth, mail in enumerate(load):
        lane_of.append(nth % _LANES if mail.answers is None else lane_of[mail.answers])
    return [[mail for nth, mail in enumerate(load) if lane_of[nth] == lane] for lane in range(_LANES)]


def _settle(stand: Stand) -> None:
    """Wait until every event has its position."""
    until = time.monotonic() + 30
    while time.monotonic() < until and stand.count("SELECT count(*) FROM timeline_unsequenced"):
        time.sleep(0.2)
