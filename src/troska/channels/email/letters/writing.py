"""From Django's EmailMessage to the bytes of a letter (RFC 5322): one recipient each, no header but ours."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime, parseaddr
from typing import Any, Self

from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.utils.translation import gettext_lazy as _

from troska.channels.email import fields, parts
from troska.channels.email.letter import cleaned
from troska.channels.email.sending import Outgoing
from troska.core.errors import TroskaError

SENDER_NAME = "Troska"


class UnfitLetter(TroskaError):
    """The letter could never go out: no mail can be sent to its recipient, or it holds more than text."""

    code = "unfit_letter"
    message = _("Tego listu nie da się wysłać: adres odbiorcy nie jest poprawny albo list ma załączniki.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What a letter says to one recipient; whom it comes from is known when it goes out."""

    name: str
    address: str
    subject: str
    text: str
    html: str = ""
    code: str = ""
    at: datetime | None = None

    def as_json(self) -> dict[str, str]:
        """Give what is to be kept."""
        return {key: getattr(self, key) for key in ("name", "address", "subject", "text", "html")}

    @classmethod
    def from_json(cls, code: str, at: datetime, kept: Mapping[str, str]) -> Self:
        """Take up what was kept."""
        return cls(code=code, at=at, **kept)


def drafts_of(message: EmailMessage) -> list[Draft]:
    """Give one draft for each recipient. Raises UnfitLetter.

    Of all headers only the subject is taken, as one line: a letter's recipients can't be added to by what stands in it.
    """
    if message.attachments:
        raise UnfitLetter
    html = _html(message)
    drafts = []
    for written in dict.fromkeys(message.recipients()):
        name, address = parseaddr(str(written))
        wire = fields.wire_address(address)
        if wire is None or any(mark in str(written) for mark in "\r\n\0"):
            raise UnfitLetter
        drafts.append(
            Draft(
                name=fields.clean(name),
                address=wire,
                subject=fields.clean(str(message.subject)),
                text=cleaned(str(message.body)),
                html=html,
            )
        )
    return drafts


def _html(message: EmailMessage) -> str:
    given: list[Any] = message.alternatives if isinstance(message, EmailMultiAlternatives) else []
    return next((cleaned(str(one[0])) for one in given if one[1] == "text/html"), "")


def write(draft: Draft, *, own: str) -> Outgoing:
    """Write the letter as it comes from our address `own`: the same bytes at every attempt. Raises UnsafeHeader."""
    assert draft.at is not None  # noqa: S101 -- only what was kept is written
    head = (
        fields.field("From", fields.mailbox(SENDER_NAME, own)),
        fields.field("To", fields.mailbox(draft.name, draft.address)),
        fields.field("Subject", fields.unstructured(draft.subject)),
        fields.field("Date", format_datetime(draft.at)),
        fields.field("Message-ID", f"<{draft.code}.l@{own.rpartition('@')[2]}>"),
        fields.field("Auto-Submitted", "auto-generated"),
        fields.field("X-Auto-Response-Suppress", "All"),
        b"MIME-Version: 1.0\r\n",
    )
    body = parts.text("plain", draft.text)
    if draft.html:
        body = parts.multipart("alternative", [body, parts.text("html", draft.html)], f"=_l{draft.code}")
    content = b"".join(head) + body
    # The null path: nobody is to be told that a letter of a machine could not be delivered (RFC 3834 3.3).
    return Outgoing(
        sender="",
        fallback_sender=own,
        recipients=[draft.address],
        content=content,
        needs_utf8=not content.isascii(),
    )
