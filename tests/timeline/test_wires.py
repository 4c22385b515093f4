"""What processes say to each other, over either wire; and that a Redis that is away costs time and nothing else."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from functools import partial
from typing import Any

import pytest
from django.db import connection, connections, transaction
from tests.servers.redis import RedisServer
from tests.timeline.example import LampLit

from troska.timeline import reading, record, sequencer
from troska.timeline.actors import SYSTEM
from troska.timeline.recording import RECORDED
from troska.timeline.sequencer import SEQUENCED
from troska.timeline.wakeups import Wakeups
from troska.timeline.wires import Ear, wire

CHANNEL = "troska_example"
PATIENCE = 20.0
#: No test of speed: what waits for Redis without a bound takes longer than this.
BOUND = 5.0

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def redis(settings: Any) -> Iterator[RedisServer]:
    with RedisServer() as server:
        settings.TROSKA_REDIS_URL = server.url
        yield server


@pytest.fixture(params=["postgresql", pytest.param("redis", marks=pytest.mark.redis)])
def either(request: pytest.FixtureRequest) -> str:
    """Each wire in turn."""
    if request.param == "redis":
        request.getfixturevalue("redis")
    return str(request.param)


def heard(ear: Ear, number: int) -> list[str]:
    until, found = time.monotonic() + PATIENCE, list[str]()
    while len(found) < number and time.monotonic() < until:
        found += ear.hear(0.2)
    return found


def light(number: int) -> None:
    for nth in range(number):
        record(LampLit(lamp_id=1, nth=nth), by=SYSTEM)


def test_what_is_said_is_heard_by_all_who_listen(either: str) -> None:
    with closing(wire().listen([CHANNEL])) as one, closing(wire().listen([CHANNEL, "troska_other"])) as another:
        wire().say(CHANNEL, ["raz", "dwa", "ąę" * 500])
        wire().say("troska_other", ["trzy"])
        assert heard(one, 3) == ["raz", "dwa", "ąę" * 500]
        assert heard(another, 4) == ["raz", "dwa", "ąę" * 500, "trzy"]
        assert one.hear(0.3) == []


def test_who_records_wakes_the_sequencer_by_the_commit_and_not_before(either: str) -> None:
    with closing(wire().listen([RECORDED])) as ear:
        with transaction.atomic():
            light(2)
            assert ear.hear(0.3) == []
        assert heard(ear, 1)


def test_what_is_rolled_back_wakes_nobody(either: str) -> None:
    with closing(wire().listen([RECORDED])) as ear:
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            light(1)
            _ = 1 / 0
        assert ear.hear(0.5) == []


def test_the_sequencer_tells_the_readers_its_position(either: str) -> None:
    with transaction.atomic():
        light(3)
    with closing(wire().listen([SEQUENCED])) as ear:
        assert sequencer.sequence_batch() == 3
        assert heard(ear, 1) == ["3"]


@pytest.mark.redis
def test_over_redis_no_commit_notifies(redis: RedisServer) -> None:
    from troska.timeline.wire_postgresql import listening_connection

    with listening_connection([RECORDED, SEQUENCED]) as listening:
        with transaction.atomic():
            light(3)
        sequencer.sequence_all()
        assert list(listening.notifies(timeout=0.5)) == []
    assert reading.head() == 3


@pytest.mark.redis
def test_two_installations_share_a_redis_and_do_not_hear_each_other(redis: RedisServer) -> None:
    from troska.timeline.wire_redis import RedisWire

    other = RedisWire(redis.url, secret="the key of another installation, made elsewhere")
    with closing(wire().listen([CHANNEL])) as ours, closing(other.listen([CHANNEL])) as theirs:
        other.say(CHANNEL, ["cudze"])
        wire().say(CHANNEL, ["nasze"])
        assert heard(ours, 1) == ["nasze"]
        assert heard(theirs, 1) == ["cudze"]


@pytest.mark.redis
@pytest.mark.parametrize("how", ["gone", "still"])
def test_a_redis_that_is_away_keeps_nobody_from_writing(redis: RedisServer, how: str) -> None:
    (redis.stop if how == "gone" else redis.stand_still)()
    begun = time.monotonic()
    for _ in range(50):
        with transaction.atomic():
            light(1)
    assert time.monotonic() - begun < BOUND
    assert sequencer.sequence_all() == 50


@pytest.mark.redis
@pytest.mark.parametrize("how", ["gone", "still"])
def test_readers_poll_while_redis_is_away_and_are_woken_once_it_is_back(redis: RedisServer, how: str) -> None:
    stop, turns = threading.Event(), list[float]()

    def read() -> None:
        with Wakeups([SEQUENCED]) as wakeups:
            while not stop.is_set():
                wakeups.wait(stop)
                turns.append(time.monotonic())

    thread = threading.Thread(target=read)
    thread.start()
    try:
        until(lambda: turns)
        (redis.stop if how == "gone" else redis.stand_still)()
        known = len(turns)
        until(lambda: len(turns) >= known + 3)  # it goes on looking, woken by nobody
        (redis.start if how == "gone" else redis.go_on)()
        until(_is_heard)
    finally:
        stop.set()
        thread.join(PATIENCE)
    assert not thread.is_alive()


def _is_heard() -> bool:
    """Say something and hear it, after a Redis came back."""
    try:
        with closing(wire().listen([CHANNEL])) as ear:
            wire().say(CHANNEL, ["znowu"])
            return ear.hear(0.5) == ["znowu"]
    except wire().losses:
        return False


@pytest.mark.redis
def test_the_loop_places_everything_with_and_without_redis(redis: RedisServer) -> None:
    stop = threading.Event()

    def loop() -> None:
        try:
            sequencer.run(stop)
        finally:
            connections.close_all()

    thread = threading.Thread(target=loop)
    thread.start()
    try:
        for nth, change in enumerate((lambda: None, redis.stop, redis.start)):
            change()
            with transaction.atomic():
                light(5)
            until(partial(_stands_at, 5 * (nth + 1)))
    finally:
        stop.set()
        thread.join(PATIENCE)
    assert not thread.is_alive()


def _stands_at(position: int) -> bool:
    return reading.head() == position


def until(condition: Callable[[], object]) -> None:
    end = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.02)
    connection.close()
