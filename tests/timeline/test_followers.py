"""Followers see every event once and in order, whatever fails; what fails holds up its own stream only."""

import random
import threading
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta

import pytest
from django.db import connection, transaction
from pytest_django import DjangoAssertNumQueries
from tests import given
from tests.timeline.example import LampBroken, LampLit

from troska import timeline
from troska.conversations.events import StatusChanged
from troska.core import clock
from troska.staff.models import Team
from troska.timeline import followers, reading, sequencer, subscribing
from troska.timeline.actors import SYSTEM
from troska.timeline.events import Recorded
from troska.timeline.models import Cursor, EventRow, ParkedEvent
from troska.timeline.recording import gathering
from troska.timeline.subscribing import Follower


def light(*lamps: int) -> None:
    """Record one event for each lamp named, and place them."""
    with transaction.atomic(), gathering():
        for nth, lamp in enumerate(lamps):
            timeline.record(LampLit(lamp_id=lamp, nth=nth), by=SYSTEM)
    sequencer.sequence_all()


def effect(recorded: Recorded) -> None:
    """What the follower of these tests does: one row per event."""
    Team.objects.create(name=f"{recorded.stream_key} at {recorded.position}")


def effects() -> list[int]:
    """Positions of the events that had their effect, in the order of the effects."""
    return [int(name.rpartition(" ")[2]) for name in Team.objects.order_by("pk").values_list("name", flat=True)]


def follower(handle: Callable[[Recorded], None] = effect, *, partitions: int = 1) -> Follower:
    return Follower("tests.effects", {LampLit: handle}, partitions)


def drained(follower: Follower) -> None:
    while followers.drain(follower):
        pass


@pytest.mark.django_db
def test_every_event_has_its_effect_once_and_in_order() -> None:
    light(1, 2, 1, 3)
    one = follower()
    assert followers.drain(one) == 4
    assert followers.drain(one) == 0
    light(2)
    assert followers.drain(one) == 1
    assert effects() == [1, 2, 3, 4, 5]
    assert Cursor.objects.get(follower=one.name).position == 5


