"""What a widget promises before anybody has written: honestly, by the hours and by what was measured."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import translation
from tests import given
from tests.channels.webchat import chatting

from troska.channels.webchat import greeting
from troska.channels.webchat.models import Chat
from troska.conversations import actions
from troska.conversations.models import Conversation, Message
from troska.core.business_hours import BusinessHours, office_week


@pytest.mark.parametrize(
    ("at", "said"),
    [
        ("2026-11-27T11:00", ""),  # Friday, noon in Warsaw
        ("2026-11-27T07:15", "dziś o 9:00"),
        ("2026-11-26T17:00", "jutro o 9:00"),
        ("2026-11-27T17:00", "w poniedziałek o 9:00"),
        ("2026-12-23T17:00", "w poniedziałek o 9:00"),  # Christmas Eve is a holiday since 2025
        ("2026-12-31T17:00", "w poniedziałek o 9:00"),
    ],
)
def test_it_says_when_somebody_is_there_again(at: str, said: str) -> None:
    hours = BusinessHours(office_week(), [])
    with translation.override("pl"):
        assert greeting.back(hours, datetime.fromisoformat(at).replace(tzinfo=UTC)) == said


def test_in_english_too() -> None:
    hours = BusinessHours(office_week(), [])
    with translation.override("en"):
        assert greeting.back(hours, datetime(2026, 11, 27, 17, tzinfo=UTC)) == "on Monday at 9:00"


@pytest.mark.django_db
def test_how_soon_is_said_only_when_it_was_measured_often_enough() -> None:
    greeting._kept.clear()
    browser, marta = chatting.browser(), given.agent()
    assert browser.get("")["minutes"] is None

    for _nth in range(greeting.FEWEST):
        chatting.browser().say("Halo?")
        conversation = Conversation.objects.latest("pk")
        answer = actions.reply(conversation, text="Tak?", by=marta.actor)
        began = Chat.objects.get(pk=conversation.pk).started_at
        Message.objects.filter(pk=answer.pk).update(created_at=began + timedelta(minutes=3))
    greeting._kept.clear()

    assert browser.get("")["minutes"] == 3
    greeting._kept.clear()
