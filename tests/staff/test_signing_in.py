import re

import pytest
from django.conf import settings
from django.core.cache import cache
from django.test import Client
from tests import given

from troska.staff.models import Agent

PASSWORD = "dobre hasło konsultantki"


@pytest.fixture
def marta(db: None) -> Agent:
    cache.clear()
    return given.agent("Marta Wójcik", email="marta@firma.example", password=PASSWORD)


def sign_in(client: Client, email: str = "marta@firma.example", password: str = PASSWORD, **more: str) -> bool:
    response = client.post("/konto/login/", {"login": email, "password": password, **more})
    return response.status_code == 302


def test_by_email_and_password_in_any_case_of_letters(client: Client, marta: Agent) -> None:
    assert sign_in(client, email="Marta@Firma.example")
    assert client.get("/rozmowy/moje/").status_code == 200


def test_a_wrong_password_and_an_unknown_person_read_the_same(client: Client, marta: Agent) -> None:
    texts = [
        client.post("/konto/login/", {"login": who, "password": "zgaduję dalej"}).content.decode()
        for who in ("marta@firma.example", "nikogo@firma.example")
    ]
    said = [re.findall(r'class="error[^>]*>(.*?)</', text, re.DOTALL) for text in texts]
    assert said[0] == said[1] != []


def test_guessing_is_slowed_down_even_when_the_guess_is_right_at_last(client: Client, marta: Agent) -> None:
    for nth in range(5):
        assert not sign_in(client, password=f"zgaduję {nth}")
    response = client.post("/konto/login/", {"login": "marta@firma.example", "password": PASSWORD})
    assert response.status_code in {200, 429}
    assert client.get("/rozmowy/moje/").status_code == 302


def test_nobody_signs_himself_up(client: Client, db: None) -> None:
    for response in (
        client.get("/konto/signup/"),
        client.post("/konto/signup/", {"email": "ja@zly.example", "password1": PASSWORD, "password2": PASSWORD}),
    ):
        assert "Konta zakłada administrator" in response.content.decode()
    assert not Agent.objects.exists()


def test_signing_in_leads_where_one_wanted_but_not_elsewhere(client: Client, marta: Agent) -> None:
    response = client.post("/konto/login/", {"login": marta.email, "password": PASSWORD, "next": "/rozmowy/otwarte/"})
    assert response.headers["Location"] == "/rozmowy/otwarte/"
    other = Client()
    response = other.post("/konto/login/", {"login": marta.email, "password": PASSWORD, "next": "https://zly.example/"})
    assert response.headers["Location"] == "/"


def test_signing_out_asks_first_and_ends_the_session(client: Client, marta: Agent) -> None:
    client.force_login(marta)
    assert "Wylogować?" in client.get("/konto/logout/").content.decode()
    assert client.get("/rozmowy/moje/").status_code == 200
    client.post("/konto/logout/")
    assert client.get("/rozmowy/moje/").status_code == 302


@pytest.mark.parametrize(
    "page",
    ["login", "logout", "signup", "password/reset", "password/reset/done", "inactive", "password/reset/key/done"],
)
def test_every_page_at_the_door_is_in_polish_and_in_our_clothes(client: Client, db: None, page: str) -> None:
    response = client.get(f"/konto/{page}/", follow=True)
    text = response.content.decode()
    assert response.status_code == 200
    assert "ui/tokens.css" in text
    assert not re.search(r"Sign In|Password Reset|Menu:", text)


def test_no_page_promises_a_mail_that_would_not_leave(
    client: Client, db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "EMAIL_BACKEND", "django.core.mail.backends.dummy.EmailBackend")
    assert "Poproś administratora o nowe" in client.get("/konto/login/").content.decode()
    text = client.get("/konto/password/reset/").content.decode()
    assert "Nowe hasło ustawi Ci administrator" in text
    assert "<form" not in text


def test_the_cookie_of_a_session_is_out_of_reach_of_scripts(client: Client, marta: Agent) -> None:
    sign_in(client)
    cookie = client.cookies["sesja"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"


@pytest.mark.parametrize("page", ["email/", "password/set/", "login/code/confirm/"])
def test_pages_of_the_library_that_go_past_our_rules_are_shut(client: Client, marta: Agent, page: str) -> None:
    assert client.get(f"/konto/{page}").status_code == 404
    sign_in(client)
    assert client.get(f"/konto/{page}").status_code == 404
    assert client.post(f"/konto/{page}", {"email": "inna@firma.example", "action_add": ""}).status_code == 404


def test_only_who_has_a_password_is_asked_to_change_it(client: Client, marta: Agent) -> None:
    sign_in(client)
    assert "/konto/password/change/" in client.get("/ustawienia/ja/").content.decode()
    elsewhere = given.agent("Jan Kos", email="jan@firma.example")
    client.force_login(elsewhere)
    assert "/konto/password/change/" not in client.get("/ustawienia/ja/").content.decode()
