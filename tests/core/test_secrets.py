"""Secrets at rest are unreadable with another key; signatures of one purpose prove nothing for another."""

import pytest
from pytest_django import Settings

from troska.core import secrets


def test_what_is_encrypted_comes_back_and_is_not_seen() -> None:
    token = secrets.encrypt("hasło do skrzynki")
    assert "has" not in token
    assert secrets.decrypt(token) == "hasło do skrzynki"
    assert secrets.encrypt("hasło do skrzynki") != token


def test_another_installation_cannot_read_it(settings: Settings) -> None:
    token = secrets.encrypt("hasło")
    settings.SECRET_KEY = "another installation's key, long enough to be one"
    with pytest.raises(secrets.SecretUnreadableError):
        secrets.decrypt(token)


def test_after_a_change_of_the_key_former_ones_still_count_and_the_new_one_is_used(settings: Settings) -> None:
    token, signature = secrets.encrypt("hasło"), secrets.sign("one", b"message")
    former, settings.SECRET_KEY = settings.SECRET_KEY, "the new key of this installation, long enough"
    settings.SECRET_KEY_FALLBACKS = ["an even older key, also long enough to be one", former]
    assert secrets.decrypt(token) == "hasło"
    assert secrets.is_signed("one", b"message", signature)
    assert secrets.sign("one", b"message") != signature
    new = secrets.encrypt("hasło")
    settings.SECRET_KEY_FALLBACKS = []
    assert secrets.decrypt(new) == "hasło"
    assert not secrets.is_signed("one", b"message", signature)
    with pytest.raises(secrets.SecretUnreadableError):
        secrets.decrypt(token)


@pytest.mark.parametrize("token", ["", "x", "gAAAAA", "ż", "=" * 200])
def test_what_was_never_encrypted_is_unreadable(token: str) -> None:
    with pytest.raises(secrets.SecretUnreadableError):
        secrets.decrypt(token)


def test_a_signature_holds_for_its_message_and_purpose_only() -> None:
    signature = secrets.sign("one", b"message")
    assert len(signature) == 16
    assert secrets.is_signed("one", b"message", signature)
    assert not secrets.is_signed("other", b"message", signature)
    assert not secrets.is_signed("one", b"massage", signature)
    assert not secrets.is_signed("one", b"message", signature[:-1] + bytes([signature[-1] ^ 1]))


def test_nothing_is_no_signature() -> None:
    assert not secrets.is_signed("one", b"message", b"")
