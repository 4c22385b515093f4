"""Cases 30 to 33: guesses, tokens of others, and doors that forget to ask."""

import re
from datetime import timedelta

import pytest
from django.conf import settings
from django.core import mail
from django.core.cache import cache
from django.test import Client
from tests import given
from tests.staff.signing import PASSWORD, add_app, code, sign_in

from troska.core import clock
from troska.staff import actions, guessing
from troska.staff.actions import invitations
from troska.staff.models import Agent, AgentSession, AuditEntry, Guesses, Invitation, Language
from troska.staff.permissions import Role
from troska.timeline.actors import SYSTEM

pytestmark = pytest.mark.django_db(transaction=True)
MAIL = "marta@firma.example"
CODE = "/konto/drugi-skladnik/kod/"


@pytest.fixture
def marta() -> Agent:
    cache.clear()
    return given.agent("Marta Wójcik", email=MAIL, password=PASSWORD)


def at(address: str) -> Client:
    return Client(REMOTE_ADDR=address)


def is_in(browser: Client) -> bool:
    return browser.get("/rozmowy/moje/").status_code == 200


# --- case 30 -----------------------------------------------------------------------------------------------------
def test_case_30_every_way_in_asks_for_the_second_factor(marta: Agent) -> None:
    browser = Client()
    sign_in(browser, MAIL)
    add_app(browser)
    # By password, by a new password, by a provider (see test_signing_in_elsewhere).
    for way in ("password", "reset"):
        other = Client()
        if way == "password":
            sign_in(other, MAIL)
        else:
            new_password(other, marta)
            sign_in(other, MAIL, "nowe i lepsze hasło")
        assert not is_in(other)
        assert other.get("/strumien").status_code in {302, 401, 404}


def new_password(browser: Client, agent: Agent) -> None:
    from allauth.account.forms import default_token_generator
    from allauth.account.utils import user_pk_to_url_str

    agent.refresh_from_db()
    token = default_token_generator.make_token(agent)
    way = f"/konto/password/reset/key/{user_pk_to_url_str(agent)}-{token}/"
    form = browser.get(way, follow=True).redirect_chain[-1][0]
    fresh = "nowe i lepsze hasło"
    assert browser.post(form, {"password1": fresh, "password2": fresh}).status_code == 302


def test_case_30_a_new_password_signs_nobody_in_and_ends_all_sessions(marta: Agent) -> None:
    before, browser = Client(), Client()
    sign_in(before, MAIL)
    assert is_in(before)
    new_password(browser, marta)
    assert not is_in(browser)
    assert not is_in(before)


# --- case 31 -----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("token", ["%20", "null", "None", "NULL", "0", "a" * 22, "ą" * 22, "a" * 5000])
def test_case_31_a_token_that_is_none_opens_nothing(marta: Agent, token: str) -> None:
    boss = given.agent("Ewa", role=Role.ADMINISTRATOR)
    invitations.invite(email="x@y.example", name="", role=Role.AGENT, teams=[], language=Language.POLISH, by=boss.actor)
    answer = Client().get(f"/konto/zaproszenie/{token}/")
    assert answer.status_code == 404
    assert "To zaproszenie nie działa" in answer.content.decode()
    answer = Client().post(f"/konto/zaproszenie/{token}/", {"name": "x", "password": PASSWORD, "again": PASSWORD})
    assert answer.status_code == 404
    assert not Agent.objects.filter(email="x@y.example").exists()


def test_case_31_an_empty_token_is_no_address(marta: Agent) -> None:
    assert Client().get("/konto/zaproszenie//").status_code == 404
    assert invitations.open_by("") is None
    assert invitations.open_by(" ") is None


def test_case_31_used_and_withdrawn_ones_open_nothing_and_read_the_same(marta: Agent) -> None:
    boss = given.agent("Ewa", role=Role.ADMINISTRATOR)
    said = set()
    for fate in ("used", "withdrawn", "never"):
        sent = invitations.invite(
            email=f"{fate}@y.example", name="N", role=Role.AGENT, teams=[], language=Language.POLISH, by=boss.actor
        )
        path = sent.link.removeprefix(settings.PUBLIC_URL)
        if fate == "used":
            Client().post(path, {"name": "N", "password": PASSWORD, "again": PASSWORD})
            assert Agent.objects.filter(email="used@y.example").exists()
        elif fate == "withdrawn":
            invitations.withdraw(Invitation.objects.get(email="withdrawn@y.example"), by=boss.actor)
        else:
            path = "/konto/zaproszenie/" + "b" * 22 + "/"
        answer = Client().get(path)
        assert answer.status_code == 404
        said.add(re.sub(r'(value|nonce)="[^"]*"', "", answer.content.decode()))
    assert len(said) == 1


def test_case_31_the_row_of_another_installation_opens_nothing_here(marta: Agent) -> None:
    """Its database may be copied; its key is not in it."""
    from django.test import override_settings

    boss = given.agent("Ewa", role=Role.ADMINISTRATOR)
    with override_settings(SECRET_KEY="the key of another installation, as long as ours"):
        sent = invitations.invite(
            email="x@y.example", name="", role=Role.AGENT, teams=[], language=Language.POLISH, by=boss.actor
        )
    assert Client().get(sent.link.removeprefix(settings.PUBLIC_URL)).status_code == 404


