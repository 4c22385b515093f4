"""Every committed event gets one position, in the order of its stream, and nobody holds up the others."""

import threading
from collections import Counter, defaultdict
from collections.abc import Callable

import psycopg
import pytest
from django.db import connection, transaction
from tests import given
from tests.timeline.example import LampLit

from troska import timeline
from troska.conversations import actions
from troska.conversations.models import Status
from troska.core.locks import AdvisoryLock
from troska.timeline import reading, sequencer
from troska.timeline.actors import SYSTEM
from troska.timeline.models import EventRow, Head, Position, Unsequenced
from troska.timeline.recording import gathering
from troska.timeline.wire_postgresql import listening_connection

pytestmark = pytest.mark.django_db(transaction=True)


def lit(nth: int, lamp: int = 1) -> None:
    with transaction.atomic():
        timeline.record(LampLit(lamp_id=lamp, nth=nth), by=SYSTEM)


def test_positions_begin_at_one_and_have_no_holes() -> None:
    assert reading.head() == 0
    for nth in range(3):
        lit(nth)
    assert sequencer.sequence_all() == 3
    assert sequencer.sequence_all() == 0
    lit(3)
    assert sequencer.sequence_all() == 1
    assert [(event.position, event.event) for event in reading.window(0, 99)] == [
        (nth + 1, LampLit(lamp_id=1, nth=nth)) for nth in range(4)
    ]
    assert reading.head() == 4
    assert not Unsequenced.objects.exists()


def test_a_window_is_open_at_its_beginning_and_closed_at_its_end() -> None:
    for nth in range(5):
        lit(nth)
    sequencer.sequence_all()
    assert [event.position for event in reading.window(1, 3)] == [2, 3]
    assert list(reading.window(5, 99)) == []


def test_more_than_one_batch_is_placed_in_order(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sequencer, "BATCH", 7)
    with transaction.atomic(), gathering():
        for nth in range(100):
            timeline.record(LampLit(lamp_id=nth % 3, nth=nth), by=SYSTEM)
    assert sequencer.sequence_batch() == 7
    assert sequencer.sequence_all() == 93
    assert [event.position for event in reading.window(0, 200)] == list(range(1, 101))
    assert [event.event.nth for event in reading.window(0, 200) if isinstance(event.event, LampLit)] == list(range(100))


def test_twenty_threads_recording_at_once_lose_nothing_and_keep_each_streams_order() -> None:
    """Conversations are changed by their verbs while a sequencer runs; each verb locks, so its order is known."""
    conversations = [given.conversation(sender=f"klient{nth}@poczta.example") for nth in range(4)]
    stop = threading.Event()

    def change(worker: int) -> None:
        for nth in range(12):
            which = conversations[(worker + nth) % 4]
            actions.add_note(which, text=f"{worker}.{nth}", by=SYSTEM)
            if nth % 3 == 0:
                lit(nth, lamp=1000 + worker)

    def sequence() -> None:
        while not stop.is_set():
            sequencer.sequence_batch()

    sequencers = [threading.Thread(target=_closing(sequence)) for _ in range(2)]
    for thread in sequencers:
        thread.start()
    try:
        given.at_once(*[lambda worker=worker: change(worker) for worker in range(20)])
    finally:
        stop.set()
        for thread in sequencers:
            thread.join(30)
    sequencer.sequence_all()

    placed = list(Position.objects.order_by("position").values_list("position", "event_id"))
    assert [position for position, _ in placed] == list(range(1, len(placed) + 1))
    assert Counter(event_id for _, event_id in placed) == Counter(EventRow.objects.values_list("id", flat=True))
    by_stream: dict[str, list[int]] = defaultdict(list)
    for event in reading.window(0, len(placed)):
        by_stream[event.stream_key].append(getattr(event.event, "message_id", getattr(event.event, "nth", 0)))
    for worker in range(20):
        assert by_stream[f"lamp:{1000 + worker}"] == [0, 3, 6, 9]
    for which in conversations:
        # Messages are numbered while the conversation is locked, so their numbers tell the order of recording.
        notes = by_stream[f"conversation:{which.pk}"][2:]
        assert len(notes) == 60
        assert notes == sorted(notes)


