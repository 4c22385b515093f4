"""Emptying the bins for good: the conversation, and what the journal and the raw store know of its messages."""

from collections.abc import Sequence
from datetime import timedelta
from functools import partial

from django.db import transaction

from troska.channels import raw_store
from troska.channels.models import JournalEntry
from troska.conversations import actions, queries
from troska.conversations.models import Conversation, Message
from troska.core import clock
from troska.core.locks import may_erase_files

_MOST_AT_ONCE = 200


def purge(*, after: timedelta) -> int:
    """Erase what has been in spam or trash for longer than `after`, the oldest first; give how many conversations."""
    older_than = clock.now() - after
    purged = 0
    for conversation in list(queries.to_purge(older_than)[:_MOST_AT_ONCE]):
        with transaction.atomic():
            if not may_erase_files():
                break
            messages = _messages(conversation)
            if actions.purge(conversation, older_than=older_than):
                _forget(messages)
                purged += 1
    return purged


def _messages(conversation: Conversation) -> list[tuple[int, str]]:
    return list(Message.objects.filter(conversation=conversation).values_list("pk", "raw_digest"))


def _forget(messages: Sequence[tuple[int, str]]) -> None:
    """Leave of each delivery only that it was one: the same mail, delivered again, stays known."""
    entries = JournalEntry.objects.filter(message_id__in=[pk for pk, _ in messages])
    entries.update(summary={}, envelope={}, error="", message_id=None)
    for _, digest in messages:
        if digest:
            transaction.on_commit(partial(raw_store.remove, digest))
