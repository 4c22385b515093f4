"""The demo's mailboxes by IMAP: pymap over the maildirs, with one login for the company and one for each customer.

By itself pymap looks into an idle client's folder once a second and tells a second later. Mail is delivered by the same
process here, so whoever waits is woken at once; looking every second remains, for what another process puts in.
"""

import asyncio
from argparse import Namespace
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from mailbox import MaildirMessage
from pathlib import Path
from socket import socket
from weakref import WeakKeyDictionary

from proxyprotocol.reader import ProxyProtocolReader
from pymap.backend.maildir import Config, FilterSet, Identity, Login, Session
from pymap.backend.maildir.layout import DefaultLayout
from pymap.backend.maildir.mailbox import MailboxSet, Maildir
from pymap.concurrent import Event
from pymap.exceptions import AuthorizationFailure, InvalidAuth, UserNotFound
from pymap.imap import IMAPServer
from pymap.interfaces.login import IdentityInterface
from pymap.selected import SelectedMailbox
from pymap.user import UserMetadata
from pysasl.creds.server import ServerCredentials
from pysasl.hashing import Cleartext

from troska.demo.mail.maildirs import Maildirs
from troska.demo.mail.ports import HOST
from troska.demo.mail.world import SERVER_NAME

_LOCK_FILES = ("company/**/*.lock", "customers/**/*.lock")


class Bell:
    """Wakes the clients that wait for mail in a mailbox; may be rung from any thread."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._waiting: WeakKeyDictionary[Event, Path] = WeakKeyDictionary()

    def ring(self, box: Path) -> None:
        """Wake whoever waits for mail in this mailbox."""
        self._loop.call_soon_threadsafe(self._ring, box)

    def _ring(self, box: Path) -> None:
        for event, wanted in list(self._waiting.items()):
            if wanted == box:
                event.set()

    async def wait(self, box: Path, done: Event) -> None:
        """Wait for mail, for the client's end of waiting, or for a second."""
        woken = Event.for_asyncio()
        self._waiting[woken] = box
        either = woken.or_event(done)
        if not done.is_set():
            await either.wait(timeout=1.0)


class _Mail(MaildirMessage):
    """A mail as it lies on the disk: parsing and writing it anew could change it."""

    raw: bytes = b""

    def __bytes__(self) -> bytes:
        return self.raw


class _Folder(Maildir):
    def get_message(self, key: str) -> MaildirMessage:
        mail = _Mail()
        mail.raw = self.get_bytes(key).replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
        return mail


class _Session(Session):
    """Looks into the folder after it was woken, not before: what came is told in the same turn."""

    box: Path
    bell: Bell

    async def check_mailbox(
        self, selected: SelectedMailbox, *, wait_on: Event | None = None, housekeeping: bool = False
    ) -> SelectedMailbox:
        if wait_on is not None:
            await self.bell.wait(self.box, wait_on)
        return await super().check_mailbox(selected, housekeeping=housekeeping)


class _Config(Config):
    @property
    def greeting(self) -> bytes:
        return f"{SERVER_NAME} ready".encode("ascii")


class _Identity(Identity):
    """Whoever has a mailbox, by its address."""

    def __init__(self, login: "_Login", name: str) -> None:
        super().__init__(login.config, login.tokens, name, None, frozenset())
        self._login = login

    async def get(self) -> UserMetadata:
        self._box()
        return UserMetadata(self.config, self.name, password=self._login.password)

    @asynccontextmanager
    async def new_session(self) -> AsyncIterator[Session]:
        box = self._box()
        boxes = MailboxSet(_Folder(str(box), create=False), DefaultLayout(str(box), _Folder))
        session = _Session(self.name, self.config, boxes, FilterSet(str(box)))
        session.box, session.bell = box, self._login.bell
        yield session

    def _box(self) -> Path:
        box = self._login.boxes.find(self.name)
        if box is None:
            raise UserNotFound(self.name)
        return box


class _Login(Login):
    def __init__(self, config: Config, boxes: Maildirs, bell: Bell, password: str) -> None:
        super().__init__(config)
        self.boxes, self.bell, self.password = boxes, bell, password

    async def authenticate(self, credentials: ServerCredentials) -> Identity:
        identity = _Identity(self, credentials.authcid)
        try:
            user = await identity.get()
        except UserNotFound as error:
            raise InvalidAuth from error
        if not credentials.verify(user):
            raise InvalidAuth
        return identity

    async def authorize(self, authenticated: IdentityInterface, authzid: str) -> Identity:
        if authenticated.name != authzid:
            raise AuthorizationFailure
        return _Identity(self, authzid)


async def serve(listening: socket, boxes: Maildirs, bell: Bell, *, password: str) -> asyncio.Server:
    """Serve the mailboxes on a socket that listens already."""
    for pattern in _LOCK_FILES:
        for left in boxes.root.glob(pattern):
            left.unlink(missing_ok=True)  # of a server that was killed; nobody else holds any
    config = _Config(
        Namespace(passlib_cfg=None, proxy_protocol=None),
        host=HOST,
        port=0,
        base_dir=str(boxes.root),
        layout="++",
        colon=None,
        tls_enabled=False,
        reject_dnsbl=False,
        hash_context=Cleartext(),
    )
    config.apply_context()
    server = IMAPServer(_Login(config, boxes, bell, password), config)
    reader = ProxyProtocolReader(config.proxy_protocol)
    return await asyncio.start_server(reader.get_callback(server), sock=listening)
