"""Two web, two worker and two intake processes as on machines of their own; one after another is killed under load.

They share what the documentation says must be shared (PostgreSQL, Redis, the folder for files, the key) and nothing
else: each machine has a home of its own.
"""

import contextlib
import http.client
import random
import re
import signal
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from pathlib import Path
from typing import Self
from urllib.parse import urlencode

import psycopg
from bench.client import sessions
from bench.load import mails
from bench.stand import START_SECONDS, Stand, free_port
from tests.servers.balancer import Balancer
from tests.servers.postgresql import PostgreSQL15
from tests.servers.redis import RedisServer
from tests.servers.smtp import MailServer

from faults import ledger
from faults.watching import Listener, compared, stop_all, wait_until

KINDS = ("web", "worker", "intake")
STRIKES_EACH, MAILS, STREAMS, PATIENCE = 20, 2_000, 20, 180.0
_KEY = "one key for all machines, only of an experiment"


@dataclass(eq=False)
class Machine:
    """One machine: its home, its ports, and the parts that a service manager keeps running there."""

    home: Path
    environment: dict[str, str]
    port: int
    lmtp_port: int
    parts: dict[str, "subprocess.Popen[bytes]"] = field(default_factory=dict)

    def start(self, part: str) -> None:
        with (self.home / f"{part}.log").open("ab") as log:
            command = [sys.executable, "-W", "ignore", "-m", "troska", part]
            self.parts[part] = subprocess.Popen(command, env=self.environment, stdout=log, stderr=log)

    def kill(self, part: str) -> None:
        self.parts[part].kill()
        self.parts[part].wait()

    def roll(self, part: str) -> None:
        """Stop a part as an update does, and start it anew."""
        self.parts[part].terminate()
        self.parts[part].wait(30)
        self.start(part)

    def is_ready(self) -> bool:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/readyz", timeout=3) as answer:
                return bool(answer.status == 200)
        except OSError:
            return False


class Machines(Stand):
    """A stand of two machines beside a PostgreSQL and a Redis; `lmtp_port` and `port` are those of the first."""

    def __init__(self, database: PostgreSQL15, *, redis_url: str, settings: dict[str, str] | None = None) -> None:
        shared = {
            "DATABASE_URL": database.url,
            "DATABASE_OWNER_URL": database.owner_url,
            "TROSKA_SECRET_KEY": _KEY,
            "TROSKA_EGRESS_ALLOW": "127.0.0.1/32",
            "TROSKA_UNDO_SECONDS": "0",
            "TROSKA_TRUSTED_PROXIES": "127.0.0.1",
            **({"REDIS_URL": redis_url} if redis_url else {}),
            **(settings or {}),
        }
        super().__init__(settings=shared)
        self.database = database
        self.proxy: Balancer | None = None
        self.environment["TROSKA_FILES"] = str(self.home / "shared")
        self.machines = [self._machine(name) for name in ("a", "b")]
        self.port, self.lmtp_port = self.machines[0].port, self.machines[0].lmtp_port

    def _machine(self, name: str) -> Machine:
        home, port, lmtp_port = self.home / name, free_port(), free_port()
        home.mkdir(mode=0o700)
        own = {"TROSKA_HOME": str(home), "PORT": str(port), "TROSKA_LMTP_LISTEN": f"127.0.0.1:{lmtp_port}"}
        return Machine(home, self.environment | own, port, lmtp_port)

    @property
    def ports(self) -> list[int]:
        """Where browsers knock: at the proxy, or at each web."""
        return [self.proxy.port] if self.proxy else [machine.port for machine in self.machines]

    @contextmanager
    def behind_a_proxy(self) -> Iterator[None]:
        """Put Caddy in front of both webs."""
        with Balancer(self.home, [machine.port for machine in self.machines]) as self.proxy:
            yield
        self.proxy = None

    def start(self) -> Self:
        """Migrate, start every part on both machines and wait until they serve."""
        command = [sys.executable, "-W", "ignore", "-m", "troska", "migrate"]
        subprocess.run(command, env=self.environment, check=True, stdout=self.log, stderr=self.log)
        self._furnish()
        for machine in self.machines:
            for part in KINDS:
                machine.start(part)
        if wait_until(lambda: all(machine.is_ready() for machine in self.machines), START_SECONDS) >= START_SECONDS:
            raise RuntimeError("the machines did not start")
        return self

    def connect(self) -> "psycopg.Connection[tuple[object, ...]]":
        """Open a connection as the owner of the tables."""
        return psycopg.connect(self.database.owner_url, autocommit=True)

    def stop(self) -> None:
        """Stop all parts, as a service manager does."""
        running = [process for machine in self.machines for process in machine.parts.values()]
        for process in running:
            process.send_signal(signal.SIGTERM)
        for process in running:
            try:
                process.wait(15)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


