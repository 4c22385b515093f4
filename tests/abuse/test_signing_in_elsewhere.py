"""Cases 28 and 29: somebody else says who comes in, and lies.

Over a real provider on loopback that says whatever it is told to.
"""

import html
import re
from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.socialaccount.models import SocialAccount
from django.core.cache import cache
from django.http import HttpResponse
from django.test import Client
from pytest_django import Settings
from tests import given
from tests.servers.openid import OTHER_KEY, Provider
from tests.staff.signing import PASSWORD, sign_in

from troska.staff import actions
from troska.staff.actions import invitations
from troska.staff.models import Agent, AuditEntry, Language, SignInProvider
from troska.staff.permissions import Role
from troska.timeline.actors import SYSTEM

pytestmark = pytest.mark.django_db(transaction=True)
MAIL = "marta@firma.example"


@pytest.fixture
def provider(settings: Settings) -> Iterator[Provider]:
    cache.clear()
    settings.TROSKA_EGRESS_ALLOW = ("127.0.0.0/8",)
    with Provider() as running:
        yield running


def known(provider: Provider, **more: object) -> SignInProvider:
    values = {"label": "Konto firmowe", "client_id": "troska", "secret": "sekret-klienta", "domains": [], "is_on": True}
    row: SignInProvider = actions.add_provider(issuer=provider.issuer, role=Role.AGENT, by=SYSTEM, **(values | more))
    return row


def leave(browser: Client, row: SignInProvider, provider: Provider, way: str = "") -> dict[str, str]:
    """Go out to the provider; gives what it was asked."""
    data = {"dostawca": row.code} if way else {}
    page = browser.post(way or f"/konto/przez/{row.code}/", data)
    assert page.status_code == 200, page
    address = html.unescape(re.search(r'content="0;url=([^"]+)"', page.content.decode())[1])  # type: ignore[index]  # must be there
    assert address.startswith(f"{provider.issuer}/auth?")
    provider.question = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
    return provider.question


def come_back(browser: Client, row: SignInProvider, provider: Provider, **more: str) -> HttpResponse:
    query = {"code": "kod", "state": provider.question["state"]} | more
    return browser.get(f"/konto/przez/{row.code}/wroc/", query)  # type: ignore[return-value]  # a response


def through(browser: Client, row: SignInProvider, provider: Provider) -> HttpResponse:
    leave(browser, row, provider)
    return come_back(browser, row, provider)


def is_in(browser: Client) -> bool:
    return browser.get("/ustawienia/ja/").status_code == 200


def linked(row: SignInProvider, agent: Agent, sub: str = "obcy-1") -> None:
    SocialAccount.objects.create(user=agent, provider=row.code, uid=sub)


def test_who_is_linked_comes_in_and_the_question_carried_all_it_must(provider: Provider) -> None:
    row = known(provider)
    linked(row, given.agent(email=MAIL))
    browser = Client()
    question = leave(browser, row, provider)
    assert {"state", "nonce", "code_challenge", "client_id", "redirect_uri"} <= question.keys()
    assert question["code_challenge_method"] == "S256"
    assert come_back(browser, row, provider).status_code == 302
    assert is_in(browser)
    [(_, form)] = [one for one in provider.asked if one[0] == "/token"]
    assert form["code_verifier"]
    assert form["client_secret"] == "sekret-klienta"


# --- case 28 -----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("verified", [True, False, None, "true"])
def test_case_28_an_address_of_ours_at_the_provider_opens_nothing(provider: Provider, verified: object) -> None:
    marta = given.agent(email=MAIL, password=PASSWORD)
    row = known(provider, domains=["firma.example"])
    provider.email, provider.email_verified = MAIL, verified
    browser = Client()
    assert through(browser, row, provider).status_code == 403
    assert not is_in(browser)
    assert not SocialAccount.objects.exists()
    assert Agent.objects.get() == marta


def test_case_28_the_same_subject_of_another_provider_is_somebody_else(provider: Provider) -> None:
    with Provider() as other:
        row, theirs = known(provider), known(other)
        linked(row, given.agent(email=MAIL), sub="obcy-1")
        browser = Client()
        assert through(browser, theirs, other).status_code == 403
        assert not is_in(browser)


@pytest.mark.parametrize("verified", [False, None, "true", 1])
def test_case_28_an_address_that_is_not_proved_joins_by_no_domain(provider: Provider, verified: object) -> None:
    row = known(provider, domains=["firma.example"])
    provider.email_verified = verified
    browser = Client()
    assert through(browser, row, provider).status_code == 403
    assert not Agent.objects.exists()


@pytest.mark.parametrize(
    "email", ["ktos@zla-firma.example", "ktos@firma.example.zla.example", "ktos@sub.firma.example"]
)
def test_case_28_other_domains_join_not(provider: Provider, email: str) -> None:
    row = known(provider, domains=["firma.example"])
    provider.email = email
    assert through(Client(), row, provider).status_code == 403
    assert not Agent.objects.exists()


