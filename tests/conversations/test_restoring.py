"""Undo after a change of state."""

from datetime import timedelta

import pytest
from tests import given

from troska.conversations import actions, errors
from troska.conversations.models import Conversation, Status
from troska.conversations.states import TRANSITIONS, Standing
from troska.core import clock
from troska.timeline.actors import SYSTEM

pytestmark = pytest.mark.django_db
EVERY = (Status.OPEN, Status.PENDING, Status.SNOOZED, Status.CLOSED, Status.SPAM, Status.TRASH)


def brought_into(status: Status) -> Conversation:
    begun = given.conversation()
    if status == Status.SNOOZED:
        return actions.snooze_conversation(begun, until=clock.now() + timedelta(days=1), by=SYSTEM)
    return actions.change_status(begun, status, by=SYSTEM)


@pytest.mark.parametrize("status", EVERY)
@pytest.mark.parametrize("new", [Status.CLOSED, Status.SPAM, Status.TRASH, Status.OPEN])
def test_whatever_was_changed_can_be_as_before(status: Status, new: Status) -> None:
    shown = brought_into(status)
    if new not in (status, *TRANSITIONS[status]):
        return
    before = Standing.of(shown)
    after = Standing.of(actions.change_status(shown, new, by=SYSTEM))
    restored = actions.restore_state(shown, before=before, after=after, by=SYSTEM)
    restored.refresh_from_db()
    assert (restored.status, restored.waiting_since) == (before.status, before.waiting_since)
    assert restored.snoozed_until == before.snoozed_until


def test_who_waited_waits_since_then_again() -> None:
    shown = given.conversation()
    since = shown.waiting_since
    before = Standing.of(shown)
    closed = actions.change_status(shown, Status.CLOSED, by=SYSTEM)
    assert closed.waiting_since is None
    assert actions.restore_state(closed, before=before, after=Standing.of(closed), by=SYSTEM).waiting_since == since


def test_what_was_changed_again_stays() -> None:
    shown = given.conversation()
    before = Standing.of(shown)
    after = Standing.of(actions.change_status(shown, Status.CLOSED, by=SYSTEM))
    actions.receive(given.inbound("Jeszcze jedno"), inboxes=[given.inbox()], conversation=shown)
    with pytest.raises(errors.ChangedSince):
        actions.restore_state(shown, before=before, after=after, by=SYSTEM)


def test_put_off_until_what_has_passed_is_open() -> None:
    shown = brought_into(Status.SNOOZED)
    before = Standing.of(shown)
    after = Standing.of(actions.change_status(shown, Status.CLOSED, by=SYSTEM))
    with clock.standing_at(clock.now() + timedelta(days=2)):
        restored = actions.restore_state(shown, before=before, after=after, by=SYSTEM)
    assert (restored.status, restored.snoozed_until) == (Status.OPEN, None)
