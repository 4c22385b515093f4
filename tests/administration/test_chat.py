"""The page that puts a chat on the company's pages."""

import pytest
from django.test import Client
from tests import given

from troska.channels.webchat.models import IdentityKey, Widget
from troska.core import secrets
from troska.staff.models import AuditEntry
from troska.staff.permissions import Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def browser() -> Client:
    ewa = given.agent("Ewa", role=Role.ADMINISTRATOR, teams=[])
    made = Client()
    made.force_login(ewa)
    given.proved(made, ewa)
    return made


def address() -> str:
    return f"/ustawienia/skrzynki/{given.inbox().pk}/czat/"


def test_the_pages_are_kept_as_browsers_name_them(browser: Client) -> None:
    given.inbox()
    said = {"pages": "sklep.example\nhttp://localhost:8080/koszyk\nhttps://sklep.example/", "is_active": "on"}

    assert browser.post(address(), said).status_code == 302

    widget = Widget.objects.get()
    assert widget.allowed_origins == ["https://sklep.example", "http://localhost:8080"]
    page = browser.get(address()).content.decode()
    assert f"data-key=&quot;{widget.key}&quot;" in page or f'data-key="{widget.key}"' in page
    assert AuditEntry.objects.filter(deed="webchat.widget_saved").exists()


def test_what_is_no_page_is_said_and_nothing_is_kept(browser: Client) -> None:
    response = browser.post(address(), {"pages": "*.example"})

    assert response.status_code == 422
    assert "„*.example” nie jest adresem strony." in response.content.decode()
    assert not Widget.objects.exists()


def test_a_secret_is_shown_once(browser: Client) -> None:
    browser.post(address(), {"pages": "sklep.example", "is_active": "on"})

    made = browser.post(f"{address()}klucz").content.decode()

    secret = secrets.decrypt(IdentityKey.objects.get().encrypted_secret)
    assert secret in made
    assert secret not in browser.get(address()).content.decode()


def test_a_key_that_was_retired_is_gone_from_the_page(browser: Client) -> None:
    browser.post(address(), {"pages": "sklep.example", "is_active": "on"})
    browser.post(f"{address()}klucz")
    code = IdentityKey.objects.get().code

    browser.post(f"{address()}wycofaj", {"klucz": code})

    assert code not in browser.get(address()).content.decode()
    assert IdentityKey.objects.get().retired_at is not None
