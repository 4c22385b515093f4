"""The network between web and database swallows, cuts and delays: pages say so in time, nothing is written twice."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import quote

import pytest
from django.db import connection
from tests import given
from tests.servers.browser import Browser
from tests.servers.cable import Cable
from tests.servers.web import WebServer

from troska.conversations.models import Conversation, Message
from troska.core.ids import new_code

pytestmark = pytest.mark.django_db(transaction=True)

#: What a person is promised: an answer within ten seconds. Half of it again is for a busy machine.
PROMISED = 15.0


@pytest.fixture
def cable() -> Iterator[Cable]:
    database = connection.settings_dict
    host = str(database["HOST"])
    port = int(database["PORT"] or 5432)
    with Cable(f"{host}/.s.PGSQL.{port}" if host.startswith("/") else port) as cable:
        yield cable


@pytest.fixture
def web(cable: Cable) -> Iterator[WebServer]:
    """A web process that has its database at the other end of the cable."""
    database = connection.settings_dict
    who = f"{database['USER']}:{quote(str(database['PASSWORD']))}"
    server = WebServer()
    server.start(database=f"postgresql://{who}@127.0.0.1:{cable.port}/{database['NAME']}?sslmode=disable")
    yield server
    server.stop()


@pytest.fixture
def conversation() -> Conversation:
    return given.conversation()


@pytest.fixture
def browser(web: WebServer, conversation: Conversation) -> Browser:
    """An agent whose page is open."""
    browser = Browser.of(given.agent())
    assert browser.get(web.port, f"/rozmowa/{conversation.code}/")[0] == 200
    browser.patience = PROMISED
    return browser


def notes(conversation: Conversation) -> list[str]:
    return [one.text for one in Message.objects.filter(conversation=conversation) if one.is_note]


def test_what_is_asked_for_in_a_partition_is_answered_in_time_and_sent_again_goes_out_once(
    web: WebServer, cable: Cable, browser: Browser, conversation: Conversation
) -> None:
    path, form = f"/rozmowa/{conversation.code}/notatka", {"text": "Oddzwonić", "token": new_code()}
    cable.pull()
    with ThreadPoolExecutor(8) as pool:
        asked = [pool.submit(browser.get, web.port, "/rozmowy/nieprzypisane/") for _ in range(7)]
        posted = pool.submit(browser.post, web.port, path, form)
        answers = [one.result() for one in (*asked, posted)]
    assert [status for status, _ in answers] == [503] * 8
    assert all("Baza danych nie odpowiada" in text for _, text in answers)
    cable.plug()
    assert browser.post(web.port, path, form)[0] in (200, 302)
    browser.post(web.port, path, form)
    assert notes(conversation) == ["Oddzwonić"]


def test_a_line_that_is_cut_at_any_time_writes_once_or_not_at_all(
    web: WebServer, cable: Cable, browser: Browser, conversation: Conversation
) -> None:
    path = f"/rozmowa/{conversation.code}/notatka"
    cable.delay = 0.01
    with ThreadPoolExecutor(1) as pool:
        for nth in range(8):
            form = {"text": f"Notatka {nth}", "token": new_code()}
            posted = pool.submit(browser.post, web.port, path, form)
            for _ in range(nth % 4):
                cable.cut()
            status, _ = posted.result()
            for _ in range(20):
                if status in (200, 302):
                    break
                assert status == 503
                status, _ = browser.post(web.port, path, form)
            assert status in (200, 302)
    assert sorted(notes(conversation)) == [f"Notatka {nth}" for nth in range(8)]


def test_a_form_sent_many_times_at_once_goes_out_once(
    web: WebServer, browser: Browser, conversation: Conversation
) -> None:
    path, form = f"/rozmowa/{conversation.code}/notatka", {"text": "Raz", "token": new_code()}
    with ThreadPoolExecutor(8) as pool:
        statuses = list(pool.map(lambda _: browser.post(web.port, path, form)[0], range(40)))
    assert set(statuses) <= {200, 302}
    assert notes(conversation) == ["Raz"]
