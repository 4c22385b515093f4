"""A mail server on loopback that keeps what it got and can be told to misbehave, a connection at a time."""

import asyncio
import socket
import ssl
import threading
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from enum import StrEnum
from types import TracebackType
from typing import Any, Self

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session


class Step(StrEnum):
    """Where in the dialogue the server is, just before it answers."""

    CONNECT = "connect"
    MAIL = "mail"
    RCPT = "rcpt"
    DATA = "data"
    BODY = "body"  # a part of the mail has come
    END = "end"  # the last line has come, nothing was answered
    ACCEPTED = "accepted"  # 250 went out


@dataclass(frozen=True, slots=True, kw_only=True)
class Script:
    """How the server behaves in one connection; without anything, as it should."""

    answers: Mapping[Step, str] = field(default_factory=dict)
    #: Answers to RCPT by address.
    refuses: Mapping[str, str] = field(default_factory=dict)
    #: The connection ends here instead of an answer; at END it has kept the mail.
    drops_at: Step | None = None
    #: Which mail of the connection is meant by `drops_at` and `answers`, from 0; None: each.
    nth: int | None = None
    seconds_per_byte: float = 0.0
    takes_null_path: bool = True


@dataclass(frozen=True, slots=True)
class Received:
    """A mail that the server took: its answer was 250, or would have been."""

    sender: str
    recipients: tuple[str, ...]
    content: bytes
    connection: int
    #: False when the sender never heard that we have it.
    is_answered: bool = True

    @property
    def mail(self) -> EmailMessage:
        parsed = message_from_bytes(self.content, policy=default)
        assert isinstance(parsed, EmailMessage)
        return parsed


class MailServer:
    """with MailServer() as server: … server.port … server.received"""

    def __init__(
        self,
        *,
        tls: ssl.SSLContext | None = None,
        password: str | None = None,
        script: Script | None = None,
        size_limit: int = 32 * 1024 * 1024,
    ) -> None:
        self.received: list[Received] = []
        self.connections = 0
        self.commands: list[str] = []
        #: Scripts of the next connections, each used once; then `script` holds.
        self.next_scripts: deque[Script] = deque()
        self.script = script or Script()
        self.tls, self.password, self.size_limit = tls, password, size_limit
        self.on_step: Callable[[Step, int], None] | None = None
        self._loop = asyncio.new_event_loop()
        self._ready = threading.Event()
        self._thread = threading.Thread(target=self._run, name="mail server", daemon=True)
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._socket.getsockname()[1]
        self._sessions: set[_Session] = set()

    def __enter__(self) -> Self:
        self._thread.start()
        self._ready.wait(5)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.stop()

    def stop(self) -> None:
        """Go away, as a server does that is switched off."""
        if self._thread.is_alive():
            self._loop.call_soon_threadsafe(self._loop.stop)
            self._thread.join(5)

    def mails_to(self, address: str) -> list[Received]:
        return [one for one in self.received if address in one.recipients]

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        server = self._loop.run_until_complete(self._loop.create_server(self._session, sock=self._socket))
        self._ready.set()
        self._loop.run_forever()
        server.close()
        for session in list(self._sessions):
            session.end()
        tasks = asyncio.all_tasks(self._loop)
        for task in tasks:
            task.cancel()
        self._loop.run_until_complete(asyncio.gather(*tasks, return_exceptions=True))
        self._loop.run_until_complete(asyncio.sleep(0.01))
        self._loop.close()

    def _session(self) -> "_Session":
        self.connections += 1
        script = self.next_scripts.popleft() if self.next_scripts else self.script
        return _Session(self, script, self.connections)


