"""Who the company's site says its visitor is, and all the ways to pretend (abuse case 26)."""

from datetime import timedelta
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from tests import given
from tests.channels.webchat import chatting

from troska.channels.webchat import errors, keys
from troska.channels.webchat.models import IdentityKey, Visitor
from troska.conversations.models import Authenticity, Conversation, Message
from troska.core import clock, secrets
from troska.timeline.actors import SYSTEM

pytestmark = pytest.mark.django_db
SECRET = "a-secret-of-the-shop-that-is-long-enough"


def key(secret: str = SECRET) -> IdentityKey:
    """A shared key that is known here."""
    made, _ = keys.add_shared_key(chatting.widget(), by=SYSTEM)
    IdentityKey.objects.filter(pk=made.pk).update(encrypted_secret=secrets.encrypt(secret))
    return made


def claims(**more: Any) -> dict[str, Any]:
    until = clock.now() + timedelta(hours=1)
    return {"sub": "4711", "aud": chatting.widget().key, "exp": int(until.timestamp()), "name": "Anna Nowak"} | more


def signed(secret: Any = SECRET, algorithm: str = "HS256", **more: Any) -> str:
    said = {name: value for name, value in claims(**more).items() if value is not None}
    return jwt.encode(said, secret, algorithm=algorithm)


def test_a_signed_identity_shows_what_was_said_at_another_browser() -> None:
    key()
    home, office = chatting.browser(), chatting.browser()
    home.post("tozsamosc", {"identity": signed()})
    home.say("Pisałam z domu.")

    talk = office.post("tozsamosc", {"identity": signed(jti="2")})

    assert [one["text"] for one in talk["messages"]] == ["Pisałam z domu."]
    assert talk["visitor"]["is_verified"]
    assert Message.objects.get().authenticity == Authenticity.PASSED


def test_what_was_said_before_is_his_from_then_on() -> None:
    key()
    anna = given.customer(given.ANNA)
    browser = chatting.browser()
    browser.say("Jeszcze nie mówię, kim jestem.")

    browser.post("tozsamosc", {"identity": signed(email=given.ANNA, email_verified=True)})
    browser.say("To ja.")

    conversation = Conversation.objects.get()
    assert conversation.customer == anna
    assert conversation.messages.count() == 2
    assert [message.is_unverified for message in conversation.messages.order_by("pk")] == [False, False]


def test_an_address_that_the_site_does_not_vouch_for_finds_nobody() -> None:
    key()
    anna = given.customer(given.ANNA)
    browser = chatting.browser()
    browser.post("tozsamosc", {"identity": signed(email=given.ANNA)})
    browser.say("Halo")

    assert Conversation.objects.get().customer != anna


@pytest.mark.parametrize(
    "forged",
    [
        lambda: signed("another-secret-that-is-not-of-the-shop"),
        lambda: jwt.encode(claims(), "", algorithm="none"),
        lambda: signed(aud="another-widget"),
        lambda: signed(aud=None),
        lambda: signed(exp=int((clock.now() - timedelta(minutes=5)).timestamp())),
        lambda: signed(exp=int((clock.now() + timedelta(days=30)).timestamp())),
        lambda: signed(exp=None),
        lambda: signed(sub=None),
        lambda: signed(sub=" "),
        lambda: "a.b.c",
        lambda: "",
    ],
    ids=[
        "secret",
        "none",
        "audience",
        "no-audience",
        "expired",
        "for-a-month",
        "for-ever",
        "nobody",
        "blank",
        "x",
        "-",
    ],
)
def test_a_forged_identity_is_anonymous_and_shows_no_history(forged: Any) -> None:
    key()
    victim = chatting.browser()
    victim.post("tozsamosc", {"identity": signed()})
    victim.say("Mój adres to Lipowa 3.")
    browser = chatting.browser()

    assert browser.post("tozsamosc", {"identity": forged()}, status=403)["code"] == "forged_identity"

    assert browser.get("rozmowa")["messages"] == []
    assert not browser.visitor.is_verified


def test_a_public_key_is_no_shared_secret() -> None:
    private = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    public = private.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    keys.add_public_key(chatting.widget(), public.decode(), by=SYSTEM)
    forged = jwt.api_jws.PyJWS().encode(b"{}", "x" * 32, algorithm="HS256")

    assert chatting.browser().post("tozsamosc", {"identity": forged}, status=403)
    assert chatting.browser().post("tozsamosc", {"identity": signed(private, "RS256")})["visitor"]["is_verified"]


def test_a_key_of_another_inbox_or_a_retired_one_opens_nothing() -> None:
    made = key()
    keys.retire_key(made, by=SYSTEM)

    assert chatting.browser().post("tozsamosc", {"identity": signed()}, status=403)


def test_while_one_key_takes_over_from_another_both_hold() -> None:
    key()
    key("the-next-secret-of-the-shop-is-this")

    for secret in (SECRET, "the-next-secret-of-the-shop-is-this"):
        assert chatting.browser().post("tozsamosc", {"identity": signed(secret)})["visitor"]["is_verified"]


def test_after_signing_out_neither_the_token_nor_the_identity_opens_anything() -> None:
    key()
    browser, identity = chatting.browser(), signed()
    browser.post("tozsamosc", {"identity": identity})
    browser.say("Halo")
    browser.post("wyjscie", {})

    assert browser.post("wiadomosc", {}, status=401)["code"] == "unknown_visitor"
    thief = chatting.browser()
    assert thief.post("tozsamosc", {"identity": identity}, status=403)
    assert thief.get("rozmowa")["messages"] == []


def test_another_person_at_the_same_browser_does_not_get_what_the_first_said() -> None:
    key()
    browser = chatting.browser()
    browser.post("tozsamosc", {"identity": signed()})
    browser.say("Halo")

    assert browser.post("tozsamosc", {"identity": signed(sub="4712")}, status=403)
    assert Visitor.objects.get(pk=browser.visitor.pk).subject == "4711"


@pytest.mark.parametrize(
    "pem", ["", "-----BEGIN PUBLIC KEY-----", "klucz", "-----BEGIN CERTIFICATE-----\nAA==\n-----END CERTIFICATE-----"]
)
def test_what_is_no_public_key_is_not_believed(pem: str) -> None:
    with pytest.raises(errors.KeyUnreadable):
        keys.add_public_key(chatting.widget(), pem, by=SYSTEM)


def test_a_secret_that_was_made_is_told_once_and_signs() -> None:
    _made, secret = keys.add_shared_key(chatting.widget(), by=SYSTEM)

    assert chatting.browser().post("tozsamosc", {"identity": signed(secret)})["visitor"]["is_verified"]


def test_names_that_differ_in_case_are_two_people() -> None:
    key()
    for subject in ("Kot", "kot"):
        browser = chatting.browser()
        browser.post("tozsamosc", {"identity": signed(sub=subject)})
        browser.say("Halo")

    assert len(set(Conversation.objects.values_list("customer_id", flat=True))) == 2


def test_an_identity_is_spent_by_signing_out_at_whatever_browser_it_was_shown() -> None:
    key()
    identity = signed()
    home, office = chatting.browser(), chatting.browser()
    for browser in (home, office):
        browser.post("tozsamosc", {"identity": identity})
    office.post("wyjscie", {})

    assert chatting.browser().post("tozsamosc", {"identity": identity}, status=403)


def test_a_guest_gets_his_name() -> None:
    key()
    browser = chatting.browser()
    browser.say("Halo")
    browser.post("tozsamosc", {"identity": signed(name="Anna Nowak")})

    customer = Conversation.objects.get().customer
    assert customer is not None
    assert customer.name == "Anna Nowak"
