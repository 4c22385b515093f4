"""Runs the long loops of a part, each in a thread of its own, and starts one that raised again.

A loop is a function `run(stop)` that returns once `stop` is set. What it does about its own errors is its own affair;
what it lets through (a lost database above all) ends the loop's turn, not the part.
"""

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from importlib import import_module
from importlib.util import find_spec

from django.db import DatabaseError, InterfaceError, connections
from psycopg_pool import PoolTimeout

from troska.core import heartbeat

type_of_loss = (DatabaseError, InterfaceError, PoolTimeout)
FIRST_PAUSE, LONGEST_PAUSE, LONGEST_PAUSE_FOR_DATABASE = 0.5, 30.0, 2.0
HEALTHY_AFTER = 60.0

log = logging.getLogger(__name__)


@dataclass(slots=True)
class Loop:
    """One long loop and what is known of it."""

    name: str
    run: Callable[[threading.Event], None]
    thread: threading.Thread | None = None
    beat: heartbeat.Beat = field(default_factory=heartbeat.Beat)
    failures: int = 0
    trouble: str = ""

    def live(self, stop: threading.Event) -> None:
        """Run until told to stop, again and again after a failure."""
        heartbeat.bind(self.beat)
        pause = FIRST_PAUSE
        while not stop.is_set():
            began = time.monotonic()
            try:
                self.run(stop)
                if not stop.is_set():
                    self._fail("ended by itself", None)
            except type_of_loss as error:
                pause = min(pause, LONGEST_PAUSE_FOR_DATABASE)
                self._fail(f"database: {type(error).__name__}", None)
            except Exception as error:  # noqa: BLE001 - a loop's failure must not end its part; it is logged
                self._fail(type(error).__name__, error)
            finally:
                connections.close_all()
            if time.monotonic() - began > HEALTHY_AFTER:
                pause = FIRST_PAUSE
            stop.wait(pause)
            pause = min(pause * 2, LONGEST_PAUSE)

    def _fail(self, trouble: str, error: Exception | None) -> None:
        self.failures += 1
        self.trouble = trouble
        log.warning("%s stopped (%s) and starts again", self.name, trouble, exc_info=error)


def existing(modules: tuple[str, ...]) -> list[Loop]:
    """The loops of these modules, of those that are there."""
    return [Loop(name, import_module(name).run) for name in modules if find_spec(name) is not None]


def start(loops: list[Loop], stop: threading.Event) -> None:
    """Start every loop."""
    for loop in loops:
        loop.thread = threading.Thread(target=loop.live, args=[stop], name=loop.name, daemon=True)
        loop.thread.start()


def join(loops: list[Loop], *, within: float) -> list[str]:
    """Wait for the loops to end; returns the names of those that did not in time."""
    until = time.monotonic() + within
    for loop in loops:
        if loop.thread is not None:
            loop.thread.join(max(0.0, until - time.monotonic()))
    return [loop.name for loop in loops if loop.thread is not None and loop.thread.is_alive()]


def states_of(loops: list[Loop]) -> list[dict[str, object]]:
    """Tell what is known of each loop."""
    return [
        {
            "loop": loop.name,
            "alive": loop.thread is not None and loop.thread.is_alive(),
            "silent_for": loop.beat.silent_for(),
            "failures": loop.failures,
            "trouble": loop.trouble,
        }
        for loop in loops
    ]
