"""The pages of what is common to all conversations: labels, blocked senders."""

import pytest
from django.test import Client
from tests import given

from troska.channels.email.models import BlockedSender
from troska.conversations import actions
from troska.conversations.models import Label, LabelColour
from troska.staff.models import Agent
from troska.staff.permissions import Role
from troska.timeline.actors import SYSTEM

pytestmark = pytest.mark.django_db


@pytest.fixture
def marta() -> Agent:
    return given.agent("Marta Wójcik")


@pytest.fixture
def lead() -> Agent:
    return given.agent("Lidia Lider", role=Role.SUPERVISOR)


@pytest.fixture
def label() -> Label:
    return actions.add_label("zwrot", colour=LabelColour.RED, by=SYSTEM)


@pytest.mark.parametrize("address", ["/ustawienia/etykiety/", "/ustawienia/zablokowani/"])
def test_only_who_looks_after_it_has_the_page(client: Client, marta: Agent, lead: Agent, address: str) -> None:
    client.force_login(marta)
    assert client.get(address).status_code == 404
    client.force_login(lead)
    assert client.get(address).status_code == 200


def test_an_agent_changes_no_labels_and_unblocks_nobody(
    client: Client, marta: Agent, label: Label, lead: Agent
) -> None:
    client.force_login(marta)
    blocked = BlockedSender.objects.create(kind="address", key="a@b.example", created_by=lead)
    for address in (
        "/ustawienia/etykiety/nowa",
        "/ustawienia/etykiety/zmien",
        "/ustawienia/etykiety/usun",
        "/ustawienia/zablokowani/odblokuj",
    ):
        answer = client.post(address, {"nazwa": "x", "etykieta": label.pk, "nadawca": blocked.key})
        assert answer.status_code == 404
    assert (Label.objects.get().name, BlockedSender.objects.count()) == ("zwrot", 1)


def test_a_lead_adds_renames_and_deletes_labels(client: Client, lead: Agent) -> None:
    client.force_login(lead)
    client.post("/ustawienia/etykiety/nowa", {"nazwa": "zwrot", "kolor": "red"})
    label = Label.objects.get()
    assert "istnieje" in client.post("/ustawienia/etykiety/nowa", {"nazwa": "ZWROT"}, follow=True).content.decode()
    client.post("/ustawienia/etykiety/zmien", {"etykieta": label.pk, "nazwa": "zwroty", "kolor": "teal"})
    label.refresh_from_db()
    assert (label.name, label.colour) == ("zwroty", LabelColour.TEAL)
    actions.label_conversation(given.conversation(), label, by=SYSTEM)
    assert "Nosi ją teraz: 1 rozmowa." in client.get(f"/ustawienia/etykiety/?usun={label.pk}").content.decode()
    client.post("/ustawienia/etykiety/usun", {"etykieta": label.pk})
    assert not Label.objects.exists()
    assert "conversations.label.removed" in [recorded.kind.kind for recorded in given.sequenced()]


def test_a_lead_unblocks(client: Client, lead: Agent) -> None:
    BlockedSender.objects.create(kind="domain", key="linki.example", created_by=lead)
    client.force_login(lead)
    assert "linki.example" in client.get("/ustawienia/zablokowani/").content.decode()
    answer = client.post("/ustawienia/zablokowani/odblokuj", {"nadawca": "linki.example"}, follow=True)
    assert "linki.example może znów do nas pisać" in answer.content.decode()
    assert not BlockedSender.objects.exists()
