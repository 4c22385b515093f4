"""The sequencer gives each committed event its position, in batches, as soon as it is visible.

One at a time by an advisory lock; any process may take over. Positions, not ids, order the timeline: ids are drawn
before commit, so a reader by id would skip what commits late. A transaction held open elsewhere delays nobody but
itself, because only what is visible gets a position.
"""

import threading

from django.db import connection, transaction

from troska.core.locks import AdvisoryLock
from troska.timeline import wires
from troska.timeline.recording import RECORDED
from troska.timeline.wakeups import Wakeups

SEQUENCED = "troska_sequenced"
BATCH = 1000

_SEQUENCE = """
WITH batch AS (
    DELETE FROM timeline_unsequenced
    WHERE event_id IN (SELECT event_id FROM timeline_unsequenced ORDER BY event_id LIMIT %s)
    RETURNING event_id, recorded_at
), head AS (
    -- What leaves the waiting room gets a place in any case, even were the one row of the head lost.
    INSERT INTO timeline_head AS head (id, position) SELECT 1, count(*) FROM batch HAVING count(*) > 0
    ON CONFLICT (id) DO UPDATE SET position = head.position + excluded.position
    RETURNING position
), placed AS (
    INSERT INTO timeline_position (position, event_id, recorded_at)
    SELECT head.position - count(*) OVER () + row_number() OVER (ORDER BY event_id), event_id, recorded_at
    FROM batch, head
)
SELECT (SELECT count(*) FROM batch), position, CASE WHEN %s THEN pg_notify(%s, position::text) END FROM head
"""


@transaction.atomic
def sequence_batch() -> int:
    """Place the events that are visible now, at most BATCH; give their number, 0 also when another one is at it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [AdvisoryLock.SEQUENCER])
        if not cursor.fetchone()[0]:
            return 0
        cursor.execute(_SEQUENCE, [BATCH, wires.is_in_commit(), SEQUENCED])
        row = cursor.fetchone()
    if row is None:
        return 0
    wires.wake_after_commit(SEQUENCED, str(row[1]))
    return int(row[0])


def sequence_all() -> int:
    """Place everything that is visible now; give the number of events."""
    total = 0
    while placed := sequence_batch():
        total += placed
    return total


def run(stop: threading.Event) -> None:
    """Sequence until stopped."""
    with Wakeups([RECORDED]) as wakeups:
        while not stop.is_set():
            if not sequence_batch():
                wakeups.wait(stop)
