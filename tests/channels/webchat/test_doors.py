"""Every door of the chat × everybody who may knock: nobody gets what is another visitor's (abuse cases 21 and 25)."""

import json
from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from tests import given
from tests.channels.webchat import chatting

from troska.channels.webchat.models import Widget
from troska.channels.webchat.urls import urlpatterns
from troska.conversations.models import Conversation

pytestmark = pytest.mark.django_db
SECRET = "Tajemnica7421"
#: Doors of visitors, by their last word; the others belong to widgets or have keys of their own.
OF_WIDGETS = {"loader", "greet", "puzzle", "begin", "file"}
OF_VISITORS = sorted({str(pattern.name) for pattern in urlpatterns} - OF_WIDGETS)
WORDS = {str(pattern.name): str(pattern.pattern).rpartition("/")[2] for pattern in urlpatterns}
READS = {"history"}


def left(browser: chatting.Browser) -> str:
    token = browser.token
    browser.post("wyjscie", {})
    return token


STRANGERS: dict[str, Callable[[], str]] = {
    "nobody": lambda: "",
    "a guess": lambda: "x" * 32,
    "who has signed out": lambda: left(chatting.browser()),
}


@pytest.mark.parametrize("stranger", STRANGERS)
@pytest.mark.parametrize("door", OF_VISITORS)
def test_without_a_token_that_holds_there_is_nothing(door: str, stranger: str) -> None:
    chatting.browser().say(SECRET)
    knocking = chatting.Browser(chatting.widget(), token=STRANGERS[stranger]())

    response = knocking.send("get" if door in READS else "post", WORDS[door])

    assert response.status_code == 401
    assert SECRET not in response.content.decode()


#: What each door takes, with the names of the other visitor's things.
BODIES: dict[str, Callable[[chatting.Browser, str], dict[str, object]]] = {
    "introduce": lambda _victim, _message: {"name": "Ktoś"},
    "say": lambda victim, _message: {"key": str(victim.visitor.said.get().key), "text": "Ja też"},
    "sign": lambda _victim, message: {"read": message, "typing": "x"},
    "rate": lambda _victim, _message: {"rating": 1},
    "transcript": lambda _victim, _message: {"email": "ktos@poczta.example"},
}


@pytest.mark.parametrize("door", OF_VISITORS)
def test_another_visitor_never_gets_what_is_not_his_nor_changes_it(door: str) -> None:
    victim = chatting.browser()
    message = victim.say(SECRET)["id"]
    before = victim.get("rozmowa")
    other = chatting.browser()
    body = BODIES[door](victim, message) if door in BODIES else {}

    if door in READS:
        response = other.send("get", WORDS[door])
    else:
        response = other.send("post", WORDS[door], data=json.dumps(body), content_type="application/json")

    assert response.status_code < 500
    assert SECRET not in response.content.decode()
    assert victim.get("rozmowa") | {"visitor": None} == before | {"visitor": None}


@pytest.mark.parametrize("door", OF_VISITORS)
def test_the_token_of_one_widget_opens_no_other(door: str) -> None:
    browser = chatting.browser()
    other = Widget.objects.create(inbox=given.inbox("inna@sklep.example"), allowed_origins=[chatting.SHOP])
    knocking = chatting.Browser(other, token=browser.token)

    assert knocking.send("get" if door in READS else "post", WORDS[door]).status_code == 401


def test_a_widget_that_is_switched_off_is_none() -> None:
    browser = chatting.browser()
    Widget.objects.update(is_active=False)

    assert browser.get("rozmowa", status=404)["code"] == "no_such_chat"


def test_what_is_sent_beside_what_is_asked_changes_nothing() -> None:
    browser = chatting.browser()
    browser.post("o-mnie", {"name": "Anna", "subject": "4711", "customer": 1, "is_email_verified": True, "widget": 9})

    visitor = browser.visitor
    assert (visitor.subject, visitor.customer_id, visitor.is_email_verified) == ("", None, False)
    assert visitor.widget == chatting.widget()


@pytest.mark.parametrize("body", ["", "[]", "null", '{"key": 1}', '{"key": "x", "text": 5}', "[" * 5000])
def test_what_no_widget_sends_is_refused_and_breaks_nothing(body: str) -> None:
    browser = chatting.browser()

    response = browser.send("post", "wiadomosc", data=body, content_type="application/json")

    assert response.status_code == 400
    assert not Conversation.objects.exists()


def test_a_file_of_another_visitor_goes_with_no_message() -> None:
    owner, other = chatting.browser(), chatting.browser()
    sent = SimpleUploadedFile("paragon.png", b"x", content_type="image/png")
    kept = owner.send("post", "plik", data={"file": sent}).json()

    assert other.say("Dla mnie?", files=[kept["file"]])["files"] == []


def test_the_script_that_a_page_names_may_be_fetched_by_any_page() -> None:
    response = Client().get("/czat/troska.js")

    assert response.headers["Content-Type"].startswith("text/javascript")
    assert response.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert "import(home + " in response.content.decode()
