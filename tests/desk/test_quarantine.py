import pytest
from django.test import Client
from tests import given

from troska.channels.models import JournalEntry
from troska.conversations.models import Message
from troska.staff.models import Agent

FALSE = given.mail(
    "Proszę pilnie zmienić numer konta.\n",
    From=None,
    extra=[("From", "Ewa <ewa@firma.example>"), ("From", "x@zly.example")],
)


@pytest.fixture
def held(marta: Agent) -> JournalEntry:
    given.inbox()
    return given.quarantined(FALSE)


def test_what_was_not_let_in_is_listed_with_the_reason(desk: Client, held: JournalEntry) -> None:
    text = desk.get("/rozmowy/kwarantanna/").content.decode()
    assert f'id="q-{held.id}"' in text
    assert "nie wiadomo, kto jest nadawcą" in text


def test_an_agent_opens_it_and_nothing_in_it_is_a_link(desk: Client, marta: Agent) -> None:
    given.inbox()
    body = "Kliknij https://zly.example/zaloguj <script>alert(1)</script> \u202egnp.exe\n"
    entry = given.quarantined(given.mail(body, From=None, extra=[("From", "a@zly.example"), ("From", "b@zly.example")]))
    text = desk.get(f"/kwarantanna/{entry.id}/").content.decode()
    assert "Kliknij https://zly.example/zaloguj" in text
    assert 'href="https://zly.example' not in text
    assert "<script>alert" not in text
    assert "⟨U+202E⟩gnp.exe" in text


def test_let_in_it_becomes_a_conversation_with_an_unverified_sender(desk: Client, held: JournalEntry) -> None:
    response = desk.post(f"/kwarantanna/{held.id}/wpusc")
    [message] = Message.objects.all()
    assert response.headers["Location"] == f"/rozmowa/{message.conversation.code}/"
    assert message.is_unverified
    assert "Proszę pilnie zmienić numer konta." in desk.get(response.headers["Location"]).content.decode()


def test_turned_away_it_is_gone_and_made_nothing(desk: Client, held: JournalEntry) -> None:
    desk.post(f"/kwarantanna/{held.id}/odrzuc")
    assert "Kwarantanna jest pusta" in desk.get("/rozmowy/kwarantanna/").content.decode()
    assert not Message.objects.exists()
    again = desk.post(f"/kwarantanna/{held.id}/odrzuc")
    assert again.status_code == 404
    assert "Tej wiadomości nie ma już w kwarantannie." in again.content.decode()


def test_another_teams_held_mail_is_out_of_sight(client: Client, stranger: Agent, held: JournalEntry) -> None:
    client.force_login(stranger)
    assert client.get(f"/kwarantanna/{held.id}/").status_code == 404
    assert client.post(f"/kwarantanna/{held.id}/wpusc").status_code == 404
    assert not Message.objects.exists()


def test_older_held_mails_follow(desk: Client, marta: Agent) -> None:
    given.inbox()
    entries = [
        given.quarantined(
            given.mail(f"Numer {nth}", From=None, extra=[("From", "a@zly.example"), ("From", f"b{nth}@zly.example")])
        )
        for nth in range(3)
    ]
    text = desk.get("/rozmowy/kwarantanna/", {"przed": str(entries[1].id)}).content.decode()
    assert f'id="q-{entries[0].id}"' in text
    assert f'id="q-{entries[2].id}"' not in text
