"""The SMTP dialogue (RFC 5321), cut where it matters: the caller decides at the last byte of DATA.

Until the line with the single dot has gone out, the receiver throws away what he got (RFC 5321 4.1.1.4), so any failure
before it may be followed by another attempt. Between that line and the server's answer nobody knows.
"""

import base64
import re
import smtplib
import socket
import ssl
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from typing import TypeVar

from django.utils.translation import gettext as _

from troska.channels.email.models import Authentication, Security
from troska.channels.email.routes import Route
from troska.core import egress
from troska.core.errors import TroskaError
from troska.core.secrets import SecretUnreadableError
from troska.core.text import one_line

CONNECT_SECONDS, GREETING_SECONDS, COMMAND_SECONDS = 20.0, 60.0, 120.0
BLOCK_SECONDS, FINAL_SECONDS, QUIT_SECONDS = 60.0, 600.0, 5.0
#: How long the socket is waited for before `on_wait` is called again.
SLICE_SECONDS = 15.0
_CHUNK = 64 * 1024
_LONGEST_LINE, _MOST_LINES = 4096, 128
_LONGEST_TEXT = 300
_GO_AHEAD, _CLOSING, _CHALLENGE, _SIGNED_IN = 354, 421, 334, 235
_DOT = re.compile(rb"^\.", re.MULTILINE)


_T = TypeVar("_T")


class RouteDown(Exception):
    """The server can't be reached or does not let us in: nothing about this mail. Says why, for a person."""


class LineLost(Exception):
    """The connection ended before the end of DATA: the server has nothing of this mail. Says why, for a person."""


class Unanswered(Exception):
    """The connection ended after the end of DATA: the server may have the mail, or not. Says why, for a person."""


class TakenOver(Exception):
    """Somebody else sends this mail by now; the server has nothing of it from us."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What the server said about a recipient."""

    code: int
    text: str

    @property
    def is_accepted(self) -> bool:
        return 200 <= self.code < 300

    @property
    def is_final(self) -> bool:
        return not 400 <= self.code < 500

    def __str__(self) -> str:
        return f"{self.code} {self.text}".strip()


@dataclass(frozen=True, slots=True, kw_only=True)
class Outgoing:
    """A mail on its way: recipients and sender are the envelope's, `sender` "" is the null path."""

    sender: str
    fallback_sender: str
    recipients: Sequence[str]
    content: bytes
    needs_utf8: bool = False


class _Dialogue(smtplib.SMTP):
    """smtplib's commands over a connection that we opened; each reply has a deadline, however slowly it drips."""

    def __init__(self, connected: socket.socket, *, name: str, on_wait: Callable[[], None]) -> None:
        super().__init__(local_hostname=name)
        self.sock = connected
        self.seconds = COMMAND_SECONDS
        self._on_wait = on_wait
        self._unread = bytearray()

    def getreply(self) -> tuple[int, bytes]:
        """Read a reply. Raises OSError when the connection ends or the deadline passes, also on what is no reply."""
        until = time.monotonic() + self.seconds
        texts: list[bytes] = []
        for _nth in range(_MOST_LINES):
            line = self._line(until)
            if not re.match(rb"[2-5][0-9][0-9](?:[ -]|$)", line):
                raise OSError(_("niezrozumiała odpowiedź serwera"))
            texts.append(line[4:].strip())
            if line[3:4] != b"-":
                return int(line[:3]), b"\n".join(texts)
        raise OSError(_("odpowiedź serwera bez końca"))

    def _line(self, until: float) -> bytes:
        while (end := self._unread.find(b"\n")) < 0:
            if len(self._unread) > _LONGEST_LINE:
                raise OSError(_("odpowiedź serwera bez końca"))
            received = self._waiting(lambda sock: sock.recv(4096), until)
            if not received:
                raise OSError(_("serwer zamknął połączenie"))
            self._unread += received
        line = bytes(self._unread[:end]).rstrip(b"\r")
        del self._unread[: end + 1]
        return line

    def send(self, s: str | bytes | bytearray | memoryview) -> None:  # type: ignore[override] # typeshed: any buffer
        """Send everything; a server that takes nothing for a minute has hung up."""
        data = memoryview(s.encode("utf-8") if isinstance(s, str) else bytes(s))
        while data:
            send = partial(_send_some, data[:_CHUNK])
            data = data[self._waiting(send, time.monotonic() + BLOCK_SECONDS) :]

    def _waiting(self, operation: Callable[[socket.socket], _T], until: float) -> _T:
        while True:
            if self.sock is None:
                raise OSError(_("brak połączenia"))
            left = until - time.monotonic()
            if left <= 0:
                raise OSError(_("serwer nie odpowiada"))
            self.sock.settimeout(min(left, SLICE_SECONDS))
            try:
                return operation(self.sock)
            except TimeoutError:
                self._on_wait()

    def raise_when_hung_up(self) -> None:
        """Raise OSError when the server has already hung up, or spoken out of turn; does not wait."""
        if self.sock is None:
            raise OSError(_("brak połączenia"))
        self.sock.settimeout(0)
        try:
            early = self.sock.recv(4096)
        except (BlockingIOError, ssl.SSLWantReadError):
            return
        raise OSError(early.decode("utf-8", "replace") or _("serwer zamknął połączenie"))

    def secure(self, host: str) -> None:
        """Go over to TLS; what the server said before it is forgotten, also what it said too early (CVE-2011-0411)."""
        if self.sock is None:
            raise OSError(_("brak połączenia"))
        self.sock.settimeout(CONNECT_SECONDS)
        self.sock = egress.start_tls(self.sock, host)
        self._unread.clear()
        self.helo_resp = self.ehlo_resp = None
        self.esmtp_features = {}
        self.does_esmtp = False

    def close(self) -> None:
        if self.sock is not None:
            self.sock.close()
            self.sock = None


