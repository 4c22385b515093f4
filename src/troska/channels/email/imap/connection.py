"""A connection to a mail server: imap-tools over a socket of ours, which is checked, bounded and can be waited on."""

import imaplib
import select
import socket
import ssl
import threading
import time
from collections.abc import Iterable
from types import TracebackType
from typing import Any, Self

from imap_tools import BaseMailBox
from imap_tools.errors import ImapToolsError
from imap_tools.utils import encode_folder

from troska.channels.email.imap.errors import (
    ConnectionLost,
    EncryptionMissing,
    FolderMissing,
    MailboxTrouble,
    SignInRefused,
)
from troska.channels.email.interpret.limits import RAW_BYTES
from troska.channels.email.models import Authentication, Security
from troska.core import egress

TIMEOUT = 60.0
#: A literal that is larger was announced smaller, or nobody asked for it.
LONGEST_LITERAL = RAW_BYTES + 1024 * 1024
LONGEST_LINE = 20 * 1024 * 1024
_CHUNK = 256 * 1024
_SLICE = 0.5


class LiteralTooLong(imaplib.IMAP4.abort):
    """The server sends more than was announced; the connection can't be used any further."""


class _Client(imaplib.IMAP4):
    """imaplib over `core.egress`, with a buffer of its own, so that waiting for data never loses any."""

    def __init__(self, host: str, port: int, security: Security, timeout: float) -> None:
        self._security = security
        self._buffer = bytearray()
        super().__init__(host, port, timeout=timeout)

    def open(self, host: str = "", port: int = 143, timeout: float | None = None) -> None:
        self.host, self.port = host, port
        self.sock = egress.open_connection(host, port, timeout or TIMEOUT, tls=self._security == Security.TLS)

    def encrypt(self) -> None:
        """Switch to TLS; what a stranger may have put in before it is dropped (CVE-2021-33515 and its kin)."""
        if "STARTTLS" not in self.capabilities:
            raise EncryptionMissing
        self._ok(*self._simple_command("STARTTLS"))
        self._buffer.clear()
        self.sock = egress.start_tls(self.sock, self.host)
        self.refresh_capabilities()

    def refresh_capabilities(self) -> None:
        """Ask anew: they change with encryption and sign-in."""
        _, answer = self.capability()
        words = b" ".join(part for part in answer if isinstance(part, bytes)).decode("ascii", "replace")
        self.capabilities = tuple(words.upper().split())

    def read(self, size: int) -> bytes:
        if size > LONGEST_LITERAL:
            raise LiteralTooLong(f"literal of {size} bytes")
        while len(self._buffer) < size:
            self._fill()
        taken = bytes(memoryview(self._buffer)[:size])
        del self._buffer[:size]
        return taken

    def readline(self) -> bytes:
        seen = 0
        while (end := self._buffer.find(b"\n", seen)) < 0:
            seen = len(self._buffer)
            if seen > LONGEST_LINE:
                raise self.abort("line too long")
            self._fill()
        line = bytes(memoryview(self._buffer)[: end + 1])
        del self._buffer[: end + 1]
        return line

    def _fill(self) -> None:
        chunk = self.sock.recv(_CHUNK)
        if not chunk:
            raise self.abort("connection closed")
        self._buffer += chunk

    def has_data(self, seconds: float) -> bool:
        """Wait until the server has something to say, at most so long."""
        if self._buffer or (isinstance(self.sock, ssl.SSLSocket) and self.sock.pending()):
            return True
        waiting = select.poll()
        waiting.register(self.sock, select.POLLIN)
        return bool(waiting.poll(seconds * 1000))

    def shutdown(self) -> None:
        self.cut()
        self.sock.close()

    def cut(self) -> None:
        """Break the connection; also from another thread, which ends a wait in this one."""
        try:
            socket.socket.shutdown(self.sock, socket.SHUT_RDWR)
        except OSError:
            return

    def idle(self) -> bytes:
        """Begin IDLE; gives the tag of the command.

        Some servers tell during IDLE only of what comes after it began; what came before they tell when asked. So a
        NOOP goes right before it, in the same breath.
        """
        noop = self._command("NOOP")
        tag: bytes = self._command("IDLE")
        while (line := self._get_response()) is not None:
            if line.startswith(tag):
                raise MailboxTrouble(line)
        self.tagged_commands.pop(noop, None)
        return tag

    def done(self, tag: bytes) -> None:
        """End IDLE."""
        self.send(b"DONE\r\n")
        self._ok(*self._command_complete("IDLE", tag))

    def news(self) -> bool:
        """Read one line of news during IDLE; say whether it tells of new mail."""
        line: bytes | None = self._get_response()
        return line is not None and line.rstrip().upper().endswith((b"EXISTS", b"RECENT"))

    def take_news(self) -> bool:
        """Say whether new mail was announced, besides other answers too, since this was asked last."""
        return bool(self.untagged_responses.pop("EXISTS", None))

    @staticmethod
    def _ok(kind: str, answer: list[Any]) -> None:
        if kind != "OK":
            raise MailboxTrouble(answer[-1] if answer else kind)


class _Box(BaseMailBox):
    """imap-tools with our client."""

    client: _Client

    def __init__(self, host: str, port: int, security: Security, timeout: float) -> None:
        self._address = (host, port, security, timeout)
        super().__init__()

    def _get_mailbox_client(self) -> imaplib.IMAP4:
        return _Client(*self._address)


