"""Sample conversations: there to try things on, gone with one click, and nobody is ever written to."""

import pytest
from django.test import Client
from tests import given

from troska.administration import samples
from troska.conversations.models import Conversation, Message, Status
from troska.core.addresses import email_key
from troska.customers.models import Customer
from troska.staff.models import Agent
from troska.staff.permissions import Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def ewa(client: Client) -> Agent:
    ewa = given.agent("Ewa", role=Role.ADMINISTRATOR)
    client.force_login(ewa)
    return ewa


def test_they_stand_in_the_inbox_marked_as_what_they_are(client: Client, ewa: Agent) -> None:
    assert samples.add_samples(given.inbox(), by=ewa.actor) == 3
    assert samples.add_samples(given.inbox(), by=ewa.actor) == 0
    assert Conversation.objects.filter(status=Status.OPEN).count() == 3
    page = client.get("/rozmowy/otwarte/").content.decode()
    assert page.count("Przykład</span>") >= 3
    for message in Message.objects.all():
        assert email_key(message.author_address).endswith(".example"), "a domain that is nobody's (RFC 2606)"


def test_they_go_with_their_people_and_nothing_else_does(client: Client, ewa: Agent) -> None:
    real = given.conversation()
    samples.add_samples(given.inbox(), by=ewa.actor)
    assert "Usuń 3 przykładow" in client.get("/ustawienia/firma/").content.decode()
    assert client.post("/ustawienia/firma/przyklady/usun").status_code == 302
    assert list(Conversation.objects.all()) == [real]
    assert list(Customer.objects.filter(erased_at=None)) == [real.customer]
    assert "przykładow" not in client.get("/ustawienia/firma/").content.decode()
