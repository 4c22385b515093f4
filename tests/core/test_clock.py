"""The one clock stands still or runs elsewhere when a test says so, and comes back."""

from datetime import UTC, datetime, timedelta

from troska.core import clock

MOMENT = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


def test_it_stands_where_it_was_put_and_goes_on_afterwards() -> None:
    with clock.standing_at(MOMENT):
        assert clock.now() == clock.now() == MOMENT
        with clock.standing_at(clock.local(MOMENT + timedelta(hours=1))):
            assert clock.now() == MOMENT + timedelta(hours=1)
            assert clock.now().tzinfo is UTC
        assert clock.now() == MOMENT
    assert clock.now() > MOMENT or clock.now().year < 2027


def test_it_runs_away_from_the_truth_and_back() -> None:
    before = clock.now()
    with clock.moved_by(timedelta(days=400)):
        assert clock.now() - before >= timedelta(days=400)
    assert clock.now() - before < timedelta(days=1)


def test_a_wall_in_warsaw_shows_both_sides_of_the_change_of_hour() -> None:
    assert clock.local(MOMENT).isoformat() == "2026-10-25T02:30:00+02:00"
    assert clock.local(MOMENT + timedelta(hours=1)).isoformat() == "2026-10-25T02:30:00+01:00"
