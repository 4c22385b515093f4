"""Customers write what should not lie open. Case 43: cards, passwords, PESEL numbers and keys in messages."""

import zlib
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from tests import given

from troska.conversations import actions
from troska.conversations.models import DraftKind, HiddenValue, Message, Status
from troska.conversations.queries import search, visible_to
from troska.core import secrets
from troska.staff.models import Agent, AuditEntry
from troska.timeline.actors import SYSTEM

pytestmark = pytest.mark.django_db

CARD = "4111 1111 1111 1111"
PESEL = "44051401359"
PASSWORD = "Kotek2019!"
TEXT = f"Nie mogę zapłacić kartą {CARD}. Mój PESEL to {PESEL}, hasło: {PASSWORD}\n"


@pytest.fixture
def message() -> Message:
    html = f"<p>Karta {CARD}</p><p>PESEL <b>{PESEL}</b>, hasło: {PASSWORD}</p>"
    boundary = given.mail(TEXT, Subject=f"Hasło: {PASSWORD}", sender_name="Anna").partition(b"Content-Type")[0]
    body = (
        'Content-Type: multipart/alternative; boundary="granica"\n\n'
        f"--granica\nContent-Type: text/plain; charset=utf-8\n\n{TEXT}\n"
        f"--granica\nContent-Type: text/html; charset=utf-8\n\n{html}\n--granica--\n"
    )
    return given.arrived(boundary + body.replace("\n", "\r\n").encode())


@pytest.fixture
def agent(client: Client, message: Message) -> Agent:
    agent = given.agent("Marta Wójcik")
    client.force_login(agent)
    return agent


def kept_in_database() -> str:
    """Everything that stands in any table, as text."""
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT string_agg(t::text, chr(10)) FROM "{table}" AS t')
            found.append(str(cursor.fetchone()[0]))
    return "\n".join(found)


def kept_on_disk() -> bytes:
    files = [path for path in Path(settings.TROSKA_HOME).rglob("*") if path.is_file()]
    raw = [zlib.decompress(path.read_bytes()) for path in files if path.parent.parent.name == "raw"]
    return b"\n".join([*raw, *(path.read_bytes() for path in files)])


def test_case_43_a_cards_number_is_nowhere(message: Message) -> None:
    assert "**** **** **** 1111" in message.text
    for number in (CARD, CARD.replace(" ", "")):
        assert number not in kept_in_database()
        assert number.encode() not in kept_on_disk()
    assert b"**** **** **** 1111" in kept_on_disk()


def test_case_43_nor_is_one_that_we_write(message: Message) -> None:
    agent = given.agent("Marta Wójcik")
    conversation = message.conversation
    actions.save_draft(conversation, DraftKind.NOTE, by=agent, text=f"Podała {CARD}")
    actions.add_note(conversation, text=f"Podała {CARD}", by=agent.actor)
    actions.reply(conversation, text=f"Czy to {CARD}?", by=agent.actor)
    actions.forward(
        conversation, text=f"Karta {CARD}", subject=f"Karta {CARD}", to=[("", "bank@bank.example")], by=agent.actor
    )
    assert CARD not in kept_in_database()


def test_case_43_what_is_hidden_is_kept_encrypted_only(message: Message) -> None:
    kept = kept_in_database()
    assert PESEL not in kept
    assert PASSWORD not in kept
    values = HiddenValue.objects.filter(message=message)
    assert {secrets.decrypt(each.encrypted_value) for each in values} == {PESEL, PASSWORD}


def test_case_43_no_page_shows_it_and_no_search_finds_it(client: Client, agent: Agent, message: Message) -> None:
    for address in (
        f"/rozmowa/{message.conversation.code}/",
        "/rozmowy/nieprzypisane/",
        f"/wiadomosc/{message.code}/html",
    ):
        page = client.get(address)
        assert page.status_code == 200
        for value in (CARD, PESEL, PASSWORD):
            assert value not in page.content.decode()
    assert not search(visible_to(agent), PESEL)
    assert not search(visible_to(agent), PASSWORD)


def test_case_43_who_asks_for_one_sees_it_and_that_is_audited(client: Client, agent: Agent, message: Message) -> None:
    number = next(each.number for each in HiddenValue.objects.all() if secrets.decrypt(each.encrypted_value) == PESEL)
    page = client.get(f"/rozmowa/{message.conversation.code}/").content.decode()
    address = f"/wiadomosc/{message.code}/ukryte/{number}"
    assert f'hx-post="{address}"' in page
    assert client.get(address).status_code == 405
    assert not AuditEntry.objects.filter(deed="conversations.secret_seen").exists()
    shown = client.post(address)
    assert PESEL in shown.content.decode()
    assert "no-store" in shown["Cache-Control"]
    entry = AuditEntry.objects.get(deed="conversations.secret_seen")
    assert entry.actor_id == agent.pk
    assert PESEL not in str(entry.details)


def test_case_43_a_mark_that_a_customer_typed_shows_nothing(client: Client, agent: Agent, message: Message) -> None:
    typed = given.conversation(text="Hej ⟦PESEL\u00a01⟧", sender="x@poczta.example")
    assert "ukryte/1" not in client.get(f"/rozmowa/{typed.code}/").content.decode()
    newest = typed.messages.get()
    assert client.post(f"/wiadomosc/{newest.code}/ukryte/1").status_code == 404


def test_case_43_it_goes_with_its_message(message: Message) -> None:
    conversation = actions.change_status(message.conversation, Status.TRASH, by=SYSTEM)
    actions.purge(conversation, older_than=conversation.status_since.replace(year=2100))
    assert not HiddenValue.objects.exists()
