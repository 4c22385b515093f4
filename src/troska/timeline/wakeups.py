"""Wake-ups between processes. A lost one costs a second, never an event: every reader also polls."""

import threading
import time
from collections.abc import Sequence
from types import TracebackType
from typing import Self

import structlog

from troska.timeline.wires import Ear, wire

log = structlog.get_logger(__name__)

#: How long a reader sleeps at most when nobody wakes it.
POLL_SECONDS = 1.0


class Wakeups:
    """An ear of its own; `wait` returns as soon as somebody woke it, or after `timeout`.

    It never raises for a lost wire: it waits and listens again.
    """

    def __init__(self, channels: Sequence[str]) -> None:
        self._channels = channels
        self._ear: Ear | None = None
        self._is_lost = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._close()

    def wait(self, stop: threading.Event, timeout: float = POLL_SECONDS) -> None:
        """Sleep until woken, at most `timeout` seconds; returns early, within 0.2 s, when `stop` is set."""
        until = time.monotonic() + timeout
        while not stop.is_set():
            left = until - time.monotonic()
            if left <= 0 or self._heard(min(left, 0.2)):
                return

    def _heard(self, seconds: float) -> bool:
        try:
            if self._ear is None:
                self._ear = wire().listen(self._channels)
                self._is_lost = False
                return True  # What came while nobody listened must be looked for.
            return bool(self._ear.hear(seconds))
        except wire().losses as error:
            if not self._is_lost:
                log.info("wakeups.lost", error=str(error))
            self._is_lost = True
            self._close()
            time.sleep(seconds)
            return False

    def _close(self) -> None:
        if self._ear is not None:
            self._ear.close()
            self._ear = None
