"""The changes agents make to conversations with one click, each told as the step that would take it back."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from troska.channels.email import actions as email
from troska.channels.email.queries import sender_of
from troska.conversations import actions
from troska.conversations.models import Conversation, ConversationLabel, Label, Priority, ReadMark, Status
from troska.conversations.states import Standing
from troska.core import clock
from troska.staff.models import Agent


@dataclass(frozen=True, slots=True)
class Step:
    """What became different, and of what: `before` and `after` are plain values, so that a step can be written down."""

    kind: str
    pk: int
    before: Any
    after: Any


Steps = list[Step]


def assign(conversation: Conversation, *, to: Agent | None, by: Agent) -> Steps:
    """Give it to a colleague, to oneself, or to nobody."""
    before = conversation.assignee_id
    after = actions.assign_conversation(conversation, to=to, by=by.actor).assignee_id
    return _step("assignee", conversation, before, after)


def change_status(conversation: Conversation, new: Status, *, by: Agent) -> Steps:
    """Bring it into another state."""
    before = Standing.of(conversation)
    after = Standing.of(actions.change_status(conversation, new, by=by.actor))
    return _step("state", conversation, written(before), written(after))


def snooze(conversation: Conversation, until: datetime, *, by: Agent) -> Steps:
    """Put it off."""
    before = Standing.of(conversation)
    after = Standing.of(actions.snooze_conversation(conversation, until=until, by=by.actor))
    return _step("state", conversation, written(before), written(after))


def set_priority(conversation: Conversation, priority: Priority, *, by: Agent) -> Steps:
    """Say how much it matters."""
    before = conversation.priority
    after = actions.set_priority(conversation, priority, by=by.actor).priority
    return _step("priority", conversation, str(before), str(after))


def put_label(conversation: Conversation, label: Label, *, by: Agent) -> Steps:
    """Put a label on."""
    was_on = ConversationLabel.objects.filter(conversation=conversation, label=label).exists()
    actions.label_conversation(conversation, label, by=by.actor)
    return _step("label", conversation, [label.pk, was_on], [label.pk, True])


def take_label(conversation: Conversation, label: Label, *, by: Agent) -> Steps:
    """Take a label off."""
    was_on = ConversationLabel.objects.filter(conversation=conversation, label=label).exists()
    actions.unlabel_conversation(conversation, label, by=by.actor)
    return _step("label", conversation, [label.pk, was_on], [label.pk, False])


def mark_read(conversation: Conversation, *, by: Agent) -> Steps:
    """Count it among those the agent has seen."""
    before = _read_upto(conversation, by)
    actions.mark_read(conversation, by=by, upto=conversation.last_message_at)
    return _step("read", conversation, before, _read_upto(conversation, by))


def mark_unread(conversation: Conversation, *, by: Agent) -> Steps:
    """Find it among the unread again."""
    before = _read_upto(conversation, by)
    actions.mark_unread(conversation, by=by)
    return _step("read", conversation, before, None)


def mark_spam(conversation: Conversation, block: str = "", *, by: Agent) -> Steps:
    """Mark it as spam; `block` "address" or "domain": and block its sender. Does both or raises.

    Raises what `block_address`, `block_domain` and `change_status` do.
    """
    with transaction.atomic():
        steps = _block(conversation, block, by=by) if block else []
        return [*change_status(conversation, Status.SPAM, by=by), *steps]


def _block(conversation: Conversation, kind: str, *, by: Agent) -> Steps:
    began = clock.now()
    verb = email.block_domain if kind == "domain" else email.block_address
    blocked = verb(sender_of(conversation), by=by)
    # Whoever was blocked before stays so when this is undone.
    return [Step("block", blocked.pk, None, blocked.key)] if blocked.created_at >= began else []


def written(standing: Standing) -> list[str]:
    """Write down how a conversation stands; see `read`."""
    moments = (standing.since, standing.snoozed_until, standing.waiting_since)
    return [standing.status.value, *(moment.isoformat() if moment else "" for moment in moments)]


def read(values: list[str]) -> Standing:
    """Read what was written down."""
    status, since, until, waiting = values
    return Standing(Status(status), datetime.fromisoformat(since), _moment(until), _moment(waiting))


def _moment(text: str) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def _read_upto(conversation: Conversation, agent: Agent) -> str | None:
    upto = ReadMark.objects.filter(agent=agent, conversation=conversation).values_list("upto", flat=True).first()
    return upto.isoformat() if upto else None


def _step(kind: str, conversation: Conversation, before: Any, after: Any) -> Steps:
    return [Step(kind, conversation.pk, before, after)] if before != after else []
