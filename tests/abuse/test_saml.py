"""Signing in by SAML. Cases 28 and 29: who is not linked does not come in, and no answer that is wrong in any point."""

import re
from collections.abc import Callable
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from allauth.socialaccount.models import SocialAccount
from django.core.cache import cache
from django.http import HttpResponse
from django.test import Client
from tests import given
from tests.abuse import saml_idp
from tests.abuse.saml_idp import Idp

from troska.staff import actions
from troska.staff.models import Agent, ProviderKind, SignInProvider
from troska.staff.permissions import Role
from troska.staff.providers import saml as our_side
from troska.timeline.actors import SYSTEM

pytest.importorskip("onelogin.saml2", reason="python3-saml is not installed; pip install troska[saml]")

pytestmark = pytest.mark.django_db

SUBJECT = "a1b2c3-persistent"
HERE = "http://testserver"


@pytest.fixture(scope="module")
def idp() -> Idp:
    return Idp()


@pytest.fixture
def row(idp: Idp) -> SignInProvider:
    cache.clear()
    found = our_side.read_metadata(idp.metadata())
    return actions.add_provider(
        label="Konto firmowe", client_id="saml", secret="", domains=["firma.example"], role=Role.AGENT, is_on=True,
        kind=ProviderKind.SAML, by=SYSTEM, **found,
    )  # fmt: skip


@pytest.fixture
def marta(row: SignInProvider) -> Agent:
    marta = given.agent("Marta Wójcik", email="marta@firma.example")
    SocialAccount.objects.create(user=marta, provider=row.code, uid=SUBJECT)
    return marta


def begin(client: Client, row: SignInProvider) -> str:
    """Go out to the provider; gives the id of the question."""
    page = client.post(f"/konto/przez/{row.code}/").content.decode()
    address = re.search(rf'{re.escape(saml_idp.ADDRESS)}[^"<]*', page)
    assert address
    return str(saml_idp.asked(unescape(address[0])))


def addressed(row: SignInProvider) -> dict[str, Any]:
    return {
        "recipient": f"{HERE}/konto/przez/{row.code}/saml/",
        "audience": f"{HERE}/konto/przez/{row.code}/metadane/",
    }


def bring(client: Client, row: SignInProvider, xml: str) -> HttpResponse:
    """Post the answer as the provider's page makes a browser do, and come back."""
    door = f"/konto/przez/{row.code}/saml/"
    taken = Client(enforce_csrf_checks=True).post(door, {"SAMLResponse": saml_idp.encoded(xml)})
    assert taken.status_code == 303
    return client.get(taken.headers["Location"])  # type: ignore[return-value]  # a response


def answer(idp: Idp, row: SignInProvider, question: str, **more: Any) -> str:
    told: dict[str, Any] = {"subject": SUBJECT, **addressed(row)} | more
    signed = idp.signed(saml_idp.assertion(question, **told))
    return str(saml_idp.response(question, destination=addressed(row)["recipient"], content=signed))


def is_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def test_who_is_linked_comes_in(client: Client, idp: Idp, row: SignInProvider, marta: Agent) -> None:
    came = bring(client, row, answer(idp, row, begin(client, row)))
    assert came.status_code == 302
    assert client.session["_auth_user_id"] == str(marta.pk)


@pytest.mark.parametrize("email", ["marta@firma.example", "marta@inna.example", ""])
def test_case_28_an_address_of_ours_opens_nothing(
    client: Client, idp: Idp, row: SignInProvider, marta: Agent, email: str
) -> None:
    came = bring(client, row, answer(idp, row, begin(client, row), subject="ktoś-inny", email=email))
    assert came.status_code in {403, 409}
    assert not is_in(client)


