"""F15 and the way out of every other disaster: a machine is lost, its backup is restored elsewhere.

The sample company at work is backed up, goes on for a while, and is killed with its disk. From the backup come two
installations, one with the embedded PostgreSQL, one in an older PostgreSQL by TCP; both have to hold what the manifest
says, erase again who was erased meanwhile, send nothing a second time, and go on.
"""

import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import psycopg
from bench.client import sessions
from bench.stand import Stand, free_port
from tests.servers.postgresql import PostgreSQL15

from faults.watching import Listener, wait_until
from troska.config.recovery import verifying

AGENT = "hanna.lipska@kladka.example"
INBOX = "sklep@kladka.example"
#: Somebody of the sample company asks to be forgotten after the backup was written.
_SOMEBODY = """
SELECT i.value, c.code FROM customers_identity i JOIN customers_customer c ON c.id = i.customer_id
WHERE i.kind = 'email' AND EXISTS (SELECT 1 FROM conversations_message m WHERE m.author_address = i.value)
ORDER BY i.id LIMIT 1
"""
_QUEUE = """
from datetime import timedelta
from troska.conversations import actions
from troska.conversations.models import Conversation
from troska.core import clock
from troska.customers.tasks import finish_erasures
from troska.staff.models import Agent
by = Agent.objects.get(email={agent!r})
conversation = Conversation.objects.filter(status="open", participants__isnull=False).order_by("-pk")[0]
later = clock.now() + timedelta(seconds=20)
message = actions.reply(conversation, text="Już sprawdzam.", by=by.actor, send_after=later)
job = finish_erasures.configure(schedule_at=later, queueing_lock="waiting").defer(timestamp=0)
print(message.pk, job)
"""


class Restored(Stand):
    """An installation that came out of a backup, beside a database of its own or in a given one."""

    def __init__(self, key: str, database: PostgreSQL15 | None = None) -> None:
        own = {"DATABASE_URL": database.url, "DATABASE_OWNER_URL": database.owner_url} if database else {}
        super().__init__(settings={"TROSKA_EGRESS_ALLOW": "127.0.0.1/32", **own})
        self.database = database
        self.log.close()
        for made in self.home.iterdir():
            made.unlink()
        (self.home / "secret_key").write_text(key)
        self.log = (self.home / "serve.log").open("ab")

    def connect(self) -> "psycopg.Connection[tuple[object, ...]]":
        """Open a connection as the owner of the tables."""
        return psycopg.connect(self.database.owner_url, autocommit=True) if self.database else super().connect()

    def _furnish(self) -> None:
        raise RuntimeError("nothing was restored")


class Company(Stand):
    """The sample company."""

    def __init__(self) -> None:
        ports = {"TROSKA_DEMO_SMTP_PORT": str(free_port()), "TROSKA_DEMO_IMAP_PORT": str(free_port())}
        super().__init__(settings=ports)

    def start(self) -> Self:
        command = [sys.executable, "-W", "ignore", "-m", "troska", "demo"]
        self.process = subprocess.Popen(command, env=self.environment, stdout=self.log, stderr=self.log)
        self.wait_until_ready()
        wait_until(lambda: self.count("SELECT count(*) FROM conversations_message") > 1_000, 120)
        return self


@dataclass(frozen=True)
class Lost:
    """What is left of the company: a backup, two keys, and what is known of it."""

    backup: Path
    identity: Path
    key: str
    manifest: Mapping[str, Any]
    written_in: float
    #: Somebody erased after the backup.
    address: str
    customer: str
    queued: int
    #: A job that waits for its time.
    job: int
    #: How far the browsers had heard when it all ended.
    heard: int


def command(stand: Stand, *words: str, settings: Mapping[str, str] | None = None) -> str:
    """Run troska as its administrator does, and give what it said."""
    ran = tried(stand, *words, settings=settings)
    if ran.returncode:
        raise RuntimeError(f"troska {words[0]} failed: {ran.stdout}{ran.stderr}")
    return ran.stdout


def tried(stand: Stand, *words: str, settings: Mapping[str, str] | None = None) -> "subprocess.CompletedProcess[str]":
    """Run troska, whatever comes of it."""
    command = [sys.executable, "-W", "ignore", "-m", "troska", *words]
    environment = stand.environment | dict(settings or {})
    return subprocess.run(command, check=False, env=environment, capture_output=True, text=True)