@pytest.mark.parametrize("key", ["1-", "1-%20", "1-null", "1-set-password", "0-aaaaaa-bbbbbbbb"])
def test_case_31_a_false_key_to_a_new_password_is_refused(marta: Agent, key: str) -> None:
    answer = Client().get(f"/konto/password/reset/key/{key}/", follow=True)
    assert answer.status_code == 404 or "już nie działa" in answer.content.decode()


# --- case 32 -----------------------------------------------------------------------------------------------------
def test_case_32_a_thousand_guesses_get_nowhere(marta: Agent) -> None:
    """Spread over passwords and networks; the hasher is asked only a few times."""
    with clock.standing_at(clock.now()):
        for nth in range(1000):
            address, origin = MAIL, f"203.0.{nth % 50}.{nth % 250}"
            try:
                guessing.refuse_if_locked(address, origin)
            except guessing.TooManyGuesses:
                continue
            guessing.failed(address, origin)
        assert Guesses.objects.get(key__startswith="account:").failures <= guessing.PATIENCE[guessing.ANYWHERE]
        assert not sign_in_from("203.0.113.9")


def sign_in_from(address: str, password: str = PASSWORD) -> bool:
    browser = at(address)
    sign_in(browser, MAIL, password)
    return is_in(browser)


def test_case_32_one_count_over_password_code_and_recovery_code(marta: Agent) -> None:
    browser = at("198.51.100.7")
    sign_in(browser, MAIL)
    secret = add_app(browser)
    door = at("198.51.100.8")
    sign_in(door, MAIL)
    for wrong in ("000000", "1234567890", "111111"):
        door.post(CODE, {"code": wrong})
    for _ in range(2):
        sign_in(at("198.51.100.9"), MAIL, "zgaduję")
    # The sixth is right and not looked at, by either way.
    answer = door.post(CODE, {"code": code(secret)})
    assert "Za dużo nieudanych prób" in answer.content.decode()
    again = at("198.51.100.10")
    assert "Za dużo nieudanych prób" in sign_in(again, MAIL).content.decode()


def test_case_32_a_right_password_alone_does_not_forgive_wrong_codes(marta: Agent) -> None:
    browser = at("198.51.100.7")
    sign_in(browser, MAIL)
    add_app(browser)
    for _ in range(5):
        door = at("198.51.100.8")
        sign_in(door, MAIL)
        door.post(CODE, {"code": "000000"})
    assert Guesses.objects.get(key__startswith="here:").locked_until is not None


def test_case_32_the_wait_grows_and_ends(marta: Agent) -> None:
    start, waits = clock.now(), []
    moment = start
    for _ in range(12):
        with clock.standing_at(moment):
            guessing.failed(MAIL, "198.51.100.1")
            lock = Guesses.objects.get(key__startswith="here:").locked_until
        if lock is not None:
            waits.append(lock - moment)
            moment = lock + timedelta(seconds=1)
    assert waits[:4] == [timedelta(minutes=minutes) for minutes in (1, 2, 4, 8)]
    assert max(waits) == guessing.LONGEST_WAIT
    with clock.standing_at(moment):
        guessing.refuse_if_locked(MAIL, "198.51.100.1")


def test_case_32_nobody_can_lock_a_colleague_out_of_where_he_works(marta: Agent) -> None:
    assert sign_in_from("192.0.2.10")
    for nth in range(60):
        guessing.failed(MAIL, f"203.0.{nth}.1")
    assert not sign_in_from("198.51.100.1")  # from a network that nobody knows: not now
    assert sign_in_from("192.0.2.77")  # from his own network: yes


def test_case_32_a_network_that_tries_many_accounts_is_shut_out(marta: Agent) -> None:
    for nth in range(30):
        guessing.failed(f"ktos{nth}@firma.example", "203.0.113.5")
    assert not sign_in_from("203.0.113.200")
    assert sign_in_from("198.51.100.1")


@pytest.mark.parametrize(
    ("one", "other"), [("2001:db8:1:2::1", "2001:db8:1:2:ffff::9"), ("::ffff:203.0.113.1", "203.0.113.9")]
)
def test_case_32_a_network_is_one_however_its_addresses_are_written(marta: Agent, one: str, other: str) -> None:
    for _ in range(5):
        guessing.failed(MAIL, one)
    with pytest.raises(guessing.TooManyGuesses):
        guessing.refuse_if_locked(MAIL, other)


def test_case_32_the_person_is_told_once_the_log_knows_and_an_administrator_lifts_it(marta: Agent) -> None:
    mail.outbox.clear()
    for _ in range(8):
        guessing.failed(MAIL, "203.0.113.5")
    assert [one.to for one in mail.outbox] == [[MAIL]]
    assert AuditEntry.objects.filter(deed="staff.locked", about=f"agent:{marta.pk}").count() == 1
    office, boss = Client(), given.agent("Ewa", role=Role.ADMINISTRATOR)
    office.force_login(boss)
    assert "próby wstrzymane do" in office.get(f"/ustawienia/ludzie/{marta.pk}/").content.decode()
    office.post(f"/ustawienia/ludzie/{marta.pk}/odblokuj")
    assert sign_in_from("203.0.113.6")


