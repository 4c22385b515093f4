"""The page "Stan systemu", and the mark in the desk."""

import os
from datetime import timedelta

import pytest
from django.test import Client
from tests import given

from troska.core import clock, processes
from troska.core.doctor import Check, Finding, Verdict, keeping
from troska.core.doctor.examining import Examined
from troska.core.models import Checkup
from troska.staff.models import Agent
from troska.staff.permissions import Role

pytestmark = pytest.mark.django_db
PAGE = "/ustawienia/system/"


@pytest.fixture
def ewa() -> Agent:
    return given.agent("Ewa Nowicka", email="ewa@firma.example", role=Role.ADMINISTRATOR)


@pytest.fixture
def office(client: Client, ewa: Agent) -> Client:
    client.force_login(ewa)
    return client


def found(*findings: Finding, machine: str = "") -> None:
    keeping.keep(Examined(Check("test.look", lambda: findings), findings, 0.0), machine)


def said(code: str, verdict: Verdict, subject: str, text: str = "", remedy: str = "") -> Finding:
    return Finding(code, verdict, "", {"subject": subject, "text": text, "remedy": remedy})


def test_what_is_wrong_comes_first_with_since_when_and_what_to_do(office: Client) -> None:
    with clock.moved_by(timedelta(hours=-3)):
        began = clock.now()
        found(
            said("a", Verdict.FINE, "Baza danych", "PostgreSQL 18"),
            said("b", Verdict.NOTICE, "Role w bazie", "jedna rola", "załóż drugą"),
            said("c", Verdict.WRONG, "Konto <Poczta>", "nie działa", "sprawdź hasło"),
            machine="serwer-1",
        )
    text = office.get(PAGE).content.decode()
    places = [text.index(what) for what in ("Konto &lt;Poczta&gt;", "sprawdź hasło", "Role w bazie", "Baza danych")]
    assert places == sorted(places)
    assert f'datetime="{began:%Y-%m-%dT%H:%M:%SZ}"' in text
    assert "Nie działa 1 rzecz." in text
    assert "serwer-1" in text


def test_when_all_is_well_it_says_so(office: Client) -> None:
    assert "Jeszcze nic nie sprawdzono" in office.get(PAGE).content.decode()
    found(said("a", Verdict.FINE, "Baza danych", "PostgreSQL 18"))
    assert "Wszystko działa." in office.get(PAGE).content.decode()


def test_processes_of_all_machines_are_shown_and_who_is_silent(office: Client) -> None:
    for machine, minutes in (("serwer-1", 0), ("serwer-2", 10)):
        with clock.moved_by(timedelta(minutes=-minutes)):
            processes.beat(machine=machine, pid=42, part="worker", started_at=clock.now(), loops=[])
    text = office.get(PAGE).content.decode()
    assert text.count('<th scope="row">worker') == 2
    assert text.count("milczy") == 1
    processes.leave(machine="serwer-1", pid=42)
    assert "serwer-1" not in office.get(PAGE).content.decode()


def test_checking_again_asks_what_is_quick_here_and_leaves_the_rest_to_others(office: Client) -> None:
    assert office.post(f"{PAGE}sprawdz").headers["Location"] == PAGE
    names = set(Checkup.objects.exclude(ran_at=None).values_list("name", flat=True))
    assert {"timeline.sequencer", "channels.journal", "staff.audit_log"} <= names
    assert "channels.email.mailboxes_compared" not in names


def test_each_administrator_chooses_whether_he_is_written_to(office: Client, ewa: Agent) -> None:
    assert "napiszemy na ewa@firma.example" in office.get(PAGE).content.decode()
    office.post(f"{PAGE}listy", {"chce": "nie"})
    ewa.refresh_from_db()
    assert not ewa.wants_alarms
    assert "Pisz do mnie" in office.get(PAGE).content.decode()
    office.post(f"{PAGE}listy", {"chce": "tak"})
    ewa.refresh_from_db()
    assert ewa.wants_alarms


@pytest.mark.parametrize("address", [PAGE, f"{PAGE}sprawdz", f"{PAGE}listy"])
@pytest.mark.parametrize("role", [Role.SUPERVISOR, Role.AGENT, Role.PRIVACY_OFFICER])
def test_to_others_there_is_no_such_page(client: Client, address: str, role: Role) -> None:
    client.force_login(given.agent("Marta", role=role))
    response = client.get(address) if address == PAGE else client.post(address)
    assert response.status_code == 404
    assert Client().post(address).status_code == (405 if address == PAGE else 302)


def test_the_desk_marks_it_for_who_sees_the_system_only(office: Client) -> None:
    assert "rail-alarm" not in office.get("/rozmowy/moje/").content.decode()
    found(said("c", Verdict.WRONG, "Dysk"), said("d", Verdict.NOTICE, "Role"))
    text = office.get("/rozmowy/moje/").content.decode()
    assert f'class="rail-alarm" href="{PAGE}"' in text
    assert "nie działa 1 rzecz" in text
    other = Client()
    other.force_login(given.agent("Marta"))
    assert "rail-alarm" not in other.get("/rozmowy/moje/").content.decode()


def test_the_page_takes_few_questions_however_much_there_is_to_show(
    office: Client, django_assert_max_num_queries: object
) -> None:
    for nth in range(30):
        found(said(f"c{nth}", Verdict.WRONG, "Dysk"), said(f"d{nth}", Verdict.FINE, "Role"), machine=f"serwer-{nth}")
        processes.beat(machine=f"serwer-{nth}", pid=os.getpid(), part="web", started_at=clock.now(), loops=[])
    with django_assert_max_num_queries(20):  # type: ignore[operator] # a fixture
        office.get(PAGE)
