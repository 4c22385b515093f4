"""Keys derived from the installation's secret, and secrets encrypted at rest."""

import base64
import hashlib
import hmac
from functools import lru_cache
from pathlib import Path

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

_LEAST_SIGNATURE = 16
_SHORTEST_KEY = 32


class SecretUnreadableError(Exception):
    """A stored secret was encrypted with another key than this installation's."""


@lru_cache(maxsize=64)
def _derived(secret: str, purpose: str) -> bytes:
    kdf = HKDF(algorithm=SHA256(), length=32, salt=None, info=f"troska:{purpose}".encode())
    return kdf.derive(secret.encode())


def key_for(purpose: str) -> bytes:
    """Derive the 32-byte key of one purpose from the installation's newest key (HKDF, RFC 5869)."""
    return _keys_for(purpose)[0]


def _keys_for(purpose: str) -> list[bytes]:
    """Give the present key and those that came before it (SECRET_KEY_FALLBACKS), in this order.

    Where the installation's key was changed while this process runs, the new one is first: what it encrypts and signs
    from then on has to outlive the former one.
    """
    known = [*_successor(), settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return [_derived(secret, purpose) for secret in known]


def _successor() -> list[str]:
    file = getattr(settings, "TROSKA_SECRET_KEY_FILE", None)
    if file is None:
        return []
    try:
        key = Path(file).read_text(encoding="ascii").strip()
    except (OSError, UnicodeError):
        return []
    return [key] if len(key) >= _SHORTEST_KEY and key != settings.SECRET_KEY else []


def _at_rest() -> MultiFernet:
    return MultiFernet([Fernet(base64.urlsafe_b64encode(key)) for key in _keys_for("at-rest")])


def encrypt(text: str) -> str:
    """Encrypt a secret for the database (AES-128-CBC with HMAC-SHA256, Fernet)."""
    return _at_rest().encrypt(text.encode()).decode("ascii")


def decrypt(token: str) -> str:
    """Decrypt what `encrypt` gave, now or under a former key. Raises SecretUnreadableError for any other."""
    try:
        return _at_rest().decrypt(token.encode()).decode()
    except InvalidToken as error:
        raise SecretUnreadableError from error


def is_under_present_key(token: str) -> bool:
    """Say whether a stored secret is encrypted with the present key, so that former ones are not needed for it."""
    try:
        Fernet(base64.urlsafe_b64encode(key_for("at-rest"))).decrypt(token.encode())
    except InvalidToken:
        return False
    return True


def sign(purpose: str, message: bytes, *, size: int = 16) -> bytes:
    """Give the first `size` bytes of HMAC-SHA256 over the message under the purpose's key."""
    return _signature(key_for(purpose), message, size)


def is_signed(purpose: str, message: bytes, signature: bytes) -> bool:
    """Compare in constant time, also with former keys; a signature of less than 128 bits proves nothing."""
    size = len(signature)
    return size >= _LEAST_SIGNATURE and any(
        hmac.compare_digest(_signature(key, message, size), signature) for key in _keys_for(purpose)
    )


def _signature(key: bytes, message: bytes, size: int) -> bytes:
    return hmac.new(key, message, hashlib.sha256).digest()[:size]
