"""Emptying the bins: what lay in spam or trash for long enough is erased, with its files."""

from datetime import datetime
from functools import partial

from django.db import transaction

from troska import timeline
from troska.conversations import events, files, queries
from troska.conversations.actions.locking import lock
from troska.conversations.models import Attachment, Conversation, Upload
from troska.timeline.actors import SYSTEM


@transaction.atomic
def purge(conversation: Conversation, *, older_than: datetime) -> bool:
    """Erase a conversation that has been in spam or trash since before `older_than`; False when it is no longer so."""
    conversation = lock(conversation)
    if (
        conversation.held_at is not None
        or conversation.status not in queries.BINS
        or conversation.status_since >= older_than
    ):
        return False
    names = [
        *Attachment.objects.filter(message__conversation=conversation).values_list("storage_name", flat=True),
        *Upload.objects.filter(conversation=conversation).values_list("storage_name", flat=True),
    ]
    timeline.record(events.ConversationPurged(conversation_id=conversation.pk), by=SYSTEM)
    conversation.delete()
    for name in names:
        transaction.on_commit(partial(files.remove, name))
    return True
