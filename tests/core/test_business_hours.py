"""Business hours: tables of what a calendar says, and what holds for any week."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from troska.core.business_hours import BusinessHours, office_week, public_holidays
from troska.core.clock import WARSAW

OFFICE = BusinessHours(office_week())
BREAK = [[["10:00", "14:00"], ["15:30", "18:00"]]]
SHOP = BusinessHours([*BREAK * 5, [["09:00", "13:00"]], []], ["2026-11-16"])
NIGHT = BusinessHours([[["00:00", "02:00"], ["20:00", "24:00"]]] * 7, keeps_holidays=False)
ALWAYS = BusinessHours([[["00:00", "24:00"]]] * 7, keeps_holidays=False)
NEVER = BusinessHours([[]] * 7)
HOUR = 3600


def at(text: str, fold: int = 0) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=WARSAW, fold=fold)


@pytest.mark.parametrize(
    ("hours", "moment", "closes", "opens"),
    [
        # A Thursday before a Friday before a weekend.
        (OFFICE, "2026-11-19 08:59:59", None, "2026-11-19 09:00"),
        (OFFICE, "2026-11-19 09:00", "2026-11-19 17:00", "2026-11-20 09:00"),
        (OFFICE, "2026-11-19 17:00", None, "2026-11-20 09:00"),
        (OFFICE, "2026-11-20 17:00", None, "2026-11-23 09:00"),
        # Independence Day is a Wednesday; Christmas Eve a Thursday, from which it is three days to Monday.
        (OFFICE, "2026-11-11 12:00", None, "2026-11-12 09:00"),
        (OFFICE, "2026-12-23 16:59", "2026-12-23 17:00", "2026-12-28 09:00"),
        # Easter Monday; Corpus Christi is the Thursday sixty days after Easter.
        (OFFICE, "2026-04-06 10:00", None, "2026-04-07 09:00"),
        (OFFICE, "2026-06-04 10:00", None, "2026-06-05 09:00"),
        # A break, a day off of one's own, a short Saturday.
        (SHOP, "2026-11-13 12:00", "2026-11-13 14:00", "2026-11-13 15:30"),
        (SHOP, "2026-11-13 14:30", None, "2026-11-13 15:30"),
        (SHOP, "2026-11-14 13:00", None, "2026-11-17 10:00"),
        (SHOP, "2026-11-16 12:00", None, "2026-11-17 10:00"),
        # Over midnight.
        (NIGHT, "2026-11-19 23:00", "2026-11-20 02:00", "2026-11-20 20:00"),
        (NIGHT, "2026-11-20 00:00", "2026-11-20 02:00", "2026-11-20 20:00"),
        (NIGHT, "2026-11-20 02:00", None, "2026-11-20 20:00"),
        (NEVER, "2026-11-20 12:00", None, None),
        (BusinessHours([]), "2026-11-20 12:00", None, None),
    ],
)
def test_when_it_closes_and_opens(hours: BusinessHours, moment: str, closes: str | None, opens: str | None) -> None:
    assert hours.is_open(at(moment)) == (closes is not None)
    assert hours.closes_at(at(moment)) == (at(closes).astimezone(UTC) if closes else None)
    assert hours.opens_at(at(moment)) == (at(opens).astimezone(UTC) if opens else None)


def test_who_never_closes_has_no_closing_and_no_opening() -> None:
    noon = at("2026-11-20 12:00")
    assert ALWAYS.is_open(noon)
    assert ALWAYS.closes_at(noon) is None
    assert ALWAYS.opens_at(noon) is None


def test_an_opening_is_looked_for_within_a_year() -> None:
    days = [(date(2026, 1, 1) + timedelta(nth)).isoformat() for nth in range(500)]
    hours = BusinessHours(office_week(), days)
    assert hours.opens_at(at("2026-01-01 12:00")) is None
    assert hours.opens_at(at("2027-01-01 12:00")) == at("2027-05-17 09:00").astimezone(UTC)


@pytest.mark.parametrize(
    ("day", "is_off"),
    [
        ("2024-12-24", False),
        ("2025-12-24", True),
        ("2026-12-24", True),
        ("2026-01-01", True),
        ("2026-01-06", True),
        ("2026-04-05", True),
        ("2026-05-01", True),
        ("2026-05-02", False),
        ("2026-05-03", True),
        ("2026-05-24", True),
        ("2026-08-15", True),
        ("2026-11-01", True),
        ("2026-12-26", True),
        ("2026-12-31", False),
    ],
)
def test_public_holidays_are_those_of_poland(day: str, is_off: bool) -> None:  # noqa: FBT001 -- a row of the table
    assert (date.fromisoformat(day) in public_holidays(int(day[:4]))) == is_off


def test_christmas_eve_is_a_day_off_since_2025() -> None:
    assert OFFICE.is_open(at("2024-12-24 12:00"))
    assert not OFFICE.is_open(at("2025-12-24 12:00"))
    assert BusinessHours(office_week(), keeps_holidays=False).is_open(at("2025-12-24 12:00"))


@pytest.mark.parametrize(
    ("hours", "begin", "end", "seconds"),
    [
        (OFFICE, "2026-11-19 16:00", "2026-11-20 10:00", 2 * HOUR),
        (OFFICE, "2026-11-20 16:30", "2026-11-23 09:30", HOUR),
        (OFFICE, "2026-11-09 00:00", "2026-11-16 00:00", 4 * 8 * HOUR),
        (OFFICE, "2026-11-21 00:00", "2026-11-23 00:00", 0),
        (OFFICE, "2026-11-20 10:00", "2026-11-20 10:00", 0),
        (OFFICE, "2026-11-20 12:00", "2026-11-20 10:00", 0),
        (OFFICE, "2026-11-20 12:00", "2026-11-18 10:00", 0),
        (SHOP, "2026-11-13 13:00", "2026-11-13 16:00", 1.5 * HOUR),
        (NIGHT, "2026-11-19 21:00", "2026-11-20 01:00", 4 * HOUR),
        # The clock skips 2:00–3:00 on 29 March 2026, and shows it twice on 25 October.
        (ALWAYS, "2026-03-29 00:00", "2026-03-30 00:00", 23 * HOUR),
        (ALWAYS, "2026-10-25 00:00", "2026-10-26 00:00", 25 * HOUR),
        (ALWAYS, "2026-03-28 12:00", "2026-03-29 12:00", 23 * HOUR),
        (OFFICE, "2026-03-27 09:00", "2026-03-30 17:00", 16 * HOUR),
    ],
)
def test_open_time_is_counted(hours: BusinessHours, begin: str, end: str, seconds: float) -> None:
    assert hours.seconds_open_between(at(begin), at(end)) == seconds


def on_any_day(*spans: list[str]) -> BusinessHours:
    return BusinessHours([list(spans)] * 7, keeps_holidays=False)


@pytest.mark.parametrize(
    ("spans", "seconds"),
    [
        ([["01:00", "02:30"]], 1),
        ([["02:15", "02:45"]], 0),
        ([["02:30", "03:15"]], 0.25),
        ([["01:00", "02:30"], ["03:00", "05:00"]], 3),
        ([["00:00", "05:00"]], 4),
    ],
)
def test_what_the_clock_skips_in_spring_is_no_time(spans: list[list[str]], seconds: float) -> None:
    night = at("2026-03-29 00:00"), at("2026-03-29 12:00")
    assert on_any_day(*spans).seconds_open_between(*night) == seconds * HOUR


@pytest.mark.parametrize(
    ("spans", "seconds"),
    [
        ([["01:00", "02:30"]], 1.5),
        ([["02:30", "05:00"]], 3.5),
        ([["00:00", "02:30"], ["02:30", "05:00"]], 6),
        ([["00:00", "05:00"]], 6),
    ],
)
def test_what_it_shows_twice_in_autumn_is_the_first(spans: list[list[str]], seconds: float) -> None:
    hours = on_any_day(*spans)
    assert hours.seconds_open_between(at("2026-10-25 00:00"), at("2026-10-25 12:00")) == seconds * HOUR
    assert hours.is_open(at("2026-10-25 02:30", fold=1)) == (spans[-1][1] == "05:00")


@st.composite
def days(draw: st.DrawFn) -> list[list[str]]:
    """Up to three spans in order, as the form keeps them."""
    marks = sorted(draw(st.sets(st.integers(0, 96), max_size=6)))
    written = [f"{mark // 4:02}:{mark % 4 * 15:02}" for mark in marks]
    return [list(pair) for pair in zip(written[::2], written[1::2], strict=False)]


_DAYS_OF_TWO_YEARS = st.dates(date(2025, 1, 1), date(2026, 12, 31))
any_hours = st.builds(
    BusinessHours,
    st.lists(days(), min_size=7, max_size=7),
    st.lists(_DAYS_OF_TWO_YEARS.map(date.isoformat), max_size=5),
    st.booleans(),
)
moments = st.datetimes(datetime(2025, 1, 1), datetime(2026, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001 -- so asked
spells = st.timedeltas(timedelta(), timedelta(days=20))


@given(any_hours, moments)
def test_it_is_open_when_the_wall_clock_says_so(hours: BusinessHours, moment: datetime) -> None:
    wall = moment.astimezone(WARSAW)
    is_doubled = wall.replace(fold=1).utcoffset() != wall.replace(fold=0).utcoffset()
    is_off = wall.date().isoformat() in hours.closed_days or (
        hours.keeps_holidays and wall.date() in public_holidays(wall.year)
    )
    said = any(begin <= f"{wall:%H:%M}" < end for begin, end in hours.week[wall.weekday()]) and not is_off
    assert is_doubled or hours.is_open(moment) == said


@given(any_hours, moments)
def test_it_is_open_until_it_closes_and_closed_until_it_opens(hours: BusinessHours, moment: datetime) -> None:
    closes, opens, tick = hours.closes_at(moment), hours.opens_at(moment), timedelta(microseconds=1)
    if closes is not None:
        assert hours.is_open(moment)
        assert hours.seconds_open_between(moment, closes) == (closes - moment).total_seconds()
        assert hours.is_open(closes - tick)
        assert not hours.is_open(closes)
    if opens is not None:
        assert opens > moment
        assert hours.is_open(opens)
        assert not hours.is_open(opens - tick)
        assert hours.seconds_open_between(closes or moment, opens) == 0


@given(any_hours, moments, spells, spells)
def test_open_time_adds_up(hours: BusinessHours, a: datetime, first: timedelta, second: timedelta) -> None:
    b, c = a + first, a + first + second
    parts = hours.seconds_open_between(a, b), hours.seconds_open_between(b, c)
    assert sum(parts) == pytest.approx(hours.seconds_open_between(a, c))
    assert 0 <= parts[0] <= first.total_seconds()
    assert hours.seconds_open_between(a.astimezone(WARSAW), b.astimezone(WARSAW)) == parts[0]


@given(any_hours, moments, spells)
def test_open_time_is_that_of_the_spans(hours: BusinessHours, a: datetime, spell: timedelta) -> None:
    b, at_, found = a + spell, a, 0.0
    while at_ < b:
        begin = at_ if hours.is_open(at_) else hours.opens_at(at_)
        if begin is None or begin >= b:
            break
        at_ = min(hours.closes_at(begin) or b, b)
        found += (at_ - begin).total_seconds()
    assert hours.seconds_open_between(a, b) == pytest.approx(found)