def test_a_proved_address_of_the_domain_joins_with_the_role_that_was_chosen(provider: Provider) -> None:
    row = known(provider, domains=["firma.example"])
    browser = Client()
    through(browser, row, provider)
    assert is_in(browser)
    agent = Agent.objects.get()
    assert (agent.email, agent.role, agent.has_usable_password()) == ("ktos@firma.example", Role.AGENT, False)


def test_one_links_oneself_after_proving_who_one_is(provider: Provider) -> None:
    marta = given.agent(email=MAIL, password=PASSWORD)
    row = known(provider)
    browser = Client()
    sign_in(browser, MAIL)
    leave(browser, row, provider, "/ustawienia/ja/polacz")
    come_back(browser, row, provider)
    assert SocialAccount.objects.get().user == marta
    other = Client()
    through(other, row, provider)
    assert is_in(other)
    assert AuditEntry.objects.filter(deed="staff.linked", actor_id=marta.pk).exists()


def test_case_28_linking_asks_for_a_fresh_proof(provider: Provider) -> None:
    from datetime import timedelta

    from troska.core import clock

    given.agent(email=MAIL, password=PASSWORD)
    row = known(provider)
    browser = Client()
    sign_in(browser, MAIL)
    with clock.moved_by(timedelta(minutes=16)):
        answer = browser.post("/ustawienia/ja/polacz", {"dostawca": row.code})
    assert answer.headers["Location"].startswith("/konto/reauthenticate/")


def test_case_28_what_belongs_to_a_colleague_cannot_be_linked(provider: Provider) -> None:
    row = known(provider)
    linked(row, given.agent("Ola"))
    given.agent(email=MAIL, password=PASSWORD)
    browser = Client()
    sign_in(browser, MAIL)
    leave(browser, row, provider, "/ustawienia/ja/polacz")
    come_back(browser, row, provider)
    assert SocialAccount.objects.get().user.name == "Ola"


def test_an_invitation_is_accepted_by_the_provider_for_its_own_address_only(provider: Provider) -> None:
    row, boss = known(provider), given.agent("Ewa", role=Role.ADMINISTRATOR)
    for email, comes_in in (("inny@firma.example", False), ("ktos@firma.example", True)):
        sent = invitations.invite(
            email=email, name="", role=Role.AGENT, teams=[], language=Language.POLISH, by=boss.actor
        )
        browser = Client()
        path = "/" + sent.link.partition("://")[2].partition("/")[2]
        page = browser.post(path, {"provider": row.code}).content.decode()
        address = html.unescape(re.search(r'content="0;url=([^"]+)"', page)[1])  # type: ignore[index]  # must be there
        provider.question = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
        come_back(browser, row, provider)
        assert is_in(browser) is comes_in


def test_who_was_deactivated_does_not_come_in_by_a_provider(provider: Provider) -> None:
    row, leaver = known(provider), given.agent(email=MAIL)
    linked(row, leaver)
    actions.deactivate_agent(leaver, by=SYSTEM)
    browser = Client()
    through(browser, row, provider)
    assert not is_in(browser)


# --- case 29 -----------------------------------------------------------------------------------------------------
LIES: dict[str, dict[str, object]] = {
    "no nonce": {"claims": {"nonce": None}},
    "another nonce": {"claims": {"nonce": "inny"}},
    "another audience": {"claims": {"aud": "inna-aplikacja"}},
    "several audiences": {"claims": {"aud": ["troska", "inna"]}},
    "for another party": {"claims": {"azp": "inna"}},
    "no audience": {"claims": {"aud": None}},
    "another issuer": {"claims": {"iss": "https://zly.example"}},
    "expired": {"claims": {"exp": 1_700_000_000}},
    "without an end": {"claims": {"exp": None}},
    "issued in the future": {"claims": {"iat": 4_000_000_000}},
    "nobody": {"claims": {"sub": None}},
    "empty": {"claims": {"sub": ""}},
    "signed by another": {"key": OTHER_KEY},
    "signed by nobody": {"key": None, "algorithm": "none"},
    "signed with what we know": {"key": "sekret-klienta" * 3, "algorithm": "HS256"},
    "no ID token": {"sends_token": False},
    "discovery of another": {"discovery": {"issuer": "https://zly.example"}},
    "userinfo of another": {"claims": {"email": None}, "userinfo": {"sub": "ktos-inny", "email": MAIL}},
}


@pytest.mark.parametrize("lie", LIES)
def test_case_29_what_is_not_right_in_every_point_is_refused(provider: Provider, lie: str) -> None:
    row = known(provider)
    linked(row, given.agent(email=MAIL))
    browser = Client()
    leave(browser, row, provider)
    for name, value in LIES[lie].items():
        setattr(provider, name, value)
    answer = come_back(browser, row, provider)
    assert answer.status_code == 401
    assert "Logowanie się nie udało" in answer.content.decode()
    assert not is_in(browser)


