"""Taking back what has not left: the customer gets nothing, the conversation stands as before."""

from datetime import timedelta

import pytest
from tests import given

from troska.conversations import actions, errors, files
from troska.conversations.models import Conversation, Draft, DraftKind, Message, Status, Upload
from troska.core import clock
from troska.staff.models import Agent
from troska.timeline.actors import SYSTEM

pytestmark = pytest.mark.django_db

AS_BEFORE = ("status", "assignee_id", "preview", "last_message_at", "waiting_since", "snoozed_until")


def state(conversation: Conversation) -> list[object]:
    now = Conversation.objects.get(pk=conversation.pk)
    return [getattr(now, name) for name in AS_BEFORE]


def answered(conversation: Conversation, by: Agent, then: Status = Status.PENDING) -> Message:
    return actions.reply(
        conversation,
        text="Paczka jest w drodze.",
        by=by.actor,
        then=then,
        send_after=clock.now() + timedelta(seconds=10),
    )


@pytest.mark.parametrize("then", [Status.PENDING, Status.CLOSED, Status.OPEN])
@pytest.mark.parametrize("before", [Status.OPEN, Status.PENDING, Status.CLOSED])
def test_all_is_as_before(before: Status, then: Status) -> None:
    conversation, marta = given.conversation(status=before), given.agent()
    was = state(conversation)
    message = answered(conversation, marta, then)
    assert state(conversation) != was
    assert actions.take_back(message, by=marta.actor) == "Paczka jest w drodze."
    assert state(conversation) == was
    assert not Message.objects.filter(pk=message.pk).exists()


def test_a_snoozed_one_sleeps_on() -> None:
    conversation, marta = given.conversation(), given.agent()
    actions.snooze_conversation(conversation, until=clock.now() + timedelta(days=1), by=SYSTEM)
    was = state(conversation)
    actions.take_back(answered(conversation, marta), by=marta.actor)
    assert state(conversation) == was


def test_what_happened_since_stays() -> None:
    conversation, marta, bartek = given.conversation(), given.agent(), given.agent("Bartek Żuk")
    message = answered(conversation, marta)
    actions.receive(given.inbound("Halo?"), inboxes=[given.inbox()], conversation=conversation)
    actions.assign_conversation(conversation, to=bartek, by=SYSTEM)
    was = state(conversation)
    actions.take_back(message, by=marta.actor)
    assert state(conversation) == was


def test_only_one_s_own_and_only_in_time() -> None:
    conversation, marta, bartek = given.conversation(), given.agent(), given.agent("Bartek Żuk")
    message = answered(conversation, marta)
    with pytest.raises(errors.TooLateToTakeBack):
        actions.take_back(message, by=bartek.actor)
    with clock.moved_by(timedelta(seconds=9.8)), pytest.raises(errors.TooLateToTakeBack):
        actions.take_back(message, by=marta.actor)
    actions.take_back(message, by=marta.actor)
    with pytest.raises(errors.TooLateToTakeBack):
        actions.take_back(message, by=marta.actor)
    at_once = actions.reply(conversation, text="Od razu", by=marta.actor)
    with pytest.raises(errors.TooLateToTakeBack):
        actions.take_back(at_once, by=marta.actor)


def test_text_recipients_and_files_are_in_the_draft_again() -> None:
    conversation, marta = given.conversation(), given.agent()
    actions.add_participant(conversation, address="jan@firma.example", by=SYSTEM)
    file = files.store(b"x", filename="a.txt", content_type="text/plain")
    message = actions.reply(
        conversation,
        text="Dzień dobry",
        by=marta.actor,
        files=[file],
        copied=[("Ewa", "ewa@firma.example")],
        send_after=clock.now() + timedelta(seconds=10),
    )
    actions.save_draft(conversation, DraftKind.REPLY, by=marta, text="I jeszcze")
    actions.take_back(message, by=marta.actor)
    draft = Draft.objects.get(agent=marta)
    assert draft.text == "Dzień dobry\n\nI jeszcze"
    assert draft.recipients == {"to": "", "cc": "Ewa <ewa@firma.example>", "bcc": "", "mode": "all"}
    [upload] = Upload.objects.filter(agent=marta, kind=DraftKind.REPLY)
    assert files.read(upload.storage_name) == b"x"


def test_a_forward_comes_back_as_a_forward() -> None:
    conversation, marta = given.conversation(), given.agent()
    message = actions.forward(
        conversation,
        to=[("", "serwis@producent.example")],
        text="Proszę o ocenę",
        subject="Fwd: Paczka",
        by=marta.actor,
        send_after=clock.now() + timedelta(seconds=10),
    )
    actions.take_back(message, by=marta.actor)
    draft = Draft.objects.get(agent=marta)
    assert (draft.kind, draft.recipients["to"]) == ("forward", "serwis@producent.example")
