"""Long loops: one that fails starts again, one that is stuck is seen, a lost database ends no part."""

import logging
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import OperationalError

from troska.config.processes import loops
from troska.core import heartbeat


@pytest.fixture
def stop() -> Iterator[threading.Event]:
    event = threading.Event()
    yield event
    event.set()


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loops, "FIRST_PAUSE", 0.01)
    monkeypatch.setattr(loops, "LONGEST_PAUSE", 0.02)


@pytest.mark.parametrize("error", [OperationalError("gone"), ValueError("a customer's own words")])
def test_a_loop_that_raises_starts_again(error: Exception, stop: threading.Event, tmp_path: Path) -> None:
    third = threading.Event()
    turns: list[int] = []

    def run(told: threading.Event) -> None:
        turns.append(1)
        if len(turns) < 3:
            raise error
        third.set()
        told.wait()

    loop = loops.Loop("example", run)
    loops.start([loop], stop)
    assert third.wait(10)
    assert loop.failures == 2
    stop.set()
    assert loops.join([loop], within=5) == []


def test_a_lost_database_is_one_line_not_a_traceback(
    stop: threading.Event, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    again = threading.Event()

    def run(told: threading.Event) -> None:
        if not again.is_set():
            again.set()
            raise OperationalError("connection to server at 10.0.0.1 failed")
        told.wait()

    with caplog.at_level(logging.INFO):
        loop = loops.Loop("example", run)
        loops.start([loop], stop)
        assert again.wait(10)
        stop.set()
        loops.join([loop], within=5)
    assert [record.getMessage() for record in caplog.records] == [
        "example stopped (database: OperationalError) and starts again"
    ]
    assert caplog.records[0].exc_info is None


def test_a_loop_that_returns_too_early_counts_as_failed(stop: threading.Event, tmp_path: Path) -> None:
    twice = threading.Event()
    turns: list[int] = []

    def run(_told: threading.Event) -> None:
        turns.append(1)
        if len(turns) >= 2:
            twice.set()

    loop = loops.Loop("example", run)
    loops.start([loop], stop)
    assert twice.wait(10)
    stop.set()
    loops.join([loop], within=5)
    assert loop.trouble == "ended by itself"


def test_one_that_does_not_end_is_named(stop: threading.Event, tmp_path: Path) -> None:
    release = threading.Event()

    def run(_told: threading.Event) -> None:
        release.wait()

    loop = loops.Loop("deaf", run)
    loops.start([loop], stop)
    stop.set()
    assert loops.join([loop], within=0.1) == ["deaf"]
    release.set()
    assert loops.join([loop], within=5) == []


def test_what_is_told_of_a_loop_is_its_last_sign_of_life(stop: threading.Event) -> None:
    given = threading.Event()

    def run(told: threading.Event) -> None:
        heartbeat.beat()
        given.set()
        told.wait()

    loop = loops.Loop("example", run)
    assert loops.states_of([loop])[0]["alive"] is False
    loops.start([loop], stop)
    assert given.wait(10)
    [state] = loops.states_of([loop])
    assert state["alive"]
    assert state["silent_for"] is not None
    stop.set()
