"""The drain turns journal entries into messages: in order, in batches, one drain at a time.

What a try may break is written down before it: `attempts` is committed first, so an entry that kills the process is
known when it starts again. Such a suspect is tried alone, and after three tries it is in quarantine while everything
else has gone on.
"""

import json
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import structlog
from django.db import InterfaceError, OperationalError, connection, transaction

from troska import timeline
from troska.channels import events, raw_store
from troska.channels.adapters import Outcome, adapter_of
from troska.channels.intake import ARRIVED
from troska.channels.models import JournalEntry, JournalState, QuarantineReason
from troska.core import clock
from troska.core.locks import AdvisoryLock
from troska.timeline.actors import SYSTEM
from troska.timeline.recording import gathering
from troska.timeline.wakeups import Wakeups

log = structlog.get_logger(__name__)

BATCH, BATCH_BYTES = 100, 32 * 1024 * 1024
MAX_ATTEMPTS = 3
_RETRY_AFTER = (timedelta(seconds=5), timedelta(seconds=30))

#: Classes of SQLSTATE: connection, rollback (deadlock), resources, object not ready, operator intervention.
_DATABASE_FAILED = frozenset({"08", "40", "53", "55", "57"})
_ENDED_FOR_TAKING_TOO_LONG = "57014"
#: Entries whose last try a failing database spoiled, and could not be told of yet.
_uncounted: set[int] = set()

_CLAIM = """
WITH waiting AS (
    SELECT id, received_at, attempts, row_number() OVER (ORDER BY id) AS nth, sum(size) OVER (ORDER BY id) AS bytes
    FROM (
        SELECT id, received_at, attempts, size FROM channels_journal
        WHERE state = 'received' AND due_at <= %s ORDER BY id LIMIT %s
    ) AS first
), batch AS (
    -- The untried ones at the head together, as many as memory bears; a suspect alone.
    SELECT id, received_at FROM waiting
    WHERE nth = 1
       OR nth < coalesce((SELECT min(nth) FROM waiting WHERE attempts > 0), %s + 1) AND bytes <= %s
)
UPDATE channels_journal AS entry SET attempts = entry.attempts + 1
FROM batch WHERE entry.id = batch.id AND entry.received_at = batch.received_at
RETURNING entry.id
"""
_UNCLAIM = "UPDATE channels_journal SET attempts = greatest(attempts - 1, 0) WHERE id = ANY(%s) AND state = 'received'"
_SETTLE = """
UPDATE channels_journal AS entry
SET state = given.state, reason = given.reason, message_id = given.message_id, summary = given.summary::jsonb,
    error = given.error, due_at = given.due_at, processed_at = given.processed_at
FROM unnest(%s::bigint[], %s::timestamptz[], %s::text[], %s::text[], %s::bigint[], %s::text[], %s::text[],
            %s::timestamptz[], %s::timestamptz[])
    AS given (id, received_at, state, reason, message_id, summary, error, due_at, processed_at)
WHERE entry.id = given.id AND entry.received_at = given.received_at
"""


def run(stop: threading.Event) -> None:
    """Drain the journal until stopped."""
    with Wakeups([ARRIVED]) as wakeups:
        while not stop.is_set():
            if not drain_batch():
                wakeups.wait(stop)


def drain_all() -> int:
    """Drain what is due now; give the number of entries tried."""
    total = 0
    while tried := drain_batch():
        total += tried
    return total


def drain_batch() -> int:
    """Try one batch of entries; give their number, 0 when nothing is due, another process drains or the database fails.

    When it fails, that says nothing about the entries: the try does not count.
    """
    with _alone() as is_ours:
        if not is_ours:
            return 0
        _uncount()
        claimed = _claim()
        try:
            _process(claimed)
        except (OperationalError, InterfaceError) as error:
            if not is_of_database(error):
                raise
            log.warning("intake.database_failed", error=type(error).__qualname__, entries=len(claimed))
            _uncounted.update(claimed)
            return 0
        return len(claimed)


