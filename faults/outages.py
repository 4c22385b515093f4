"""F3, F11 and F12 on two machines: PostgreSQL stops and is killed, Redis is lost, the line to the database is bad."""

import random
import resource
import signal
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial

from bench import lmtp
from bench.client import sessions
from bench.load import mails
from tests.servers.cable import Cable
from tests.servers.postgresql import PostgreSQL15

from faults import ledger, machines
from faults.machines import Desk, Machines
from faults.watching import Listener, compared, stop_all, wait_until

RESTARTS, WRITES = 20, 4_000
OUTAGE_SECONDS, CLIENTS = 600, 1_000
POSTS = 10_000


def postgresql(*, restarts: int = RESTARTS, number: int = WRITES, seed: int = 3) -> str:
    """Stop PostgreSQL fast and at once in turn, kill processes of it, and see how soon both webs are back."""
    chance, back = random.Random(seed), list[float]()

    def strike(stand: Machines, nth: int) -> None:
        time.sleep(chance.uniform(0.5, 2.0))
        if nth % 3 == 2:
            stand.database.kill_a_backend()
        else:
            stand.database.stop((signal.SIGINT, signal.SIGQUIT)[nth % 3])
            time.sleep(chance.uniform(0.2, 2.0))
            stand.database.start()
        back.append(wait_until(lambda: all(machine.is_ready() for machine in stand.machines), 60))

    told = machines.under_load(strike, restarts * 3 // 2, number=number, streams=20, seed=seed)
    return (
        f"PostgreSQL 15 stopped {restarts} times (fast, immediate) and a backend killed {restarts // 2} times: {told}; "
        f"webs back {max(back):.1f} s after it at most, {sorted(back)[len(back) // 2]:.1f} s in the middle"
    )


def redis_lost(*, seconds: float = OUTAGE_SECONDS, clients: int = CLIENTS, seed: int = 11) -> str:
    """Take Redis away for ten minutes while mail arrives and a thousand browsers listen."""
    resource.setrlimit(resource.RLIMIT_NOFILE, (resource.getrlimit(resource.RLIMIT_NOFILE)[1],) * 2)
    prefix = f"r{seed}-"
    load = mails(seed, new=int(seconds) + 20, replies=0, prefix=prefix)
    with machines.standing() as (stand, redis):
        [session] = sessions(stand, ["admin@halny.example"])
        begins = _head(stand)
        listeners = [Listener(stand.ports, session, nth, after=begins) for nth in range(clients)]
        for one in listeners:
            one.start()
        wait_until(lambda: all(one.is_open for one in listeners), 120)
        refused = threading.Event()
        redis.stop()
        sent, late = 0, list[float]()
        ends = time.monotonic() + seconds
        while time.monotonic() < ends and sent < len(load) - 10:
            if len(lmtp.send([load[sent]], port=stand.machines[sent % 2].lmtp_port)) != 1:
                refused.set()
            sent += 1
            took = wait_until(partial(_is_told, stand, listeners[0], prefix, sent), 20)
            late.append(took)
            time.sleep(max(0.0, 1.0 - took))
        redis.start()
        lmtp.send(load[sent : sent + 10], port=stand.lmtp_port)
        sent += 10
        ledger.wait_for(stand, prefix, sent)
        level = wait_until(lambda: all(one.after >= _head(stand) for one in listeners), 60)
        gaps = compared(listeners, machines.reference(stand, begins))
        verdict = ledger.reconcile(stand, load[:sent], prefix)
        stop_all(listeners)
    late.sort()
    return (
        f"Redis lost for {seconds:.0f} s: {verdict}; {gaps}; without it mail → told to a browser in "
        f"{late[len(late) // 2]:.1f} s (median), {late[-1]:.1f} s at most; all level {level:.1f} s after its return; "
        f"{'mail was refused' if refused.is_set() else 'no mail refused'}"
    )


def partition(*, posts: int = POSTS) -> str:
    """Let the line between the webs and the database swallow, lose, delay and cut, and send one form 10,000 times."""
    with PostgreSQL15() as database, Cable(database.port) as cable:
        far = Machines(database, redis_url="")
        bad = database.url.replace(f":{database.port}/", f":{cable.port}/")
        for machine in far.machines:
            machine.environment["DATABASE_URL"] = bad
        with far as stand:
            return _partitioned(stand, cable, posts)


def _partitioned(stand: Machines, cable: Cable, posts: int) -> str:
    [session] = sessions(stand, ["admin@halny.example"])
    prefix = "p12-"
    load = mails(12, new=10, replies=0, prefix=prefix)
    lmtp.send(load, port=stand.lmtp_port)
    ledger.wait_for(stand, prefix, len(load))
    codes = [str(row[0]) for row in stand.rows("SELECT code FROM conversations_conversation ORDER BY id LIMIT 10")]
    desk = Desk(stand, session, codes)
    desk.start(writers=4)
    phases: list[tuple[str, Callable[[], None], Callable[[], None]]] = [
        ("swallows everything", cable.pull, cable.plug),
        ("loses 20 %", lambda: setattr(cable, "losing", 0.2), lambda: setattr(cable, "losing", 0.0)),
        ("is 2 s late", lambda: setattr(cable, "delay", 1.0), lambda: setattr(cable, "delay", 0.0)),
        ("is cut", cable.cut, lambda: None),
    ]
    told = []
    for name, begin, end in phases:
        desk.slowest = 0.0
        begin()
        time.sleep(25)
        end()
        back = wait_until(lambda: all(machine.is_ready() for machine in stand.machines), 60)
        told.append(f"{name}: slowest refusal {desk.slowest:.1f} s, back {back:.1f} s after")
    desk.stop()
    form = {"text": "znak9x0x notatka", "token": "k" * 26}
    with ThreadPoolExecutor(8) as pool:
        path = f"/rozmowa/{codes[0]}/notatka"
        statuses = list(pool.map(lambda nth: desk.post(stand.ports[nth % 2], path, form)[0], range(posts)))
    one = stand.count("SELECT count(*) FROM conversations_message WHERE text = %s", [form["text"]])
    rows = [str(text) for (text,) in stand.rows("SELECT text FROM conversations_message WHERE text LIKE 'znak%%'")]
    lost, doubled = len(desk.written.keys() - set(rows)), len(rows) - len(set(rows))
    wrote = f"agents wrote {len(desk.written)} in {desk.tries} requests: {lost} lost, {doubled} doubled"
    refused = sum(status >= 500 for status in statuses)
    return f"partition: {wrote}; {'; '.join(told)}; {posts} posts of one form ({refused} refused) gave {one} row"


def _head(stand: Machines) -> int:
    return stand.count("SELECT coalesce(max(position), 0) FROM timeline_position")


def _is_told(stand: Machines, listener: Listener, prefix: str, number: int) -> bool:
    return _is_stored(stand, prefix, number) and listener.after >= _head(stand)


def _is_stored(stand: Machines, prefix: str, number: int) -> bool:
    query = "SELECT count(*) FROM email_channel_mailidentity WHERE identifier LIKE %s"
    return stand.count(query, [f"{prefix}%"]) >= number
