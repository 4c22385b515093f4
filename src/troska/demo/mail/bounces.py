"""The report that a mail server sends back when there is no such mailbox (RFC 3461, RFC 3464)."""

from collections.abc import Sequence
from email.message import Message
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from email.parser import BytesHeaderParser
from email.utils import format_datetime, make_msgid

from troska.core import clock
from troska.demo.mail.world import SERVER_NAME

_SAYS = (
    "Dzień dobry,\n\ntu program pocztowy serwera {server}.\n\nTej wiadomości nie udało się doręczyć:\n\n{lines}\n\n"
    "Sprawdź adres i wyślij ją ponownie.\n"
)
REASON = "550 5.1.1 No such mailbox here"


def report(raw: bytes, *, sender: str, recipients: Sequence[str]) -> bytes:
    """Write the report to the sender of a mail about those who have no mailbox."""
    lines = "\n".join(f"<{address}>: {REASON}" for address in recipients)
    whole = MIMEMultipart("report")
    whole.set_param("report-type", "delivery-status")
    whole["From"] = f"Mail Delivery System <MAILER-DAEMON@{SERVER_NAME}>"
    whole["To"] = sender
    whole["Subject"] = "Undelivered Mail Returned to Sender"
    whole["Date"] = format_datetime(clock.local(clock.now()))
    whole["Message-ID"] = make_msgid(domain=SERVER_NAME)
    whole["Auto-Submitted"] = "auto-replied"
    whole.attach(MIMEText(_SAYS.format(server=SERVER_NAME, lines=lines), "plain", "utf-8"))
    whole.attach(_status(recipients))
    whole.attach(_headers(raw))
    return b"Return-Path: <>\n" + whole.as_bytes()


def _status(recipients: Sequence[str]) -> Message:
    about_mail = Message()
    about_mail["Reporting-MTA"] = f"dns; {SERVER_NAME}"
    parts: list[Message | str] = [about_mail]
    for address in recipients:
        about = Message()
        about["Final-Recipient"] = f"rfc822; {address}"
        about["Action"] = "failed"
        about["Status"] = "5.1.1"
        about["Diagnostic-Code"] = f"smtp; {REASON}"
        parts.append(about)
    status = Message()
    status["Content-Type"] = "message/delivery-status"
    status.set_payload(parts)
    return status


def _headers(raw: bytes) -> Message:
    """Give the headers of the mail that came back, without its text."""
    original = BytesHeaderParser().parsebytes(raw)
    kept = Message()
    for name in ("From", "To", "Subject", "Date", "Message-ID", "In-Reply-To", "References"):
        if (value := original[name]) is not None:
            kept[name] = value
    part = Message()
    part["Content-Type"] = "text/rfc822-headers"
    part.set_payload(kept.as_string())
    return part
