"""The one clock of the product: everything that asks the time asks here, so tests can move it."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

WARSAW = ZoneInfo("Europe/Warsaw")

_shift: timedelta = timedelta(0)
_frozen: datetime | None = None


def now() -> datetime:
    """Tell the present moment, aware, in UTC."""
    if _frozen is not None:
        return _frozen
    return datetime.now(UTC) + _shift  # noqa: TID251 -- the clock itself


def local(moment: datetime) -> datetime:
    """Show a moment on a wall clock in Warsaw."""
    return moment.astimezone(WARSAW)


@contextmanager
def standing_at(moment: datetime) -> Iterator[None]:
    """Hold the clock still at `moment`; for tests and for telling the past of the sample company."""
    global _frozen  # noqa: PLW0603 -- the clock is process-wide on purpose
    before, _frozen = _frozen, moment.astimezone(UTC)
    try:
        yield
    finally:
        _frozen = before


@contextmanager
def moved_by(shift: timedelta) -> Iterator[None]:
    """Let the clock run, but `shift` away from the truth; for tests of due times."""
    global _shift  # noqa: PLW0603 -- the clock is process-wide on purpose
    before, _shift = _shift, _shift + shift
    try:
        yield
    finally:
        _shift = before
