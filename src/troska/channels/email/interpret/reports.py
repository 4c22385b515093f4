"""Delivery and disposition notifications, and bounces that follow no standard."""

import re
from collections.abc import Iterable

from troska.channels.email.interpret import charsets, limits
from troska.channels.email.interpret.cleaning import single_line
from troska.channels.email.interpret.headers import Headers, read_headers
from troska.channels.email.interpret.mail import BounceReport, ReportedRecipient, ReportKind
from troska.channels.email.interpret.message_ids import parse_message_id
from troska.channels.email.interpret.problems import Problems

DELIVERY_TYPES = frozenset({"message/delivery-status", "message/global-delivery-status"})
DISPOSITION_TYPES = frozenset({"message/disposition-notification", "message/global-disposition-notification"})
RETURNED_TYPES = frozenset(
    {"message/rfc822", "text/rfc822-headers", "message/global", "message/global-headers", "message/rfc822-headers"}
)
_POSTMASTERS = re.compile(
    r"(?i)^(?:mailer[-_.]?daemon|postmaster|mail-daemon|maildaemon|mdaemon|bounce[s]?|microsoftexchange[0-9a-f]{20,})\b"
)
_SUBJECT = re.compile(
    r"(?i)(?:undeliver|delivery (?:status )?(?:notification|failure|has failed|problem)|failure notice|"
    r"mail delivery (?:failed|failure|system)|returned mail|delivery failed|could not be delivered|"
    r"message not delivered|nie mo[żz]na dostarczy[ćc]|nie dostarczono|niedostarcz|zwr[óo]t (?:wiadomo[śs]ci|poczty)|"
    r"b[łl][ąa]d dostarcz|unzustellbar|non remis|no se puede entregar|rejected:|mail system error)"
)
_TEXT = re.compile(
    r"(?i)(?:could not be delivered|wasn't delivered|was not delivered|undeliverable|unable to deliver|"
    r"delivery (?:has )?failed|permanent (?:fatal )?error|following address(?:es)?|user unknown|nie powiod[łl]o si[ęe]|"
    r"nie zosta[łl]a? dostarczon|mailbox (?:is )?(?:full|unavailable)|does not exist|recipient address rejected)"
)
_DELAYED = re.compile(
    r"(?i)(?:delay(?:ed)?|warning: message|op[óo][źz]nion|wstrzyman|will (?:be )?retr|still being retried)"
)
_STATUS = re.compile(r"\b[245]\.\d{1,3}\.\d{1,3}\b")
_REPLY = re.compile(r"\b[45]\d\d[ -]")
_LISTED = re.compile(r"(?m)^[ \t]*<?([^\s<>:;,\"()]{1,200}@[^\s<>:;,\"()]{1,200})>?[ \t]*(?::|$|\()")
_ANY_ADDRESS = re.compile(r"[^\s<>:;,\"'()]{1,200}@[A-Za-z0-9][A-Za-z0-9.-]{1,200}")
_MESSAGE_ID = re.compile(r"(?im)^[> \t]*message-id:\s*<?([^\s<>]{3,400})>?")
MAXIMUM_RECIPIENTS = 200
MAXIMUM_BLOCKS = 1_000
MAXIMUM_JUNK_LINES = 100


def delivery_report(content: bytes) -> tuple[ReportedRecipient, ...]:
    """Return the recipients of a message/delivery-status part (RFC 3464)."""
    return tuple(
        ReportedRecipient(
            address=_typed(block, "final-recipient") or _typed(block, "original-recipient"),
            action=_plain(block, "action").lower(),
            status=_status(_plain(block, "status")),
            diagnostic=_typed(block, "diagnostic-code")[:1_000],
        )
        for block in _blocks(content)
        if block.first("final-recipient") is not None
        or block.first("original-recipient") is not None
        or block.first("action") is not None
    )[:MAXIMUM_RECIPIENTS]