@dataclass
class Desk:
    """Agents who write notes and answers, by turns at both webs with the same session, each until it is taken."""

    stand: Machines
    session: str
    codes: Sequence[str]
    written: dict[str, str] = field(default_factory=dict)
    refused: int = 0
    tries: int = 0
    slowest: float = 0.0
    #: Requests that never were taken.
    failed: int = 0
    _csrf: str = ""
    _stop: threading.Event = field(default_factory=threading.Event)
    _threads: list[threading.Thread] = field(default_factory=list)

    def start(self, *, writers: int = 2) -> None:
        for nth in range(writers):
            thread = threading.Thread(target=self._write, args=[nth], daemon=True)
            self._threads.append(thread)
            thread.start()

    def stop(self) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join(120)

    def _write(self, writer: int) -> None:
        chance, number = random.Random(writer), 0
        while not self._stop.is_set():
            kind = chance.choice(("notatka", "odpowiedz"))
            text = f"znak{writer}x{number}x {kind}"
            token = "".join(chance.choice("abcdefghijklmnopqrstuvwxyz234567") for _ in range(26))
            if self._until_taken(
                f"/rozmowa/{chance.choice(self.codes)}/{kind}", {"text": text, "token": token}, number
            ):
                self.written[text] = kind
            else:
                self.failed += 1
            number += 1
            self._stop.wait(0.05)

    def _until_taken(self, path: str, form: dict[str, str], turn: int) -> bool:
        began = time.monotonic()
        for nth in range(600):
            port = self.stand.ports[(turn + nth) % len(self.stand.ports)]
            begun = time.monotonic()
            with contextlib.suppress(OSError, http.client.HTTPException):
                self.tries += 1
                status, location = self.post(port, path, form)
                if status in (200, 302) and "/konto/" not in location:
                    return True
                self.refused += "/konto/" in location
            self.slowest = max(self.slowest, time.monotonic() - begun)
            if time.monotonic() - began > 120:
                return False
            time.sleep(0.2)
        return False

    def post(self, port: int, path: str, form: dict[str, str]) -> tuple[int, str]:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
        try:
            if not self._csrf:
                connection.request("GET", path.rpartition("/")[0] + "/", headers={"Cookie": f"sesja={self.session}"})
                response = connection.getresponse()
                response.read()
                # A page that is not there gives none, or one that the next page replaces.
                found = response.status == 200 and re.search(r"csrf=([^;]+)", response.headers.get("Set-Cookie", ""))
                self._csrf = found.group(1) if found else ""
            headers = {
                "Cookie": f"sesja={self.session}; csrf={self._csrf}",
                "X-CSRFToken": self._csrf,
                "Content-Type": "application/x-www-form-urlencoded",
            }
            connection.request("POST", path, urlencode(form), headers)
            response = connection.getresponse()
            response.read()
            if response.status == 403:
                self._csrf = ""  # as a browser that opens the page anew
            return response.status, response.headers.get("Location", "")
        finally:
            connection.close()


def killed(
    *,
    strikes_each: int = STRIKES_EACH,
    number: int = MAILS,
    streams: int = STREAMS,
    seed: int = 21,
    patience: float = PATIENCE,
) -> str:
    """Kill each of the six processes in a random order while mail arrives, agents write and browsers listen."""
    chance = random.Random(seed)
    todo = [kind for kind in KINDS for _ in range(strikes_each)]
    chance.shuffle(todo)

    def strike(stand: Machines, nth: int) -> None:
        machine, part = stand.machines[nth % 2], todo[nth]
        machine.kill(part)
        time.sleep(chance.uniform(0.1, 0.6))  # what a service manager takes
        machine.start(part)
        time.sleep(chance.uniform(0.5, 2.5))

    told = under_load(strike, len(todo), number=number, streams=streams, seed=seed, patience=patience)
    return f"two machines, kill -9 of web, worker and intake, {strikes_each} times each: {told}"


def rolled(*, rounds: int = 3, number: int = 600, streams: int = STREAMS, seed: int = 16) -> str:
    """F16: stop and start every part, one after another, as an update does, under the same load."""
    parts = [(machine, part) for part in ("worker", "intake", "web") for machine in (0, 1)] * rounds

    def strike(stand: Machines, nth: int) -> None:
        at, part = parts[nth]
        machine = stand.machines[at]
        machine.roll(part)
        if part == "web":
            wait_until(machine.is_ready, 60)
        else:
            time.sleep(1.0)

    told = under_load(strike, len(parts), number=number, streams=streams, seed=seed)
    return f"two machines, every part rolled {rounds} times: {told}"


@contextmanager
def standing(
    *, with_redis: bool = True, settings: dict[str, str] | None = None
) -> Iterator[tuple[Machines, RedisServer]]:
    """Two machines with everything beside them."""
    redis = RedisServer()
    with PostgreSQL15() as database, contextlib.ExitStack() as stack:
        if with_redis:
            stack.enter_context(redis)
        url = redis.url if with_redis else ""
        yield stack.enter_context(Machines(database, redis_url=url, settings=settings)), redis


def under_load(
    strike: Callable[["Machines", int], None],
    times: int,
    *,
    number: int,
    streams: int,
    seed: int,
    patience: float = PATIENCE,
) -> str:
    """Strike again and again while mail arrives, agents write and browsers listen; tell what the ledgers say.

    What a killed sender had begun is settled after its lease: so much patience is had with it.
    """
    with MailServer() as outside:
        smtp = {"TROSKA_SMTP_URL": f"smtp://127.0.0.1:{outside.port}?security=plain"}
        with standing(settings=smtp) as (stand, _), stand.behind_a_proxy():
            return _Load(stand, outside, number, streams, seed, patience).run(strike, times)


