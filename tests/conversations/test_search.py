"""Search: what is found by which words, what never is, and that years of conversations slow it down by nothing."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

import psycopg
import pytest
from bench import large
from django.db import connection
from django.db.models import QuerySet
from tests import given

from troska.conversations import actions
from troska.conversations.models import Conversation, Status
from troska.conversations.queries import customers_found, page_of, search, visible_to
from troska.staff.permissions import Role
from troska.timeline.actors import SYSTEM

pytestmark = pytest.mark.django_db


def arrived(subject: str, text: str = "Dzień dobry", *, sender: str = given.ANNA, name: str = "Anna Nowak") -> Any:
    inbound = given.inbound(text, sender=sender, subject=subject, sender_name=name)
    return actions.receive(inbound, inboxes=[given.inbox()]).conversation


@pytest.fixture
def everything() -> QuerySet[Conversation]:
    return visible_to(given.agent(role=Role.ADMINISTRATOR))


def subjects(found: QuerySet[Conversation]) -> list[str]:
    return sorted(row.subject for row in found)


@pytest.mark.parametrize(
    "text",
    [
        "zwrot", "zwrotu", "ZWROTY", "zolte", "Żółte kal", "kaloszy", "w rozmiarze", "rozmiar zwrot",
        "zelazna", "Żelazna", "łucja ż", "zwrot łucja", "zelazna kalosze",
        "lucja@poczta.example", "Lucja@POCZTA.example", "luc@poczta.example", "lucja@", "2026/17", "zam-2026",
    ],
)  # fmt: skip
def test_a_conversation_is_found_by_what_people_remember_of_it(everything: QuerySet[Conversation], text: str) -> None:
    arrived("Faktura", sender="jan@poczta.example", name="Jan Kowal")
    arrived(
        "Zwrot ZAM-2026/17: żółte kalosze", "Są w złym rozmiarze", sender="lucja@poczta.example", name="Łucja Żelazna"
    )
    wanted = [] if text == "luc@poczta.example" else ["Zwrot ZAM-2026/17: żółte kalosze"]
    assert subjects(search(everything, text)) == wanted


def test_the_reference_finds_one_however_it_is_written(everything: QuerySet[Conversation]) -> None:
    arrived("Faktura")
    wanted = arrived("Zwrot")
    for text in (wanted.reference, wanted.reference.lower(), f" #{wanted.pk} ", str(wanted.pk), f"T{wanted.pk}"):
        assert subjects(search(everything, text)) == ["Zwrot"]


def test_a_word_of_the_last_message_finds_only_as_long_as_it_is_the_last(everything: QuerySet[Conversation]) -> None:
    conversation = arrived("Pytanie", "Kurier zgubił paczkę")
    assert subjects(search(everything, "kuriera")) == ["Pytanie"]
    actions.reply(conversation, text="Szukamy.", by=SYSTEM)
    assert subjects(search(everything, "kuriera")) == []
    assert subjects(search(everything, "szukamy")) == ["Pytanie"]


@pytest.mark.parametrize("text", ["", "  ", "!?", "'", "a' | b:*", "\x00", "T-", "9" * 30, "%", "%@%", "@", "<script>"])
def test_nothing_meant_is_nothing_found(everything: QuerySet[Conversation], text: str) -> None:
    arrived("Zwrot", "Dzień dobry", name="Jan Kowal")
    assert subjects(search(everything, text)) == []
    assert customers_found(everything, text) == []


def test_nobody_finds_what_he_may_not_see() -> None:
    conversation = arrived("Tajny zwrot", sender="tajna@poczta.example", name="Tajna Osoba")
    stranger = given.agent("Igor Mazur", teams=[given.team("Inny zespół")])
    for text in ("tajny", "zwrot", "osoba", "tajna zwrot", "tajna@poczta.example", conversation.reference):
        assert not search(visible_to(stranger), text).exists()
        assert customers_found(visible_to(stranger), text) == []
        assert search(visible_to(given.agent()), text).exists()
    assert [row.name for row in customers_found(visible_to(given.agent()), "osob")] == ["Tajna Osoba"]


def test_a_customer_of_spam_alone_is_no_customer_to_come_across(everything: QuerySet[Conversation]) -> None:
    actions.change_status(arrived("Wygrałeś", name="Książę Nigerii"), Status.SPAM, by=SYSTEM)
    assert customers_found(everything, "książę") == []


# --- speed --------------------------------------------------------------------------------------------------------
CONVERSATIONS = 3_000
ASKED = ["1234", "klient 77", "klient77@poczta", "T-1500", "pytanie 1200", "nieznane słowo"]


def nodes(found: QuerySet[Conversation]) -> Iterator[Mapping[str, Any]]:
    """Every node of the plan."""
    waiting = [json.loads(found.explain(format="json"))[0]["Plan"]]
    while waiting:
        node = waiting.pop()
        yield node
        waiting += node.get("Plans", [])


@pytest.fixture
def todays_disks(transactional_db: None) -> Iterator[None]:
    """The costs of the embedded server, for which reading here and there is nearly as quick as reading on."""
    with connection.cursor() as cursor:
        cursor.execute("SET random_page_cost = 1.1")
        yield
        cursor.execute("RESET random_page_cost")


@pytest.mark.django_db(transaction=True)
def test_search_reads_indexes_and_no_table_from_end_to_end(todays_disks: None) -> None:
    given.delivered(given.mail())
    with psycopg.connect(given.database_url(), autocommit=True) as owner:
        large.fill(owner, conversations=CONVERSATIONS, customers=CONVERSATIONS, open_ones=500)
    seen = visible_to(given.agent())
    for text in ASKED:
        plan = list(nodes(page_of(search(seen, text))))
        assert not [node for node in plan if node["Node Type"] == "Seq Scan" and node["Plan Rows"] > 100], text
        assert any(node.get("Index Name", "").startswith("conversations_") for node in plan), text
