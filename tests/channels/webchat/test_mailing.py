"""What a visitor did not see before he left reaches him by e-mail, once; his answer comes back to the talk."""

from datetime import timedelta

import pytest
from tests import given
from tests.channels.webchat import chatting

from troska.channels.email import tokens
from troska.channels.webchat.mailing import mail_unseen
from troska.channels.webchat.models import Visitor
from troska.conversations import actions, queries
from troska.conversations.models import Channel, Conversation, DeliveryState, Message
from troska.core import clock

pytestmark = pytest.mark.django_db


def talk() -> chatting.Browser:
    """A visitor who gave his address, asked, and was answered."""
    browser = chatting.browser()
    browser.post("o-mnie", {"name": "Anna", "email": given.ANNA})
    browser.say("Czy jest rozmiar 39?")
    marta = given.agent()
    actions.reply(Conversation.objects.get(), text="Tak, jest.", by=marta.actor, author_name=marta.name)
    return browser


def later(minutes: int = 3) -> None:
    """Let him be gone, and everything said, for so long."""
    Visitor.objects.update(seen_at=clock.now() - timedelta(minutes=minutes))
    Message.objects.update(created_at=clock.now() - timedelta(minutes=minutes))


def test_who_left_before_the_answer_gets_it_by_mail_once() -> None:
    browser = talk()
    later()

    assert (mail_unseen(), mail_unseen()) == (1, 0)

    mail = Message.objects.get(channel=Channel.EMAIL)
    assert mail.recipients["to"] == [["Anna", given.ANNA]]
    assert mail.delivery == DeliveryState.QUEUED
    assert "Tak, jest." in mail.text
    assert [one["text"] for one in browser.get("rozmowa")["messages"]] == ["Czy jest rozmiar 39?", "Tak, jest."]


def test_his_answer_to_that_mail_comes_back_to_the_same_talk_and_stands_in_the_chat() -> None:
    browser = talk()
    later()
    mail_unseen()
    conversation = Conversation.objects.get()

    answer = given.mail("To biorę.", From=given.ANNA, To=tokens.reply_address(given.HELP, conversation.pk))
    message = given.arrived(answer)

    assert message.conversation == conversation
    assert not message.is_unverified
    shown = browser.get("rozmowa")["messages"]
    assert [(one["by"], one["text"]) for one in shown] == [
        ("visitor", "Czy jest rozmiar 39?"),
        ("agent", "Tak, jest."),
        ("visitor", "To biorę."),
    ]
    assert queries.channel_of(conversation) == Channel.EMAIL


def test_who_is_still_there_or_has_seen_it_gets_none() -> None:
    browser = talk()
    assert mail_unseen() == 0

    browser.post("znak", {"read": Message.objects.latest("pk").code})
    later()
    assert mail_unseen() == 0


def test_who_gave_no_address_gets_none() -> None:
    chatting.browser().say("Halo?")
    actions.reply(Conversation.objects.get(), text="Tak?", by=given.agent().actor)
    later()

    assert mail_unseen() == 0


def test_what_is_said_after_the_mail_goes_out_in_the_next_one() -> None:
    talk()
    later()
    mail_unseen()
    actions.reply(Conversation.objects.get(), text="I 40 też.", by=given.agent().actor, channel=Channel.CHAT)
    later()

    assert mail_unseen() == 1
    last = Message.objects.filter(channel=Channel.EMAIL).latest("pk")
    assert "I 40 też." in last.text
    assert "Tak, jest." not in last.text


def test_a_transcript_goes_to_the_address_that_was_given_once_a_day() -> None:
    browser = talk()

    browser.post("zapis", {})

    mail = Message.objects.get(channel=Channel.EMAIL)
    assert mail.recipients["to"] == [["Anna", given.ANNA]]
    assert "Ty\nCzy jest rozmiar 39?" in mail.text
    assert "Marta Wójcik\nTak, jest." in mail.text
    assert [one["text"] for one in browser.get("rozmowa")["messages"]] == ["Czy jest rozmiar 39?", "Tak, jest."]
    assert browser.post("zapis", {}, status=429)["code"] == "too_fast"


def test_nobody_s_letters_are_sent_to_strangers_as_transcripts() -> None:
    browser = chatting.browser()
    browser.say("KUP TANIO")

    assert browser.post("zapis", {}, status=422)["code"] == "no_address"
    assert browser.post("zapis", {"email": "ofiara@poczta.example"}, status=409)["code"] == "nothing_to_send"
    assert not Message.objects.filter(channel=Channel.EMAIL).exists()
