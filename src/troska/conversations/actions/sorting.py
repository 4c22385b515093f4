"""Verbs of sorting: labels and priority."""

from django.db import IntegrityError, transaction

from troska import timeline
from troska.conversations import errors, events
from troska.conversations.actions.locking import lock
from troska.conversations.models import Conversation, ConversationLabel, Label, LabelColour, Priority
from troska.core.text import one_line
from troska.timeline.actors import Actor

LONGEST_NAME = 40


@transaction.atomic
def add_label(name: str, *, colour: LabelColour = LabelColour.GREY, by: Actor) -> Label:
    """Add a label to the company's set. Raises LabelUnnamed, LabelTaken."""
    label = Label(name=_name(name), colour=colour)
    _save(label)
    timeline.record(events.LabelAdded(label_id=label.pk), by=by)
    return label


@transaction.atomic
def change_label(label: Label, *, name: str, colour: LabelColour, by: Actor) -> Label:
    """Give a label another name or colour, wherever it is. Raises LabelUnnamed, LabelTaken."""
    label.name, label.colour = _name(name), colour
    _save(label)
    timeline.record(events.LabelChanged(label_id=label.pk), by=by)
    return label


@transaction.atomic
def remove_label(label: Label, *, by: Actor) -> None:
    """Take a label out of the company's set, and off every conversation that carries it."""
    pk = label.pk
    label.delete()
    timeline.record(events.LabelRemoved(label_id=pk), by=by)


def _name(name: str) -> str:
    if not (clean := one_line(name)[:LONGEST_NAME].strip()):
        raise errors.LabelUnnamed
    return clean


def _save(label: Label) -> None:
    try:
        with transaction.atomic():
            label.save()
    except IntegrityError as error:
        raise errors.LabelTaken from error


@transaction.atomic
def label_conversation(conversation: Conversation, label: Label, *, by: Actor) -> Conversation:
    """Put a label on; one that is on already stays."""
    conversation = lock(conversation)
    _, is_new = ConversationLabel.objects.get_or_create(conversation=conversation, label=label)
    if is_new:
        timeline.record(events.ConversationLabelled(conversation_id=conversation.pk, label_id=label.pk), by=by)
    return conversation


@transaction.atomic
def unlabel_conversation(conversation: Conversation, label: Label, *, by: Actor) -> Conversation:
    """Take a label off."""
    conversation = lock(conversation)
    removed, _ = ConversationLabel.objects.filter(conversation=conversation, label=label).delete()
    if removed:
        timeline.record(events.ConversationUnlabelled(conversation_id=conversation.pk, label_id=label.pk), by=by)
    return conversation


@transaction.atomic
def set_priority(conversation: Conversation, priority: Priority, *, by: Actor) -> Conversation:
    """Say how much it matters that this one is answered before others."""
    conversation = lock(conversation)
    before = Priority(conversation.priority)
    if before != priority:
        conversation.priority = priority
        conversation.save(update_fields=["priority"])
        event = events.PriorityChanged(conversation_id=conversation.pk, before=before, after=priority)
        timeline.record(event, by=by)
    return conversation