class _Session(SMTP):
    def __init__(self, server: MailServer, script: Script, number: int) -> None:
        self.of, self.script, self.number, self.nth = server, script, number, 0
        super().__init__(
            _Handler(self),
            hostname="mail.test",
            data_size_limit=server.size_limit,
            enable_SMTPUTF8=True,
            tls_context=server.tls,
            require_starttls=server.tls is not None,
            auth_required=server.password is not None,
            auth_require_tls=server.tls is not None,
            authenticator=self._knows,
            loop=server._loop,
        )

    def _knows(self, _server: SMTP, _session: Session, _envelope: Envelope, _method: str, data: Any) -> AuthResult:
        ok = isinstance(data, LoginPassword) and data.password.decode() == self.of.password
        return AuthResult(success=ok, handled=False)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.of._sessions.add(self)
        super().connection_made(transport)

    def connection_lost(self, error: Exception | None) -> None:
        self.of._sessions.discard(self)
        super().connection_lost(error)

    def end(self) -> None:
        for transport in (self._original_transport, self.transport):
            if isinstance(transport, asyncio.WriteTransport):
                transport.abort()

    def is_meant(self) -> bool:
        return self.script.nth is None or self.script.nth == self.nth

    async def reach(self, step: Step) -> str | None:
        """Tell whoever watches, and drop the connection or change the answer, as the script says."""
        if self.of.on_step is not None:
            await asyncio.to_thread(self.of.on_step, step, self.number)
        if self.is_meant() and self.script.drops_at == step:
            self.end()
            await asyncio.sleep(60)  # ended by the loss of the connection
        return self.script.answers.get(step) if self.is_meant() else None

    async def push(self, status: Any) -> None:
        if status[:3] in ("220", b"220") and self.session is not None and not self.session.host_name:
            status = await self.reach(Step.CONNECT) or status
        if not self.script.seconds_per_byte:
            await super().push(status)
            return
        line = (status if isinstance(status, bytes) else status.encode()) + b"\r\n"
        for byte in line:
            self._writer.write(bytes([byte]))
            await self._writer.drain()
            await asyncio.sleep(self.script.seconds_per_byte)

    async def smtp_DATA(self, arg: str) -> None:  # noqa: N802 -- aiosmtpd finds a command by its name
        answer = await self.reach(Step.DATA)
        if answer is not None:
            await self.push(answer)
            self._set_rset_state()  # type: ignore[no-untyped-call] # aiosmtpd
            return
        if self.script.drops_at == Step.BODY or self.of.on_step is not None:
            self._read_body_in_parts()
        await super().smtp_DATA(arg)
        if self.received_now:
            self.received_now = False
            await self.reach(Step.ACCEPTED)
            self.nth += 1

    received_now = False

    def _read_body_in_parts(self) -> None:
        reader, readuntil = self._reader, self._reader.readuntil
        lines = 0

        async def counted(separator: Any = b"\n") -> bytes:
            nonlocal lines
            line = await readuntil(separator)
            lines += 1
            if lines == 3:
                await self.reach(Step.BODY)
            return line

        reader.readuntil = counted  # type: ignore[method-assign] # one DATA only

    def _set_post_data_state(self) -> None:
        if hasattr(self, "_reader"):
            self._reader.__dict__.pop("readuntil", None)
        super()._set_post_data_state()  # type: ignore[no-untyped-call] # aiosmtpd


class _Handler:
    def __init__(self, session: _Session) -> None:
        self.session = session

    async def handle_MAIL(  # noqa: N802
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        answer = await self.session.reach(Step.MAIL)
        if address in ("", "<>") and not self.session.script.takes_null_path:
            answer = "501 5.1.7 Bad sender address syntax"
        if answer is not None:
            return answer
        self.session.of.commands.append(f"MAIL <{address}>")
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 OK"

    async def handle_RCPT(  # noqa: N802
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        answer = await self.session.reach(Step.RCPT) or self.session.script.refuses.get(address)
        if answer is not None:
            return answer
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        session = self.session
        content = envelope.content if isinstance(envelope.content, bytes) else str(envelope.content).encode()
        answer = session.script.answers.get(Step.END) if session.is_meant() else None
        if answer is not None and not answer.startswith("2"):
            return answer
        is_dropped = session.is_meant() and session.script.drops_at == Step.END
        sender = (envelope.mail_from or "").strip("<>")
        one = Received(sender, tuple(envelope.rcpt_tos), content, session.number, not is_dropped)
        session.of.received.append(one)
        await session.reach(Step.END)
        session.received_now = True
        return answer or "250 2.0.0 Ok: queued"
