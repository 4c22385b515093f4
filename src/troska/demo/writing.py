"""Writes a mail as a customer's mail program does, and sends it by SMTP to the demo's server."""

import mimetypes
import smtplib
from dataclasses import dataclass
from email import policy
from email.message import EmailMessage
from email.utils import format_datetime, formataddr, make_msgid

from django.utils.translation import gettext_lazy as _

from troska.core import clock
from troska.core.errors import TroskaError
from troska.core.text import one_line
from troska.demo.letters import Shown
from troska.demo.mail import maildirs, ports
from troska.demo.people import Writer

_TIMEOUT = 10


class ServerAway(TroskaError):
    """The demo's mail server does not answer."""

    code = "demo_mail_server_away"
    status = 503
    message = _("Serwer pocztowy demo chwilowo nie odpowiada. Spróbuj za kilka sekund.")


class NotTaken(TroskaError):
    """The demo's mail server does not take the mail."""

    code = "demo_mail_refused"
    message = _("Serwer pocztowy nie przyjął tej wiadomości. Sprawdź adres i załącznik.")


@dataclass(frozen=True, slots=True)
class File:
    """A file to go along."""

    filename: str
    content: bytes


def write(
    writer: Writer, *, to: str, subject: str, text: str, answers: Shown | None = None, file: File | None = None
) -> EmailMessage:
    """Write a mail; an answer names what it answers (RFC 5322 3.6.4) and quotes it, as mail programs do."""
    mail = EmailMessage(policy=policy.SMTP)
    mail["From"] = formataddr((one_line(writer.name), writer.address))
    mail["To"] = reply_address(answers) if answers else to
    mail["Subject"] = one_line(subject)
    mail["Date"] = format_datetime(clock.local(clock.now()))
    mail["Message-ID"] = make_msgid(domain=writer.address.rpartition("@")[2])
    if answers is not None and (identifier := answers.mail.message_id):
        mail["In-Reply-To"] = f"<{identifier}>"
        mail["References"] = " ".join(f"<{one}>" for one in [*answers.mail.references[-10:], identifier])
    mail.set_content(text.replace("\r\n", "\n").rstrip() + (_quoted(answers) if answers else "\n"))
    if file is not None:
        kind, slash, subtype = (mimetypes.guess_type(file.filename)[0] or "application/octet-stream").partition("/")
        name = one_line(file.filename)
        mail.add_attachment(file.content, maintype=kind, subtype=subtype if slash else "octet-stream", filename=name)
    return mail


def reply_address(answered: Shown) -> str:
    """Give where an answer goes: to Reply-To when there is one, else to the sender."""
    mail = answered.mail
    sender = mail.reply_to[0] if mail.reply_to else mail.from_
    return sender.address if sender else ""


def reply_subject(answered: Shown) -> str:
    """Give the subject of an answer."""
    subject = answered.mail.subject or ""
    return subject if subject.casefold().startswith(("re:", "odp:")) else f"Re: {subject}"


def _quoted(answered: Shown) -> str:
    sender = answered.mail.from_
    who = (sender.name or sender.address) if sender else ""
    at = clock.local(answered.at)
    lines = "\n".join(f"> {line}".rstrip() for line in answered.mail.text_full.strip().splitlines())
    return f"\n\nW dniu {at:%d.%m.%Y} o {at:%H:%M}, {who} napisał(a):\n{lines}\n"


def send(writer: Writer, mail: EmailMessage) -> None:
    """Send it, and keep a copy in his folder of sent mail. Raises ServerAway, NotTaken."""
    known = ports.recorded()
    if known is None:
        raise ServerAway
    raw = mail.as_bytes()
    try:
        with smtplib.SMTP(ports.HOST, known.smtp, timeout=_TIMEOUT) as smtp:
            smtp.sendmail(writer.address, [str(mail["To"])], raw)
    except smtplib.SMTPResponseException as error:
        raise NotTaken from error
    except smtplib.SMTPRecipientsRefused as error:
        raise NotTaken from error
    except (OSError, smtplib.SMTPException) as error:
        raise ServerAway from error
    if (box := maildirs.maildirs().find(writer.address)) is not None:
        maildirs.keep_sent(box, raw.replace(b"\r\n", b"\n"))
