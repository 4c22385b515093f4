"""Answering: what a reply, a note, an assignment do to a conversation, and what they leave alone."""

from datetime import timedelta

import pytest
from tests import given

from troska.conversations import actions, errors, events, files
from troska.conversations.models import Channel, Conversation, DeliveryState, Direction, Status, Visibility
from troska.core import clock
from troska.core.addresses import InvalidAddressError
from troska.timeline.actors import SYSTEM
from troska.timeline.events import Event

pytestmark = pytest.mark.django_db


def told(conversation: Conversation) -> list[Event]:
    key = f"conversation:{conversation.pk}"
    return [recorded.event for recorded in given.sequenced() if recorded.stream_key == key][2:]


def test_a_reply_is_queued_and_ends_the_waiting() -> None:
    conversation, agent = given.conversation(), given.agent()
    message = actions.reply(conversation, text="  Już wysłane.\n", by=agent.actor, author_name=agent.name)
    conversation.refresh_from_db()
    assert (message.text, message.direction, message.delivery) == (
        "Już wysłane.",
        Direction.OUTBOUND,
        DeliveryState.QUEUED,
    )
    assert message.recipients == {"to": [["Anna Nowak", given.ANNA]], "cc": []}
    assert (conversation.status, conversation.waiting_since, conversation.assignee) == (Status.PENDING, None, agent)
    assert conversation.preview == "Już wysłane."
    assert told(conversation) == [
        events.ConversationAssigned(
            conversation_id=conversation.pk, to=agent.pk, before=None, reason=events.AssignmentReason.ANSWERED
        ),
        events.StatusChanged(conversation_id=conversation.pk, before=Status.OPEN, after=Status.PENDING),
        events.MessageQueued(
            conversation_id=conversation.pk, message_id=message.pk, channel=Channel.EMAIL, is_automatic=False
        ),
    ]


def test_who_is_responsible_stays_so_when_another_one_answers() -> None:
    conversation, agent, colleague = given.conversation(), given.agent(), given.agent()
    actions.assign_conversation(conversation, to=agent, by=agent.actor)
    actions.reply(conversation, text="Zastępuję koleżankę.", by=colleague.actor)
    conversation.refresh_from_db()
    assert conversation.assignee == agent


def test_an_automatic_message_changes_nothing_but_is_queued() -> None:
    conversation = given.conversation()
    before = Conversation.objects.values().get(pk=conversation.pk)
    actions.reply(conversation, text="Dziękujemy za wiadomość.", by=SYSTEM, is_automatic=True)
    assert Conversation.objects.values().get(pk=conversation.pk) == before
    assert [type(event) for event in told(conversation)] == [events.MessageQueued]


@pytest.mark.parametrize("status", [Status.CLOSED, Status.SPAM, Status.TRASH])
def test_an_answer_brings_back_what_was_done_with(status: Status) -> None:
    conversation = given.conversation(status=status)
    actions.reply(conversation, text="Jednak odpowiadam.", by=given.agent().actor)
    conversation.refresh_from_db()
    assert conversation.status == Status.PENDING
    assert conversation.closed_at is None


def test_an_answer_may_close() -> None:
    conversation = given.conversation()
    actions.reply(conversation, text="Załatwione.", by=given.agent().actor, then=Status.CLOSED)
    conversation.refresh_from_db()
    assert conversation.status == Status.CLOSED


def test_an_answer_cannot_put_off_without_a_moment() -> None:
    conversation = given.conversation()
    with pytest.raises(errors.TransitionNotAllowed):
        actions.reply(conversation, text="Później.", by=given.agent().actor, then=Status.SNOOZED)
    assert conversation.messages.count() == 1


@pytest.mark.parametrize("text", ["", "  \n\t "])
def test_nothing_is_no_message_but_a_file_is_one(text: str) -> None:
    conversation, agent = given.conversation(), given.agent()
    for verb in (actions.reply, actions.add_note):
        with pytest.raises(errors.EmptyMessage):
            verb(conversation, text=text, by=agent.actor)
        file = files.store(b"%PDF", filename="faktura.pdf", content_type="application/pdf")
        assert verb(conversation, text=text, by=agent.actor, files=[file]).attachments.count() == 1


def test_a_note_stays_inside_and_moves_nothing() -> None:
    conversation, agent = given.conversation(), given.agent()
    before = Conversation.objects.values().get(pk=conversation.pk)
    note = actions.add_note(conversation, text="Klient dzwonił.", by=agent.actor, mentioned=[agent])
    assert (note.visibility, note.delivery, note.is_note) == (Visibility.TEAM, DeliveryState.NONE, True)
    assert Conversation.objects.values().get(pk=conversation.pk) == before
    assert told(conversation) == [
        events.NoteAdded(conversation_id=conversation.pk, message_id=note.pk),
        events.AgentMentioned(conversation_id=conversation.pk, message_id=note.pk, agent_id=agent.pk),
    ]


def test_being_made_responsible_twice_happens_once() -> None:
    conversation, agent, other = given.conversation(), given.agent(), given.agent()
    for to in (agent, agent, other, None, None):
        actions.assign_conversation(conversation, to=to, by=agent.actor)
    assert told(conversation) == [
        events.ConversationAssigned(conversation_id=conversation.pk, to=after, before=before)
        for after, before in [(agent.pk, None), (other.pk, agent.pk), (None, other.pk)]
    ]


def test_someone_else_is_let_in_once_and_by_a_real_address() -> None:
    conversation, agent = given.conversation(), given.agent()
    for address in ("jan@poczta.example", "JAN@poczta.example", given.ANNA):
        actions.add_participant(conversation, address=address, by=agent.actor)
    assert conversation.participants.count() == 2
    with pytest.raises(InvalidAddressError):
        actions.add_participant(conversation, address="to nie adres", by=agent.actor)


def test_a_message_for_later_says_when() -> None:
    moment = clock.now() + timedelta(hours=3)
    message = actions.reply(given.conversation(), text="Jutro.", by=given.agent().actor, send_after=moment)
    message.refresh_from_db()
    assert message.send_after == moment


def test_what_was_erased_can_be_changed_by_nobody() -> None:
    conversation = given.conversation()
    Conversation.objects.filter(pk=conversation.pk).delete()
    with pytest.raises(errors.ConversationNotFound):
        actions.change_status(conversation, Status.CLOSED, by=SYSTEM)
