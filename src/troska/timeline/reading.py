"""Read the one order: a window of events after a position."""

import json
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from django.db import connection

from troska.timeline.actors import Actor, ActorKind
from troska.timeline.events import Event, Recorded, known_kinds

_WINDOW = """
SELECT p.position, e.id, e.recorded_at, e.stream_key, e.actor_kind, e.actor_id, e.kind, e.payload
FROM timeline_position p
JOIN timeline_event e ON e.id = p.event_id AND e.recorded_at = p.recorded_at
WHERE p.position > %s AND p.position <= %s
ORDER BY p.position
"""

# By the index timeline_event_by_stream; months before `since` are not looked into.
_OF_STREAM = """
SELECT 0, id, recorded_at, stream_key, actor_kind, actor_id, kind, payload
FROM timeline_event
WHERE stream_key = %s AND recorded_at >= %s AND kind = ANY(%s)
ORDER BY id DESC LIMIT %s
"""


def head() -> int:
    """Tell the last position given; 0 before the first event."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT position FROM timeline_head")
        row = cursor.fetchone()
    return int(row[0]) if row else 0


def next_after(position: int) -> int | None:
    """Tell the next position that was given, None behind the last; a restore leaves a wide gap."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT min(position) FROM timeline_position WHERE position > %s", [position])
        row = cursor.fetchone()
    return row[0] if row else None


def window(after: int, upto: int) -> Iterator[Recorded]:
    """Give the events with after < position <= upto, in order; kinds that no code knows any more are left out."""
    with connection.cursor() as cursor:
        cursor.execute(_WINDOW, [after, upto])
        rows = cursor.fetchall()
    return recorded_rows(rows)


def of_stream(stream_key: str, *, since: datetime, kinds: Iterable[type[Event]], newest: int) -> list[Recorded]:
    """Give the newest events of some kinds in one stream, oldest first; one query.

    `since` is when the stream began. Those too that wait for their position: it is not looked up and said to be 0.
    """
    with connection.cursor() as cursor:
        cursor.execute(_OF_STREAM, [stream_key, since, [kind.kind for kind in kinds], newest])
        rows = cursor.fetchall()
    return list(recorded_rows(rows))[::-1]


def recorded_rows(rows: list[tuple[Any, ...]]) -> Iterator[Recorded]:
    """Turn rows of (position, id, recorded_at, stream_key, actor_kind, actor_id, kind, payload) into events."""
    kinds = known_kinds()
    for position, id_, at, stream_key, actor_kind, actor_id, kind, payload in rows:
        event_class = kinds.get(str(kind))
        if event_class is None:
            continue
        loaded = json.loads(payload) if isinstance(payload, str) else payload
        actor = Actor(ActorKind(str(actor_kind)), actor_id)
        yield Recorded(position, id_, at, stream_key, actor, event_class, loaded)
