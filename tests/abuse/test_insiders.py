"""Somebody inside, or in possession of a session, collects what is not his: he is slowed, asked, and seen (P1)."""

import pytest
from django.test import Client
from tests import given

from troska.conversations import actions, doctor, sensitive
from troska.conversations.actions import opening
from troska.staff.models import Agent, AuditEntry
from troska.timeline.actors import SYSTEM

pytestmark = pytest.mark.django_db

FEW = 3


@pytest.fixture
def marta(monkeypatch: pytest.MonkeyPatch) -> Agent:
    monkeypatch.setattr(opening, "MOST_IN_AN_HOUR", FEW)
    return given.agent("Marta Wójcik")


@pytest.fixture
def desk(client: Client, marta: Agent) -> Client:
    client.force_login(marta)
    return client


def pages(number: int) -> list[str]:
    """Addresses of conversations that are nobody's yet."""
    made = [given.conversation(sender=f"k{nth}@poczta.example", text=f"Tajne {nth}") for nth in range(number)]
    return [f"/rozmowa/{conversation.code}/" for conversation in made]


def test_the_limit_is_what_the_threat_is() -> None:
    assert opening.MOST_IN_AN_HOUR == 300


def test_who_opens_too_many_is_asked_why_and_sees_nothing_before_he_says(desk: Client, marta: Agent) -> None:
    *first, last = pages(FEW + 1)
    assert {desk.get(page).status_code for page in first} == {200}
    refused = desk.get(last)
    assert refused.status_code == 302
    assert refused.headers["Location"].startswith("/powod?dalej=")
    part = desk.get(last, headers={"HX-Request": "true", "HX-Current-URL": f"http://testserver{last}"})
    assert part.headers["HX-Redirect"].startswith("/powod?dalej=")
    assert b"Tajne" not in part.content
    assert desk.post(refused.headers["Location"], {"powod": "bo tak"}).status_code == 422
    answered = desk.post(refused.headers["Location"], {"powod": "Przegląd reklamacji z czerwca"})
    assert answered.headers["Location"] == last
    assert desk.get(last).status_code == 200
    entry = AuditEntry.objects.get(deed="conversations.many_opened")
    assert (entry.actor_id, entry.details) == (marta.pk, {"reason": "Przegląd reklamacji z czerwca"})


def test_one_reason_opens_as_many_again_and_not_the_whole_company(desk: Client) -> None:
    made = pages(2 * FEW + 1)
    for page in made[:FEW]:
        desk.get(page)
    actions.give_reason("Przegląd reklamacji", by=Agent.objects.get(name="Marta Wójcik"))
    assert {desk.get(page).status_code for page in made[FEW : 2 * FEW]} == {200}
    assert desk.get(made[-1]).status_code == 302


def test_whoever_looks_after_the_system_is_told(desk: Client, marta: Agent) -> None:
    assert [finding.code for finding in doctor.reading()] == ["reading.usual"]
    for page in pages(FEW):
        desk.get(page)
    [finding] = doctor.reading()
    assert (finding.code, finding.key, finding.values["number"]) == ("reading.many", str(marta.pk), FEW)
    assert "Marta Wójcik" in finding.text


def test_what_is_ones_own_to_answer_does_not_count(desk: Client, marta: Agent) -> None:
    for nth in range(FEW + 2):
        conversation = given.conversation(sender=f"k{nth}@poczta.example")
        actions.assign_conversation(conversation, to=marta, by=SYSTEM)
        assert desk.get(f"/rozmowa/{conversation.code}/").status_code == 200


def test_opening_the_same_one_again_and_marking_it_unread_counts_once(desk: Client) -> None:
    *first, last = pages(FEW)
    for page in [*first, *first]:
        desk.get(page)
        desk.post(f"{page}nieprzeczytane")
    assert desk.get(last).status_code == 200


def test_the_question_leads_back_nowhere_else(desk: Client) -> None:
    answer = desk.post("/powod?dalej=https://zlo.example/", {"powod": "Przegląd reklamacji"})
    assert answer.headers["Location"] == "/"


@pytest.mark.parametrize(
    ("name", "is_one"),
    [
        ("Dowód osobisty.jpg", True),
        ("dowod_osobisty_przod.PNG", True),
        ("skan dowodu os. Anna.pdf", True),
        ("dowód.jpg", True),
        ("Paszport-Kowalska.jpeg", True),
        ("prawo_jazdy.jpg", True),
        ("id-card.webp", True),
        ("PESEL.pdf", True),
        ("dowód zakupu.pdf", False),
        ("dowod_wplaty_2026.pdf", False),
        ("dowód nadania paczki.jpg", False),
        ("faktura.pdf", False),
        ("IMG_2041.jpg", False),
    ],
)
def test_identity_documents_are_known_by_their_names(name: str, is_one: bool) -> None:  # noqa: FBT001 -- a column
    assert sensitive.is_identity_document(name) == is_one


def test_who_takes_an_identity_document_leaves_a_line_and_it_is_not_shown_idly(desk: Client, marta: Agent) -> None:
    mail = given.mail(files=[("dowod_osobisty.png", b"\x89PNG obraz"), ("buty.png", b"\x89PNG buty")])
    message = given.arrived(mail.replace(b"application/octet-stream", b"image/png"))
    document, shoes = message.attachments.order_by("pk")
    page = desk.get(f"/rozmowa/{message.conversation.code}/").content.decode()
    assert f'src="/zalacznik/{shoes.code}"' in page
    assert f'src="/zalacznik/{document.code}"' not in page
    assert not AuditEntry.objects.filter(deed="conversations.file_read").exists()
    answer = desk.get(f"/zalacznik/{document.code}")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    desk.get(f"/zalacznik/{shoes.code}")
    entry = AuditEntry.objects.get(deed="conversations.file_read")
    assert (entry.actor_id, entry.about) == (marta.pk, f"attachment:{document.pk}")