class Source:
    """An open, signed-in connection. Raises MailboxTrouble and egress errors only, and closes itself at the end."""

    def __init__(self, host: str, port: int, security: Security, *, timeout: float = TIMEOUT) -> None:
        with _told():
            self._box = _Box(host, port, security, timeout)
        try:
            if security == Security.STARTTLS:
                with _told():
                    self._box.client.encrypt()
        except BaseException:
            self.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close(politely=error is None)

    def close(self, *, politely: bool = False) -> None:
        """End the connection."""
        client = self._box.client
        if politely:
            try:
                client.sock.settimeout(2.0)
                client.logout()
            except (OSError, imaplib.IMAP4.error):
                pass
        client.shutdown()

    def cut(self) -> None:
        """Break the connection from another thread."""
        self._box.client.cut()

    def sign_in(self, username: str, secret: str, method: Authentication) -> None:
        """Sign in. Raises SignInRefused."""
        client = self._box.client
        try:
            with _told():
                if method == Authentication.XOAUTH2:
                    replies = iter([f"user={username}\1auth=Bearer {secret}\1\1".encode()])
                    # A refusal comes as a challenge that wants an empty answer before the server says NO.
                    client.authenticate("XOAUTH2", lambda _challenge: next(replies, b""))
                elif method == Authentication.PASSWORD and username.isascii() and secret.isascii():
                    self._box.login(username, secret, initial_folder=None)
                elif method == Authentication.PASSWORD:
                    self._box.login_utf8(username, secret, initial_folder=None)
                client.refresh_capabilities()
        except ConnectionLost:
            raise
        except MailboxTrouble as error:
            raise SignInRefused(error.said, username=username) from error

    def has(self, capability: str) -> bool:
        """Say whether the server can do something."""
        return capability in self._box.client.capabilities

    def open_folder(self, folder: str, *, may_write: bool) -> int:
        """Open a folder; give its UIDVALIDITY, 0 where the server does not tell. Raises FolderMissing."""
        try:
            with _told():
                try:
                    self._box.folder.set(folder, readonly=not may_write)
                except imaplib.IMAP4.readonly:
                    # It may be read all the same; what stays there is told when it is to be tidied up.
                    self._box.folder.set(folder, readonly=True)
        except ConnectionLost:
            raise
        except MailboxTrouble as error:
            raise FolderMissing(error.said, folder=folder) from error
        self._box.client.take_news()  # what is there now will be found
        return self._told_number("UIDVALIDITY")

    def _told_number(self, name: str) -> int:
        _, answer = self._box.client.response(name)
        found = answer[-1] if answer else None
        return int(found) if isinstance(found, bytes) and found.isdigit() else 0

    def folders(self) -> list[str]:
        """List the folders."""
        with _told():
            return [info.name for info in self._box.folder.list() if "\\Noselect" not in info.flags]

    def refresh(self) -> None:
        """Let the server tell what is new."""
        with _told():
            self._box.client.noop()

    def uids(self, criteria: str) -> list[int]:
        """Search the open folder; ascending, each once."""
        found = self.command("SEARCH", criteria)
        words = b" ".join(part for part in found if isinstance(part, bytes)).split()
        return sorted({int(word) for word in words if word.isdigit()})

    def command(self, name: str, *arguments: str) -> list[Any]:
        """Do a UID command and give its untagged answers."""
        with _told():
            kind, answer = self._box.client.uid(name, *arguments)
            if kind != "OK":
                raise MailboxTrouble(answer[-1] if answer else kind)
            return list(answer)

    def expunge_all_deleted(self) -> None:
        """Expunge what is marked as deleted, whoever marked it."""
        with _told():
            self._box.client.expunge()

    def create_folder(self, folder: str) -> None:
        """Make a folder."""
        with _told():
            self._box.folder.create(folder)

    @staticmethod
    def folder_argument(folder: str) -> str:
        """Write a folder's name as an argument of a command."""
        return encode_folder(folder).decode("ascii")

    def wait_for_mail(self, seconds: float, stop: threading.Event) -> bool:
        """IDLE until there is new mail, time is up or `stop` is set; say whether there is."""
        client, until = self._box.client, time.monotonic() + seconds
        with _told():
            tag = client.idle()
            # What was announced while we were busy is not announced again.
            is_new = client.take_news()
            while not is_new and not stop.is_set() and (left := until - time.monotonic()) > 0:
                if client.has_data(min(left, _SLICE)):
                    is_new = client.news()
            client.done(tag)
        return is_new


class _told:  # noqa: N801 -- reads as a word in `with _told():`
    """Turns what the libraries raise into MailboxTrouble."""

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if isinstance(error, LiteralTooLong):
            return
        if isinstance(error, imaplib.IMAP4.abort | OSError | EOFError):
            raise ConnectionLost(error) from error
        if isinstance(error, imaplib.IMAP4.error):
            raise MailboxTrouble(error) from error
        if isinstance(error, ImapToolsError):
            answer = getattr(error, "command_result", ("", [""]))[1]
            raise MailboxTrouble(answer[-1] if answer else error) from error


def uid_set(uids: Iterable[int]) -> str:
    """Write UIDs as IMAP does: 1:4,7."""
    ranges: list[list[int]] = []
    for uid in sorted(set(uids)):
        if ranges and uid == ranges[-1][1] + 1:
            ranges[-1][1] = uid
        else:
            ranges.append([uid, uid])
    return ",".join(str(first) if first == last else f"{first}:{last}" for first, last in ranges)