@dataclass
class _Load:
    """Mail from strangers, agents at their desks and open browsers, on one stand."""

    stand: Machines
    outside: MailServer
    number: int
    streams: int
    seed: int
    patience: float

    def run(self, strike: Callable[["Machines", int], None], times: int) -> str:
        stand, prefix = self.stand, f"m{self.seed}-"
        load = mails(self.seed, new=self.number * 3 // 5, replies=self.number * 2 // 5, prefix=prefix)
        first, second = (machine.lmtp_port for machine in stand.machines)
        ledger.send_until_taken(load[:10], threading.Event(), port=first)
        ledger.wait_for(stand, prefix, 10)
        codes = [str(row[0]) for row in stand.rows("SELECT code FROM conversations_conversation ORDER BY id LIMIT 10")]
        [session] = sessions(stand, ["admin@halny.example"])
        begins = stand.count("SELECT coalesce(max(position), 0) FROM timeline_position")
        listeners = [Listener(stand.ports, session, nth, after=begins) for nth in range(self.streams)]
        desk, stop = Desk(stand, session, codes), threading.Event()
        ports = {"port": second, "others": [first]}
        sender = threading.Thread(target=ledger.send_until_taken, args=(load[10:], stop), kwargs=ports, daemon=True)
        for one in listeners:
            one.start()
        sender.start()
        desk.start()
        began = time.monotonic()
        for nth in range(times):
            strike(stand, nth)
        took = time.monotonic() - began
        desk.stop()
        sender.join(240)
        stop.set()
        ledger.wait_for(stand, prefix, len(load))
        settled = _settle(stand, listeners, self.patience)
        verdict = ledger.reconcile(stand, load, prefix)
        gaps = compared(listeners, reference(stand, begins))
        stop_all(listeners)
        strikes = f"{times} strikes in {took:.0f} s, all settled {settled:.0f} s later"
        return "; ".join((str(verdict), _written(stand, desk, self.outside), str(gaps), strikes))


_UNPLACED = "SELECT count(*) FROM timeline_unsequenced"
_UNSENT = (
    "SELECT (SELECT count(*) FROM conversations_message WHERE delivery IN ('queued', 'sending'))"
    " + (SELECT count(*) FROM procrastinate_jobs WHERE status IN ('doing', 'todo')"
    "    AND coalesce(scheduled_at, now()) <= now())"
)


def _settle(stand: Machines, listeners: Sequence[Listener], patience: float) -> float:
    """Wait until no message or job is left over, and every stream stands where the timeline does."""

    def is_told() -> bool:
        head = stand.count("SELECT coalesce(max(position), 0) FROM timeline_position")
        return stand.count(_UNPLACED) == 0 and all(one.after >= head for one in listeners)

    took = wait_until(lambda: stand.count(_UNSENT) == 0, patience)
    return took + wait_until(is_told, 60)


_DESCRIBE = """
from troska.desk.audience import describe
from troska.timeline import reading
at, head = {begins}, reading.head()
while at < head:
    for change in describe(list(reading.window(at, min(head, at + 1000)))):
        if change.resyncs is None:
            print(change.position)
    at = min(head, at + 1000)
"""


def reference(stand: Machines, begins: int) -> list[int]:
    """List the positions that a stream of somebody who sees everything is told, by the database."""
    return [int(line) for line in stand.python(_DESCRIBE.format(begins=begins)).split()]


def _written(stand: Machines, desk: Desk, outside: MailServer) -> str:
    """Hold what the agents wrote against the messages, and their answers against what the mail server got."""
    rows = stand.rows("SELECT text, delivery FROM conversations_message WHERE text LIKE 'znak%%'")
    texts = [str(text) for text, _ in rows]
    lost = len(desk.written.keys() - set(texts))
    doubled = len(texts) - len(set(texts))
    unsure = sum(delivery == "unsure" for _, delivery in rows)
    sent = re.findall(r"znak\d+x\d+x odpowiedz", "\n".join(_plain(one.mail) for one in list(outside.received)))
    answers = {str(text) for text, delivery in rows if delivery == "sent"}
    out = f"{len(answers)} answers sent, {len(answers - set(sent))} of them not received"
    twice = f"{len(sent) - len(set(sent))} received twice, {unsure} unsure"
    sessions_lost = f"{desk.refused} sessions lost"
    said = f"agents wrote {len(desk.written)} in {desk.tries} requests: {lost} lost, {doubled} doubled"
    return f"{said}, {desk.failed} failed, {sessions_lost}, slowest {desk.slowest:.1f} s; {out}, {twice}"


def _plain(mail: EmailMessage) -> str:
    part = mail.get_body(preferencelist=("plain",))
    own = str(part.get_content()) if part else ""
    return "\n".join(line for line in own.splitlines() if not line.startswith(">"))
