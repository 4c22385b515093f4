"""A sign of life that a long loop gives once per turn, so that one that is stuck can be told from one that is idle."""

import threading
import time


class Beat:
    """When a loop last gave a sign of life."""

    __slots__ = ("_at",)

    def __init__(self) -> None:
        self._at: float | None = None

    def mark(self) -> None:
        """Note a sign of life now."""
        self._at = time.monotonic()

    def silent_for(self) -> float | None:
        """Seconds since the last sign of life; None for a loop that gives none."""
        return None if self._at is None else time.monotonic() - self._at


_of_thread = threading.local()


def bind(beat: Beat) -> None:
    """Say which beat `beat()` marks in this thread."""
    _of_thread.beat = beat


def beat() -> None:
    """Give a sign of life from this thread's loop; does nothing in a thread that is no loop."""
    bound: Beat | None = getattr(_of_thread, "beat", None)
    if bound is not None:
        bound.mark()
