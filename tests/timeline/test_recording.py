"""record() belongs to the change it tells of: both are there or neither."""

import pytest
from django.db import connection, transaction
from pytest_django import DjangoAssertNumQueries
from tests import given
from tests.timeline.example import LampBroken, LampLit

from troska import timeline
from troska.core import clock
from troska.staff.models import Team
from troska.timeline.actors import SYSTEM, Actor
from troska.timeline.models import EventRow, Unsequenced
from troska.timeline.recording import gathering
from troska.timeline.subscribing import defer_on


def lit(nth: int, lamp: int = 1) -> None:
    timeline.record(LampLit(lamp_id=lamp, nth=nth), by=SYSTEM)


def numbers() -> list[int]:
    return [row.payload["nth"] for row in EventRow.objects.filter(kind=LampLit.kind).order_by("id")]


@pytest.mark.django_db(transaction=True)
def test_outside_a_transaction_it_raises() -> None:
    with pytest.raises(RuntimeError, match="transaction"):
        lit(1)
    with pytest.raises(RuntimeError, match="transaction"):
        timeline.record(LampLit(lamp_id=1, nth=1), by=SYSTEM)
    assert not numbers()


@pytest.mark.django_db(transaction=True)
def test_a_change_that_rolls_back_takes_its_event_along() -> None:
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        Team.objects.create(name="Nocna zmiana")
        lit(1)
        _ = 1 / 0
    assert not numbers()
    assert not Unsequenced.objects.exists()
    assert not Team.objects.exists()


@pytest.mark.django_db
def test_an_event_knows_who_and_when() -> None:
    before = clock.now()
    timeline.record(LampLit(lamp_id=3, nth=1), by=Actor.agent(17))
    row = EventRow.objects.get(kind=LampLit.kind)
    assert (row.stream_key, row.actor_kind, row.actor_id, row.payload) == (
        "lamp:3",
        "agent",
        17,
        {"lamp_id": 3, "nth": 1},
    )
    assert before <= row.recorded_at <= clock.now()


@pytest.mark.django_db
def test_a_thousand_gathered_events_are_one_statement_and_keep_their_order(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    with django_assert_num_queries(1), gathering():
        for nth in range(1000):
            lit(nth)
    assert numbers() == list(range(1000))
    assert [event.event.nth for event in given.sequenced() if isinstance(event.event, LampLit)] == list(range(1000))


@pytest.mark.django_db
def test_what_is_gathered_in_a_savepoint_that_rolls_back_is_forgotten() -> None:
    with gathering():
        lit(1)
        with pytest.raises(ZeroDivisionError), transaction.atomic(), gathering():
            lit(2)
            _ = 1 / 0
        with transaction.atomic(), gathering():
            lit(3)
    assert numbers() == [1, 3]


@pytest.mark.django_db
def test_gathering_that_fails_writes_nothing_and_ends() -> None:
    with pytest.raises(ZeroDivisionError), transaction.atomic(), gathering():
        lit(1)
        _ = 1 / 0
    lit(2)
    assert numbers() == [2]


@pytest.mark.django_db
def test_jobs_are_deferred_in_the_recording_transaction() -> None:
    deferred: list[tuple[int, int, bool]] = []

    def defer(*, event: LampBroken, event_id: int) -> None:
        deferred.append((event.lamp_id, event_id, connection.in_atomic_block))

    defer_on(LampBroken, defer, name="tests.mend")
    defer_on(LampBroken, defer, name="tests.mend")  # registered twice is registered once
    with gathering():
        for lamp in (1, 2):
            timeline.record(LampBroken(lamp_id=lamp), by=SYSTEM)
        assert deferred == []
    ids = list(EventRow.objects.filter(kind=LampBroken.kind).order_by("id").values_list("id", flat=True))
    assert deferred == [(1, ids[0], True), (2, ids[1], True)]