def test_a_transaction_held_open_elsewhere_delays_only_its_own_events() -> None:
    lit(1)
    with listening_connection([]) as foreign:
        foreign.autocommit = False
        foreign.execute(
            "WITH made AS (INSERT INTO timeline_event (recorded_at, kind, stream_key, actor_kind, payload)"
            " VALUES (now(), 'tests.lamp.lit', 'lamp:9', 'system', '{\"lamp_id\": 9, \"nth\": 99}')"
            " RETURNING id, recorded_at) INSERT INTO timeline_unsequenced SELECT id, recorded_at FROM made"
        )
        lit(2)
        assert sequencer.sequence_all() == 2
        assert [event.event.nth for event in reading.window(0, 9) if isinstance(event.event, LampLit)] == [1, 2]
        foreign.commit()
    assert sequencer.sequence_all() == 1
    # Its id is lower than that of an event placed before it; its position is not, so no reader passed it by.
    assert [event.event.nth for event in reading.window(0, 9) if isinstance(event.event, LampLit)] == [1, 2, 99]


def test_only_one_sequences_at_a_time_and_another_takes_over() -> None:
    lit(1)
    with listening_connection([]) as other:
        other.execute("SELECT pg_advisory_lock(%s)", [AdvisoryLock.SEQUENCER])
        assert sequencer.sequence_batch() == 0
        assert reading.head() == 0
    assert _eventually_sequenced() == 1


def test_a_sequencer_that_dies_half_way_leaves_nothing_half_done() -> None:
    lit(1)
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        assert sequencer.sequence_batch() == 1
        _ = 1 / 0
    assert reading.head() == 0
    assert not Position.objects.exists()
    assert sequencer.sequence_all() == 1


def test_events_are_not_dropped_when_the_head_is_missing() -> None:
    lit(1)
    Head.objects.all().delete()
    assert sequencer.sequence_all() == 1
    assert [event.position for event in reading.window(0, 9)] == [1]


def test_the_loop_places_what_is_recorded_and_tells_the_readers() -> None:
    stop = threading.Event()
    with listening_connection([sequencer.SEQUENCED]) as listening:
        thread = threading.Thread(target=_closing(lambda: sequencer.run(stop)))
        thread.start()
        try:
            lit(1)
            heard = next(iter(listening.notifies(timeout=20)), None)
        finally:
            stop.set()
            thread.join(10)
    assert heard is not None
    assert heard.payload == "1"
    assert reading.head() == 1
    assert not thread.is_alive()


def test_event_and_position_cannot_be_written_twice() -> None:
    lit(1)
    sequencer.sequence_all()
    with connection.cursor() as cursor, pytest.raises(Exception, match="duplicate key") as caught:
        cursor.execute("INSERT INTO timeline_position VALUES (1, 5, now())")
    assert isinstance(caught.value.__cause__, psycopg.errors.UniqueViolation)


def test_events_of_the_product_carry_their_conversation_as_stream() -> None:
    conversation = given.conversation()
    actions.change_status(conversation, Status.CLOSED, by=SYSTEM)
    kinds = [event.event.kind for event in given.sequenced() if event.stream_key == f"conversation:{conversation.pk}"]
    assert kinds == [
        "conversations.conversation.started",
        "conversations.message.received",
        "conversations.status.changed",
    ]


def _eventually_sequenced() -> int:
    """Advisory locks of a connection that was closed are released a moment later."""
    for _ in range(200):
        if placed := sequencer.sequence_batch():
            return placed
        threading.Event().wait(0.05)
    return 0


def _closing(function: Callable[[], None]) -> Callable[[], None]:
    """A thread's function that leaves no connection behind."""

    def run() -> None:
        try:
            function()
        finally:
            connection.close()

    return run
