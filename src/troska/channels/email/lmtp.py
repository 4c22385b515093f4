"""Takes mail from mail servers, by LMTP or SMTP on one port, into the intake journal."""

import asyncio
import socket
import threading
import time
from collections import OrderedDict
from concurrent.futures import ThreadPoolExecutor

import structlog
import uvloop
from django.conf import settings
from django.db import DatabaseError, InterfaceError, connections
from psycopg_pool import PoolTimeout

from troska.channels import actions
from troska.channels.email.card_numbers import without_card_numbers
from troska.channels.email.group_commit import GroupCommit
from troska.channels.email.health import HealthReports
from troska.channels.email.identity import external_id
from troska.channels.email.interpret.limits import RAW_BYTES
from troska.channels.email.own_addresses import OwnAddresses
from troska.channels.email.smtp_session import Door, Limits, MailSession
from troska.channels.errors import IntakeUnavailable
from troska.channels.intake import Delivery
from troska.conversations.models import Channel
from troska.core import heartbeat

ACCOUNT = "LMTP"
TURN = 0.25
STOP_WITHIN = 2.0

log = structlog.get_logger(__name__)


def run(stop: threading.Event) -> None:
    """Listen on TROSKA_LMTP_LISTEN until stopped; a listener that is switched off only waits."""
    if settings.TROSKA_LMTP_LISTEN is None:
        while not stop.wait(TURN):
            heartbeat.beat()
        return
    host, port = settings.TROSKA_LMTP_LISTEN
    account = actions.add_account(channel=Channel.EMAIL, name=ACCOUNT)
    listener = Listener(account.pk, accepts_all=settings.TROSKA_LMTP_ACCEPT_ALL)
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        try:
            runner.run(listener.serve(host, port, stop))
        except OSError as error:
            listener.health.failing(f"{host}:{port}: {error.strerror or error}")
            raise


class Listener:
    """A port that takes mail; use `serve` in an event loop of its own."""

    def __init__(self, account_id: int, *, accepts_all: bool = False, limits: Limits | None = None) -> None:
        self.account_id = account_id
        self.accepts_all = accepts_all
        self.limits = limits or Limits(mail_bytes=RAW_BYTES)
        self.health = HealthReports(account_id)
        self.addresses = OwnAddresses()
        self.penalties = Penalties()
        #: Set once it listens; the port that it got, where 0 was asked for.
        self.listening = threading.Event()
        self.port = 0

    async def serve(self, host: str, port: int, stop: threading.Event) -> None:
        """Take mail until stopped. Raises OSError when the address is taken."""
        loop = asyncio.get_running_loop()
        self._commits = GroupCommit(self.health)
        self._lookups = ThreadPoolExecutor(max_workers=1, thread_name_prefix="recipients")
        sessions: set[MailSession] = set()
        door = Door(is_ours=self._is_ours, keep=self._keep, penalty=self.penalties.of)

        def session() -> MailSession:
            made = MailSession(door, self.limits, hostname=socket.gethostname(), loop=loop)
            sessions.add(made)
            made.ended = lambda: sessions.discard(made)
            return made

        server = await loop.create_server(session, host, port, backlog=256)
        self.port = server.sockets[0].getsockname()[1]
        log.info("lmtp.listening", host=host, port=self.port)
        await loop.run_in_executor(self._lookups, self.health.working)
        self.listening.set()
        try:
            while not stop.is_set():
                heartbeat.beat()
                await asyncio.sleep(TURN)
        finally:
            server.close()
            for open_session in list(sessions):
                open_session.say_goodbye()
            # What is being kept just now is finished; where that takes too long its sender comes again.
            await asyncio.wait([asyncio.create_task(self._commits.close())], timeout=STOP_WITHIN)
            self._lookups.submit(connections.close_all)
            self._lookups.shutdown(wait=False)

    async def _is_ours(self, address: str) -> bool:
        if self.accepts_all:
            return True
        known = self.addresses.known(address)
        if known is None:
            try:
                await asyncio.get_running_loop().run_in_executor(self._lookups, self._refresh)
            except (DatabaseError, InterfaceError, PoolTimeout) as error:
                if self.addresses.is_empty():
                    raise IntakeUnavailable from error
            known = self.addresses.is_ours(address)
        if self.addresses.is_empty():
            # Nobody has set up an inbox yet; what is sent meanwhile must not bounce.
            raise IntakeUnavailable
        return known

    def _refresh(self) -> None:
        try:
            self.addresses.refresh()
        finally:
            connections.close_all()

    async def _keep(self, raw: bytes, sender: str, recipients: list[str]) -> None:
        identity = external_id(raw, recipients)
        envelope = {"from": sender, "to": list(recipients)}
        await self._commits.keep(
            Delivery(
                account_id=self.account_id,
                external_id=identity,
                raw=raw,
                envelope=envelope,
                redact=without_card_numbers,
            )
        )


class Penalties:
    """Slows down peers that try out which addresses exist: after so many unknown ones in a minute each answer waits."""

    FREE, WINDOW, PENALTY, PEERS = 60, 60.0, 3.0, 1000

    def __init__(self) -> None:
        self._counts: OrderedDict[str, tuple[float, int]] = OrderedDict()

    def of(self, peer: str) -> float:
        """Count one more unknown recipient; give the seconds to wait before it is answered."""
        now = time.monotonic()
        since, count = self._counts.pop(peer, (now, 0))
        if now - since > self.WINDOW:
            since, count = now, 0
        self._counts[peer] = since, count + 1
        while len(self._counts) > self.PEERS:
            self._counts.popitem(last=False)
        return self.PENALTY if count >= self.FREE else 0.0
