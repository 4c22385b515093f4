"""The second factor: codes, recovery codes, and who must have one."""

import re
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.core import mail
from django.core.cache import cache
from django.test import Client
from tests import given
from tests.staff.signing import PASSWORD, add_app, code, sign_in

from troska.core import clock
from troska.desk.audience import viewer_of
from troska.staff import actions
from troska.staff.models import Agent, AuditEntry
from troska.staff.permissions import Role
from troska.timeline.actors import SYSTEM

pytestmark = pytest.mark.django_db(transaction=True)
MAIL = "marta@firma.example"
INDEX = "/konto/drugi-skladnik/"


@pytest.fixture
def marta() -> Agent:
    cache.clear()
    return given.agent("Marta Wójcik", email=MAIL, password=PASSWORD)


@pytest.fixture
def inside(client: Client, marta: Agent) -> Client:
    sign_in(client, MAIL)
    return client


def require(role: Role, *, days: int = 0) -> None:
    due = clock.now() + timedelta(days=days)
    actions.change_role_rule(role, second_factor_from=due, allows_password=True, by=SYSTEM)


def deeds() -> list[str]:
    return list(AuditEntry.objects.order_by("pk").values_list("deed", flat=True))


def test_with_an_app_signing_in_asks_for_its_code(inside: Client) -> None:
    secret = add_app(inside)
    browser = Client()
    assert sign_in(browser, MAIL).headers["Location"] == f"{INDEX}kod/"
    assert browser.get("/rozmowy/moje/").status_code == 302
    assert browser.post(f"{INDEX}kod/", {"code": "000000"}).status_code == 200
    assert browser.get("/rozmowy/moje/").status_code == 302
    assert browser.post(f"{INDEX}kod/", {"code": code(secret)}).status_code == 302
    assert browser.get("/rozmowy/moje/").status_code == 200
    assert {"staff.factor_added", "staff.code_failed"} <= set(deeds())


def test_a_code_works_once(inside: Client) -> None:
    secret = add_app(inside)
    first, second = Client(), Client()
    for browser in (first, second):
        sign_in(browser, MAIL)
    now = code(secret)
    assert first.post(f"{INDEX}kod/", {"code": now}).status_code == 302
    assert second.post(f"{INDEX}kod/", {"code": now}).status_code == 200


def test_secrets_are_kept_encrypted_and_so_is_what_waits_in_a_session(inside: Client, marta: Agent) -> None:
    page = inside.get(f"{INDEX}aplikacja/").content.decode()
    waiting = re.search(r'class="secret">(\w+)<', page)[1]  # type: ignore[index]  # must be there
    [session] = marta.sessions.all()
    assert waiting not in session.session_data
    assert inside.session["mfa.totp.secret"] == waiting
    secret = add_app(inside)
    for kept in Authenticator.objects.all():
        assert secret not in str(kept.data)
        assert str(kept.data.get("secret") or kept.data.get("seed")).startswith("gAAAA")


def test_recovery_codes_are_shown_once_and_each_works_once(inside: Client) -> None:
    add_app(inside)
    page = inside.get(f"{INDEX}kody/").content.decode()
    codes = re.findall(r"<li><code>(\d{10})</code>", page)
    assert len(codes) == 10
    assert "download=" in page
    again = inside.get(f"{INDEX}kody/").content.decode()
    assert "Zostało 10 kodów" in again
    assert codes[0] not in again
    for expected in (302, 200):
        browser = Client()
        sign_in(browser, MAIL)
        assert browser.post(f"{INDEX}kod/", {"code": codes[3]}).status_code == expected


def test_adding_the_first_factor_ends_what_was_begun_without_it(inside: Client, marta: Agent) -> None:
    elsewhere = Client()
    sign_in(elsewhere, MAIL)
    assert elsewhere.get("/rozmowy/moje/").status_code == 200
    add_app(inside)
    assert elsewhere.get("/rozmowy/moje/").status_code == 302
    assert inside.get("/rozmowy/moje/").status_code == 200


