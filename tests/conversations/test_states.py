"""What may become what: every pair of states, in the table and through the verbs; the database knows the states."""

from datetime import timedelta
from itertools import product

import pytest
from django.db import IntegrityError, connection, transaction
from tests import given

from troska.conversations import actions, errors, events, states
from troska.conversations.models import Conversation, DeliveryState, Message, Status
from troska.core import clock
from troska.timeline.actors import SYSTEM

ALLOWED = {
    "open": "pending snoozed closed spam trash",
    "pending": "open snoozed closed spam trash",
    "snoozed": "open pending closed spam trash",
    "closed": "open spam trash",
    "spam": "open trash",
    "trash": "open spam",
}
PAIRS = list(product(Status, Status))


def in_state(status: Status) -> Conversation:
    conversation = given.conversation()
    if status == Status.SNOOZED:
        return actions.snooze_conversation(conversation, until=clock.now() + timedelta(hours=1), by=SYSTEM)
    return actions.change_status(conversation, status, by=SYSTEM)


def test_the_table_names_every_state_and_nothing_else() -> None:
    assert set(states.TRANSITIONS) == set(Status)
    assert set(states.DELIVERY) == set(DeliveryState)
    assert {before: set(after) for before, after in states.TRANSITIONS.items()} == {
        Status(before): {Status(one) for one in after.split()} for before, after in ALLOWED.items()
    }


@pytest.mark.parametrize(("before", "after"), PAIRS)
@pytest.mark.django_db
def test_each_pair_of_states_goes_as_the_table_says(before: Status, after: Status) -> None:
    conversation = in_state(before)
    may = before == after or after.value in ALLOWED[before.value].split()
    assert states.may_become(before, after) == may
    seen = len(given.sequenced())

    def change() -> Conversation:
        if after == Status.SNOOZED and before != after:
            return actions.snooze_conversation(conversation, until=clock.now() + timedelta(hours=2), by=SYSTEM)
        return actions.change_status(conversation, after, by=SYSTEM)

    if not may:
        with pytest.raises(errors.TransitionNotAllowed):
            change()
        assert Conversation.objects.get(pk=conversation.pk).status == before
        return
    changed = change()
    conversation.refresh_from_db()
    assert changed.status == conversation.status == after
    assert (conversation.closed_at is not None) == (after == Status.CLOSED)
    assert (conversation.snoozed_until is not None) == (after == Status.SNOOZED)
    if after in (Status.CLOSED, Status.SPAM, Status.TRASH):
        assert conversation.waiting_since is None
    told = [recorded.event for recorded in given.sequenced()[seen:]]
    expected = events.StatusChanged(conversation_id=conversation.pk, before=before, after=after)
    assert told == ([] if before == after else [expected])


@pytest.mark.django_db
def test_snoozing_needs_a_moment_to_come() -> None:
    conversation = given.conversation()
    with pytest.raises(errors.SnoozeInPast):
        actions.snooze_conversation(conversation, until=clock.now(), by=SYSTEM)
    with pytest.raises(errors.TransitionNotAllowed):
        actions.change_status(conversation, Status.SNOOZED, by=SYSTEM)


@pytest.mark.django_db
def test_who_sleeps_wakes_when_the_time_has_come_and_not_before() -> None:
    sleeping = [given.conversation(sender=f"k{nth}@poczta.example") for nth in range(3)]
    for hours, conversation in enumerate(sleeping, start=1):
        actions.snooze_conversation(conversation, until=clock.now() + timedelta(hours=hours), by=SYSTEM)
    assert actions.wake_snoozed() == 0
    with clock.moved_by(timedelta(hours=2, minutes=1)):
        assert actions.wake_snoozed() == 2
        assert actions.wake_snoozed() == 0
    statuses = [Conversation.objects.get(pk=conversation.pk).status for conversation in sleeping]
    assert statuses == [Status.OPEN, Status.OPEN, Status.SNOOZED]


def update(table: str, column: str, value: str) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE {table} SET {column} = %s", [value])


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("table", "column", "value"),
    [
        ("conversations_conversation", "status", "frozen"),
        ("conversations_conversation", "status", "snoozed"),  # without an end
        ("conversations_conversation", "snoozed_until", "2027-01-01"),  # while open
        ("conversations_message", "channel", "pigeon"),
        ("conversations_message", "direction", "up"),
        ("conversations_message", "direction", "note"),  # visible to the customer
        ("conversations_message", "visibility", "world"),
        ("conversations_message", "actor_kind", "ghost"),
        ("conversations_message", "authenticity", "maybe"),
        ("conversations_message", "delivery", "lost"),
        ("conversations_message", "delivery", "queued"),  # of a message from outside
        ("conversations_participant", "role", "spy"),
        ("customers_identity", "kind", "face"),
    ],
)
def test_the_database_refuses_what_cannot_be(table: str, column: str, value: str) -> None:
    given.conversation()
    with pytest.raises(IntegrityError):
        update(table, column, value)


@pytest.mark.django_db
def test_a_conversation_is_not_merged_into_itself() -> None:
    conversation = given.conversation()
    with pytest.raises(IntegrityError), transaction.atomic():
        Conversation.objects.filter(pk=conversation.pk).update(merged_into=conversation)


@pytest.mark.parametrize(("before", "after"), list(product(DeliveryState, DeliveryState)))
@pytest.mark.django_db
def test_each_pair_of_delivery_states_goes_as_the_table_says(before: DeliveryState, after: DeliveryState) -> None:
    conversation = given.conversation()
    message = actions.reply(conversation, text="Już wysłaliśmy.", by=given.agent().actor)
    Message.objects.filter(pk=message.pk).update(delivery=before)
    if before == after or after in states.DELIVERY[before]:
        assert actions.set_delivery(message, after, detail="250\r\nok").delivery == after
        message.refresh_from_db()
        assert message.delivery == after
        assert before == after or message.delivery_detail == "250 ok"
    else:
        with pytest.raises(errors.TransitionNotAllowed):
            actions.set_delivery(message, after)
        message.refresh_from_db()
        assert message.delivery == before


@pytest.mark.django_db
@pytest.mark.parametrize("trouble", [DeliveryState.FAILED, DeliveryState.UNSURE])
@pytest.mark.parametrize("status", [Status.PENDING, Status.CLOSED])
def test_a_message_that_did_not_arrive_brings_its_conversation_back(trouble: DeliveryState, status: Status) -> None:
    conversation = given.conversation()
    message = actions.reply(conversation, text="Już wysłaliśmy.", by=given.agent().actor, then=status)
    actions.set_delivery(message, DeliveryState.SENDING)
    actions.set_delivery(message, trouble, detail="550 nie ma takiej skrzynki")
    conversation.refresh_from_db()
    assert conversation.status == Status.OPEN
    assert conversation.waiting_since is not None


@pytest.mark.django_db
def test_an_automatic_message_that_did_not_arrive_bothers_nobody() -> None:
    conversation = given.conversation()
    message = actions.reply(conversation, text="Dziękujemy.", by=SYSTEM, is_automatic=True)
    actions.change_status(conversation, Status.PENDING, by=SYSTEM)
    actions.set_delivery(message, DeliveryState.FAILED)
    conversation.refresh_from_db()
    assert conversation.status == Status.PENDING
