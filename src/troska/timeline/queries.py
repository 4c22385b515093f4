"""Questions about how the timeline is doing."""

from dataclasses import dataclass

from django.db.models import Min

from troska.core import clock
from troska.timeline.models import Cursor, Position
from troska.timeline.reading import head
from troska.timeline.subscribing import followers

__all__ = ["Lag", "head", "lags"]


@dataclass(frozen=True, slots=True)
class Lag:
    """How far a follower is behind: events, and the age of the first one that it has not read."""

    follower: str
    events: int
    seconds: float


def lags() -> list[Lag]:
    """Tell how far each follower is behind, by the slowest of its partitions."""
    last = head()
    read = dict(Cursor.objects.values("follower").annotate(least=Min("position")).values_list("follower", "least"))
    return [_lag(name, read.get(name, 0), last) for name in sorted(followers())]


def _lag(name: str, position: int, last: int) -> Lag:
    if position >= last:
        return Lag(name, 0, 0.0)
    next_one = Position.objects.filter(position__gt=position).order_by("position").first()
    age = (clock.now() - next_one.recorded_at).total_seconds() if next_one else 0.0
    return Lag(name, last - position, max(0.0, age))
