"""What passes between a visitor and the desk and is kept nowhere: who writes just now, who has looked."""

import json
from typing import Any

from troska.channels.webchat import queries
from troska.channels.webchat.models import Visitor
from troska.conversations.models import ConversationInbox, Mention
from troska.timeline import whispers

#: Heard by every web process: by the streams of visitors, and by those of the desk.
CHANNEL = "troska_chat"
LONGEST_GLIMPSE = 1000


def visitor_writes(visitor: Visitor, text: str) -> None:
    """Let the agents of his conversation see what a visitor is writing; "" when he has stopped."""
    _tell_desk(visitor, {"typing": text[:LONGEST_GLIMPSE]})


def visitor_looks(visitor: Visitor) -> None:
    """Let the agents of his conversation know that he looks at another page, or that his cart has changed."""
    _tell_desk(visitor, {"looks": True})


def agent_does(conversation: str, *, writes: bool, name: str) -> None:
    """Let the visitor of a conversation (its code) know that an agent looks at what he wrote, or is writing."""
    chat = queries.chat_by_code(conversation)
    if chat is not None:
        said = {"to": "visitor", "topic": chat.visitor.topic, "what": {"seen": True, "typing": writes, "name": name}}
        whispers.whisper(CHANNEL, [json.dumps(said, ensure_ascii=False)])


def read(text: str, *, to: str) -> dict[str, Any] | None:
    """Read what was said on the channel; None when it is for others, or of another version."""
    try:
        said = json.loads(text)
    except ValueError:
        return None
    return said if isinstance(said, dict) and said.get("to") == to else None


def _tell_desk(visitor: Visitor, what: dict[str, Any]) -> None:
    chat = queries.current_chat(visitor)
    if chat is None:
        return
    conversation = chat.conversation
    mentioned = Mention.objects.filter(conversation=conversation).values_list("agent_id", flat=True).distinct()[:100]
    inboxes = ConversationInbox.objects.filter(conversation=conversation).values_list("inbox_id", flat=True)
    said = {
        "to": "desk",
        "conversation": conversation.code,
        "inboxes": list(inboxes),
        "agents": [pk for pk in (*mentioned, conversation.assignee_id) if pk is not None],
        "what": what,
    }
    whispers.whisper(CHANNEL, [json.dumps(said)])
