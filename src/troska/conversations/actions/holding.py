"""Verbs about how long things are kept: rules for all, and a hold on one conversation that nothing may erase."""

from django.db import transaction

from troska.conversations import deeds, errors, queries
from troska.conversations.actions.locking import lock
from troska.conversations.models import Conversation, RetentionRules
from troska.core import clock
from troska.core.text import one_line
from troska.staff import audit
from troska.timeline.actors import Actor


@transaction.atomic
def hold(conversation: Conversation, *, reason: str, by: Actor) -> Conversation:
    """Let nothing erase the conversation or its customer, until it is released. Raises HoldUnexplained."""
    reason = one_line(reason)[:200]
    if not reason:
        raise errors.HoldUnexplained
    conversation = lock(conversation)
    conversation.held_at, conversation.held_reason = clock.now(), reason
    conversation.save(update_fields=["held_at", "held_reason"])
    audit.record(deeds.HELD, by=by, about=audit.about(conversation), reason=reason)
    return conversation


@transaction.atomic
def release(conversation: Conversation, *, by: Actor) -> Conversation:
    """Let the rules hold for the conversation again."""
    conversation = lock(conversation)
    if conversation.held_at is not None:
        conversation.held_at, conversation.held_reason = None, ""
        conversation.save(update_fields=["held_at", "held_reason"])
        audit.record(deeds.RELEASED, by=by, about=audit.about(conversation))
    return conversation


@transaction.atomic
def change_retention(
    *, conversations_months: int | None, customers_months: int | None, documents_days: int | None, by: Actor
) -> RetentionRules:
    """Say how long things are kept; None is for ever."""
    before = queries.retention_rules()
    after = RetentionRules(
        pk=1,
        conversations_months=conversations_months,
        customers_months=customers_months,
        documents_days=documents_days,
    )
    after.save()
    if str(before) != str(after):
        audit.record(deeds.RETENTION_CHANGED, by=by, before=str(before), after=str(after))
    return after
