"""Which backups are kept."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as some

from troska.config.recovery import keeping

NIGHT = datetime(2026, 11, 27, 1, 30, tzinfo=UTC)
moments = some.lists(
    some.datetimes(min_value=datetime(2025, 1, 1), max_value=datetime(2026, 12, 31), timezones=some.just(UTC)),  # noqa: DTZ001 -- they get their zone here
    max_size=60,
    unique=True,
)
number = some.integers(min_value=0, max_value=9)


def kept(nights: list[datetime], **rule: int) -> list[datetime]:
    gone = keeping.superfluous(nights, **rule)
    return sorted((night for night in nights if night not in gone), reverse=True)


def test_a_year_of_nights_leaves_seven_days_four_weeks_and_twelve_months() -> None:
    nights = [NIGHT - timedelta(days=day) for day in range(400)]
    left = [f"{night:%Y-%m-%d}" for night in kept(nights, daily=7, weekly=4, monthly=12)]
    days = ["2026-11-27", "2026-11-26", "2026-11-25", "2026-11-24", "2026-11-23", "2026-11-22", "2026-11-21"]
    weeks = ["2026-11-15", "2026-11-08"]  # two more are among the days
    months = ["2026-10-31", "2026-09-30", "2026-08-31", "2026-07-31", "2026-06-30", "2026-05-31", "2026-04-30"]
    months += ["2026-03-31", "2026-02-28", "2026-01-31", "2025-12-31"]
    assert left == days + weeks + months


def test_all_of_the_last_day_are_kept_whatever_the_rule() -> None:
    hours = [NIGHT - timedelta(hours=hour) for hour in range(30)]
    assert kept(hours, daily=0, weekly=0, monthly=0) == hours[:24]


def test_a_day_is_one_of_warsaw() -> None:
    late, after_midnight = datetime(2026, 7, 1, 21, 30, tzinfo=UTC), datetime(2026, 7, 1, 22, 30, tzinfo=UTC)
    newest = datetime(2026, 7, 10, tzinfo=UTC)
    assert kept([late, after_midnight, newest], daily=3, weekly=0, monthly=0) == [newest, after_midnight, late]


@given(moments, number, number, number)
@settings(max_examples=60)
def test_the_newest_stays_and_pruning_again_changes_nothing(
    nights: list[datetime], daily: int, weekly: int, monthly: int
) -> None:
    rule = {"daily": daily, "weekly": weekly, "monthly": monthly}
    left = kept(nights, **rule)
    assert left[:1] == sorted(nights, reverse=True)[:1]
    assert kept(left, **rule) == left


def test_only_backups_are_removed(tmp_path: Path) -> None:
    names = [f"troska-{NIGHT - timedelta(days=day):%Y%m%dT%H%M%SZ}.tar{end}" for day, end in ((0, ".age"), (9, ""))]
    others = ["troska-20200101T000000Z.tar.age.copy", "zdjecia.tar", ".troska-20200101T000000Z.tar.age.part"]
    for name in names + others:
        (tmp_path / name).touch()
    (tmp_path / "erasures").mkdir()
    assert [file.name for file in keeping.prune(tmp_path, daily=1, weekly=0, monthly=0)] == names[1:]
    assert {file.name for file in tmp_path.iterdir()} == {names[0], *others, "erasures"}