def _send_some(data: memoryview, connected: socket.socket) -> int:
    return connected.send(data)


class Line:
    """A connection to a route's server, signed in, over which mails go one after another."""

    def __init__(self, route: Route, *, name: str, on_wait: Callable[[], None]) -> None:
        self.on_wait = on_wait
        self.is_fresh = True
        try:
            self._secret = route.secret()
            connected = _connected(route)
        except (OSError, TroskaError, SecretUnreadableError) as error:
            raise RouteDown(_said(error)) from error
        self._smtp = _Dialogue(connected, name=name, on_wait=self._wait)
        try:
            self._greet(route)
        except (OSError, smtplib.SMTPException, TroskaError) as error:
            self._smtp.close()
            raise RouteDown(_said(error)) from error
        except BaseException:
            self._smtp.close()
            raise

    def _wait(self) -> None:
        self.on_wait()

    def _greet(self, route: Route) -> None:
        smtp = self._smtp
        smtp.seconds = GREETING_SECONDS
        if route.security == Security.TLS:
            smtp.secure(route.host)
        _expect(smtp.getreply())
        _expect(smtp.ehlo())
        if route.security == Security.STARTTLS:
            if not smtp.has_extn("starttls"):
                raise RouteDown(_("Serwer nie oferuje STARTTLS."))
            _expect(smtp.docmd("STARTTLS"))
            smtp.secure(route.host)
            _expect(smtp.ehlo())
        if route.authentication != Authentication.NONE:
            _sign_in(smtp, route, self._secret)
        smtp.seconds = COMMAND_SECONDS

    def send(self, mail: Outgoing, *, may_end: Callable[[], bool]) -> Mapping[str, Answer]:
        """Send one mail and give the server's answer for each recipient.

        `may_end` is called when all but the last line of DATA is out; it writes down that from here on the outcome is
        open, or says no. Raises LineLost and TakenOver (the server has nothing), Unanswered (nobody knows).
        """
        try:
            answers, accepted = self._envelope(mail)
            if not accepted:
                self._smtp.docmd("RSET")
                return answers
            answer = _answer(self._smtp.docmd("DATA"))
            if answer.code == _GO_AHEAD:
                self._smtp.send(_stuffed(mail.content))
                self._smtp.raise_when_hung_up()
            elif answer.code < 400:
                raise OSError(str(answer))
        except (OSError, smtplib.SMTPException) as error:
            self.close()
            raise LineLost(_said(error)) from error
        if answer.code == _GO_AHEAD:
            if not may_end():
                self.close()
                raise TakenOver
            answer = self._final()
        self.is_fresh = False
        if answer.code == _CLOSING:
            self.close()
        return answers | dict.fromkeys(accepted, answer)

    def _envelope(self, mail: Outgoing) -> tuple[dict[str, Answer], list[str]]:
        smtp = self._smtp
        refusal = self._unfit(mail) or self._from(mail)
        if refusal is not None:
            return dict.fromkeys(mail.recipients, refusal), []
        answers: dict[str, Answer] = {}
        for recipient in mail.recipients:
            answers[recipient] = _alive(_answer(smtp.docmd("RCPT", f"TO:<{recipient}>")))
        return answers, [recipient for recipient, answer in answers.items() if answer.is_accepted]

    def _unfit(self, mail: Outgoing) -> Answer | None:
        """Say what the server would say to a mail that it has told us it can't take."""
        limit = self._smtp.esmtp_features.get("size", "")
        if limit.isdigit() and 0 < int(limit) < len(mail.content):
            return Answer(552, _("Wiadomość jest za duża dla serwera (najwyżej %d MB).") % (int(limit) // 1_000_000))
        if mail.needs_utf8 and not self._smtp.has_extn("smtputf8"):
            return Answer(553, _("Serwer nie obsługuje adresów ze znakami spoza ASCII."))
        return None

    def _from(self, mail: Outgoing) -> Answer | None:
        """Name the sender; give the refusal. Some servers take no null path from who is signed in."""
        options = " SMTPUTF8" if mail.needs_utf8 else ""
        answer = _alive(_answer(self._smtp.docmd("MAIL", f"FROM:<{mail.sender}>{options}")))
        if not answer.is_accepted and mail.sender != mail.fallback_sender:
            answer = _alive(_answer(self._smtp.docmd("MAIL", f"FROM:<{mail.fallback_sender}>{options}")))
        return None if answer.is_accepted else answer

    def _final(self) -> Answer:
        try:
            self._smtp.seconds = FINAL_SECONDS
            self._smtp.send(b".\r\n")
            answer = _answer(self._smtp.getreply())
            self._smtp.seconds = COMMAND_SECONDS
        except (OSError, smtplib.SMTPException) as error:
            self.close()
            raise Unanswered(_said(error)) from error
        if answer.code < 400 and not answer.is_accepted:
            self.close()
            raise Unanswered(str(answer))
        return answer

    def accepts(self, sender: str, recipient: str) -> Answer:
        """Ask whether the server would take a mail, sending none. Raises LineLost."""
        try:
            mail = Outgoing(sender=sender, fallback_sender=sender, recipients=[recipient], content=b"")
            answers, _accepted = self._envelope(mail)
            self._smtp.docmd("RSET")
        except (OSError, smtplib.SMTPException) as error:
            self.close()
            raise LineLost(_said(error)) from error
        return answers[recipient]

    @property
    def is_open(self) -> bool:
        return self._smtp.sock is not None

    def quit(self) -> None:
        """End politely; what the server says to it does not matter."""
        if self.is_open:
            with suppress(OSError, smtplib.SMTPException):
                self._smtp.seconds = QUIT_SECONDS
                self._smtp.docmd("QUIT")
        self.close()

    def close(self) -> None:
        """End at once."""
        self._smtp.close()


def _connected(route: Route) -> socket.socket:
    if route.is_trusted:
        return socket.create_connection((route.host, route.port), CONNECT_SECONDS)
    return egress.open_connection(route.host, route.port, CONNECT_SECONDS)


def _sign_in(smtp: _Dialogue, route: Route, secret: str) -> None:
    offered = smtp.esmtp_features.get("auth", "").upper().split()
    if route.authentication == Authentication.XOAUTH2:
        code, said = smtp.docmd("AUTH", "XOAUTH2 " + _encoded(f"user={route.username}\1auth=Bearer {secret}\1\1"))
        if code == _CHALLENGE:  # the server tells why not, and wants an empty line to say so properly
            code, said = smtp.docmd("")
    elif "PLAIN" in offered or "LOGIN" not in offered:
        code, said = smtp.docmd("AUTH", "PLAIN " + _encoded(f"\0{route.username}\0{secret}"))
    else:
        code, said = smtp.docmd("AUTH", "LOGIN")
        for text in (route.username, secret):
            if code == _CHALLENGE:
                code, said = smtp.docmd(_encoded(text))
    if code != _SIGNED_IN:
        route.refused()
        raise RouteDown(_("Serwer nie przyjął logowania: %s") % _answer((code, said)))


def _encoded(text: str) -> str:
    return base64.b64encode(text.encode()).decode("ascii")


def _stuffed(content: bytes) -> bytes:
    """Double the dot that a line begins with; the last line ends (RFC 5321 4.5.2)."""
    ended = content if content.endswith(b"\r\n") else content + b"\r\n"
    return _DOT.sub(b"..", ended)


def _answer(reply: tuple[int, bytes]) -> Answer:
    code, text = reply
    return Answer(code, one_line(text.decode("utf-8", "replace"))[:_LONGEST_TEXT])


def _alive(answer: Answer) -> Answer:
    """Raise OSError for 421: the server hangs up, whatever it was asked."""
    if answer.code == _CLOSING:
        raise ConnectionAbortedError(str(answer))
    return answer


def _expect(reply: tuple[int, bytes]) -> None:
    answer = _answer(reply)
    if not answer.is_accepted:
        raise RouteDown(str(answer))


def _said(error: Exception) -> str:
    """Say in one line what went wrong, in the words of whoever said it."""
    if isinstance(error, OSError) and error.strerror and not isinstance(error, ssl.SSLError):
        return one_line(error.strerror)[:_LONGEST_TEXT]
    return one_line(str(error) or type(error).__name__)[:_LONGEST_TEXT]
