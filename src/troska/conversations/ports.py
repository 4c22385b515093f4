"""What a channel brings, and what a channel must offer."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

from troska.conversations.models import Authenticity, Channel, Inbox, Message
from troska.customers.actions import IdentityHint


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredFile:
    """A file that already lies in the attachment store under `storage_name`."""

    filename: str
    content_type: str
    size: int
    storage_name: str
    is_inline: bool = False
    content_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class InboundMessage:
    """A message from outside as every channel brings it; all text is clean for the database (no NUL)."""

    channel: Channel
    sender: IdentityHint
    sender_name: str = ""
    subject: str = ""
    text: str = ""
    full_text: str = ""
    has_html: bool = False
    raw_digest: str = ""
    recipients: dict[str, list[list[str]]] = field(default_factory=dict)
    authenticity: Authenticity = Authenticity.UNKNOWN
    is_automatic: bool = False
    #: The channel takes it for spam: a conversation that it begins waits for nobody.
    is_spam: bool = False
    problems: tuple[str, ...] = ()
    files: tuple[StoredFile, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """A message with where it goes: our inboxes, the first one primary, and the conversation its channel found."""

    inbound: InboundMessage
    inboxes: Sequence[Inbox]
    conversation_id: int | None = None


class ChannelPort(Protocol):
    """What a channel must offer so that replies can leave through it."""

    channel: Channel

    def deliver(self, message: Message) -> None:
        """Send one queued message, at most once, and report through `conversations.actions.set_delivery`."""
