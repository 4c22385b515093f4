"""What a visitor's widget is told of his chat: messages and how the talk stands, as JSON."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Prefetch
from django.urls import reverse
from django.utils.translation import override

from troska.channels.webchat import files, queries
from troska.channels.webchat.models import Chat, Visitor
from troska.conversations import events
from troska.conversations.models import Attachment, Conversation, Direction, Message, Status, Visibility
from troska.core.ui.templatetags.ui import initials
from troska.timeline.actors import ActorKind
from troska.timeline.events import Event, Recorded

#: By what a chat has something new to say, and by what it stands otherwise than before.
_SAYING: tuple[type[Event], ...] = (events.MessageReceived, events.MessageQueued)
_STANDING: tuple[type[Event], ...] = (
    events.ConversationAssigned,
    events.StatusChanged,
    events.MessagesRead,
    events.CustomerRecognised,
)
_ENDED = {Status.CLOSED, Status.SPAM, Status.TRASH}


@dataclass(frozen=True, slots=True)
class News:
    """What one event means to the visitor: a message, or that the talk stands otherwise."""

    position: int
    topic: str
    message: dict[str, Any] | None = None
    status: dict[str, Any] | None = field(default=None)


def describe(recorded: Sequence[Recorded], *, is_heard: Any) -> list[News]:
    """Turn events into news for the chats that somebody listens to here; no query while nobody does."""
    wanted = [event for event in recorded if issubclass(event.kind, (*_SAYING, *_STANDING))]
    if not wanted:
        return []
    found = queries.chats_in({event.payload["conversation_id"] for event in wanted})
    chats = {pk: chat for pk, chat in found.items() if is_heard(chat.visitor.topic)}
    if not chats:
        return []
    messages = _messages(event.payload["message_id"] for event in wanted if _says(event, chats))
    standing = _standing(chats)
    news = []
    for event in wanted:
        chat = chats.get(event.payload["conversation_id"])
        if chat is None:
            continue
        said = messages.get(event.payload.get("message_id", 0))
        news.append(
            News(
                event.position,
                chat.visitor.topic,
                message=message(chat.visitor, said) if said else None,
                status=standing[chat.pk],
            )
        )
    return news


def message(visitor: Visitor, said: Message) -> dict[str, Any]:
    """Write one message: {"id", "key" of what a browser of his sent, "by", "name", "initials", "text", "at", "files",
    "read"}; `by` is visitor, agent or system.
    """
    is_his = said.direction == Direction.INBOUND
    key = getattr(said, "said_in_chat", None)
    by = "visitor" if is_his else "agent" if said.actor_kind == ActorKind.AGENT else "system"
    return {
        "id": said.code,
        "key": str(key.key) if key else None,
        "by": by,
        "name": "" if is_his else said.author_name,
        "initials": "" if is_his else initials(said.author_name),
        "channel": said.channel,
        "text": said.text,
        "at": said.created_at.isoformat(),
        "files": [file(visitor, one) for one in said.attachments.all()],
    }


def file(visitor: Visitor, attachment: Attachment) -> dict[str, Any]:
    """Write a file with an address that opens it for this visitor, for a while."""
    address = reverse("webchat:file", args=[visitor.widget.key, attachment.code, visitor.code])
    return {
        "name": attachment.filename,
        "type": attachment.content_type,
        "size": attachment.size,
        "url": f"{address}?p={files.pass_for(visitor, attachment.code)}",
    }


def status(chat: Chat | None) -> dict[str, Any]:
    """Write how the talk stands: {"conversation", "state", "agent", "ahead", "rating"}.

    `state` is none, waiting (nobody has it yet), open or ended; `ahead` counts who waits longer for a first answer.
    """
    if chat is None:
        return {"conversation": None, "state": "none", "agent": None, "ahead": 0, "rating": None}
    conversation = chat.conversation
    agent = conversation.assignee
    is_waiting = agent is None and conversation.waiting_since is not None and conversation.status == Status.OPEN
    state = "ended" if conversation.status in _ENDED else "waiting" if is_waiting else "open"
    return {
        "conversation": conversation.code,
        "state": state,
        "agent": {"name": agent.name, "initials": initials(agent.name)} if agent else None,
        "ahead": queries.ahead_of(conversation) if is_waiting else 0,
        "rating": chat.rating,
    }


def history(visitor: Visitor, *, before: str = "") -> dict[str, Any]:
    """Write all that a widget shows: the talk that goes on, and whether there is more of it."""
    chat = queries.current_chat(visitor)
    shown = queries.newest_messages(chat.conversation_id, before=before) if chat else []
    return {
        "messages": [message(visitor, said) for said in shown],
        "has_more": len(shown) == queries.PAGE,
        "status": status(chat),
        "visitor": visitor_card(visitor),
    }


def since(visitor: Visitor, code: str) -> dict[str, Any] | None:
    """Write what came after a message of his talk, and how it stands; None when the message is not of it."""
    chat = queries.current_chat(visitor)
    if chat is None:
        return {"messages": [], "status": status(None)} if not code else None
    last = Message.objects.filter(code=code, conversation=chat.conversation_id).values_list("pk", flat=True).first()
    if code and last is None:
        return None
    shown = list(queries.messages_of(chat.conversation_id, after=last or 0)[: queries.PAGE + 1])
    if len(shown) > queries.PAGE:
        return None
    return {"messages": [message(visitor, said) for said in shown], "status": status(chat)}


def visitor_card(visitor: Visitor) -> dict[str, Any]:
    """Write what the widget knows of its visitor."""
    return {
        "name": visitor.name,
        "email": visitor.email,
        "is_verified": visitor.is_verified,
        "has_consented": visitor.consented_at is not None,
    }


def _says(event: Recorded, chats: dict[int, Chat]) -> bool:
    return issubclass(event.kind, _SAYING) and event.payload["conversation_id"] in chats


def _messages(pks: Iterable[int]) -> dict[int, Message]:
    shown = Message.objects.filter(pk__in=list(pks), visibility=Visibility.PUBLIC).select_related("said_in_chat")
    rows = shown.prefetch_related(Prefetch("attachments", queryset=Attachment.objects.order_by("pk")))
    return {row.pk: row for row in rows}


def _standing(chats: dict[int, Chat]) -> dict[int, dict[str, Any]]:
    rows = Conversation.objects.filter(pk__in=list(chats)).select_related("assignee")
    found = {}
    for row in rows:
        chat = chats[row.pk]
        chat.conversation = row
        with override(chat.visitor.language):
            found[row.pk] = status(chat)
    return found
