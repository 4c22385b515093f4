"""`record`: say in the caller's transaction that something happened."""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from typing import TypeAlias

from django.db import connection

from troska.core import clock
from troska.timeline import subscribing, wires
from troska.timeline.actors import Actor
from troska.timeline.events import Event

#: The channel that wakes the sequencer; the sequencer itself wakes the readers on `troska_sequenced`.
RECORDED = "troska_recorded"

_INSERT = """
WITH recorded AS (
    INSERT INTO timeline_event (recorded_at, kind, stream_key, actor_kind, actor_id, payload)
    SELECT recorded_at, kind, stream_key, actor_kind, actor_id, payload::jsonb
    FROM unnest(%s::timestamptz[], %s::text[], %s::text[], %s::text[], %s::bigint[], %s::text[])
        WITH ORDINALITY AS given (recorded_at, kind, stream_key, actor_kind, actor_id, payload, nth)
    ORDER BY nth
    RETURNING id, recorded_at
), waiting AS (
    INSERT INTO timeline_unsequenced (event_id, recorded_at) SELECT id, recorded_at FROM recorded
)
SELECT id, CASE WHEN %s THEN pg_notify(%s, '') END FROM recorded ORDER BY id
"""

_Told: TypeAlias = tuple[Event, Actor, datetime]
_gathered: ContextVar[list[_Told] | None] = ContextVar("gathered", default=None)


def record(event: Event, *, by: Actor) -> None:
    """Append the event and defer the jobs that follow from it, in the caller's transaction.

    The caller holds the lock of what the event's stream is about, so that the order of recording is the order of
    what happened. Raises RuntimeError outside a transaction: an event without its change would be a lie.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("record() belongs into the transaction of the change it tells of")
    gathered = _gathered.get()
    told = (event, by, clock.now())
    if gathered is None:
        _write([told])
    else:
        gathered.append(told)


@contextmanager
def gathering() -> Iterator[None]:
    """Keep the events recorded within and write them at the end in one statement; for batches.

    Must lie inside one transaction. What is recorded in a savepoint that rolls back is forgotten only when the
    savepoint is itself a `gathering`, so batches nest one around each item.
    """
    outer = _gathered.get()
    mine: list[_Told] = []
    token = _gathered.set(mine)
    try:
        yield
    finally:
        _gathered.reset(token)
    if outer is not None:
        outer.extend(mine)
    elif mine:
        _write(mine)


def _write(told: Sequence[_Told]) -> None:
    columns = (
        [at for _, _, at in told],
        [event.kind for event, _, _ in told],
        [event.stream_key for event, _, _ in told],
        [actor.kind.value for _, actor, _ in told],
        [actor.id for _, actor, _ in told],
        [json.dumps(event.payload()) for event, _, _ in told],
    )
    with connection.cursor() as cursor:
        cursor.execute(_INSERT, [*columns, wires.is_in_commit(), RECORDED])
        ids = [row[0] for row in cursor.fetchall()]
    wires.wake_after_commit(RECORDED)
    for event_id, (event, _, _) in zip(ids, told, strict=True):
        subscribing.defer_jobs(event, event_id=event_id)