def test_case_32_known_and_unknown_people_are_locked_alike(marta: Agent) -> None:
    said = []
    for who in (MAIL, "nikogo@firma.example"):
        cache.clear()
        Guesses.objects.all().delete()
        texts = [sign_in(at("203.0.113.5"), who, "zgaduję").content.decode() for _ in range(6)]
        said.append([re.sub(r'value="[^"]*"', "", text) for text in texts])
    assert said[0] == said[1]


def test_case_32_asking_for_new_passwords_counts_and_reads_the_same(marta: Agent) -> None:
    from procrastinate.contrib.django.models import ProcrastinateJob

    texts = set()
    for _ in range(8):
        cache.clear()
        answer = at("203.0.113.5").post("/konto/password/reset/", {"email": MAIL}, follow=True)
        texts.add(answer.content.decode())
    assert len(texts) == 1
    assert ProcrastinateJob.objects.filter(task_name="staff.send_password_link").count() == 5


# --- case 33 -----------------------------------------------------------------------------------------------------
def test_case_33_nobody_is_signed_in_from_another_site(marta: Agent) -> None:
    for path, data in (
        ("/konto/login/", {"login": MAIL, "password": PASSWORD}),
        (CODE, {"code": "000000"}),
        ("/konto/drugi-skladnik/klucz/zaloguj/", {"credential": "{}"}),
        ("/konto/przez/abc/", {}),
        ("/konto/logout/", {}),
    ):
        browser = Client(enforce_csrf_checks=True)
        assert browser.post(path, data).status_code == 403
        assert browser.post(path, "{}", content_type="text/plain").status_code == 403


# --- step-up -----------------------------------------------------------------------------------------------------
def test_what_was_typed_is_done_after_proving_again(marta: Agent) -> None:
    given.agent("Ewa", email="ewa@firma.example", role=Role.ADMINISTRATOR, password=PASSWORD)
    office = Client()
    sign_in(office, "ewa@firma.example")
    form = {"name": "Marta Nowa", "role": "supervisor", "teams": [], "language": "pl", "signature": "Pozdrawiam"}
    path = f"/ustawienia/ludzie/{marta.pk}/"
    with clock.moved_by(timedelta(minutes=16)):
        answer = office.post(path, form)
        assert answer.headers["Location"].startswith("/konto/reauthenticate/")
        marta.refresh_from_db()
        assert (marta.name, marta.role) == ("Marta Wójcik", Role.AGENT)
        assert "Pozdrawiam" not in AgentSession.objects.get(pk=office.session.session_key).session_data
        assert office.post(answer.headers["Location"], {"password": "nie to", "next": path}).status_code == 200
    # The library notes a proof by the machine's own clock.
    done = office.post(answer.headers["Location"], {"password": PASSWORD, "next": path})
    assert done.status_code == 302
    marta.refresh_from_db()
    assert (marta.name, marta.role, marta.signature) == ("Marta Nowa", Role.SUPERVISOR, "Pozdrawiam")


@pytest.mark.parametrize(
    ("path", "data"),
    [
        ("/ustawienia/ludzie/{}/dostep", {"odbierz": "1"}),
        ("/ustawienia/ludzie/{}/drugi-skladnik", {}),
        ("/ustawienia/role/nowa/", {"name": "Rola", "permissions": ["answer"]}),
        ("/ustawienia/logowanie/", {"idle": "1", "whole": "2"}),
        ("/ustawienia/logowanie/rola/agent/", {"second_factor_from": "", "allows_password": ""}),
        ("/ustawienia/dostawcy/nowy/", {"label": "x"}),
    ],
)
def test_an_open_browser_is_not_enough_for_what_gives_power(marta: Agent, path: str, data: dict[str, str]) -> None:
    given.agent("Ewa", email="ewa@firma.example", role=Role.ADMINISTRATOR, password=PASSWORD)
    office = Client()
    sign_in(office, "ewa@firma.example")
    with clock.moved_by(timedelta(minutes=16)):
        answer = office.post(path.format(marta.pk), data)
    assert answer.headers["Location"].startswith("/konto/reauthenticate/")


def test_a_role_may_be_kept_from_passwords_but_not_who_mends_signing_in(marta: Agent) -> None:
    from troska.staff.errors import PasswordNeeded

    actions.change_role_rule(Role.AGENT, second_factor_from=None, allows_password=False, by=SYSTEM)
    browser = Client()
    assert sign_in(browser, MAIL).headers["Location"] == "/konto/login/"
    assert not is_in(browser)
    with pytest.raises(PasswordNeeded):
        actions.change_role_rule(Role.ADMINISTRATOR, second_factor_from=None, allows_password=False, by=SYSTEM)
