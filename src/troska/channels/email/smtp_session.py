"""One session of a mail server that hands mail over: LMTP (RFC 2033) after LHLO, SMTP (RFC 5321) after EHLO or HELO."""

# ruff: noqa: N802 -- aiosmtpd finds a command by the name of its method

import asyncio
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from aiosmtpd.smtp import SMTP, syntax

from troska.channels.errors import IntakeUnavailable

LINE = 64 * 1024  # what is read at once; a line of a mail may be longer than that, a command may not
COMMAND = 2048  # bytes of MAIL and RCPT; RFC 5321 asks for 512, extensions for more
RECIPIENTS = 100
UNKNOWN_RECIPIENTS = 20  # in one session, then it is ended
IDLE_SECONDS, DATA_SECONDS = 300.0, 600.0
SMALL_MAIL = 1024 * 1024  # up to here a mail does not count against the memory that all sessions share

_PLAIN = r'[^\s<>()\[\]\\,;:"@\x00-\x1f\x7f\ud800-\udfff]'
_SIMPLE_PATH = re.compile(rf"<({_PLAIN}{{1,64}}@{_PLAIN}{{1,253}})>(.*)", re.DOTALL)
_CONTROLS = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff]")
_END = b"\r\n.\r\n"


@dataclass(slots=True, kw_only=True)
class Limits:
    """What all sessions of a listener share, and how much of it there may be."""

    mail_bytes: int
    sessions: int = 200
    memory_bytes: int = 512 * 1024 * 1024
    open_sessions: int = 0
    held_bytes: int = 0


@dataclass(frozen=True, slots=True)
class Door:
    """What a session asks of the rest of the product."""

    #: Whether a recipient is ours; raises IntakeUnavailable when nobody can tell.
    is_ours: Callable[[str], Awaitable[bool]]
    #: Keep (raw, sender, recipients); raises IntakeUnavailable.
    keep: Callable[[bytes, str, list[str]], Awaitable[None]]
    #: How long the answer about an unknown recipient waits, for this peer.
    penalty: Callable[[str], float]


