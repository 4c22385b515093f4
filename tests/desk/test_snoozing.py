from datetime import datetime

import pytest

from troska.conversations.errors import SnoozeInPast
from troska.core.clock import WARSAW
from troska.desk import snoozing


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        # A Thursday: tomorrow and Monday are two.
        ("2026-11-19 14:00", ["2026-11-19 17:00", "2026-11-20 08:00", "2026-11-23 08:00", "2026-11-26 08:00"]),
        # On a Sunday tomorrow is Monday.
        ("2026-11-22 14:00", ["2026-11-22 17:00", "2026-11-23 08:00", "2026-11-29 08:00"]),
        # On a Monday "in a week" says it.
        ("2026-11-23 07:00", ["2026-11-23 10:00", "2026-11-24 08:00", "2026-11-30 08:00"]),
        # The night the clocks go forward: three hours are three hours, and morning is still at eight.
        ("2026-03-29 00:30", ["2026-03-29 04:30", "2026-03-30 08:00", "2026-04-05 08:00"]),
        ("2026-10-24 22:00", ["2026-10-25 01:00", "2026-10-25 08:00", "2026-10-26 08:00", "2026-10-31 08:00"]),
    ],
)
def test_moments_that_make_sense(now: str, expected: list[str]) -> None:
    moment = datetime.fromisoformat(now).replace(tzinfo=WARSAW)
    offered = [f"{preset.until.astimezone(WARSAW):%Y-%m-%d %H:%M}" for preset in snoozing.presets(moment)]
    assert offered == expected
    assert all(preset.until > moment for preset in snoozing.presets(moment))


def test_a_name_that_is_not_offered_gives_nothing() -> None:
    moment = datetime(2026, 11, 22, 14, tzinfo=WARSAW)
    with pytest.raises(SnoozeInPast):
        snoozing.until("poniedzialek", moment)
    assert snoozing.until("jutro", moment) == datetime(2026, 11, 23, 8, tzinfo=WARSAW)


@pytest.mark.parametrize(
    ("day", "at", "raised"),
    [
        ("2026-11-22", "13:59", SnoozeInPast),
        ("2026-11-21", "20:00", SnoozeInPast),
        ("2036-01-01", "08:00", snoozing.SnoozeTooFar),
        ("", "08:00", snoozing.SnoozeUnreadable),
        ("2026-11-23", "", snoozing.SnoozeUnreadable),
        ("jutro", "rano", snoozing.SnoozeUnreadable),
    ],
)
def test_a_moment_of_ones_own_that_makes_no_sense_is_refused(day: str, at: str, raised: type[Exception]) -> None:
    moment = datetime(2026, 11, 22, 14, tzinfo=WARSAW)
    with pytest.raises(raised):
        snoozing.until(snoozing.OWN, moment, {"dzien": day, "godzina": at})


def test_a_moment_of_ones_own_is_by_the_clock_in_warsaw() -> None:
    moment = datetime(2026, 11, 22, 14, tzinfo=WARSAW)
    found = snoozing.until(snoozing.OWN, moment, {"dzien": "2026-11-24", "godzina": "09:15"})
    assert found == datetime(2026, 11, 24, 9, 15, tzinfo=WARSAW)
