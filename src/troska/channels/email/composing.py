"""From a message of a conversation to the bytes of a mail (RFC 5322): the same bytes at every attempt.

Automatic mails bear the marks of RFC 3834: `Auto-Submitted: auto-replied`, an empty envelope sender, and Microsoft's
`X-Auto-Response-Suppress`. They bear no `Precedence`: that field was never standardised, RFC 3834 needs it for
nothing, and some providers file mail with "Precedence: bulk" as advertising. Mails that a person wrote bear none.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from email.utils import format_datetime

from django.utils.translation import gettext as _

from troska.channels.email import fields, letter, parts, queries, tokens
from troska.channels.email.models import MailIdentity
from troska.conversations import files
from troska.conversations.models import Attachment, Authenticity, Conversation, Direction, Inbox, InboxAddress, Message
from troska.core import colour
from troska.core.addresses import InvalidAddressError, email_key
from troska.timeline.actors import ActorKind


class CannotCompose(Exception):
    """The message can't become a mail; says why in words for the agent."""


@dataclass(frozen=True, slots=True)
class Recipient:
    """Someone the mail goes to: `address` as it goes over the wire, `key` as it is compared."""

    name: str
    address: str
    key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Composed:
    """A mail ready to go: `sender` is the envelope's, "" for the null path."""

    sender: str
    fallback_sender: str
    content: bytes

    @property
    def needs_utf8(self) -> bool:
        """Only an address whose local part is beyond ASCII needs a server with SMTPUTF8."""
        return not self.content.isascii()


def sender_address(inbox: Inbox) -> str | None:
    """Give the address that the inbox's mails come from."""
    row = InboxAddress.objects.filter(inbox=inbox).order_by("-is_primary", "pk").first()
    return fields.wire_address(row.address) if row else None


def recipients_of(message: Message) -> dict[str, list[Recipient]]:
    """Give whom the message goes to, by field; addresses that no mail could be sent to are left out.

    Those in "bcc" get the mail and are named nowhere in it.
    """
    found: dict[str, list[Recipient]] = {"to": [], "cc": [], "bcc": []}
    seen: set[str] = set()
    for kind, people in found.items():
        for name, address in message.recipients.get(kind, ()):
            recipient = _recipient(str(name), str(address))
            if recipient is not None and recipient.key not in seen:
                seen.add(recipient.key)
                people.append(recipient)
    return found


def _recipient(name: str, address: str) -> Recipient | None:
    wire = fields.wire_address(address)
    try:
        return Recipient(name, wire, email_key(address)) if wire else None
    except InvalidAddressError:
        return None


def compose(message: Message) -> Composed:
    """Write the mail. Raises CannotCompose when the inbox has no address or a file is gone."""
    conversation = message.conversation
    inbox = conversation.primary_inbox
    own = sender_address(inbox)
    if own is None:
        raise CannotCompose(_("Skrzynka „%s” nie ma adresu, z którego można wysłać.") % inbox.name)
    head = b"".join([*_head(message, conversation, own), *_marks(message)])
    language = message.language or next(iter(inbox.brand.languages), "pl")
    letter_text = letter.with_signature(message.text, queries.signature_of(message))
    accent = colour.to_hex(inbox.brand.accent)
    pieces = [_alternative(letter_text, language, _boundary(message, "a"), accent)]
    pieces += [_file(attachment) for attachment in message.attachments.order_by("pk")]
    body = pieces[0] if len(pieces) == 1 else parts.multipart("mixed", pieces, _boundary(message, "m"))
    return Composed(
        sender="" if message.is_automatic else own, fallback_sender=own, content=head + b"MIME-Version: 1.0\r\n" + body
    )


def _head(message: Message, conversation: Conversation, own: str) -> Iterable[bytes]:
    brand = conversation.primary_inbox.brand
    is_personal = message.actor_kind == ActorKind.AGENT and not message.is_automatic and message.author_name
    people = recipients_of(message)
    earlier = _earlier(message)
    yield fields.field(
        "From",
        fields.mailbox(f"{message.author_name} – {brand.sender_name}" if is_personal else brand.sender_name, own),
    )
    for name, kind in (("To", "to"), ("Cc", "cc")):
        if people[kind]:
            yield fields.field(name, fields.mailboxes((one.name, one.address) for one in people[kind]))
    yield fields.field("Reply-To", tokens.reply_address(own, conversation.pk))
    yield fields.field("Subject", fields.unstructured(_subject(message, conversation)))
    yield fields.field("Date", format_datetime(max(message.created_at, message.send_after or message.created_at)))
    yield fields.field("Message-ID", fields.identifiers([message.mail_identity.identifier]))
    if answered := fields.identifiers(earlier[-1:]):
        yield fields.field("In-Reply-To", answered)
    if references := fields.identifiers(earlier):
        yield fields.field("References", references)


def _marks(message: Message) -> Iterable[bytes]:
    if message.is_automatic:
        yield fields.field("Auto-Submitted", "auto-replied")
        yield fields.field("X-Auto-Response-Suppress", "All")


def _subject(message: Message, conversation: Conversation) -> str:
    """A subject of its own stays as it is; the conversation's is answered."""
    if message.subject != conversation.subject:
        return message.subject
    is_answer = conversation.messages.filter(direction=Direction.INBOUND, pk__lt=message.pk).exists()
    return fields.answer_subject(message.subject) if is_answer else message.subject


def _earlier(message: Message) -> Sequence[str]:
    """List the Message-IDs of the conversation's earlier mails, the one to be answered last.

    Mails of strangers are left out, but for the one that the conversation began with: nobody else has them.
    """
    mails = MailIdentity.objects.filter(message__conversation=message.conversation_id, message__lt=message.pk)
    rows = list(
        mails.exclude(identifier="")
        .order_by("message_id")
        .values_list("identifier", "message__direction", "message__authenticity")
    )
    known = [row for nth, row in enumerate(rows) if nth == 0 or row[2] != Authenticity.FAILED]
    last = next((row for row in reversed(known) if row[1] == Direction.INBOUND), None)
    return [row[0] for row in known if row is not last] + ([last[0]] if last else [])


def _boundary(message: Message, part: str) -> str:
    # "=_" can't stand in quoted-printable or base64, so no part can hold its own boundary; fixed, as all else.
    return f"=_{part}{message.code}"


def _alternative(text: str, language: str, boundary: str, accent: str) -> bytes:
    plain = parts.text("plain", text)
    html = parts.text("html", letter.as_html(text, language, accent=accent))
    return parts.multipart("alternative", [plain, html], boundary)


def _file(attachment: Attachment) -> bytes:
    try:
        content = files.read(attachment.storage_name)
    except FileNotFoundError as error:
        raise CannotCompose(_("Nie ma już załącznika „%s”.") % attachment.filename) from error
    return fields.file_fields(attachment.filename, attachment.content_type) + parts.base64_body(content)
