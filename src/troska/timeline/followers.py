"""Followers drain the timeline: cursor and effects in one transaction, failures set aside by stream.

An event that fails is set aside for its follower and stream and tried again after 1 s and 10 s; what comes later on
the same stream queues behind it, everything else goes on at once. After the third failure it is parked: doctor shows
it, and a person's replay tries it again.
"""

import threading
import zlib
from datetime import timedelta

import structlog
from django.db import connection, transaction
from django.db.models import Exists, OuterRef

from troska.core import clock
from troska.timeline import reading
from troska.timeline.events import Recorded
from troska.timeline.models import Cursor, ParkedEvent
from troska.timeline.sequencer import SEQUENCED
from troska.timeline.subscribing import Follower, followers
from troska.timeline.wakeups import Wakeups

log = structlog.get_logger(__name__)

BATCH = 500
MAX_ATTEMPTS = 3
_RETRY_AFTER = (timedelta(seconds=1), timedelta(seconds=10))


def drain(follower: Follower) -> int:
    """Bring the follower up to date as far as one batch reaches; give the number of positions read.

    Partitions that another worker holds are passed over.
    """
    return sum(_drain_partition(follower, partition) for partition in range(follower.partitions))


def drain_all() -> int:
    """Bring every follower up to date, set-aside events included; give the number of positions read."""
    total = 0
    for follower in followers().values():
        while read := drain(follower):
            total += read
        retry_due(follower)
    return total


def run(stop: threading.Event) -> None:
    """Drain all followers until stopped."""
    with Wakeups([SEQUENCED]) as wakeups:
        while not stop.is_set():
            read = 0
            for follower in followers().values():
                read += drain(follower)
                retry_due(follower)
            if not read:
                wakeups.wait(stop)


@transaction.atomic
def _drain_partition(follower: Follower, partition: int) -> int:
    cursor = _lock_cursor(follower, partition)
    if cursor is None:
        return 0
    head = reading.head()
    upto = min(head, cursor.position + BATCH)
    if upto <= cursor.position:
        return 0
    if head - upto > BATCH and (following := reading.next_after(cursor.position)) is not None:
        upto = max(upto, following - 1)
    events = [
        event
        for event in reading.window(cursor.position, upto)
        if event.kind in follower.handlers and _partition_of(event, follower) == partition
    ]
    _digest(follower, _sifted(follower, events))
    read = upto - cursor.position
    cursor.position = upto
    cursor.save(update_fields=["position"])
    return read


def _lock_cursor(follower: Follower, partition: int) -> Cursor | None:
    """Lock the cursor, made on first sight; None while another worker holds it."""
    mine = Cursor.objects.filter(follower=follower.name, partition=partition)
    locked = mine.select_for_update(skip_locked=True, no_key=True).first()
    if locked is None and not mine.exists():
        Cursor.objects.bulk_create([Cursor(follower=follower.name, partition=partition)], ignore_conflicts=True)
        locked = mine.select_for_update(skip_locked=True, no_key=True).first()
    return locked


def _partition_of(event: Recorded, follower: Follower) -> int:
    return zlib.crc32(event.stream_key.encode()) % follower.partitions


def _sifted(follower: Follower, events: list[Recorded]) -> list[Recorded]:
    if follower.sift is None or not events:
        return events
    try:
        with transaction.atomic():
            wanted = {event.position for event in follower.sift(events)}
    except Exception:  # noqa: BLE001 -- one event that can't be read must not hide the others; handlers tell it apart
        return events
    return [event for event in events if event.position in wanted]


def _digest(follower: Follower, events: list[Recorded]) -> None:
    if not events:
        return
    behind = _streams_set_aside(follower, events)
    try:
        with transaction.atomic():
            for event in events:
                if event.stream_key in behind:
                    _set_aside(follower, event)
                else:
                    follower.handlers[event.kind](event)
    except Exception:  # noqa: BLE001 -- a follower may fail in any way; the batch is told apart below
        _digest_one_by_one(follower, events, behind)


def _digest_one_by_one(follower: Follower, events: list[Recorded], behind: set[str]) -> None:
    for event in events:
        if event.stream_key in behind:
            _set_aside(follower, event)
            continue
        try:
            with transaction.atomic():
                follower.handlers[event.kind](event)
        except Exception as error:
            if not connection.is_usable():
                raise
            behind.add(event.stream_key)
            _set_aside(follower, event, failed_with=error)


def _streams_set_aside(follower: Follower, events: list[Recorded]) -> set[str]:
    keys = {event.stream_key for event in events}
    return set(
        ParkedEvent.objects.filter(follower=follower.name, stream_key__in=keys).values_list("stream_key", flat=True)
    )


def _set_aside(follower: Follower, event: Recorded, *, failed_with: Exception | None = None) -> None:
    attempts = 1 if failed_with else 0
    ParkedEvent.objects.create(
        follower=follower.name,
        stream_key=event.stream_key,
        position=event.position,
        attempts=attempts,
        due_at=clock.now() + _RETRY_AFTER[0] if failed_with else clock.now(),
        error=_described(failed_with),
    )
    if failed_with:
        log.warning("follower.failed", follower=follower.name, position=event.position, error=_described(failed_with))


def retry_due(follower: Follower) -> int:
    """Try set-aside events that are due and first of their stream; give how many succeeded."""
    earlier = ParkedEvent.objects.filter(
        follower=OuterRef("follower"), stream_key=OuterRef("stream_key"), position__lt=OuterRef("position")
    )
    succeeded = 0
    while True:
        with transaction.atomic():
            parked = (
                ParkedEvent.objects.filter(~Exists(earlier), follower=follower.name, due_at__lte=clock.now())
                .select_for_update(skip_locked=True, no_key=True)
                .order_by("due_at", "position")
                .first()
            )
            if parked is None:
                return succeeded
            succeeded += _retry(follower, parked)


def _retry(follower: Follower, parked: ParkedEvent) -> bool:
    event = next(reading.window(parked.position - 1, parked.position), None)
    try:
        with transaction.atomic():
            if event is not None and event.kind in follower.handlers:
                follower.handlers[event.kind](event)
    except Exception as error:
        if not connection.is_usable():
            raise
        parked.attempts += 1
        is_last = parked.attempts >= MAX_ATTEMPTS
        parked.due_at = None if is_last else clock.now() + _RETRY_AFTER[min(parked.attempts, len(_RETRY_AFTER)) - 1]
        parked.error = _described(error)
        parked.save(update_fields=["attempts", "due_at", "error"])
        log.warning(
            "follower.parked" if is_last else "follower.failed", follower=follower.name, position=parked.position
        )
        return False
    parked.delete()
    return True


def _described(error: Exception | None) -> str:
    """Name the failure without its message, which may hold a customer's words."""
    return "" if error is None else f"{type(error).__module__}.{type(error).__qualname__}"


def replay(follower_name: str | None = None) -> int:
    """Make parked events due again after the cause was mended; give their number."""
    parked = ParkedEvent.objects.filter(due_at=None)
    if follower_name is not None:
        parked = parked.filter(follower=follower_name)
    return parked.update(due_at=clock.now(), attempts=0)
