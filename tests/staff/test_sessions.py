"""Sessions: seen, ended, and over by themselves."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from tests import given
from tests.staff.signing import PASSWORD, sign_in

from troska.core import clock
from troska.desk.audience import viewer_of
from troska.staff import actions
from troska.staff.models import Agent, AgentSession, AuditEntry
from troska.staff.permissions import Role
from troska.timeline.actors import SYSTEM

pytestmark = pytest.mark.django_db
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
HOURS = timedelta(hours=1)


@pytest.fixture
def marta() -> Agent:
    cache.clear()
    return given.agent("Marta Wójcik")


def browser_of(agent: Agent) -> Client:
    browser = Client(headers={"User-Agent": FIREFOX})
    browser.force_login(agent)
    return browser


def is_in(browser: Client, **headers: str) -> bool:
    return browser.get("/rozmowy/moje/", headers=headers).status_code == 200


def test_unused_for_so_long_it_is_over(marta: Agent) -> None:
    browser = browser_of(marta)
    with clock.moved_by(7.9 * HOURS):
        assert is_in(browser)
    with clock.moved_by(8.1 * HOURS):
        assert is_in(browser)  # somebody was there two tenths of an hour ago
    unused = browser_of(marta)
    with clock.moved_by(8.1 * HOURS):
        assert not is_in(unused)


def test_after_a_working_day_it_is_over_however_busy(marta: Agent) -> None:
    browser = browser_of(marta)
    for hours in (5, 10, 11.9):
        with clock.moved_by(hours * HOURS):
            assert is_in(browser)
    with clock.moved_by(12.1 * HOURS):
        assert not is_in(browser)


def test_what_a_page_pulls_by_itself_keeps_nobody_in(marta: Agent) -> None:
    browser = browser_of(marta)
    with clock.moved_by(7 * HOURS):
        assert is_in(browser, **{"X-Troska-Live": "1"})
    with clock.moved_by(9 * HOURS):
        assert not is_in(browser)


def test_the_live_stream_ends_with_the_session(marta: Agent) -> None:
    browser = browser_of(marta)
    key = browser.session.session_key
    assert key is not None
    assert viewer_of(key) is not None
    with clock.moved_by(9 * HOURS):
        assert viewer_of(key) is None
    actions.end_session(AgentSession.objects.get(pk=key), by=SYSTEM)
    assert viewer_of(key) is None


def test_other_rules_hold_for_open_sessions_too(marta: Agent) -> None:
    browser = browser_of(marta)
    actions.change_session_rules(idle=timedelta(minutes=20), whole=3 * HOURS, by=SYSTEM)
    with clock.moved_by(timedelta(minutes=15)):
        assert is_in(browser)
    with clock.moved_by(timedelta(minutes=40)):
        assert not is_in(browser)


def test_that_a_person_is_there_is_noted_at_most_once_a_minute(marta: Agent) -> None:
    browser = browser_of(marta)
    before = AgentSession.objects.get(agent=marta).seen_at
    assert is_in(browser)
    assert AgentSession.objects.get(agent=marta).seen_at == before
    with clock.moved_by(timedelta(minutes=2)):
        assert is_in(browser)
    assert AgentSession.objects.get(agent=marta).seen_at > before


def test_one_sees_where_one_is_signed_in_and_ends_what_is_elsewhere(marta: Agent) -> None:
    marta.set_password(PASSWORD)
    marta.save()
    here, elsewhere = Client(headers={"User-Agent": FIREFOX}), Client(headers={"User-Agent": FIREFOX})
    for browser in (here, elsewhere):
        sign_in(browser, marta.email)
    page = here.get("/ustawienia/sesje/").content.decode()
    assert page.count("Firefox 140, Linux") >= 2
    assert page.count("to tutaj") == 1
    assert str(elsewhere.session.session_key) not in page
    here.post("/ustawienia/sesje/zakoncz")
    assert is_in(here)
    assert not is_in(elsewhere)
    assert AuditEntry.objects.filter(deed="staff.session_ended", about=f"agent:{marta.pk}").count() == 1


def test_nobody_ends_a_session_of_somebody_else(marta: Agent) -> None:
    from troska.staff.sessions import name_of

    mine, other = browser_of(given.agent("Zły")), browser_of(marta)
    mine.post("/ustawienia/sesje/zakoncz", {"sesja": name_of(other.session.session_key or "")})
    assert is_in(other)


def test_an_administrator_ends_a_persons_session(marta: Agent) -> None:
    office, desk = browser_of(given.agent("Ewa", role=Role.ADMINISTRATOR)), browser_of(marta)
    from troska.staff.sessions import name_of

    name = name_of(desk.session.session_key or "")
    assert name in office.get(f"/ustawienia/ludzie/{marta.pk}/").content.decode()
    office.post(f"/ustawienia/ludzie/{marta.pk}/sesje", {"sesja": name})
    assert not is_in(desk)


def test_a_session_that_was_ended_does_not_come_back_by_a_request_under_way(marta: Agent) -> None:
    browser = browser_of(marta)
    session = browser.session
    session["x"] = 1  # loaded before it ends, saved after it
    AgentSession.objects.filter(agent=marta).delete()
    from django.contrib.sessions.backends.base import UpdateError

    with pytest.raises(UpdateError):
        session.save()
    assert not is_in(browser)