def disposition_report(content: bytes) -> tuple[tuple[ReportedRecipient, ...], str | None]:
    """Return who did what with our mail, and its id (RFC 8098)."""
    for block in _blocks(content):
        disposition = _plain(block, "disposition")
        if disposition:
            recipient = _typed(block, "final-recipient") or _typed(block, "original-recipient")
            action = disposition.rpartition(";")[2].partition("/")[0].strip().lower()
            return (ReportedRecipient(recipient, action, "", disposition),), parse_message_id(
                _plain(block, "original-message-id")
            )
    return (), None


def original_message_id(content: bytes) -> str | None:
    """Return the Message-ID of the returned mail (or of its header)."""
    headers, _ = read_headers(content, 0, min(len(content), limits.HEADER_BYTES), Problems())
    return parse_message_id(_plain(headers, "message-id"))


def envelope_id(content: bytes) -> str | None:
    """Return the id that some servers repeat in the status part when they return nothing."""
    for block in _blocks(content):
        for name in ("x-original-message-id", "original-message-id", "original-envelope-id"):
            found = parse_message_id(_plain(block, name))
            if found and "@" in found:
                return found
    return None


def has_failed(recipients: Iterable[ReportedRecipient]) -> bool:
    """Tell whether a delivery failed for good for at least one recipient."""
    known = list(recipients)
    return not known or any(one.action in {"failed", ""} or one.status.startswith("5") for one in known)


def free_form_bounce(
    *, sender: str, subject: str, text: str, failed_recipients: str, null_return_path: bool, returned_id: str | None
) -> BounceReport | None:
    """Return what a bounce in plain words says (qmail, Exim, Gmail and others), None when it is no bounce."""
    is_system = bool(_POSTMASTERS.match(sender))
    head = text[:20_000]
    says_so = bool(_SUBJECT.search(subject))
    if not (failed_recipients or ((is_system or null_return_path) and (says_so or (is_system and _TEXT.search(head))))):
        return None
    action = "delayed" if _DELAYED.search(subject) and not failed_recipients else "failed"
    status = _STATUS.search(head)
    reply = next((line[:500] for line in head.splitlines() if _REPLY.search(line[:500])), "")
    addresses = _ANY_ADDRESS.findall(failed_recipients) or _LISTED.findall(head) or _ANY_ADDRESS.findall(head)[:1]
    own = sender.lower()
    recipients = tuple(
        ReportedRecipient(address.strip("."), action, status[0] if status else "", single_line(reply))
        for address in dict.fromkeys(addresses)
        if address.lower() != own
    )[:MAXIMUM_RECIPIENTS]
    quoted = _MESSAGE_ID.search(text[: limits.TEXT_CHARS])
    return BounceReport(ReportKind.DELIVERY, recipients, returned_id or (single_line(quoted[1]) if quoted else None))


def _blocks(content: bytes) -> list[Headers]:
    """Return the groups of fields, which empty lines keep apart."""
    blocks: list[Headers] = []
    position, end, junk = 0, min(len(content), limits.HEADER_BYTES), 0
    ignored = Problems()
    while position < end and len(blocks) < MAXIMUM_BLOCKS:
        block, following = read_headers(content, position, end, ignored)
        if block.fields:
            blocks.append(block)
        if following == position:  # a line that is no field
            junk += 1
            if junk > MAXIMUM_JUNK_LINES:
                break
            line_end = content.find(b"\n", position, end)
            following = end if line_end < 0 else line_end + 1
        position = following
    return blocks


def _plain(headers: Headers, name: str) -> str:
    return single_line(charsets.decode(headers.first(name) or b"", None).text)


def _typed(headers: Headers, name: str) -> str:
    """Return a value without its type: "rfc822; a@b.example" → "a@b.example"."""
    value = _plain(headers, name)
    kind, semicolon, rest = value.partition(";")
    return (rest if semicolon and " " not in kind.strip() else value).strip().strip("<>")


def _status(value: str) -> str:
    found = _STATUS.search(value)
    return found[0] if found else ""
