"""Taking back what has not left: the message is gone, and the conversation stands as before it."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from troska import timeline
from troska.conversations import errors, events, states
from troska.conversations.actions.handling import move
from troska.conversations.actions.locking import lock
from troska.conversations.events import AssignmentReason
from troska.conversations.models import Conversation, DeliveryState, Draft, DraftKind, Message, Status, Upload
from troska.core import clock
from troska.timeline.actors import Actor, ActorKind

#: Closer to its time a message may be in a sender's hands already.
_TOO_CLOSE = timedelta(milliseconds=300)


def state_of(conversation: Conversation) -> dict[str, Any]:
    """Write down how a locked conversation stands before an answer changes it."""
    return {
        "status": conversation.status,
        "assignee": conversation.assignee_id,
        "preview": conversation.preview,
        "last_message_at": conversation.last_message_at.isoformat(),
        "waiting_since": _written(conversation.waiting_since),
        "snoozed_until": _written(conversation.snoozed_until),
    }


def _written(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


@transaction.atomic
def take_back(message: Message, *, by: Actor) -> str:
    """Take back one's own message before its `send_after`; give its text. What happened since stays as it is.

    An agent finds the text in his draft and the files among his uploads again, so that a reload loses nothing.
    Raises TooLateToTakeBack when it has left, is about to, or was somebody else's.
    """
    conversation = lock(message.conversation_id)
    found = Message.objects.select_for_update().filter(pk=message.pk).first()
    if found is None or found.undo is None or found.author != by or not _is_held(found):
        raise errors.TooLateToTakeBack
    text, before = found.text, found.undo
    is_last = conversation.last_message_at == found.created_at
    if by.kind == ActorKind.AGENT and by.id is not None:
        _give_back(found, conversation, by.id)
    found.delete()
    timeline.record(events.MessageTakenBack(conversation_id=conversation.pk, message_id=message.pk), by=by)
    if is_last:
        _restore(conversation, before, by=by)
    return text


def _give_back(message: Message, conversation: Conversation, agent_id: int) -> None:
    kind = DraftKind.FORWARD if message.is_forward else DraftKind.REPLY
    own: dict[str, Any] = {"agent_id": agent_id, "conversation": conversation, "kind": kind}
    begun = Draft.objects.filter(**own).first()
    text = f"{message.text}\n\n{begun.text}" if begun else message.text
    values = {"text": text, "recipients": _as_typed(message, conversation), "updated_at": clock.now()}
    Draft.objects.update_or_create(defaults=values, **own)
    for file in message.attachments.order_by("pk"):
        Upload.objects.create(
            **own,
            filename=file.filename,
            content_type=file.content_type,
            size=file.size,
            storage_name=file.storage_name,
        )


def _as_typed(message: Message, conversation: Conversation) -> dict[str, str]:
    """Give the recipients as the agent had typed them; who takes part anyway, he had not."""
    parts = set(conversation.participants.values_list("address", flat=True))
    named = {
        field: [(name, address) for name, address in message.recipients.get(field, ()) if address not in parts]
        for field in ("to", "cc", "bcc")
    }
    is_to_all = len(named["cc"]) < len(message.recipients.get("cc", ()))
    written = {field: ", ".join(f"{n} <{a}>" if n else a for n, a in people) for field, people in named.items()}
    if not message.is_forward:
        written |= {"to": "", "mode": "all" if is_to_all else "reply"}
    return written


def _is_held(message: Message) -> bool:
    is_early = message.send_after is not None and message.send_after - clock.now() > _TOO_CLOSE
    return message.delivery == DeliveryState.QUEUED and is_early


def _restore(conversation: Conversation, before: dict[str, Any], *, by: Actor) -> None:
    conversation.preview = before["preview"]
    conversation.last_message_at = datetime.fromisoformat(before["last_message_at"])
    conversation.waiting_since = _read(before["waiting_since"])
    fields = ["preview", "last_message_at", "waiting_since"]
    if before["assignee"] is None and conversation.assignee_id == by.id:
        event = events.ConversationAssigned(
            conversation_id=conversation.pk, to=None, before=by.id, reason=AssignmentReason.TAKEN_BACK
        )
        timeline.record(event, by=by)
        conversation.assignee_id = None
        fields.append("assignee")
    status = Status(before["status"])
    until = _read(before["snoozed_until"])
    if status == Status.SNOOZED and (until is None or until <= clock.now()):
        status = Status.OPEN
    if status == Status.SNOOZED:
        conversation.snoozed_until = until
        fields.append("snoozed_until")
    now = Status(conversation.status)
    if not states.may_become(now, status):
        move(conversation, Status.OPEN, by=by)
    waiting_since = conversation.waiting_since
    move(conversation, status, by=by, also=fields)
    if conversation.waiting_since != waiting_since:
        conversation.waiting_since = waiting_since
        conversation.save(update_fields=["waiting_since"])


def _read(moment: str | None) -> datetime | None:
    return datetime.fromisoformat(moment) if moment else None
