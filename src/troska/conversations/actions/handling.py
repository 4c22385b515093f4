"""Verbs of handling: who is responsible, what state, which inboxes, who takes part."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import Exists

from troska import timeline
from troska.conversations import errors, events, states
from troska.conversations.actions.locking import lock
from troska.conversations.models import (
    Channel,
    Conversation,
    ConversationInbox,
    Direction,
    Inbox,
    Message,
    Participant,
    ParticipantRole,
    Status,
)
from troska.core import clock
from troska.core.addresses import email_key
from troska.customers.actions import IdentityHint
from troska.customers.models import Customer
from troska.staff.models import Agent
from troska.staff.permissions import Permission
from troska.timeline.actors import SYSTEM, Actor


@transaction.atomic
def assign_conversation(conversation: Conversation, *, to: Agent | None, by: Actor) -> Conversation:
    """Make one agent responsible, or nobody; the previous one is told through the timeline."""
    conversation = lock(conversation)
    if to is not None and Permission.ANSWER not in to.permissions:
        raise errors.AssigneeCannotSee
    before = conversation.assignee_id
    if before == (to.pk if to else None):
        return conversation
    conversation.assignee = to
    conversation.save(update_fields=["assignee"])
    event = events.ConversationAssigned(conversation_id=conversation.pk, to=to.pk if to else None, before=before)
    timeline.record(event, by=by)
    return conversation


@transaction.atomic
def change_status(conversation: Conversation, new: Status, *, by: Actor) -> Conversation:
    """Bring the conversation into another state, as the table of transitions allows; snoozing is a verb of its own."""
    conversation = lock(conversation)
    if new == Status.SNOOZED and conversation.status != Status.SNOOZED:
        raise errors.TransitionNotAllowed
    return move(conversation, new, by=by)


@transaction.atomic
def snooze_conversation(conversation: Conversation, *, until: datetime, by: Actor) -> Conversation:
    """Put the conversation off until a moment; a message from the customer brings it back earlier."""
    conversation = lock(conversation)
    if until <= clock.now():
        raise errors.SnoozeInPast
    conversation.snoozed_until = until
    return move(conversation, Status.SNOOZED, by=by, also=["snoozed_until"])


def wake_snoozed() -> int:
    """Open the conversations whose time has come, the earliest first; give their number. Called by a tick."""
    due = Conversation.objects.filter(status=Status.SNOOZED, snoozed_until__lte=clock.now())
    woken = 0
    for pk in due.order_by("snoozed_until").values_list("pk", flat=True)[:500]:
        with transaction.atomic():
            conversation = lock(pk)
            is_due = conversation.snoozed_until is not None and conversation.snoozed_until <= clock.now()
            if conversation.status == Status.SNOOZED and is_due:
                move(conversation, Status.OPEN, by=SYSTEM)
                woken += 1
    return woken


def move(conversation: Conversation, new: Status, *, by: Actor, also: Iterable[str] = ()) -> Conversation:
    """Change the state of a locked conversation and record it; `also` names further changed fields to save."""
    before = Status(conversation.status)
    has_no_end = new == Status.SNOOZED and conversation.snoozed_until is None
    if not states.may_become(before, new) or has_no_end:
        raise errors.TransitionNotAllowed
    if before != new:
        conversation.status = new
        conversation.status_since = clock.now()
        conversation.closed_at = clock.now() if new == Status.CLOSED else None
        if new != Status.SNOOZED:
            conversation.snoozed_until = None
        if new in (Status.CLOSED, Status.SPAM, Status.TRASH):
            conversation.waiting_since = None
    conversation.save(update_fields={"status", "status_since", "closed_at", "snoozed_until", "waiting_since", *also})
    if before != new:
        event = events.StatusChanged(conversation_id=conversation.pk, before=before, after=new)
        timeline.record(event, by=by)
    return conversation


@transaction.atomic
def address_to_inboxes(conversation: Conversation, inboxes: Iterable[Inbox], *, by: Actor) -> None:
    """Let the teams of further inboxes see the conversation, because it was addressed to them too."""
    conversation = lock(conversation)
    linked = set(conversation.inbox_links.values_list("inbox_id", flat=True))
    for inbox in inboxes:
        if inbox.pk not in linked:
            linked.add(inbox.pk)
            ConversationInbox.between(conversation, inbox).save()
            timeline.record(events.InboxAdded(conversation_id=conversation.pk, inbox_id=inbox.pk), by=by)


@transaction.atomic
def add_participant(
    conversation: Conversation, *, address: str, name: str = "", customer: Customer | None = None, by: Actor
) -> Participant:
    """Let someone else take part by e-mail: an agent's decision, never an outsider's. He gets no earlier messages."""
    conversation = lock(conversation)
    participant, is_new = Participant.objects.get_or_create(
        conversation=conversation,
        address_key=email_key(address),
        defaults={"address": address, "name": name, "customer": customer, "role": ParticipantRole.COPIED},
    )
    if is_new:
        event = events.ParticipantAdded(conversation_id=conversation.pk, participant_id=participant.pk)
        timeline.record(event, by=by)
    return participant


@transaction.atomic
def let_be_reached(
    conversation: Conversation,
    hint: IdentityHint,
    *,
    channel: Channel,
    name: str,
    by: Actor,
    instead_of: IdentityHint | None = None,
) -> None:
    """Let who asked be answered by one more way (he gave an e-mail address in a chat): he is still the requester.

    That he holds the address is not known: he is no verified participant by it, and one that he gave before
    (`instead_of`), and from which nobody has written, gets nothing any more. So he cannot add strangers one by one.
    """
    conversation = lock(conversation)
    if instead_of is not None and instead_of.key != hint.key:
        written = Message.objects.filter(
            conversation=conversation, direction=Direction.INBOUND, author_address__iexact=instead_of.value
        )
        given = Participant.objects.filter(conversation=conversation, address_key=instead_of.key, is_verified=False)
        given.exclude(Exists(written)).delete()
    participant, is_new = Participant.objects.get_or_create(
        conversation=conversation,
        address_key=hint.key,
        defaults={"address": hint.value, "channel": channel, "name": name, "customer_id": conversation.customer_id},
    )
    if is_new:
        event = events.ParticipantAdded(conversation_id=conversation.pk, participant_id=participant.pk)
        timeline.record(event, by=by)


@transaction.atomic
def recognise(conversation: Conversation, customer: Customer, *, key: str, hint: IdentityHint, by: Actor) -> None:
    """Note who somebody is who took part without saying: the conversation is this customer's from now on.

    `key` is the participant's address as he was known so far, `hint` the one by which he has proved himself.
    """
    conversation = lock(conversation)
    his = Participant.objects.filter(conversation=conversation, address_key=key)
    his.update(customer=customer, address=hint.value, address_key=hint.key, is_verified=True)
    before = conversation.customer_id
    if before == customer.pk:
        return
    conversation.customer = customer
    conversation.save(update_fields=["customer"])
    event = events.CustomerRecognised(conversation_id=conversation.pk, customer_id=customer.pk, before=before)
    timeline.record(event, by=by)
