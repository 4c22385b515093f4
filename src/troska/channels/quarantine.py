"""What could not become a message by itself: seen, opened, let in or turned away by a person."""

from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet

from troska import timeline
from troska.channels import drain, errors, events, raw_store
from troska.channels.adapters import Outcome, adapter_of
from troska.channels.models import JournalEntry, JournalState, QuarantineReason
from troska.conversations.models import Message
from troska.conversations.queries import inbox_ids_of
from troska.core import clock
from troska.staff import queries as staff
from troska.staff.models import Agent
from troska.timeline.actors import Actor


def waiting(viewer: Agent) -> QuerySet[JournalEntry]:
    """List what waits in quarantine and this agent may open, latest first.

    An administrator sees all of it; others what was addressed to their teams' inboxes, or to none. What could not be
    read far enough to know is for supervisors too.
    """
    entries = JournalEntry.objects.filter(state=JournalState.QUARANTINED).select_related("account").order_by("-id")
    if not staff.reads_conversations(viewer):
        return entries.none()
    if staff.sees_everything(viewer):
        return entries
    his = Q(summary__inboxes=[]) | Q(summary__inboxes__has_any_of=inbox_ids_of(viewer))
    if staff.supervises(viewer):
        his |= ~Q(summary__has_key="inboxes")
    return entries.filter(his)


def get(viewer: Agent, entry_id: int) -> JournalEntry:
    """Give one entry. Raises EntryNotFound also when he may not see it."""
    entry = waiting(viewer).filter(id=entry_id).first()
    if entry is None:
        raise errors.EntryNotFound
    return entry


def opened(entry: JournalEntry) -> Any:
    """Interpret the raw original for reading; what it is depends on the channel (an InboundMail for e-mail)."""
    return adapter_of(entry.account.channel).interpret(raw_store.get(entry.digest))


def release(entry: JournalEntry, *, by: Actor) -> Message | None:
    """Let it in: it becomes a message marked unverified. None when it is no message of its own (a bounce).

    Raises CannotBeReleased when it can't become one; then it stays in quarantine.
    """
    understood = opened(entry)
    with transaction.atomic():
        entry = _lock(entry)
        [outcome] = adapter_of(entry.account.channel).bring_in([(entry, understood)], is_released=True)
        if outcome.reason:
            raise errors.CannotBeReleased
        drain.settle([(entry, Outcome(outcome.message, QuarantineReason.NONE, outcome.summary))])
        message_id = outcome.message.pk if outcome.message else None
        timeline.record(events.EntryReleased(entry_id=entry.id, message_id=message_id), by=by)
    return outcome.message


@transaction.atomic
def reject(entry: JournalEntry, *, by: Actor) -> None:
    """Turn it away: it leaves the quarantine; the raw original stays until retention ends."""
    entry = _lock(entry)
    JournalEntry.objects.filter(id=entry.id).update(state=JournalState.REJECTED, processed_at=clock.now())
    timeline.record(events.EntryRejected(entry_id=entry.id), by=by)


@transaction.atomic
def replay(*, reason: QuarantineReason | None = None) -> int:
    """Put what is in quarantine back into the journal, to be tried anew after a mend; give how many."""
    entries = JournalEntry.objects.filter(state=JournalState.QUARANTINED)
    if reason is not None:
        entries = entries.filter(reason=reason)
    return entries.update(
        state=JournalState.RECEIVED, reason=QuarantineReason.NONE, attempts=0, due_at=clock.now(), processed_at=None
    )


def _lock(entry: JournalEntry) -> JournalEntry:
    found = (
        JournalEntry.objects.filter(id=entry.id, state=JournalState.QUARANTINED)
        .select_for_update(no_key=True, of=("self",))
        .select_related("account")
        .first()
    )
    if found is None:
        raise errors.EntryNotFound
    return found
