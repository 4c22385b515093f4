"""The verb behind "undo" after a change of state: as it was, with its waiting, unless something happened since."""

from django.db import transaction

from troska.conversations import errors, states
from troska.conversations.actions.handling import move
from troska.conversations.actions.locking import lock
from troska.conversations.models import Conversation, Status
from troska.conversations.states import Standing
from troska.core import clock
from troska.timeline.actors import Actor


@transaction.atomic
def restore_state(conversation: Conversation, *, before: Standing, after: Standing, by: Actor) -> Conversation:
    """Bring it back to `before`, if it still stands as in `after`. Raises ChangedSince.

    What was put off until a moment that has passed by now is open.
    """
    conversation = lock(conversation)
    if Standing.of(conversation) != after:
        raise errors.ChangedSince
    wanted, until = before.status, before.snoozed_until
    if wanted == Status.SNOOZED and (until is None or until <= clock.now()):
        wanted, until = Status.OPEN, None
    if not states.may_become(after.status, wanted):
        move(conversation, Status.OPEN, by=by)
    if wanted == Status.SNOOZED:
        conversation.snoozed_until = until
    move(conversation, wanted, by=by)
    if conversation.waiting_since != before.waiting_since:
        conversation.waiting_since = before.waiting_since
        conversation.save(update_fields=["waiting_since"])
    return conversation