def test_a_newcomer_of_the_companys_domain_joins_and_of_another_does_not(
    client: Client, idp: Idp, row: SignInProvider
) -> None:
    other = Client()
    came = bring(other, row, answer(idp, row, begin(other, row), subject="obcy", email="obcy@inna.example"))
    assert came.status_code == 403
    bring(client, row, answer(idp, row, begin(client, row), subject="nowy", email="nowy@firma.example"))
    assert is_in(client)
    assert list(Agent.objects.values_list("email", "role")) == [("nowy@firma.example", Role.AGENT)]


def test_one_links_oneself_after_proving_who_one_is(client: Client, idp: Idp, row: SignInProvider) -> None:
    marta = given.agent("Marta Wójcik", email="marta@firma.example")
    client.force_login(marta)
    given.proved(client, marta)
    page = client.post("/ustawienia/ja/polacz", {"dostawca": row.code}).content.decode()
    address = re.search(rf'{re.escape(saml_idp.ADDRESS)}[^"<]*', page)
    assert address
    bring(client, row, answer(idp, row, saml_idp.asked(unescape(address[0]))))
    assert SocialAccount.objects.get(user=marta).uid == SUBJECT


LIES: dict[str, Callable[[Idp, SignInProvider, str], str]] = {
    "not signed": lambda _idp, row, question: saml_idp.response(
        question,
        destination=addressed(row)["recipient"],
        content=saml_idp.assertion(question, subject=SUBJECT, **addressed(row)),
    ),
    "signed by another key": lambda _idp, row, question: answer(Idp(), row, question),
    "signed with SHA-1": lambda idp, row, question: saml_idp.response(
        question,
        destination=addressed(row)["recipient"],
        content=idp.signed(saml_idp.assertion(question, subject=SUBJECT, **addressed(row)), saml_idp.SHA1),
    ),
    "only the answer is signed": lambda idp, row, question: idp.signed(
        saml_idp.response(
            question,
            destination=addressed(row)["recipient"],
            content=saml_idp.assertion(question, subject=SUBJECT, **addressed(row)),
        )
    ),
    "changed after it was signed": lambda idp, row, question: answer(idp, row, question, subject="kto-inny").replace(
        "kto-inny", SUBJECT
    ),
    "for another audience": lambda idp, row, question: answer(idp, row, question, audience="https://inny.example"),
    "for another recipient": lambda idp, row, question: answer(idp, row, question, recipient="https://inny.example"),
    "of another issuer": lambda idp, row, question: answer(idp, row, question, issuer="https://inny.example"),
    "to another question": lambda idp, row, _question: answer(idp, row, "_inne-pytanie"),
    "too old": lambda idp, row, question: answer(idp, row, question, age=timedelta(hours=1)),
    "of tomorrow": lambda idp, row, question: answer(idp, row, question, age=-timedelta(days=1)),
    "without a subject": lambda idp, row, question: answer(idp, row, question, subject=""),
    "no XML": lambda _idp, _row, _question: "to nie jest XML",
    "with an entity": lambda idp, row, question: (
        '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>' + answer(idp, row, question, subject="&amp;a;")
    ),
}


def wrapped(how: str, idp: Idp, row: SignInProvider, question: str) -> str:
    """Wrap a signed assertion about somebody else around, within or beside a false one about Marta (XSW)."""
    real = idp.signed(saml_idp.assertion(question, subject="kto-inny", identifier="_prawdziwa", **addressed(row)))
    false = saml_idp.assertion(question, subject=SUBJECT, identifier="_falszywa", **addressed(row))
    content = {
        "beside, false first": false + real,
        "beside, false last": real + false,
        "real within false": false.replace("</saml:Assertion>", f"{real}</saml:Assertion>"),
        "real in the false one's signature": false.replace(
            "</saml:Issuer>",
            "</saml:Issuer><ds:Signature xmlns:ds='http://www.w3.org/2000/09/xmldsig#'><ds:Object>"
            f"{real}</ds:Object></ds:Signature>",
            1,
        ),
        "same id": false.replace("_falszywa", "_prawdziwa") + real,
        "real in extensions": f"<samlp:Extensions>{real}</samlp:Extensions>{false}",
    }[how]
    return str(saml_idp.response(question, destination=addressed(row)["recipient"], content=content))


