"""Wake-ups between processes by LISTEN/NOTIFY. A lost one costs a second, never an event: every reader also polls."""

import threading
import time
from collections.abc import Sequence
from types import TracebackType
from typing import Self

import psycopg
import structlog
from django.db import connection

log = structlog.get_logger(__name__)

#: How long a reader sleeps at most when nobody wakes it.
POLL_SECONDS = 1.0


class Wakeups:
    """A listening connection of its own; `wait` returns as soon as somebody notified, or after `timeout`.

    It never raises for a lost database: it waits and listens again.
    """

    def __init__(self, channels: Sequence[str]) -> None:
        self._channels = channels
        self._connection: psycopg.Connection | None = None

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
            if self._connection is None:
                self._connection = listening_connection(self._channels)
                return True  # What came while nobody listened must be looked for.
            return any(True for _ in self._connection.notifies(timeout=seconds, stop_after=1))
        except psycopg.Error as error:
            log.info("wakeups.lost", error=str(error))
            self._close()
            time.sleep(seconds)
            return False

    def _close(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None


def listening_connection(channels: Sequence[str]) -> psycopg.Connection:
    """Open a connection outside the pool that listens on the channels."""
    parameters = connection.get_connection_params()
    opened = psycopg.connect(
        **{name: parameters[name] for name in parameters if name in _CONNECTION_KEYS}, autocommit=True
    )
    for channel in channels:
        opened.execute(f"LISTEN {channel}")
    return opened


_CONNECTION_KEYS = {
    "dbname",
    "user",
    "password",
    "host",
    "port",
    "application_name",
    "connect_timeout",
    "sslmode",
    "options",
}
