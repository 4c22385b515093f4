"""Which mails wait for a person: whose sender is unclear, who claims to be one of us, who proves an address to us."""

import pytest
from tests import given

from troska.channels.email.interpret import interpret
from troska.channels.email.screening import is_robot, is_verification_code, screen
from troska.channels.models import QuarantineReason as Reason
from troska.conversations.models import Authenticity

OWN = frozenset({"pomoc@sklep.example", "marta@sklep.example"})


def screened(raw: bytes, authenticity: Authenticity = Authenticity.UNKNOWN) -> Reason:
    return screen(interpret(raw), own_addresses=OWN, authenticity=authenticity)


@pytest.mark.parametrize(
    "sender",
    [
        "anna@poczta.example",
        "Anna Nowak <anna@poczta.example>",
        '"Nowak, Anna" <anna@poczta.example>',
        '"Dział: zamówienia" <anna@poczta.example>',
        "=?utf-8?Q?Dzia=C5=82=3A_zam=C3=B3wienia?= <anna@poczta.example>",
        "anna@poczta.example (Anna: w domu; w pracy)",
        "Anna <anna@poczta.example>, Anna <ANNA@poczta.example>",
    ],
)
def test_an_ordinary_sender_walks_in(sender: str) -> None:
    assert screened(given.mail(From=sender)) == Reason.NONE


@pytest.mark.parametrize(
    "sender",
    [
        "Anna <anna@poczta.example>, Bank <bank@bank.example>",
        "anna@poczta.example, bank@bank.example",
        "Bank: bank@bank.example;",
        "Bank: Anna <anna@poczta.example>;",
        "Wszyscy: anna@poczta.example, bank@bank.example;",
        "pusta:; , anna@poczta.example",
    ],
)
def test_a_sender_who_could_be_several_waits(sender: str) -> None:
    assert screened(given.mail(From=sender)) == Reason.AMBIGUOUS_SENDER


@pytest.mark.parametrize(("first", "second"), [("anna@poczta.example", "bank@bank.example")] * 2)
def test_two_from_headers_wait_whoever_comes_first(first: str, second: str) -> None:
    assert screened(given.mail(From=first, extra=[("From", second)])) == Reason.AMBIGUOUS_SENDER
    assert screened(given.mail(From=second, extra=[("from", first)])) == Reason.AMBIGUOUS_SENDER
    assert screened(given.mail(From=first, extra=[("FROM ", first)])) == Reason.AMBIGUOUS_SENDER


@pytest.mark.parametrize("sender", [None, "", "Anna", "<>", "undisclosed-recipients:;", "anna@", "a@b@c.example"])
def test_nobody_waits(sender: str | None) -> None:
    assert screened(given.mail(From=sender)) == Reason.NO_SENDER


@pytest.mark.parametrize(
    "sender",
    [
        "pomoc@sklep.example",
        "Marta <MARTA@Sklep.example>",
        "marta+praca@sklep.example",
        '"marta"@sklep.example',
        "marta(x)@sklep.example",
        "pomoc+r.aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa@sklep.example",
    ],
)
def test_who_claims_to_be_one_of_us_must_prove_it(sender: str) -> None:
    raw = given.mail(From=sender)
    assert screened(raw, Authenticity.UNKNOWN) == Reason.OWN_ADDRESS
    assert screened(raw, Authenticity.FAILED) == Reason.OWN_ADDRESS
    assert screened(raw, Authenticity.PASSED) == Reason.NONE


@pytest.mark.parametrize(
    ("sender", "subject"),
    [
        ("no-reply@accounts.google.com", "Google Verification Code"),
        ("noreply@google.com", "Your Google verification\u00a0code"),
        ("google-noreply@google.com", "Verify your email address"),
        ("no-reply@slack.com", "Slack confirmation code: ABC-123"),
        ("noreply@slack.com", "Join your team on Slack"),
        ("account-security-noreply@accountprotection.microsoft.com", "Microsoft account security code"),
        ("noreply@github.com", "[GitHub] Please verify your email address."),
        ("noreply@github.com", "[GitHub] Please   reset\n your password"),
        ("no_reply@zoom.us", "Your one-time passcode"),
        ("noreply@notion.so", "481920 is your code"),
        ("DoNotReply@bank.example", "Reset your password"),
        ("do-not-reply@konto.example", "Kod weryfikacyjny: 123456"),
        ("nie-odpowiadaj@allegro.example", "Potwierdź adres e-mail"),
        ("nieodpowiadaj@sklep2.example", "Link do logowania"),
        ("no-reply.konto@bank.example", "Twój kod: 123456"),
    ],
)
def test_a_robot_that_proves_an_address_waits_whatever_it_proves(sender: str, subject: str) -> None:
    raw = given.mail(From=sender, Subject=subject.replace("\n", "\r\n "))
    assert screened(raw, Authenticity.PASSED) == Reason.VERIFICATION_CODE
    assert is_verification_code(sender, subject)


@pytest.mark.parametrize(
    ("sender", "subject"),
    [
        ("anna@poczta.example", "Nie dostałam kodu weryfikacyjnego: verify your email"),
        ("no-reply@kurier.example", "Twoja paczka jest w drodze"),
        ("noreply@faktury.example", "Faktura 12/2026"),
        ("noreplyanna@poczta.example", "Your code"),
        ("anoreply@poczta.example", "Your code"),
    ],
)
def test_customers_and_other_robots_walk_in(sender: str, subject: str) -> None:
    assert screened(given.mail(From=sender, Subject=subject)) == Reason.NONE


def test_a_robot_says_so_in_its_address() -> None:
    assert is_robot("no-reply@x.example")
    assert not is_robot("nora.reply@x.example")
    assert not is_robot("-".join(["no"] * 400) + "@x.example")