WRAPS = [
    "beside, false first", "beside, false last", "real within false", "real in the false one's signature", "same id",
    "real in extensions",
]  # fmt: skip


@pytest.mark.parametrize("lie", LIES)
def test_case_29_what_is_not_right_in_every_point_is_refused(
    client: Client, idp: Idp, row: SignInProvider, marta: Agent, lie: str
) -> None:
    came = bring(client, row, LIES[lie](idp, row, begin(client, row)))
    assert came.status_code == 401
    assert not is_in(client)


@pytest.mark.parametrize("how", WRAPS)
def test_case_29_a_signature_of_something_else_counts_for_nothing(
    client: Client, idp: Idp, row: SignInProvider, marta: Agent, how: str
) -> None:
    came = bring(client, row, wrapped(how, idp, row, begin(client, row)))
    assert came.status_code == 401
    assert not is_in(client)


def test_case_29_a_comment_within_a_name_makes_nobody_else_of_it(
    client: Client, idp: Idp, row: SignInProvider, marta: Agent
) -> None:
    bring(client, row, answer(idp, row, begin(client, row), subject=f"{SUBJECT}<!-- -->.zly.example"))
    assert not is_in(client)


def test_case_29_an_answer_works_once_and_in_the_browser_that_asked(
    client: Client, idp: Idp, row: SignInProvider, marta: Agent
) -> None:
    xml = answer(idp, row, begin(client, row))
    assert bring(Client(), row, xml).status_code == 401
    bring(client, row, xml)
    assert is_in(client)
    again = Client()
    begin(again, row)
    assert bring(again, row, xml).status_code == 401


def test_case_29_nobody_asked_nobody_comes_in(client: Client, idp: Idp, row: SignInProvider, marta: Agent) -> None:
    assert bring(client, row, answer(idp, row, "_nikt-nie-pytal")).status_code == 401
    assert not is_in(client)


@pytest.mark.parametrize("certificate", ["", " ", "bm90IGEgY2VydGlmaWNhdGU=", "%%%"])
def test_case_29_a_provider_without_a_certificate_is_not_saved(client: Client, idp: Idp, certificate: str) -> None:
    boss = given.agent("Ewa", role=Role.ADMINISTRATOR)
    client.force_login(boss)
    given.proved(client, boss)
    page = "/ustawienia/dostawcy/nowy/?rodzaj=saml"
    form = {"label": "Konto firmowe", "role": "agent", "is_on": "on", "domains": ""}
    refused = client.post(page, form | {"metadata": idp.metadata(certificate=certificate)})
    assert refused.status_code == 422
    assert not SignInProvider.objects.exists()
    assert client.post(page, form | {"metadata": idp.metadata()}).status_code == 302
    row = SignInProvider.objects.get()
    shown = client.get(f"/ustawienia/dostawcy/{row.pk}/").content.decode()
    assert f"/konto/przez/{row.code}/metadane/" in shown
    other = client.post(
        f"/ustawienia/dostawcy/{row.pk}/", form | {"metadata": idp.metadata(issuer="https://inny.example")}
    )
    assert other.status_code == 422


def test_the_provider_is_told_who_we_are(client: Client, row: SignInProvider) -> None:
    told = client.get(f"/konto/przez/{row.code}/metadane/").content.decode()
    assert f'entityID="{HERE}/konto/przez/{row.code}/metadane/"' in told
    assert f'Location="{HERE}/konto/przez/{row.code}/saml/"' in told
    assert 'WantAssertionsSigned="true"' in told


def test_an_answer_that_is_too_long_is_not_even_kept(client: Client, row: SignInProvider) -> None:
    long = {"SAMLResponse": "A" * (our_side.LARGEST_ANSWER + 1)}
    assert client.post(f"/konto/przez/{row.code}/saml/", long).status_code == 401