@contextmanager
def _alone() -> Iterator[bool]:
    """Hold the drain's lock over the claim and what follows; it ends with the connection when the process dies."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [AdvisoryLock.DRAIN])
        is_ours = bool(cursor.fetchone()[0])
    try:
        yield is_ours
    finally:
        if is_ours:
            _unlock()


def _unlock() -> None:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [AdvisoryLock.DRAIN])
    except (OperationalError, InterfaceError):
        connection.close()  # broken, and the lock ended with it


def _uncount() -> None:
    """Take back the tries that a failing database spoiled; it may have been away until now."""
    if _uncounted:
        with connection.cursor() as cursor:
            cursor.execute(_UNCLAIM, [list(_uncounted)])
        _uncounted.clear()


def _claim() -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(_CLAIM, [clock.now(), BATCH, BATCH, BATCH_BYTES])
        return sorted(row[0] for row in cursor.fetchall())


def _process(ids: Sequence[int]) -> None:
    if not ids:
        return
    entries = list(JournalEntry.objects.filter(id__in=ids, state=JournalState.RECEIVED).select_related("account"))
    entries.sort(key=lambda entry: entry.id)
    understood = [_understood(entry) for entry in entries]
    with transaction.atomic():
        # A person may have put an entry elsewhere since the claim: only what is still waiting.
        mine = JournalEntry.objects.filter(id__in=ids, state=JournalState.RECEIVED)
        held = set(mine.select_for_update(skip_locked=True, no_key=True).values_list("id", flat=True))
        with gathering():
            pairs = zip(entries, understood, strict=True)
            settle([*_outcomes([pair for pair in pairs if pair[0].id in held])])


def _understood(entry: JournalEntry) -> Any:
    """Interpret one original, or give the exception that it caused."""
    try:
        if entry.attempts > MAX_ATTEMPTS:
            return RuntimeError("tried too often without an end")
        return adapter_of(entry.account.channel).interpret(raw_store.get(entry.digest))
    except Exception as error:  # noqa: BLE001 -- whatever an original does, the others go on
        return error


def _outcomes(pairs: Sequence[tuple[JournalEntry, Any]]) -> Iterator[tuple[JournalEntry, Outcome | Exception]]:
    """Bring in all that was understood at once; when anything fails, each by itself, so that only the culprit waits."""
    good = [pair for pair in pairs if not isinstance(pair[1], Exception)]
    yield from (pair for pair in pairs if isinstance(pair[1], Exception))
    try:
        yield from _brought_in(good)
    except Exception as error:
        if is_of_database(error):
            raise
        if len(good) == 1:
            yield good[0][0], error
            return
        for pair in good:
            yield from _outcomes([pair])


def is_of_database(error: Exception) -> bool:
    """Say whether the database failed, whatever it was asked: lost, stopped, full, out of memory, a deadlock.

    Anything else that it refuses (too large, too complex, ended for taking too long) is the entry's own fault.
    """
    if isinstance(error, InterfaceError):
        return True
    code = getattr(error.__cause__, "sqlstate", None) if isinstance(error, OperationalError) else ""
    return code is None or (code[:2] in _DATABASE_FAILED and code != _ENDED_FOR_TAKING_TOO_LONG)


def _brought_in(pairs: Sequence[tuple[JournalEntry, Any]]) -> list[tuple[JournalEntry, Outcome]]:
    by_channel: dict[str, list[tuple[JournalEntry, Any]]] = {}
    for pair in pairs:
        by_channel.setdefault(pair[0].account.channel, []).append(pair)
    outcomes: list[tuple[JournalEntry, Outcome]] = []
    with transaction.atomic(), gathering():
        for channel, deliveries in by_channel.items():
            brought = adapter_of(channel).bring_in(deliveries)
            outcomes += zip((entry for entry, _ in deliveries), brought, strict=True)
    return outcomes


def settle(outcomes: Sequence[tuple[JournalEntry, Outcome | Exception]]) -> None:
    """Write down what became of the entries, in the caller's transaction."""
    rows = [_settled(entry, outcome) for entry, outcome in outcomes]
    if not rows:
        return
    with connection.cursor() as cursor:
        cursor.execute(_SETTLE, [list(column) for column in zip(*rows, strict=True)])
    for entry, outcome in outcomes:
        reason = _reason(entry, outcome)
        if reason != QuarantineReason.NONE:
            timeline.record(events.EntryQuarantined(entry_id=entry.id, reason=reason), by=SYSTEM)
            log.warning("intake.quarantined", entry=entry.id, reason=reason)


def _reason(entry: JournalEntry, outcome: Outcome | Exception) -> QuarantineReason:
    if isinstance(outcome, Outcome):
        return outcome.reason
    return QuarantineReason.CRASHED if entry.attempts >= MAX_ATTEMPTS else QuarantineReason.NONE


def _settled(entry: JournalEntry, outcome: Outcome | Exception) -> tuple[object, ...]:
    """Give the row for _SETTLE."""
    now = clock.now()
    reason = _reason(entry, outcome)
    message_id, summary, error, due_at = entry.message_id, entry.summary, "", entry.due_at
    if isinstance(outcome, Exception):
        # The kind of the failure only: its text may hold a customer's words.
        error = f"{type(outcome).__module__}.{type(outcome).__qualname__}"
        due_at = now + _RETRY_AFTER[min(entry.attempts, len(_RETRY_AFTER)) - 1]
        log.warning("intake.failed", entry=entry.id, attempts=entry.attempts, error=error)
        state = JournalState.QUARANTINED if reason else JournalState.RECEIVED
    else:
        summary = dict(outcome.summary or {}) or entry.summary
        message_id = outcome.message.pk if outcome.message else message_id
        state = JournalState.QUARANTINED if reason else JournalState.DONE
    processed = None if state == JournalState.RECEIVED else now
    return (
        entry.id,
        entry.received_at,
        state.value,
        reason.value,
        message_id,
        json.dumps(summary),
        error,
        due_at,
        processed,
    )
