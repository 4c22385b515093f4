"""When people are at work: a week, days off and the public holidays of Poland; a rule without a database."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property, lru_cache
from zoneinfo import ZoneInfo

from troska.core.clock import WARSAW

#: Seven lists of ["09:00", "17:00"] pairs, Monday first, as `core.opening_hours` keeps them.
Week = Sequence[Sequence[Sequence[str]]]
#: How far ahead an opening or a closing is looked for.
YEAR = timedelta(days=366)
_DAY = timedelta(days=1)


def office_week() -> list[list[list[str]]]:
    """Give the week of whoever said nothing else: Monday to Friday, nine to five."""
    return [*([["09:00", "17:00"]] for _ in range(5)), [], []]


@dataclass(frozen=True)
class BusinessHours:
    """A week with its exceptions, asked about moments (aware); what it gives is in UTC.

    Spans that touch are one, also over midnight. A time of day that the clock skips in spring is the moment of the
    change; one that it shows twice in autumn is the first of the two.
    """

    week: Week
    #: Days ("2026-12-24") without hours, whatever the week says.
    closed_days: Collection[str] = ()
    #: Whether public holidays are days without hours.
    keeps_holidays: bool = True
    zone: ZoneInfo = WARSAW

    def is_open(self, at: datetime) -> bool:
        """Say whether it is open; it is at the moment of opening, and is not at that of closing."""
        return any(begin <= at < end for begin, end in self._spans_of(self._day_of(at)))

    def closes_at(self, at: datetime) -> datetime | None:
        """Give the end of the hours that `at` is within; None where it is closed, or closes in no year from then."""
        at = at.astimezone(UTC)
        within = (end for _, end in self._spans_from(self._day_of(at)) if end > at)
        end = next(within, None) if self.is_open(at) else None
        return end if end is not None and end - at <= YEAR else None

    def opens_at(self, at: datetime) -> datetime | None:
        """Give the first opening after `at`, which may be within other hours; None where there is none in a year."""
        at = at.astimezone(UTC)
        begins = (begin for begin, _ in self._spans_from(self._day_of(at)) if begin > at)
        found = next(begins, None)
        return found if found is not None and found - at <= YEAR else None

    def seconds_open_between(self, a: datetime, b: datetime) -> float:
        """Count the seconds from `a` to `b` in which it is open; none where `b` is not later."""
        # Two moments of one zone would be subtracted as its wall clock shows them.
        a, b = a.astimezone(UTC), b.astimezone(UTC)
        spans = self._spans_from(self._day_of(a), until=self._day_of(b))
        parts = (min(end, b) - max(begin, a) for begin, end in spans)
        return sum((max(part, timedelta()) for part in parts), timedelta()).total_seconds()

    def _day_of(self, at: datetime) -> date:
        return at.astimezone(self.zone).date()

    def _spans_from(self, day: date, *, until: date | None = None) -> Iterator[tuple[datetime, datetime]]:
        """Give the spans of these days (a year and a day, unless told), in order, those that touch as one."""
        until = until or day + YEAR + _DAY
        begin: datetime | None = None
        end = datetime.min.replace(tzinfo=UTC)
        while day <= until:
            for further_begin, further_end in self._spans_of(day):
                if begin is not None and further_begin > end:
                    yield begin, end
                    begin = None
                begin = begin or further_begin
                end = max(end, further_end)
            day += _DAY
        if begin is not None:
            yield begin, end

    def _spans_of(self, day: date) -> Iterator[tuple[datetime, datetime]]:
        if day.isoformat() in self.closed_days or (self.keeps_holidays and day in public_holidays(day.year)):
            return
        for begins, ends in self._minutes[day.weekday()]:
            begin, end = self._moment(day, begins), self._moment(day, ends)
            if begin < end:
                yield begin, end

    @cached_property
    def _minutes(self) -> list[list[tuple[int, int]]]:
        days = [sorted((_minutes(begin), _minutes(end)) for begin, end in day) for day in self.week[:7]]
        return [*days, *([] for _ in range(7 - len(days)))]

    def _moment(self, day: date, minutes: int) -> datetime:
        wall = datetime.combine(day, time(), self.zone) + timedelta(minutes=minutes)
        is_skipped = wall.replace(fold=1).astimezone(UTC) < wall.astimezone(UTC)
        # Clocks change at a full hour.
        return (wall.replace(minute=0) if is_skipped else wall).astimezone(UTC)


@lru_cache(maxsize=64)
def public_holidays(year: int) -> frozenset[date]:
    """Give the days off by the Act of 18 January 1951 (Dz.U. 1951 nr 4 poz. 28), with 24 December since 2025."""
    import holidays

    return frozenset(holidays.country_holidays("PL", years=year, expand=False))


def _minutes(clock: str) -> int:
    hours, minutes = clock.split(":")
    return int(hours) * 60 + int(minutes)
