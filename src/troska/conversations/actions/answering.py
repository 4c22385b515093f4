"""Verbs of answering: replies, notes, and what became of what went out."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import transaction

from troska import timeline
from troska.conversations import errors, events, queries, states
from troska.conversations.actions import undoing
from troska.conversations.actions.handling import move
from troska.conversations.actions.locking import lock
from troska.conversations.events import AssignmentReason
from troska.conversations.models import (
    Attachment,
    Channel,
    Conversation,
    DeliveryState,
    Direction,
    Mention,
    Message,
    Status,
    Visibility,
)
from troska.conversations.ports import StoredFile
from troska.core import cards, clock
from troska.core.text import one_line, preview
from troska.staff.models import Agent
from troska.timeline.actors import SYSTEM, Actor, ActorKind
from troska.timeline.recording import gathering


@transaction.atomic
@gathering()
def reply(
    conversation: Conversation,
    *,
    text: str,
    by: Actor,
    author_name: str = "",
    files: Sequence[StoredFile] = (),
    copied: Sequence[tuple[str, str]] = (),
    blind: Sequence[tuple[str, str]] = (),
    to_all: bool = True,
    seen: int | None = None,
    send_after: datetime | None = None,
    then: Status = Status.PENDING,
    is_automatic: bool = False,
    has_left: bool = False,
    subject: str | None = None,
    channel: Channel | None = None,
) -> Message:
    """Answer the conversation's participants in its channel, or another one; the message leaves after commit.

    It goes to those who asked and, unless `to_all` is False, to those an agent let in, never to an unverified stranger;
    `copied` and `blind` name further people for this message only. A person's answer ends the customer's waiting and
    leaves the conversation in state `then`; an automatic one changes neither. Without a `subject` of its own it
    answers the conversation's. Until `send_after` it can be taken back, but not in a chat, where it is there at once.
    `has_left`: it was sent elsewhere before (an import, a sample company's past) and is only written down.
    Raises EmptyMessage, NobodyToAnswer, and SomethingNew when others wrote after the message `seen` (its id): in a
    chat, when colleagues did.
    """
    conversation = lock(conversation)
    channel = channel or queries.channel_of(conversation)
    if seen is not None and _has_news(conversation, seen, by, channel=channel):
        raise errors.SomethingNew
    text = cards.without_numbers(text.strip())
    if not text and not files:
        raise errors.EmptyMessage
    recipients = queries.reply_recipients(conversation, copied, blind=blind, to_all=to_all, channel=channel)
    if not recipients["to"]:
        raise errors.NobodyToAnswer
    is_there_at_once = channel in states.AT_ONCE
    has_left = has_left or is_there_at_once
    message = Message.objects.create(
        conversation=conversation,
        channel=channel,
        direction=Direction.OUTBOUND,
        actor_kind=by.kind,
        actor_id=by.id,
        author_name=author_name,
        subject=conversation.subject if subject is None else one_line(cards.without_numbers(subject))[:250],
        text=text,
        recipients=recipients,
        is_automatic=is_automatic,
        delivery=DeliveryState.SENT if has_left else DeliveryState.QUEUED,
        send_after=None if is_there_at_once else send_after,
        undo=undoing.state_of(conversation) if send_after and not (is_automatic or is_there_at_once) else None,
        sent_at=clock.now() if has_left else None,
    )
    attach(message, files)
    _after_reply(conversation, message, by=by, then=then)
    if has_left and not is_there_at_once:
        sent = events.DeliveryChanged(conversation_id=conversation.pk, message_id=message.pk, state=DeliveryState.SENT)
        timeline.record(sent, by=by)
        return message
    event = events.MessageQueued(
        conversation_id=conversation.pk,
        message_id=message.pk,
        channel=Channel(message.channel),
        is_automatic=is_automatic,
    )
    timeline.record(event, by=by)
    return message


def _has_news(conversation: Conversation, seen: int, by: Actor, *, channel: Channel) -> bool:
    """Say whether others wrote meanwhile. In a chat both sides write at the same time: only colleagues count there."""
    news = queries.news_since(conversation, seen, by)
    return (news.filter(direction=Direction.OUTBOUND) if channel in states.AT_ONCE else news).exists()


def _after_reply(conversation: Conversation, message: Message, *, by: Actor, then: Status) -> None:
    if message.is_automatic:
        return
    conversation.last_message_at = message.created_at
    conversation.preview = preview(message.text)
    conversation.waiting_since = None
    fields = ["last_message_at", "preview"]
    if conversation.assignee_id is None and by.kind == ActorKind.AGENT:
        conversation.assignee_id = by.id
        fields.append("assignee")
        event = events.ConversationAssigned(
            conversation_id=conversation.pk, to=by.id, before=None, reason=AssignmentReason.ANSWERED
        )
        timeline.record(event, by=by)
    if not states.may_become(Status(conversation.status), then):
        move(conversation, Status.OPEN, by=by)
    move(conversation, then, by=by, also=fields)


@transaction.atomic
@gathering()
def forward(
    conversation: Conversation,
    *,
    to: Sequence[tuple[str, str]],
    text: str,
    subject: str,
    by: Actor,
    author_name: str = "",
    files: Sequence[StoredFile] = (),
    send_after: datetime | None = None,
) -> Message:
    """Pass something on to people who take no part in the conversation; they get this and nothing else of it.

    The customer goes on waiting and does not see it. Raises EmptyMessage, NobodyToAnswer.
    """
    conversation = lock(conversation)
    text = cards.without_numbers(text.strip())
    if not text and not files:
        raise errors.EmptyMessage
    recipients = queries.distinct_recipients(to)
    if not recipients:
        raise errors.NobodyToAnswer
    message = Message.objects.create(
        conversation=conversation,
        channel=Channel.EMAIL,
        direction=Direction.OUTBOUND,
        visibility=Visibility.TEAM,
        actor_kind=by.kind,
        actor_id=by.id,
        author_name=author_name,
        subject=one_line(cards.without_numbers(subject))[:250],
        text=text,
        recipients={"to": recipients, "cc": []},
        delivery=DeliveryState.QUEUED,
        send_after=send_after,
        undo=undoing.state_of(conversation) if send_after else None,
    )
    attach(message, files)
    timeline.record(events.MessageForwarded(conversation_id=conversation.pk, message_id=message.pk), by=by)
    event = events.MessageQueued(
        conversation_id=conversation.pk, message_id=message.pk, channel=Channel.EMAIL, is_automatic=False
    )
    timeline.record(event, by=by)
    return message


@transaction.atomic
@gathering()
def add_note(
    conversation: Conversation,
    *,
    text: str,
    by: Actor,
    author_name: str = "",
    files: Sequence[StoredFile] = (),
    mentioned: Iterable[Agent] = (),
) -> Message:
    """Write down something for the team only; who is mentioned sees the conversation from now on."""
    conversation = lock(conversation)
    text = cards.without_numbers(text.strip())
    if not text and not files:
        raise errors.EmptyMessage
    note = Message.objects.create(
        conversation=conversation,
        channel=Channel.INTERNAL,
        direction=Direction.INTERNAL,
        visibility=Visibility.TEAM,
        actor_kind=by.kind,
        actor_id=by.id,
        author_name=author_name,
        text=text,
    )
    attach(note, files)
    timeline.record(events.NoteAdded(conversation_id=conversation.pk, message_id=note.pk), by=by)
    for agent in dict.fromkeys(mentioned):
        Mention.objects.create(conversation=conversation, message=note, agent=agent)
        event = events.AgentMentioned(conversation_id=conversation.pk, message_id=note.pk, agent_id=agent.pk)
        timeline.record(event, by=by)
    return note


@transaction.atomic
def set_delivery(message: Message, state: DeliveryState, *, detail: str = "", by: Actor = SYSTEM) -> Message:
    """Note what became of an outgoing message; a failure brings the conversation back to the agents.

    Raises TransitionNotAllowed when the message's state can't follow the present one (a late or repeated report).
    """
    conversation = lock(message.conversation_id)
    message = Message.objects.select_for_update(no_key=True).get(pk=message.pk)
    before = DeliveryState(message.delivery)
    detail = one_line(detail)[:500]
    if before == state and detail in ("", message.delivery_detail):
        return message
    if before != state and state not in states.DELIVERY[before]:
        raise errors.TransitionNotAllowed
    message.delivery = state
    message.delivery_detail = detail
    if state == DeliveryState.SENT and before != state:
        message.sent_at = clock.now()
    message.save(update_fields=["delivery", "delivery_detail", "sent_at"])
    needs_agent = state in (DeliveryState.FAILED, DeliveryState.UNSURE) and not message.is_automatic
    if needs_agent and conversation.status in (Status.PENDING, Status.CLOSED, Status.SNOOZED):
        conversation.waiting_since = clock.now()
        move(conversation, Status.OPEN, by=by)
    event = events.DeliveryChanged(conversation_id=conversation.pk, message_id=message.pk, state=state)
    timeline.record(event, by=by)
    return message


@transaction.atomic
def note_seen(conversation: Conversation, *, upto: int, by: Actor) -> int:
    """Note that the customer has seen what reached him at once, up to the message of this id; give how many.

    Mail tells of itself, or not at all: what went out by it stays as it is.
    """
    conversation = lock(conversation)
    seen = Message.objects.filter(
        conversation=conversation,
        pk__lte=upto,
        channel__in=states.AT_ONCE,
        delivery__in=[DeliveryState.SENT, DeliveryState.DELIVERED],
    ).update(delivery=DeliveryState.READ)
    if seen:
        timeline.record(events.MessagesRead(conversation_id=conversation.pk, upto=upto), by=by)
    return seen


def attach(message: Message, files: Iterable[StoredFile]) -> None:
    """Add the rows of files that lie in the store."""
    Attachment.objects.bulk_create(
        Attachment(
            message=message,
            filename=file.filename[:200],
            content_type=file.content_type[:120],
            size=file.size,
            is_inline=file.is_inline,
            content_id=file.content_id[:250],
            storage_name=file.storage_name,
        )
        for file in files
    )
