"""Which backups are kept."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from troska.config.recovery import keeping

NOON = datetime(2026, 11, 27, 12, tzinfo=UTC)


moments = some.lists(
    some.datetimes(min_value=datetime(2025, 1, 1), max_value=datetime(2026, 12, 31), timezones=some.just(UTC)),  # noqa: DTZ001 -- they get their zone here
    max_size=60,
    unique=True,
)
number_kept = some.integers(min_value=0, max_value=9)


def kept(moments: list[datetime], **rules: int) -> list[datetime]:
    gone = keeping.superfluous(moments, **rules)
    return [moment for moment in sorted(moments, reverse=True) if moment not in gone]


def test_everything_of_the_last_day_then_the_newest_of_each_day() -> None:
    hourly = [NOON - timedelta(hours=nth) for nth in range(72)]
    left = kept(hourly, daily=3, weekly=0, monthly=0)
    assert left[:24] == hourly[:24]
    assert [moment.date().isoformat() for moment in left[24:]] == ["2026-11-25"]
    assert left[24].hour == 22, "the last of the day in Warsaw's calendar"


def test_days_weeks_and_months_each_keep_their_newest() -> None:
    daily = [NOON - timedelta(days=nth) for nth in range(400)]
    left = [moment.date().isoformat() for moment in kept(daily, daily=7, weekly=4, monthly=12)]
    assert left[:7] == [(NOON - timedelta(days=nth)).date().isoformat() for nth in range(7)]
    assert left[7:9] == ["2026-11-15", "2026-11-08"], "Sundays of the weeks before"
    assert left[9:] == [
        "2026-10-31", "2026-09-30", "2026-08-31", "2026-07-31", "2026-06-30", "2026-05-31", "2026-04-30",
        "2026-03-31", "2026-02-28", "2026-01-31", "2025-12-31",
    ]  # fmt: skip


@pytest.mark.parametrize("number", [1, 5])
def test_the_newest_stays_whatever_the_rule(number: int) -> None:
    old = [NOON - timedelta(days=2 * nth) for nth in range(number)]
    assert kept(old, daily=0, weekly=0, monthly=0) == [NOON]


@given(moments, number_kept, number_kept, number_kept)
@settings(max_examples=60)
def test_the_newest_stays_and_removing_again_removes_nothing(
    nights: list[datetime], daily: int, weekly: int, monthly: int
) -> None:
    left = kept(nights, daily=daily, weekly=weekly, monthly=monthly)
    assert left[:1] == sorted(nights, reverse=True)[:1]
    assert kept(left, daily=daily, weekly=weekly, monthly=monthly) == left


def test_only_what_is_a_backup_is_removed(tmp_path: Path) -> None:
    names = ["troska-20261101T023000Z.tar.age", "troska-20261126T023000Z.tar", "notatki.txt", "troska-stary.tar.age"]
    for name in names:
        (tmp_path / name).touch()
    removed = keeping.prune(tmp_path, daily=1, weekly=0, monthly=0)
    assert [file.name for file in removed] == [names[0]]
    assert {file.name for file in tmp_path.iterdir()} == set(names[1:])
