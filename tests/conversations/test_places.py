"""Where customers reach the company, and when somebody is there."""

from datetime import UTC, datetime
from typing import Any

import pytest
from pytest_django import Settings
from tests import given

from troska.conversations import actions, queries
from troska.conversations.models import Inbox
from troska.core.business_hours import office_week
from troska.timeline.actors import SYSTEM

pytestmark = pytest.mark.django_db

LATE = [[["12:00", "20:00"]]] * 7


def saved(inbox: Inbox, **hours: Any) -> Inbox:
    return actions.save_inbox(
        inbox, name=inbox.name, brand=inbox.brand, teams=[], addresses=[given.HELP], **hours, by=SYSTEM
    )


def test_an_inbox_is_looked_after_in_office_hours_unless_told_otherwise() -> None:
    hours = queries.hours_of(given.inbox())
    assert (hours.week, list(hours.closed_days), hours.keeps_holidays) == (office_week(), [], True)
    # Christmas Eve to Sunday.
    assert hours.opens_at(datetime(2026, 12, 23, 16, tzinfo=UTC)) == datetime(2026, 12, 28, 8, tzinfo=UTC)


def test_hours_that_nobody_mentions_stay() -> None:
    inbox = saved(given.inbox(), opening_hours=LATE, closed_days=["2026-12-31"], keeps_holidays=False)
    hours = queries.hours_of(saved(inbox))
    assert hours == queries.hours_of(inbox)
    assert hours.is_open(datetime(2026, 12, 24, 18, tzinfo=UTC))
    assert not hours.is_open(datetime(2026, 12, 31, 18, tzinfo=UTC))
    assert queries.hours_of(saved(inbox, closed_days=[])).is_open(datetime(2026, 12, 31, 18, tzinfo=UTC))


def test_hours_are_read_where_people_entered_them(settings: Settings) -> None:
    settings.TIME_ZONE = "Europe/Lisbon"
    hours = queries.hours_of(given.inbox())
    assert hours.opens_at(datetime(2026, 11, 20, 8, 30, tzinfo=UTC)) == datetime(2026, 11, 20, 9, tzinfo=UTC)