def test_the_person_is_told_of_a_new_factor_in_his_language(inside: Client) -> None:
    mail.outbox.clear()
    add_app(inside)
    [letter] = mail.outbox
    assert letter.to == [MAIL]
    assert "aplikacja z kodami" in str(letter.body)


DOORS = ["/", "/rozmowy/moje/", "/ustawienia/ja/", "/ustawienia/", "/szukaj/", "/zdjecia/aaaa.webp"]


@pytest.mark.parametrize("door", DOORS)
def test_who_must_have_a_factor_and_has_none_reaches_nothing_else(inside: Client, door: str) -> None:
    require(Role.AGENT)
    assert inside.get(door).headers["Location"] == INDEX
    part = inside.get(door, headers={"HX-Request": "true"})
    assert part.headers["HX-Redirect"] == INDEX


def test_not_even_the_live_stream(inside: Client) -> None:
    key = inside.session.session_key
    assert key is not None
    assert viewer_of(key) is not None
    require(Role.AGENT)
    assert viewer_of(key) is None


def test_he_is_led_to_set_it_up_and_goes_on_from_there(inside: Client) -> None:
    require(Role.AGENT)
    assert "Dodaj go teraz" in inside.get("/rozmowy/moje/", follow=True).content.decode()
    add_app(inside)
    assert inside.get("/rozmowy/moje/").status_code == 200


def test_before_the_day_he_is_only_told(inside: Client) -> None:
    require(Role.AGENT, days=3)
    assert inside.get("/rozmowy/moje/").status_code == 200
    assert "musi mieć drugi składnik od" in inside.get("/ustawienia/ja/").content.decode()


def test_other_roles_are_not_asked(inside: Client) -> None:
    require(Role.ADMINISTRATOR)
    assert inside.get("/rozmowy/moje/").status_code == 200


def test_a_role_of_the_companys_own_can_be_asked(inside: Client, marta: Agent) -> None:
    own = actions.add_own_role("Nocna zmiana", ["read_conversations"], by=SYSTEM)  # type: ignore[list-item]  # a permission's value
    actions.give_role(marta, own, by=SYSTEM)
    assert inside.get("/rozmowy/moje/").status_code == 200
    actions.change_role_rule(own, second_factor_from=clock.now(), allows_password=True, by=SYSTEM)
    assert inside.get("/rozmowy/moje/").headers["Location"] == INDEX


def test_the_last_factor_of_who_must_have_one_stays(inside: Client) -> None:
    add_app(inside)
    require(Role.AGENT)
    answer = inside.post(f"{INDEX}aplikacja/usun/")
    assert "musi mieć drugi składnik" in answer.content.decode()
    assert Authenticator.objects.filter(type="totp").exists()


def test_an_administrator_resets_what_was_lost(client: Client, inside: Client, marta: Agent) -> None:
    add_app(inside)
    boss = given.agent("Ewa", role=Role.ADMINISTRATOR, email="ewa@firma.example", password=PASSWORD)
    office = Client()
    sign_in(office, "ewa@firma.example")
    office.post(f"/ustawienia/ludzie/{marta.pk}/drugi-skladnik")
    assert not Authenticator.objects.filter(user=marta).exists()
    assert inside.get("/rozmowy/moje/").status_code == 302
    entry = AuditEntry.objects.get(deed="staff.factors_reset")
    assert (entry.actor_id, entry.about) == (boss.pk, f"agent:{marta.pk}")


def test_who_may_less_resets_nobody_who_may_more(inside: Client) -> None:
    boss = given.agent("Ewa", role=Role.ADMINISTRATOR)
    own = actions.add_own_role("Kadry", ["manage_people"], by=SYSTEM)  # type: ignore[list-item]  # a permission's value
    clerk = given.agent("Kadrowa")
    actions.give_role(clerk, own, by=SYSTEM)
    office = Client()
    office.force_login(clerk)
    given.proved(office, clerk)
    office.post(f"/ustawienia/ludzie/{boss.pk}/drugi-skladnik")
    assert not AuditEntry.objects.filter(deed="staff.factors_reset").exists()