@pytest.mark.parametrize("state", ["", "zgaduje"])
def test_case_29_without_our_state_nobody_comes_back(provider: Provider, state: str) -> None:
    row = known(provider)
    linked(row, given.agent(email=MAIL))
    browser = Client()
    leave(browser, row, provider)
    assert come_back(browser, row, provider, state=state).status_code == 401
    assert not is_in(browser)


def test_case_29_a_state_works_once_and_in_its_own_browser(provider: Provider) -> None:
    row = known(provider)
    linked(row, given.agent(email=MAIL))
    browser, victim = Client(), Client()
    leave(browser, row, provider)
    assert come_back(victim, row, provider).status_code == 401
    assert come_back(browser, row, provider).status_code == 302
    browser.post("/konto/logout/")
    assert come_back(browser, row, provider).status_code == 401


def test_case_29_an_answer_of_another_provider_is_not_taken(provider: Provider) -> None:
    row = known(provider)
    linked(row, given.agent(email=MAIL))
    browser = Client()
    leave(browser, row, provider)
    assert come_back(browser, row, provider, iss="https://zly.example").status_code == 401
    with Provider() as other:
        theirs = known(other)
        leave(browser, row, provider)
        assert (
            browser.get(
                f"/konto/przez/{theirs.code}/wroc/", {"code": "x", "state": provider.question["state"]}
            ).status_code
            == 401
        )
    assert not is_in(browser)


def test_case_29_a_link_cannot_change_what_the_provider_is_asked(provider: Provider) -> None:
    row = known(provider)
    path = f"/konto/przez/{row.code}/?auth_params=redirect_uri%3Dhttps%3A%2F%2Fzly.example%26nonce%3Dx&scope=admin"
    page = Client().post(path).content.decode()
    assert "zly.example" not in page
    assert "admin" not in re.search(r'content="0;url=([^"]+)"', page)[1]  # type: ignore[index]  # must be there


def test_looking_at_the_way_out_sends_nobody_there(provider: Provider) -> None:
    row = known(provider)
    assert Client().get(f"/konto/przez/{row.code}/").status_code == 405
    assert provider.asked == []


# --- going out ---------------------------------------------------------------------------------------------------
def test_the_provider_is_asked_only_at_allowed_addresses(provider: Provider, settings: Settings) -> None:
    row = known(provider)
    settings.TROSKA_EGRESS_ALLOW = ()
    answer = Client().post(f"/konto/przez/{row.code}/")
    assert answer.status_code == 502
    assert provider.asked == []
    assert "127.0.0.1" not in answer.content.decode()


def test_a_redirect_of_the_provider_leads_nowhere(provider: Provider) -> None:
    with Provider() as inside:
        row = known(provider)
        provider.redirects_discovery_to = f"{inside.issuer}/.well-known/openid-configuration"
        assert Client().post(f"/konto/przez/{row.code}/").status_code == 502
        assert inside.asked == []


def test_endpoints_that_discovery_names_are_checked_too(provider: Provider, settings: Settings) -> None:
    with Provider() as inside:
        port = urlsplit(inside.issuer).port
        row = known(provider)
        linked(row, given.agent(email=MAIL))
        # By another name of the same machine, which nobody allowed.
        settings.TROSKA_EGRESS_ALLOW = ("127.0.0.1/32",)
        browser = Client()
        leave(browser, row, provider)
        provider.discovery = {"token_endpoint": f"http://127.0.0.2:{port}/token"}
        assert come_back(browser, row, provider).status_code == 401
        assert inside.asked == []
    assert not is_in(browser)


def test_the_secret_is_kept_encrypted_and_shown_to_nobody(client: Client, provider: Provider) -> None:
    row = known(provider)
    assert "sekret-klienta" not in row.encrypted_secret
    boss = given.agent("Ewa", role=Role.ADMINISTRATOR)
    client.force_login(boss)
    given.proved(client, boss)
    page = client.get(f"/ustawienia/dostawcy/{row.pk}/").content.decode()
    assert "sekret-klienta" not in page
    assert row.encrypted_secret not in page
    data = {"label": "Inny napis", "client_id": "troska", "role": "agent", "is_on": "on", "secret": "", "domains": ""}
    assert client.post(f"/ustawienia/dostawcy/{row.pk}/", data | {"issuer": "https://zly.example"}).status_code == 302
    after = SignInProvider.objects.get()
    assert (after.label, after.encrypted_secret, after.issuer) == ("Inny napis", row.encrypted_secret, provider.issuer)
    assert "sekret-klienta" not in str(list(AuditEntry.objects.values_list("details", flat=True)))
