"""Questions about the chat: which widget, which visitor, what he may see of what was said."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection
from django.db.models import Prefetch, Q, QuerySet, prefetch_related_objects

from troska.channels.webchat import errors
from troska.channels.webchat.models import Chat, PageView, Visitor, Widget
from troska.conversations.models import Attachment, Channel, Conversation, Direction, Message, Status, Visibility
from troska.core import clock, ids

#: Of one chat a visitor is shown so many of the newest messages at once.
PAGE = 50


def widget_by_key(key: str) -> Widget:
    """Give the widget that is switched on. Raises NoSuchChat."""
    found = Widget.objects.select_related("inbox__brand").filter(key=key, is_active=True, inbox__is_active=True).first()
    if found is None:
        raise errors.NoSuchChat
    return found


def visitor_by_token(key: str, token: str) -> Visitor:
    """Give who holds the token, with his widget. Raises UnknownVisitor, and NoSuchChat for a widget switched off."""
    digest = digest_of(token)
    found = Visitor.objects.select_related("widget__inbox__brand").filter(token_digest=digest, left_at=None).first()
    if found is None or found.widget.key != key:
        raise errors.UnknownVisitor
    if not (found.widget.is_active and found.widget.inbox.is_active):
        raise errors.NoSuchChat
    return found


def digest_of(token: str) -> str:
    """Give what is kept of a token."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def chats_of(visitor: Visitor) -> QuerySet[Chat]:
    """List the visitor's chats, the latest first: those of this browser, or all of who proved who he is."""
    whose = Q(visitor=visitor)
    if visitor.is_verified:
        whose = Q(visitor__widget=visitor.widget_id, visitor__subject=visitor.subject)
    return Chat.objects.filter(whose).order_by("-conversation_id")


def current_chat(visitor: Visitor) -> Chat | None:
    """Give the chat that goes on."""
    return chats_of(visitor).select_related("conversation__assignee").first()


_STANDING = """
SELECT
    (SELECT message_id FROM webchat_said WHERE visitor_id = %(visitor)s AND key = %(key)s),
    (SELECT count(*) FROM webchat_said WHERE visitor_id = %(visitor)s AND at > %(since)s),
    (
        SELECT max(chat.conversation_id) FROM webchat_chat AS chat JOIN webchat_visitor AS visitor
            ON visitor.id = chat.visitor_id
        WHERE visitor.id = %(visitor)s
            OR (%(subject)s <> '' AND visitor.widget_id = %(widget)s AND visitor.subject = %(subject)s)
    )
"""


@dataclass(frozen=True, slots=True)
class Standing:
    """How a visitor stands when he writes: the message known by the key, how many he wrote lately, his talk."""

    message_id: int | None
    lately: int
    conversation_id: int | None


def standing_of(visitor: Visitor, key: UUID) -> Standing:
    """Look, in one question, at all that a message of his depends on."""
    asked: dict[str, int | str | UUID | datetime | None] = {
        "visitor": visitor.pk,
        "key": key,
        "since": clock.now() - timedelta(minutes=1),
        "widget": visitor.widget_id,
        "subject": visitor.subject,
    }
    with connection.cursor() as cursor:
        cursor.execute(_STANDING, asked)
        return Standing(*cursor.fetchone())


def messages_of(conversation: Conversation | int, *, after: int = 0) -> QuerySet[Message]:
    """List what a customer sees of a conversation, oldest first: no note, nothing that was passed on to others."""
    shown = Message.objects.filter(conversation=conversation, visibility=Visibility.PUBLIC, pk__gt=after)
    # What he had not seen in the chat went after him by e-mail as well: here it stands once.
    shown = shown.exclude(direction=Direction.INTERNAL).exclude(channel=Channel.EMAIL, is_automatic=True)
    shown = shown.select_related("said_in_chat")
    return shown.prefetch_related("attachments").order_by("pk")


def newest_messages(conversation: Conversation | int, *, before: str = "") -> list[Message]:
    """Give one page, oldest first; `before` is the code of the oldest message of the page after it."""
    shown = messages_of(conversation)
    if ids.is_code(before):
        shown = shown.filter(pk__lt=shown.filter(code=before).values("pk")[:1])
    return list(shown.order_by("-pk")[:PAGE])[::-1]


def visible_attachment(visitor: Visitor, code: str) -> Attachment:
    """Give a file of a message that the visitor may see now. Raises NoSuchChat otherwise."""
    conversations = chats_of(visitor).values("conversation_id")
    found = Attachment.objects.filter(
        code=code, message__visibility=Visibility.PUBLIC, message__conversation__in=conversations
    ).first()
    if found is None:
        raise errors.NoSuchChat
    return found


def chats_in(conversation_ids: Iterable[int]) -> dict[int, Chat]:
    """Give the chats of these conversations, each with its visitor."""
    chats = Chat.objects.filter(conversation__in=list(conversation_ids)).select_related("visitor")
    return {chat.conversation_id: chat for chat in chats}


def chat_by_code(conversation: str) -> Chat | None:
    """Give the chat by which the conversation of this code is spoken, None when it is not."""
    return Chat.objects.filter(conversation__code=conversation).select_related("visitor").first()


def look_of(conversation: Conversation) -> Visitor | None:
    """Give the visitor of a conversation with the pages he looked at, the latest first, and his cart."""
    chat = Chat.objects.filter(conversation=conversation).select_related("visitor__cart").first()
    if chat is None:
        return None
    prefetch_related_objects([chat.visitor], Prefetch("pages", queryset=PageView.objects.order_by("-at")))
    return chat.visitor


def ahead_of(conversation: Conversation) -> int:
    """Tell how many chats of the inbox have waited longer for a first answer and have nobody yet."""
    since = conversation.waiting_since
    waiting = Conversation.objects.filter(
        chat__isnull=False, primary_inbox=conversation.primary_inbox_id, assignee=None, status=Status.OPEN
    )
    return waiting.filter(Q(waiting_since__lt=since) | Q(waiting_since=since, pk__lt=conversation.pk)).count()
