"""The first steps of an empty installation; abuse case 45: nobody else may take them, and they close for good."""

from typing import Any

import pytest
from django.test import Client
from tests import given

from troska.conversations.models import Conversation, Inbox
from troska.staff import setting_up
from troska.staff.models import Agent, AuditEntry, Company
from troska.staff.permissions import Role

pytestmark = pytest.mark.django_db
PAGE = "/zacznij/"
EWA = {"name": "Ewa Zarządca", "email": "ewa@halny.example", "password": "mocne hasło Ewy 7"}
COMPANY = {"legal_name": "Halny sp. z o.o.", "tax_number": "", "brand": "Halny", "address": "pomoc@halny.example"}


@pytest.fixture(autouse=True)
def code(settings: Any) -> str:
    """The code of an empty installation, in which every page leads to the first steps."""
    settings.MIDDLEWARE = [*settings.MIDDLEWARE, "troska.administration.middleware.FirstSteps"]
    setting_up.forget_code()
    return setting_up.code()


def begin(client: Client, code: str) -> None:
    assert client.post(PAGE, EWA | {"code": code}).status_code == 302


@pytest.mark.parametrize("path", ["/", "/konto/login/", "/ustawienia/ludzie/", "/rozmowy/moje/", "/nie-ma"])
def test_every_page_leads_there(client: Client, path: str) -> None:
    response = client.get(path)
    assert (response.status_code, response.headers["Location"]) == (302, PAGE)
    assert client.get(PAGE).status_code == 200
    assert client.get("/healthz").status_code == 200


@pytest.mark.parametrize("wrong", ["", "zgaduję", "aaaaa-aaaaa-aaaaa-aaaaa"])
def test_without_the_servers_code_nobody_becomes_administrator(client: Client, wrong: str) -> None:
    response = client.post(PAGE, EWA | {"code": wrong})
    assert response.status_code == 422
    assert not Agent.objects.exists()


def test_without_a_code_file_no_code_is_right(code: str) -> None:
    setting_up.forget_code()
    assert not setting_up.is_code(code)
    assert not setting_up.is_code("")


def test_a_weak_password_is_refused(client: Client, code: str) -> None:
    assert client.post(PAGE, EWA | {"code": code, "password": "haslo"}).status_code == 422
    assert not Agent.objects.exists()


def test_from_nothing_to_an_inbox_and_on_after_a_break(client: Client, code: str) -> None:
    begin(client, code.upper().replace("-", " "))
    [ewa] = Agent.objects.all()
    assert ewa.role == Role.ADMINISTRATOR
    assert client.get("/").headers["Location"] == PAGE, "closing the browser goes on where it stopped"
    assert client.post(PAGE, COMPANY | {"tax_number": "123"}).status_code == 422
    assert client.post(PAGE, COMPANY).status_code == 302
    inbox = Inbox.objects.get()
    assert [row.address for row in inbox.addresses.all()] == ["pomoc@halny.example"]
    assert list(inbox.teams.all()) == list(ewa.teams.all())
    assert Company.objects.get().legal_name == "Halny sp. z o.o."
    client.post(PAGE, COMPANY | {"brand": "Inna", "address": "inny@halny.example"})
    assert Inbox.objects.count() == 1, "the same step twice does it once"
    for _twice in range(2):
        assert client.post(PAGE, {"przyklady": "1"}).status_code == 302
        assert Conversation.objects.count() == 3
    assert client.post(PAGE, {"koniec": "1"}).headers["Location"] == "/"
    assert client.get(PAGE).status_code == 404
    assert AuditEntry.objects.filter(deed="staff.set_up").count() == 1


def test_once_somebody_existed_it_is_closed_for_good(
    client: Client, code: str, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        begin(client, code)
    assert not setting_up.code_file().exists()
    stranger = Client()
    assert stranger.get(PAGE).status_code == 404
    Agent.objects.all().delete()
    for attempt in (Client().get(PAGE), Client().post(PAGE, EWA | {"code": code, "email": "zly@x.example"})):
        assert attempt.status_code == 404
    assert not Agent.objects.exists()


def test_an_ordinary_agent_does_not_see_what_the_administrator_left(client: Client, code: str) -> None:
    begin(client, code)
    other = Client()
    other.force_login(given.agent("Marta"))
    assert other.get(PAGE).status_code == 404
