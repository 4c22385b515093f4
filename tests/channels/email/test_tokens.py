"""A reply token proves its conversation and nothing else does; it survives what mail programs do to it."""

import base64
import random
import string

import pytest
from pytest_django import Settings

from troska.channels.email import tokens
from troska.core import secrets

OURS = "pomoc@sklep.example"


@pytest.mark.parametrize("number", [0, 1, 42, 2**31, 2**47])
def test_a_token_leads_back_to_its_conversation(number: int) -> None:
    token = tokens.reply_token(number)
    assert len(token) == 36
    assert not set(token) - set("abcdefghijklmnopqrstuvwxyz234567")
    assert tokens.read_token(token) == number
    address = tokens.reply_address(OURS, number)
    identifier = tokens.message_id("x" * 26, number, domain="sklep.example")
    assert tokens.conversation_of_address(address) == number
    assert tokens.conversation_of_message_id(identifier) == number
    assert tokens.has_token(address)
    assert len(address.partition("@")[0]) <= 64, "RFC 5321 allows no longer local part"


@pytest.mark.parametrize("change", [str.upper, str.title, lambda text: f"<{text}>", lambda text: f'"{text}"'])
def test_it_survives_what_mail_servers_do(change: "object") -> None:
    address = tokens.reply_address(OURS, 42)
    assert callable(change)
    assert tokens.conversation_of_address(change(address)) == 42


def test_a_tag_of_ours_gives_way_to_the_token() -> None:
    assert tokens.reply_address("pomoc+zwroty@sklep.example", 7) == tokens.reply_address(OURS, 7)


def test_replies_to_mails_from_before_a_change_of_the_key_still_find_home(settings: Settings) -> None:
    address = tokens.reply_address(OURS, 42)
    former, settings.SECRET_KEY = settings.SECRET_KEY, "the new key of this installation, long enough"
    assert tokens.conversation_of_address(address) is None
    settings.SECRET_KEY_FALLBACKS = [former]
    assert tokens.conversation_of_address(address) == 42
    assert tokens.reply_address(OURS, 42) != address


def test_each_conversation_has_its_own_and_it_is_long() -> None:
    ours = {tokens.reply_token(number) for number in range(1000)}
    assert len(ours) == 1000
    signature = base64.b32decode(tokens.reply_token(5).upper() + "====")[6:]
    assert len(signature) * 8 == 128


@pytest.mark.parametrize(
    "token",
    [
        "",
        "a",
        "a" * 36,
        "1" * 36,
        "ą" * 36,
        "a" * 1000,
        "=" * 36,
        tokens.reply_token(1)[:-8],
        tokens.reply_token(1) * 2,
    ],
)
def test_what_is_no_token_opens_nothing(token: str) -> None:
    assert tokens.read_token(token) is None
    assert tokens.conversation_of_address(f"pomoc+r.{token}@sklep.example") is None


def test_no_single_bit_may_be_wrong() -> None:
    signed = base64.b32decode(tokens.reply_token(42).upper() + "====")
    for bit in range(len(signed) * 8):
        wrong = bytearray(signed)
        wrong[bit // 8] ^= 1 << bit % 8
        token = base64.b32encode(bytes(wrong)).decode().rstrip("=").lower()
        assert tokens.read_token(token) is None, bit


def test_ten_thousand_guesses_open_nothing() -> None:
    chance = random.Random(3)
    for number in range(5_000):
        guess = "".join(chance.choices(string.ascii_lowercase + "234567", k=36))
        assert tokens.read_token(guess) is None
        # The number is known, as it is in sequence; only the signature is guessed.
        signed = number.to_bytes(6, "big") + chance.randbytes(16)
        assert tokens.read_token(base64.b32encode(signed).decode().rstrip("=").lower()) is None


def test_a_signature_made_for_another_purpose_opens_nothing() -> None:
    number = (42).to_bytes(6, "big")
    for purpose in ("email", "email.reply", "at-rest"):
        signed = number + secrets.sign(purpose, number, size=16)
        assert tokens.read_token(base64.b32encode(signed).decode().rstrip("=").lower()) is None


def test_a_token_made_under_another_key_opens_nothing(settings: Settings) -> None:
    old = tokens.reply_token(42)
    settings.SECRET_KEY = "the key after it was changed, long enough to be one"
    assert tokens.read_token(old) is None
    assert tokens.read_token(tokens.reply_token(42)) == 42


@pytest.mark.parametrize(
    "text", ["T-42", "pomoc+42@sklep.example", "pomoc+r.42@sklep.example", "42.r.42@sklep.example", "[#42] Re: paczka"]
)
def test_numbers_that_people_say_open_nothing(text: str) -> None:
    assert tokens.conversation_of_address(text) is None
    assert tokens.conversation_of_message_id(text) is None