class MailSession(SMTP):
    """Takes mail for our addresses and acknowledges it only when it is kept."""

    line_length_limit = LINE

    def __init__(self, door: Door, limits: Limits, *, hostname: str, loop: asyncio.AbstractEventLoop) -> None:
        super().__init__(
            handler=_NO_HOOKS,
            data_size_limit=limits.mail_bytes,
            enable_SMTPUTF8=True,
            hostname=hostname,
            ident="Troska",
            timeout=IDLE_SECONDS,
            auth_exclude_mechanism=["LOGIN", "PLAIN"],
            loop=loop,
        )
        self.command_size_limits.update(dict.fromkeys(("MAIL", "RCPT"), COMMAND))
        self.door, self.limits = door, limits
        self.is_lmtp = False
        #: Told when the connection is gone.
        self.ended: Callable[[], None] = lambda: None
        self._unknown = 0
        self._held = 0

    # --- beginning and end ----------------------------------------------------------------------------------------
    async def _handle_client(self) -> None:
        self.limits.open_sessions += 1
        try:
            if self.limits.open_sessions > self.limits.sessions:
                await self.push("421 4.7.0 Too many connections, try again later")
                self._close()
                return
            await super()._handle_client()
        finally:
            self.limits.open_sessions -= 1
            self._let_go()

    def connection_lost(self, error: Exception | None) -> None:
        self.ended()
        super().connection_lost(error)

    def say_goodbye(self) -> None:
        """End a session from our side; a mail that is not acknowledged yet stays with its sender."""
        if self.transport is not None:
            self._writer.write(b"421 4.3.2 Closing, try again later\r\n")
            self.transport.close()

    def _close(self) -> None:
        if self.transport is not None:
            self.transport.close()

    async def handle_exception(self, error: Exception) -> str:
        """Answer a failure of our own: the sender keeps the mail and tries again."""
        del error
        return "451 4.3.0 Local error, try again later"

    # --- greetings ------------------------------------------------------------------------------------------------
    @syntax("LHLO hostname")
    async def smtp_LHLO(self, hostname: str | None) -> None:
        """Greet an LMTP client: from now on each recipient gets an answer of its own."""
        await self._greet(hostname, is_lmtp=True)

    @syntax("EHLO hostname")
    async def smtp_EHLO(self, hostname: str | None) -> None:
        await self._greet(hostname, is_lmtp=False)

    async def _greet(self, hostname: str | None, *, is_lmtp: bool) -> None:
        if not hostname:
            await self.push(f"501 5.5.4 Syntax: {'LHLO' if is_lmtp else 'EHLO'} hostname")
            return
        self._set_rset_state()  # type: ignore[no-untyped-call]  # aiosmtpd's own
        self.is_lmtp = is_lmtp
        _present(self.session).extended_smtp = True
        _present(self.session).host_name = hostname
        offers = ["PIPELINING", f"SIZE {self.limits.mail_bytes}", "8BITMIME", "SMTPUTF8", "ENHANCEDSTATUSCODES"]
        lines = [self.hostname, *offers]
        await self.push("\r\n".join([*(f"250-{line}" for line in lines[:-1]), f"250 {lines[-1]}"]))

    async def smtp_AUTH(self, arg: str | None) -> None:
        del arg
        await self.push("502 5.5.1 Not offered")

    async def smtp_VRFY(self, arg: str | None) -> None:
        del arg
        await self.push("252 2.5.0 Cannot tell; send mail and see")

    async def smtp_HELP(self, arg: str | None) -> None:
        del arg
        await self.push("214 2.0.0 RFC 5321, RFC 2033")

    # --- envelope -------------------------------------------------------------------------------------------------
    def _getaddr(self, arg: str) -> tuple[str | None, str | None]:
        if arg.startswith("<>"):
            return "<>", arg[2:]
        if (simple := _SIMPLE_PATH.match(arg)) is not None:
            return simple[1], simple[2]
        try:
            address, rest = super()._getaddr(arg)
        except Exception:  # noqa: BLE001 -- the library's parser trips over some nonsense; nonsense it is
            return None, None
        if address is not None and _CONTROLS.search(address):
            return None, None
        return address, rest

    @syntax("RCPT TO: <address>", extended=" [SP <mail-parameters>]")
    async def smtp_RCPT(self, arg: str | None) -> None:
        """Accept a recipient when it is an address of ours."""
        if not _present(self.envelope).mail_from:
            await self.push("503 5.5.1 Send MAIL first")
            return
        path = self._strip_command_keyword("TO:", arg) if arg else None
        address, parameters = self._getaddr(path) if path else (None, None)
        if not address or address == "<>" or (parameters and parameters.strip()):
            await self.push("501 5.1.3 Syntax: RCPT TO:<address>")
        elif len(_present(self.envelope).rcpt_tos) >= RECIPIENTS:
            await self.push("452 4.5.3 Too many recipients")
        else:
            await self._take_recipient(address)

    async def _take_recipient(self, address: str) -> None:
        try:
            is_ours = await self.door.is_ours(address)
        except IntakeUnavailable:
            await self.push("451 4.3.0 Cannot look up recipients, try again later")
            return
        if is_ours:
            _present(self.envelope).rcpt_tos.append(address)
            await self.push("250 2.1.5 OK")
            return
        self._unknown += 1
        if wait := self.door.penalty(self._peer()):
            await asyncio.sleep(wait)
        if self._unknown > UNKNOWN_RECIPIENTS:
            await self.push("421 4.7.0 Too many unknown recipients")
            self._close()
            return
        await self.push("550 5.1.1 No such recipient here")

    # --- the mail -------------------------------------------------------------------------------------------------
    @syntax("DATA")
    async def smtp_DATA(self, arg: str | None) -> None:
        """Read a mail, keep it, and only then say so: once in SMTP, once per recipient in LMTP."""
        if not _present(self.envelope).rcpt_tos:
            await self.push("503 5.5.1 Send RCPT first")
            return
        if arg:
            await self.push("501 5.5.4 Syntax: DATA")
            return
        await self.push("354 End data with <CR><LF>.<CR><LF>")
        recipients = _present(self.envelope).rcpt_tos
        try:
            self._reset_timeout(DATA_SECONDS)
            answer = await self._take(await self._read_mail())
        finally:
            self._let_go()
            self._reset_timeout()
        self._set_post_data_state()  # type: ignore[no-untyped-call]  # aiosmtpd's own
        await self.push("\r\n".join([answer] * (len(recipients) if self.is_lmtp else 1)))

    async def _take(self, raw: bytes | str) -> str:
        """Keep a mail and give the answer; a mail that could not be read is its answer already."""
        if isinstance(raw, str):
            return raw
        sender = _present(self.envelope).mail_from or ""
        try:
            await self.door.keep(raw, "" if sender == "<>" else sender, _present(self.envelope).rcpt_tos)
        except IntakeUnavailable:
            return "451 4.3.0 Cannot keep the mail now, try again later"
        return "250 2.0.0 Kept"

    async def _read_mail(self) -> bytes | str:
        r"""Read up to the line that is a lone dot; only CR LF "." CR LF is its end (CVE-2023-51764 and its kin).

        Gives the mail without transparency dots, or the answer to one that is too large. What is too large is read to
        its end and let go, so that the session goes on.
        """
        pieces: list[bytes] = []
        before, size, refusal = b"\r\n", 0, ""
        while True:
            piece, is_end = await self._read_piece(before)
            before = (before + piece[-len(_END) :])[-len(_END) :]
            size += len(piece)
            if not refusal:
                refusal = self._refusal(size)
            if refusal:
                pieces.clear()
                self._let_go()
            else:
                pieces.append(piece)
            if is_end:
                break
        if refusal:
            return refusal
        # The first line has no CR LF before it; it is put there for the dots and taken away again.
        return (b"\r\n" + b"".join(pieces)[: -len(b".\r\n")]).replace(b"\r\n.", b"\r\n")[2:]

    async def _read_piece(self, before: bytes) -> tuple[bytes, bool]:
        r"""Read some more of the mail; says whether it ends with the lone dot."""
        try:
            piece = await self._reader.readuntil(b".\r\n")
        except asyncio.LimitOverrunError as overrun:
            return await self._reader.read(overrun.consumed), False
        return piece, (before + piece[-len(_END) :]).endswith(_END)

    def _refusal(self, size: int) -> str:
        if size > self.limits.mail_bytes + len(b".\r\n"):
            return "552 5.3.4 The mail is too large"
        if size > SMALL_MAIL:
            self.limits.held_bytes += size - self._held
            self._held = size
            if self.limits.held_bytes > self.limits.memory_bytes:
                return "451 4.3.1 Too much mail at once, try again later"
        return ""

    def _let_go(self) -> None:
        self.limits.held_bytes -= self._held
        self._held = 0

    def _peer(self) -> str:
        peer: Any = _present(self.session).peer  # said to be text, and a pair for TCP
        return str(peer[0]) if isinstance(peer, tuple) else str(peer)


T = TypeVar("T")
_NO_HOOKS = object()


def _present(thing: T | None) -> T:
    """Give what aiosmtpd leaves open until a connection is made."""
    if thing is None:
        raise RuntimeError("no connection yet")
    return thing
