"""What a mail says once it has been read: the one thing that interpretation returns."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Address:
    """One mailbox as the sender wrote it; the canonical key of an address is made by core."""

    name: str  # decoded display name, "" when there is none
    address: str  # addr-spec without brackets and comments, "" when only a name was given


@dataclass(frozen=True, slots=True)
class Attachment:
    """One part that is not body text, in the order of the mail."""

    filename: str  # clean for display, unique within the mail, never empty
    content_type: str  # "type/subtype", lower case
    size: int  # octets of content
    inline: bool  # shown within the HTML body, not beside it
    content_id: str | None  # without brackets
    content: bytes = field(repr=False)  # after the transfer encoding is undone
    part_index: int  # number of the MIME part; the same for all files of one winmail.dat
    calendar_method: str | None = None  # REQUEST, CANCEL, REPLY … of a text/calendar part


class ReportKind(StrEnum):
    """What a report of the mail system tells about an earlier mail of ours."""

    DELIVERY = "delivery"  # RFC 3464, or a free-form bounce
    DISPOSITION = "disposition"  # RFC 8098: displayed, deleted …


@dataclass(frozen=True, slots=True)
class ReportedRecipient:
    """What happened to the mail for one of its recipients."""

    address: str
    action: str  # failed, delayed, delivered, relayed, expanded, displayed …; lower case
    status: str  # RFC 3463 code as "5.1.1", "" when unknown
    diagnostic: str


@dataclass(frozen=True, slots=True)
class BounceReport:
    """The machine-readable core of a delivery or disposition notification."""

    kind: ReportKind
    recipients: tuple[ReportedRecipient, ...]
    original_message_id: str | None  # of the mail that is reported on, without brackets


@dataclass(frozen=True, slots=True)
class InboundMail:
    """One mail, read.

    Every string is free of NUL, of lone surrogates and of other control characters except line
    feed and tab in texts; headers and names are single lines. Message-IDs come without brackets.
    """

    subject: str | None  # None when there is no Subject header
    from_: Address | None  # the first of the first From header
    from_is_ambiguous: bool  # several From headers, several mailboxes in one, or a group
    sender: Address | None
    to: tuple[Address, ...]
    cc: tuple[Address, ...]
    reply_to: tuple[Address, ...]
    delivered_to: tuple[str, ...]  # addresses of Delivered-To, X-Original-To, Envelope-To
    return_path: str | None  # "" for the null path, None without the header
    null_return_path: bool
    date: datetime | None  # aware, in the offset the sender wrote
    message_id: str | None
    in_reply_to: tuple[str, ...]
    references: tuple[str, ...]
    text: str  # what the sender wrote anew: no quoted history, no signature
    text_full: str  # the whole body as plain text
    quoted_folded: bool  # text_full holds more than text
    html: str | None  # as sent, decoded, NOT cleaned; not to be parsed when problems say "html_tangled"
    cid_parts: dict[str, int]  # Content-ID → index in attachments, for images of the HTML body
    attachments: tuple[Attachment, ...]
    auto_submitted: bool  # written by a machine: never answer it automatically
    bounce: bool  # a delivery of ours failed for good
    list_mail: bool  # mailing list or newsletter
    bounce_report: BounceReport | None
    authentication_results: tuple[str, ...]  # as received, top first; nothing is decided here
    problems: tuple[str, ...]  # snake_case codes, see docs of `troska mail inspect`