@pytest.mark.django_db
def test_a_follower_added_later_begins_at_the_beginning(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(followers, "BATCH", 7)
    light(*range(30))
    drained(follower())
    assert effects() == list(range(1, 31))


@pytest.mark.django_db
def test_events_of_other_kinds_are_passed_by() -> None:
    with transaction.atomic():
        timeline.record(LampBroken(lamp_id=1), by=SYSTEM)
    light(1)
    assert followers.drain(follower()) == 2
    assert effects() == [2]


@pytest.mark.django_db
def test_a_kind_or_a_value_that_no_code_knows_any_more_stops_nobody() -> None:
    light(1, 2, 3, 4)
    first, second, *_ = EventRow.objects.order_by("id")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE timeline_event SET kind = 'tests.lamp.forgotten' WHERE id = %s", [first.id])
        cursor.execute(
            "UPDATE timeline_event SET kind = 'conversations.status.changed',"
            ' payload = \'{"conversation_id": 1, "before": "open", "after": "frozen"}\' WHERE id = %s',
            [second.id],
        )
    drained(follower())
    assert effects() == [3, 4]
    # Only who wants to know of it is told, and has a parked event to show for it.
    drained(Follower("tests.statuses", {StatusChanged: lambda recorded: effects().append(hash(recorded.event))}))
    assert ParkedEvent.objects.get().position == 2


@pytest.mark.django_db
def test_a_batch_costs_the_same_number_of_queries_whatever_it_holds(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    seen: list[int] = []
    one = follower(lambda recorded: seen.append(recorded.position))
    light(1)
    followers.drain(one)
    for size in (1, 400):
        light(*range(size))
        # Savepoint, cursor, head, window, parked, savepoint of the handlers, cursor saved.
        with django_assert_num_queries(9):
            followers.drain(one)
    assert seen == list(range(1, 403))


@pytest.mark.django_db
def test_a_sift_spares_a_follower_the_events_without_effect() -> None:
    asked: list[int] = []

    def odd(events: Sequence[Recorded]) -> list[Recorded]:
        asked.append(len(events))
        return [event for event in events if event.position % 2]

    one = Follower("tests.effects", {LampLit: effect}, sift=odd)
    light(*range(9))
    assert followers.drain(one) == 9
    assert effects() == [1, 3, 5, 7, 9]
    assert asked == [9], "once for the whole batch"
    assert Cursor.objects.get(follower=one.name).position == 9


@pytest.mark.django_db
def test_a_sift_that_fails_hides_no_event_and_leaves_nothing_half_done() -> None:
    def choke(events: Sequence[Recorded]) -> list[Recorded]:
        Team.objects.create(name="half a sift at 0")
        raise ValueError

    one = Follower("tests.effects", {LampLit: effect}, sift=choke)
    light(1, 2, 3)
    drained(one)
    assert effects() == [1, 2, 3]
    assert not ParkedEvent.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_cursor_and_effects_are_one_transaction() -> None:
    light(1, 2, 3)

    def die(recorded: Recorded) -> None:
        effect(recorded)
        if recorded.position == 3:
            raise SystemExit  # as a process that is killed

    with pytest.raises(SystemExit):
        followers.drain(follower(die))
    assert effects() == []
    assert not Cursor.objects.filter(position__gt=0).exists()
    assert not ParkedEvent.objects.exists()
    followers.drain(follower())
    assert effects() == [1, 2, 3]


@pytest.mark.django_db(transaction=True)
def test_effects_are_exactly_once_over_many_crashes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(followers, "BATCH", 20)
    chance = random.Random(11)
    light(*(chance.randrange(10) for _ in range(300)))
    crashes = 0

    def sometimes_die(recorded: Recorded) -> None:
        effect(recorded)
        if chance.random() < 0.02:
            raise SystemExit

    one = follower(sometimes_die, partitions=3)
    while True:
        try:
            if not followers.drain(one):
                break
        except SystemExit:
            crashes += 1
    assert crashes > 3
    assert Counter(effects()) == Counter(range(1, 301))


@pytest.mark.django_db
def test_a_poison_event_is_set_aside_and_parked_after_three_tries_while_others_go_on() -> None:
    light(1, 7, 2, 3)
    tries: list[int] = []

    def choke(recorded: Recorded) -> None:
        if recorded.position == 2:
            tries.append(recorded.position)
            Team.objects.create(name="half an effect")
            raise ValueError("a customer's own words")
        effect(recorded)

    one = follower(choke)
    drained(one)
    assert effects() == [1, 3, 4]
    parked = ParkedEvent.objects.get()
    assert (parked.stream_key, parked.position, parked.attempts) == ("lamp:7", 2, 1)
    assert parked.error == "builtins.ValueError"  # its kind, not its text

    assert followers.retry_due(one) == 0
    tries.clear()
    for nth, seconds in enumerate((1, 12, 3600), start=2):
        with clock.moved_by(timedelta(seconds=seconds + 0.5)):
            followers.retry_due(one)
        parked.refresh_from_db()
        assert parked.attempts == min(nth, followers.MAX_ATTEMPTS)
    assert len(tries) == 2, "three tries with the first one, none once it is parked"
    assert parked.due_at is None
    assert effects() == [1, 3, 4]


@pytest.mark.django_db
def test_later_events_of_its_stream_wait_behind_it_and_come_in_order() -> None:
    light(7, 1, 7, 7)
    is_mended = False

    def choke(recorded: Recorded) -> None:
        if recorded.position == 1 and not is_mended:
            raise ValueError
        effect(recorded)

    one = follower(choke)
    drained(one)
    light(7, 2)
    drained(one)
    with clock.moved_by(timedelta(hours=1)):
        followers.retry_due(one)
    assert effects() == [2, 6]
    assert set(ParkedEvent.objects.values_list("position", flat=True)) == {1, 3, 4, 5}
    is_mended = True
    with clock.moved_by(timedelta(hours=2)):
        assert followers.retry_due(one) == 4
    assert effects() == [2, 6, 1, 3, 4, 5]
    assert not ParkedEvent.objects.exists()
    light(7)
    drained(one)
    assert effects()[-1] == 7


@pytest.mark.django_db
def test_replay_tries_parked_events_again_three_times() -> None:
    light(7, 7, 8)
    is_mended = False

    def choke(recorded: Recorded) -> None:
        if recorded.stream_key == "lamp:7" and not is_mended:
            raise ValueError
        effect(recorded)

    one = follower(choke)
    drained(one)
    for hours in range(1, 6):
        with clock.moved_by(timedelta(hours=hours)):
            followers.retry_due(one)
    assert ParkedEvent.objects.filter(due_at=None).count() == 1
    assert followers.replay("tests.another") == 0
    assert followers.replay(one.name) == 1
    assert followers.retry_due(one) == 0
    is_mended = True
    assert followers.replay() == 0, "it waits for its second try already"
    with clock.moved_by(timedelta(seconds=2)):
        assert followers.retry_due(one) == 2
    assert effects() == [3, 1, 2]


@pytest.mark.django_db(transaction=True)
def test_an_event_set_aside_is_tried_by_one_worker_at_a_time() -> None:
    light(7, 7, 7)
    is_mended = False

    def choke(recorded: Recorded) -> None:
        if not is_mended:
            raise ValueError
        effect(recorded)

    one = follower(choke)
    drained(one)
    is_mended = True
    ParkedEvent.objects.update(due_at=clock.now())

    def retried() -> int:
        return sum(followers.retry_due(one) for _ in range(20))

    assert sum(given.at_once(*[retried for _ in range(4)])) == 3
    assert effects() == [1, 2, 3]


@pytest.mark.django_db
def test_partitions_share_the_streams_and_lose_none() -> None:
    light(*(nth % 13 for nth in range(200)))
    one = follower(partitions=4)
    drained(one)
    assert Counter(effects()) == Counter(range(1, 201))
    assert Cursor.objects.filter(follower=one.name, position=200).count() == 4


@pytest.mark.django_db(transaction=True)
def test_workers_share_partitions_without_doing_anything_twice() -> None:
    light(*(nth % 13 for nth in range(300)))
    one = follower(partitions=4)

    def work() -> None:
        while Cursor.objects.filter(follower=one.name, position=300).count() < 4:
            followers.drain(one)

    given.at_once(*[work for _ in range(4)])
    assert Counter(effects()) == Counter(range(1, 301))
    by_stream: dict[str, list[int]] = {}
    for name in Team.objects.order_by("pk").values_list("name", flat=True):
        stream, _, position = name.rpartition(" at ")
        by_stream.setdefault(stream, []).append(int(position))
    assert all(positions == sorted(positions) for positions in by_stream.values())


@pytest.mark.django_db(transaction=True)
def test_a_partition_that_another_worker_holds_is_passed_over() -> None:
    light(1)
    one = follower()
    followers.drain(one)
    light(2)
    is_held, may_go = threading.Event(), threading.Event()

    def slowly(recorded: Recorded) -> None:
        is_held.set()
        assert may_go.wait(20)
        effect(recorded)

    def hold() -> int:
        return followers.drain(follower(slowly))

    def look() -> int:
        assert is_held.wait(20)
        try:
            return followers.drain(one)
        finally:
            may_go.set()

    assert given.at_once(hold, look) == [1, 0]
    assert effects() == [1, 2]


@pytest.fixture
def registered() -> Iterator[Follower]:
    subscribing.follow("tests.effects", {LampLit: effect})
    yield subscribing.followers()["tests.effects"]
    subscribing._followers.pop("tests.effects")


@pytest.mark.django_db(transaction=True)
def test_the_loop_follows_what_is_recorded(registered: Follower) -> None:
    stop = threading.Event()

    def loop() -> None:
        try:
            followers.run(stop)
        finally:
            connection.close()

    thread = threading.Thread(target=loop)
    thread.start()
    try:
        light(1, 2)
        for _ in range(400):
            if len(effects()) == 2:
                break
            threading.Event().wait(0.05)
    finally:
        stop.set()
        thread.join(10)
    assert effects() == [1, 2]
    assert reading.head() == 2
