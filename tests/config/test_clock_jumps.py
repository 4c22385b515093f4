"""Fault F9: the machine's clock jumps, forwards and back. Whatever was due happens once, and nothing happens early."""

from datetime import UTC, datetime, timedelta

import pytest
from tests import given

from troska.channels import purging, retention
from troska.conversations import actions
from troska.conversations.models import Conversation, Status
from troska.core import clock
from troska.timeline.actors import SYSTEM

pytestmark = pytest.mark.django_db

JUMPS = [timedelta(hours=1), timedelta(hours=-1), timedelta(days=400)]
LEAP_DAY = datetime(2028, 2, 29, 12, tzinfo=UTC)


@pytest.mark.parametrize("jump", JUMPS, ids=str)
def test_what_was_put_off_comes_back_once(jump: timedelta) -> None:
    until = clock.now() + timedelta(minutes=30)
    conversation = actions.snooze_conversation(given.conversation(), until=until, by=SYSTEM)
    with clock.moved_by(jump):
        woken = actions.wake_snoozed()
    assert woken == (1 if jump > timedelta(0) else 0)
    # Back at the true time, and at last when it is due.
    woken += actions.wake_snoozed()
    with clock.standing_at(until):
        woken += actions.wake_snoozed()
        woken += actions.wake_snoozed()
    assert woken == 1
    conversation.refresh_from_db()
    assert conversation.status == Status.OPEN
    assert Conversation.objects.get().snoozed_until is None


@pytest.mark.parametrize("jump", JUMPS[:2], ids=str)
def test_an_hour_more_or_less_erases_nothing_early(jump: timedelta) -> None:
    with clock.standing_at(clock.now() - timedelta(days=29)):
        binned = given.conversation(status=Status.TRASH)
        given.conversation(sender="jan@poczta.example", status=Status.CLOSED)
    rules = {"conversations_months": 1, "customers_months": 1, "documents_days": 30}
    actions.change_retention(**rules, by=SYSTEM)
    with clock.moved_by(jump):
        assert purging.purge(after=timedelta(days=30)) == 0
        assert retention.retain() == retention.Due()
    assert Conversation.objects.filter(pk=binned.pk).exists()


def test_a_leap_day_is_a_day_like_others() -> None:
    with clock.standing_at(LEAP_DAY):
        actions.snooze_conversation(given.conversation(), until=LEAP_DAY + timedelta(days=1), by=SYSTEM)
        assert actions.wake_snoozed() == 0
    with clock.standing_at(LEAP_DAY + timedelta(days=1)):
        assert actions.wake_snoozed() == 1
