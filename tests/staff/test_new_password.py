"""A forgotten password, from the form to the new one, over a real mail server (trust.md case 31, its last part)."""

import re
from collections.abc import Iterator

import pytest
from django.core.cache import cache
from django.test import Client
from procrastinate.contrib.django.models import ProcrastinateJob
from pytest_django import Settings
from tests import given
from tests.channels.email import correspondence as people
from tests.servers.smtp import MailServer

from troska.channels.email.letters import delivering
from troska.channels.email.models import StaffLetter
from troska.staff import tasks
from troska.staff.actions import deactivate_agent
from troska.staff.models import Agent, Language
from troska.timeline.actors import SYSTEM

pytestmark = pytest.mark.django_db(transaction=True)
OLD, NEW = "stare hasło konsultantki", "zupełnie nowe hasło"


@pytest.fixture
def server(settings: Settings) -> Iterator[MailServer]:
    cache.clear()
    settings.EMAIL_BACKEND = "troska.channels.email.letters.backend.LetterBackend"
    settings.TROSKA_EGRESS_ALLOW = ("127.0.0.0/8",)
    settings.PUBLIC_URL = "https://troska.firma.example"
    people.forget_jobs()
    with MailServer() as running:
        people.mailbox(people.inbox(), running)
        yield running


@pytest.fixture
def marta(server: MailServer) -> Agent:
    return given.agent("Marta Wójcik", email="marta@firma.example", password=OLD)


def ask(address: str, **more: str) -> tuple[int, str, str]:
    response = Client().post("/konto/password/reset/", {"email": address}, follow=True, **more)  # type: ignore[arg-type] # headers
    return response.status_code, str(response.redirect_chain), response.content.decode()


def work() -> None:
    for job in ProcrastinateJob.objects.filter(task_name="staff.send_password_link"):
        tasks.send_password_link(**job.args)
    delivering.drain()
    people.forget_jobs()


def link(server: MailServer) -> str:
    text = server.received[-1].mail.get_content()
    return re.search(r"https://troska\.firma\.example(/konto/password/reset/key/\S+)", text)[1]  # type: ignore[index] # must be there


def test_from_the_form_to_the_new_password(server: MailServer, marta: Agent) -> None:
    ask("Marta@Firma.example", HTTP_X_FORWARDED_HOST="zly.example")
    work()
    [received] = server.received
    assert received.recipients == ("marta@firma.example",)
    assert "Marta Wójcik" in received.mail.get_content()
    client, way = Client(), link(server)
    page = client.get(way, follow=True)
    form = page.redirect_chain[-1][0]
    assert client.post(form, {"password1": NEW, "password2": NEW}).status_code == 302
    marta.refresh_from_db()
    assert marta.check_password(NEW)
    again = Client().get(way, follow=True)
    assert "już nie działa" in again.content.decode()


def test_known_unknown_and_former_people_get_the_same_answer_by_the_same_work(server: MailServer, marta: Agent) -> None:
    former = given.agent("Jan Dawny", email="jan@firma.example", password=OLD)
    deactivate_agent(former, by=SYSTEM)
    given.followed()
    people.forget_jobs()
    answers = []
    for who in ("marta@firma.example", "nikogo@firma.example", "jan@firma.example"):
        status, chain, text = ask(who)
        answers.append((status, chain, re.sub(r'value="[^"]*"', "", text)))
        assert not StaffLetter.objects.exists()  # whatever differs happens later, in a job
    assert answers[0] == answers[1] == answers[2]
    assert ProcrastinateJob.objects.filter(task_name="staff.send_password_link").count() == 3
    work()
    assert [one.recipients for one in server.received] == [("marta@firma.example",)]


def test_the_letter_is_in_the_agents_language(server: MailServer, marta: Agent) -> None:
    marta.language = Language.ENGLISH
    marta.save(update_fields=["language"])
    ask("marta@firma.example")
    work()
    assert server.received[0].mail["Subject"] == "A new password for Troska"


def test_a_link_for_another_address_of_the_same_key_goes_to_the_address_we_know(
    server: MailServer, marta: Agent
) -> None:
    ask("marta+obcy@firma.example")
    work()
    assert [one.recipients for one in server.received] == [("marta@firma.example",)]