@contextmanager
def lost_company() -> Iterator[Lost]:
    """Let the company work, back it up, let it work on, and lose its machine."""
    folder = Path(tempfile.mkdtemp(prefix="troska-recovery-"))
    try:
        with Company() as stand:
            pair = command(stand, "backup", "new-key")
            identity = folder / "identity"
            identity.write_text(pair)
            settings = {
                "TROSKA_BACKUP_RECIPIENTS": re.findall(r"age1\w+", pair)[0],
                "TROSKA_BACKUP_TO": str(folder / "backups"),
            }
            queued, job = map(int, stand.python(_QUEUE.format(agent=AGENT)).split())
            began = time.monotonic()
            command(stand, "backup", settings=settings)
            written_in = time.monotonic() - began
            [(address, customer)] = stand.rows(_SOMEBODY)
            command(stand, "customers", "erase", str(address), settings=settings)
            [session] = sessions(stand, [AGENT])
            listener = Listener([stand.port], session)
            listener.start()
            send(stand, "Tego w kopii już nie ma")
            wait_until(lambda: listener.heard, 30)
            listener.stop()
            # What waited at the time of the backup leaves now: it must not leave again.
            waits = "SELECT count(*) FROM conversations_message WHERE id = %s AND delivery = 'queued'"
            wait_until(lambda: not stand.count(waits, [queued]), 60)
            key = (stand.home / "secret_key").read_text()
            [backup] = (folder / "backups").glob("*.age")
            yield Lost(
                backup,
                identity,
                key,
                verifying.verify(backup, identity),
                written_in,
                str(address),
                str(customer),
                queued,
                job,
                listener.after,
            )
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def send(stand: Stand, subject: str) -> None:
    """Bring a mail to the company."""
    import smtplib

    raw = f"From: Nowa Klientka <nowa@poczta.example>\r\nTo: {INBOX}\r\nSubject: {subject}\r\n\r\n{subject}\r\n"
    with smtplib.LMTP("127.0.0.1", stand.lmtp_port, timeout=30) as server:
        server.sendmail("nowa@poczta.example", [INBOX], raw.encode())


@dataclass
class Verdict:
    """What was found in an installation that came out of the backup."""

    where: str
    restored_in: float
    serving_in: float = 0.0
    wrong: int = 0
    rows: int = 0
    faults: tuple[str, ...] = ()

    def __str__(self) -> str:
        found = "; ".join(self.faults) or "nothing wrong"
        return (
            f"{self.where}: restored in {self.restored_in:.1f} s, serving after {self.serving_in:.1f} s, {self.rows} "
            f"rows as in the manifest, {found}"
        )


def restored(lost: Lost, database: PostgreSQL15 | None = None) -> Verdict:
    """Restore, start, and look whether all is as it should be."""
    stand = Restored(lost.key, database)
    try:
        began = time.monotonic()
        told = command(stand, "restore", str(lost.backup), "--identity", str(lost.identity))
        verdict = Verdict("PostgreSQL 15" if database else "embedded", time.monotonic() - began)
        with stand:
            verdict.serving_in = time.monotonic() - began
            verdict.rows = sum(lost.manifest["rows"].values())
            verdict.faults = tuple(_faults(stand, lost, told))
        return verdict
    finally:
        shutil.rmtree(stand.home, ignore_errors=True)


def _faults(stand: Restored, lost: Lost, told: str) -> Iterator[str]:
    for table in ("conversations_conversation", "conversations_message", "customers_customer", "staff_agent"):
        there, kept = stand.count(f"SELECT count(*) FROM {table}"), lost.manifest["rows"][table]
        if there != kept:
            yield f"{there} of {kept} rows in {table}"
    if f"{sum(lost.manifest['rows'].values())} rows" not in told:
        yield "not the rows of the manifest"
    position, digest = lost.manifest["audit"]
    if stand.rows("SELECT encode(digest, 'hex') FROM staff_audit_seal WHERE position = %s", [position]) != [(digest,)]:
        yield "the audit log has another end"
    if "WRONG" in command(stand, "audit", "verify"):
        yield "the audit log is broken"
    if stand.rows("SELECT delivery FROM conversations_message WHERE id = %s", [lost.queued]) != [("unsure",)]:
        yield "what may have left would leave again"
    if stand.count("SELECT count(*) FROM customers_customer WHERE code = %s AND erased_at IS NULL", [lost.customer]):
        yield "who was erased is back"
    everywhere = (
        "SELECT count(*) FROM conversations_message WHERE position(%s in concat(author_address, text, recipients)) > 0"
    )
    if stand.count(everywhere, [lost.address]):
        yield "words of who was erased are back"
    yield from _goes_on(stand, lost)


def _goes_on(stand: Restored, lost: Lost) -> Iterator[str]:
    [session] = sessions(stand, [AGENT])
    listener = Listener([stand.port], session, after=lost.heard)
    listener.start()
    wait_until(lambda: listener.is_open, 20)
    send(stand, "Po odtworzeniu")
    arrived = "SELECT count(*) FROM conversations_message WHERE subject = 'Po odtworzeniu'"
    if wait_until(lambda: stand.count(arrived), 30) >= 30:
        yield "a mail does not arrive"
    if wait_until(lambda: listener.heard or listener.anew, 30) >= 30:
        yield "a stream that was open before hears nothing"
    listener.stop()
    listener.join()
    if wait_until(lambda: not stand.count("SELECT count(*) FROM timeline_unsequenced"), 30) >= 30:
        yield "events get no position"
    if stand.count("SELECT count(*) FROM timeline_head WHERE position <= %s", [lost.heard]):
        yield "positions are given a second time"
    # What is done is removed; that it came back before, the rows of the manifest say.
    open_ = "SELECT count(*) FROM procrastinate_jobs WHERE id = %s"
    if wait_until(lambda: not stand.count(open_, [lost.job]), 60) >= 60:
        yield "a job that waited is not done"


def from_backup() -> str:
    """Lose a machine; restore its backup into both kinds of database."""
    with lost_company() as lost:
        verdicts = [restored(lost)]
        with PostgreSQL15() as database:
            verdicts.append(restored(lost, database))
    size = lost.manifest["database"]["bytes"] + lost.manifest["files"]["bytes"]
    told = " | ".join(map(str, verdicts))
    return f"backup of {size / 1e6:.1f} MB written in {lost.written_in:.1f} s; {told}"
