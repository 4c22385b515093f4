"""The demo's way in for mail (SMTP): into mailboxes on this machine or back to the sender, and nowhere else."""

import asyncio
import hmac
import re
from collections.abc import Callable
from email.parser import BytesHeaderParser
from email.utils import format_datetime, parseaddr
from pathlib import Path

import structlog
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from troska.core import clock
from troska.core.addresses import InvalidAddressError, email_key
from troska.demo.mail import bounces, maildirs, world
from troska.demo.mail.maildirs import Maildirs

SIZE_LIMIT = 32 * 1024 * 1024
NOTHING_LEAVES = "550 5.7.1 This server is for show: it delivers to .example addresses only, nothing leaves the machine"
NOT_YOU = "530 5.7.0 Sign in to send as the company"
#: A header field of another server's, which could claim to be ours (RFC 8601 5).
_FOREIGN_RESULTS = re.compile(rb"^authentication-results:[^\n]*\n(?:[ \t][^\n]*\n)*", re.IGNORECASE | re.MULTILINE)

log = structlog.get_logger(__name__)


class Handler:
    """Takes mails for mailboxes below `boxes`; `delivered` is told which mailbox got one."""

    def __init__(self, boxes: Maildirs, delivered: Callable[[Path], None]) -> None:
        self._boxes, self._delivered = boxes, delivered

    async def handle_MAIL(  # noqa: N802 -- the library's name
        self, _server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Let everybody be himself; who says he is the company has to sign in."""
        if world.is_company(address) and not session.authenticated:
            return NOT_YOU
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 2.1.0 OK"

    async def handle_RCPT(  # noqa: N802 -- the library's name
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Take what belongs to the sample world, known or not; refuse all that would have to leave."""
        if not world.is_company(address) and not world.is_customer(address):
            return NOTHING_LEAVES
        envelope.rcpt_tos.append(address)
        envelope.rcpt_options.extend(options)
        return "250 2.1.5 OK"

    async def handle_DATA(self, _server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 -- the library's name
        """Deliver; tell the sender of mailboxes that do not exist."""
        content = envelope.content
        raw = content if isinstance(content, bytes) else str(content).encode()
        await asyncio.to_thread(self._distribute, raw, envelope, is_signed_in=bool(session.authenticated))
        return "250 2.0.0 OK"

    def _distribute(self, raw: bytes, envelope: Envelope, *, is_signed_in: bool) -> None:
        sender = envelope.mail_from or ""
        unknown: list[str] = []
        places: dict[Path, str] = {}
        is_letter = is_signed_in and _is_letter(raw)
        for address in envelope.rcpt_tos:
            place = self._boxes.staff if is_letter else self._boxes.find(address)
            if place is None:
                unknown.append(address)
            else:
                places.setdefault(place, address)
        clean = _FOREIGN_RESULTS.sub(b"", raw.replace(b"\r\n", b"\n"), count=50)
        verdict = _verdict(clean, sender, is_signed_in=is_signed_in)
        for place, address in places.items():
            self._put(place, _stamped(clean, sender=sender, recipient=address, verdict=verdict))
        # A report that can't be delivered is never reported on (RFC 3464 2).
        if unknown and sender and (place := self._boxes.find(sender)):
            self._put(place, bounces.report(clean, sender=sender, recipients=unknown))

    def _put(self, place: Path, raw: bytes) -> None:
        maildirs.deliver(place, raw)
        self._delivered(place)


def _verdict(raw: bytes, sender: str, *, is_signed_in: bool) -> str:
    """Say what a receiving server would have found out about the sender (DMARC, RFC 7489)."""
    written = parseaddr(str(BytesHeaderParser().parsebytes(raw).get("From", "")))[1]
    domain = written.rpartition("@")[2].lower()
    is_his = _is_same(written, sender) and (is_signed_in or not world.is_company(written))
    return f"{world.SERVER_NAME}; dmarc={'pass' if is_his else 'fail'} header.from={domain or 'none'}"


def _is_letter(raw: bytes) -> bool:
    """Say whether Troska wrote it by itself to one of its own people; what it sends to customers answers something."""
    return str(BytesHeaderParser().parsebytes(raw).get("Auto-Submitted", "")) == "auto-generated"


def _is_same(one: str, other: str) -> bool:
    try:
        return email_key(one) == email_key(other)
    except InvalidAddressError:
        return False


def _stamped(raw: bytes, *, sender: str, recipient: str, verdict: str) -> bytes:
    """Put on top what a receiving server adds."""
    fields = (
        f"Return-Path: <{sender}>",
        f"Delivered-To: {recipient}",
        f"Authentication-Results: {verdict}",
        f"Received: by {world.SERVER_NAME} with ESMTP for <{recipient}>;\n\t{format_datetime(clock.now())}",
    )
    return "".join(f"{field}\n" for field in fields).encode() + raw


def protocol(handler: Handler, *, password: str) -> SMTP:
    """Make the protocol of one connection."""

    def authenticator(
        _server: SMTP, _session: Session, _envelope: Envelope, _mechanism: str, given: object
    ) -> AuthResult:
        is_company = (
            isinstance(given, LoginPassword)
            and given.login.decode("utf-8", "replace").lower() == world.company_login()
            and hmac.compare_digest(given.password, password.encode())
        )
        return AuthResult(success=is_company, handled=False)

    return SMTP(
        handler,
        hostname=world.SERVER_NAME,
        ident="ESMTP",
        data_size_limit=SIZE_LIMIT,
        enable_SMTPUTF8=True,
        auth_require_tls=False,
        authenticator=authenticator,
    )
