"""Time as the shop lives it: working hours, days off, when customers write, and how dates are said in Polish."""

from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from random import Random
from zoneinfo import ZoneInfo

WARSAW = ZoneInfo("Europe/Warsaw")
SPAN = timedelta(days=90)

_MONTHS = (
    "stycznia", "lutego", "marca", "kwietnia", "maja", "czerwca",
    "lipca", "sierpnia", "września", "października", "listopada", "grudnia",
)  # fmt: skip
_WEEKDAYS = ("w poniedziałek", "we wtorek", "w środę", "w czwartek", "w piątek", "w sobotę", "w niedzielę")
_ENGLISH_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_FIXED_DAYS_OFF = {(1, 1), (1, 6), (5, 1), (5, 3), (8, 15), (11, 1), (11, 11), (12, 24), (12, 25), (12, 26)}

# How many people write in each hour of the day: a shop's customers write over the first coffee and after supper.
_HOURS = (3, 1, 0.5, 0.5, 0.5, 1, 4, 12, 26, 38, 42, 38, 34, 32, 30, 28, 26, 24, 26, 34, 42, 38, 22, 9)
_WEEKDAY_LOAD = (1.3, 1.15, 1.0, 1.0, 0.9, 0.55, 0.65)


def local(at: datetime) -> datetime:
    """The moment on the wall clock in Poland."""
    return at.astimezone(WARSAW)


def moment(day: date, hour: int, minute: int, second: int = 0) -> datetime:
    """A wall-clock time in Poland as UTC."""
    return datetime.combine(day, time(hour, minute, second), WARSAW).astimezone(UTC)


def _easter(year: int) -> date:
    """Gregorian Easter Sunday (Meeus, Jones, Butcher)."""
    a, b, c = year % 19, year // 100, year % 100
    h = (19 * a + b - b // 4 - (b - (b + 8) // 25 + 1) // 3 + 15) % 30
    k = (32 + 2 * (b % 4) + 2 * (c // 4) - h - c % 4) % 7
    m = (a + 11 * h + 22 * k) // 451
    month, day = divmod(h + k - 7 * m + 114, 31)
    return date(year, month, day + 1)


@cache
def is_day_off(day: date) -> bool:
    """Sundays and the statutory days off in Poland."""
    if day.weekday() == 6 or (day.month, day.day) in _FIXED_DAYS_OFF:
        return True
    return day - _easter(day.year) in (timedelta(days=1), timedelta(days=60))


@cache
def _shift(day: date) -> tuple[datetime, datetime] | None:
    """When somebody answers on that day, in UTC."""
    if is_day_off(day):
        return None
    opens, closes = (10, 14) if day.weekday() == 5 else (8, 18)
    return moment(day, opens, 0), moment(day, closes, 0)


def after_work(at: datetime, minutes: float) -> datetime:
    """The moment after so many minutes of our working time."""
    left = timedelta(minutes=minutes)
    day = local(at).date()
    while True:
        shift = _shift(day)
        if shift and at < shift[1]:
            begin = max(at, shift[0])
            if begin + left <= shift[1]:
                return begin + left
            left -= shift[1] - begin
        day += timedelta(days=1)


def awake(at: datetime, rng: Random) -> datetime:
    """The same moment, or the next morning when people sleep."""
    here = local(at)
    if 7 <= here.hour < 23:
        return at
    day = here.date() if here.hour < 7 else here.date() + timedelta(days=1)
    return moment(day, rng.choice((7, 7, 8, 8, 9)), rng.randrange(60), rng.randrange(60))


def working_day(day: date, ahead: int) -> date:
    """The working day (Monday to Friday) so many ahead, or back when negative."""
    step = timedelta(days=1 if ahead >= 0 else -1)
    left = abs(ahead)
    while left or is_day_off(day) or day.weekday() == 5:
        day += step
        if not is_day_off(day) and day.weekday() != 5 and left:
            left -= 1
    return day


def birthday_sale(now: datetime) -> date:
    """The busiest day in the span: the shop's own sale, a Friday three to four weeks ago."""
    day = local(now).date() - timedelta(days=21)
    return day - timedelta(days=(day.weekday() - 4) % 7)


def beginnings(rng: Random, now: datetime, count: int) -> list[datetime]:
    """When customers began to write: so many moments in the 90 days before ``now``, in order."""
    today = local(now).date()
    days = [today - timedelta(days=back) for back in range(SPAN.days, -1, -1)]
    sale = birthday_sale(now)
    loads = [_load(day, sale) for day in days]
    picked: list[datetime] = []
    while len(picked) < count:
        day = rng.choices(days, loads)[0]
        hour = rng.choices(range(24), _HOURS)[0]
        at = moment(day, hour, rng.randrange(60), rng.randrange(60))
        if now - SPAN < at < now - timedelta(minutes=3):
            picked.append(at)
    return sorted(picked)


def _load(day: date, sale: date) -> float:
    since = (day - sale).days
    rush = {0: 6.0, 1: 3.0, 2: 2.0, 3: 1.9, 4: 1.6, 5: 1.3, 6: 1.2}.get(since, 1.0)
    holiday = 0.5 if is_day_off(day) and day.weekday() != 6 else 1.0
    return _WEEKDAY_LOAD[day.weekday()] * rush * holiday


def say_date(day: date, today: date) -> str:
    """As in "12 października", with the year when it is another one."""
    said = f"{day.day} {_MONTHS[day.month - 1]}"
    return said if day.year == today.year else f"{said} {day.year} r."


def say_day(day: date) -> str:
    """As in "we wtorek"."""
    return _WEEKDAYS[day.weekday()]


def say_day_in_english(day: date) -> str:
    """As in "Tuesday"."""
    return _ENGLISH_DAYS[day.weekday()]
