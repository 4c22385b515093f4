"""Who the company's own site says its visitor is: a signed token (JWT, RFC 7519) by a key of this inbox.

header   {"alg": "HS256" or "RS256", "kid": "<code of the key>"}   kid may be left out: every key in use is tried
claims   sub    who he is in the company's shop; at most 180 characters (required)
aud    the widget's key (required)
exp    until when, at most a day ahead (required)
name, email, email_verified   as the shop knows them; an address counts only when it is verified there
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import jwt

from troska.channels.webchat.errors import ForgedIdentity
from troska.channels.webchat.models import Algorithm, IdentityKey, Widget
from troska.core import clock, secrets
from troska.core.addresses import is_email
from troska.core.text import one_line

LONGEST_TOKEN = 4096
LONGEST_SUBJECT = 180
LONGEST_LIFE = timedelta(hours=24)
_LEEWAY = timedelta(seconds=30)


@dataclass(frozen=True, slots=True)
class SiteIdentity:
    """A visitor as the company's site knows him; `digest` names the token it was told by."""

    subject: str
    name: str
    email: str
    digest: str
    expires_at: datetime


def read_identity(widget: Widget, token: str) -> SiteIdentity:
    """Verify a token. Raises ForgedIdentity whatever is wrong with it, so that nobody learns what."""
    if len(token) > LONGEST_TOKEN:
        raise ForgedIdentity
    claims = _claims(widget, token)
    subject, email = claims.get("sub"), claims.get("email", "")
    if not isinstance(subject, str) or not 0 < len(subject.strip()) <= LONGEST_SUBJECT or "\x00" in subject:
        raise ForgedIdentity
    is_address = claims.get("email_verified") is True and isinstance(email, str) and is_email(email)
    name = claims.get("name", "")
    return SiteIdentity(
        subject=subject.strip(),
        name=one_line(name)[:120] if isinstance(name, str) else "",
        email=str(email) if is_address else "",
        digest=hashlib.sha256(token.encode()).hexdigest(),
        expires_at=datetime.fromtimestamp(float(claims["exp"]), UTC),
    )


def _claims(widget: Widget, token: str) -> dict[str, Any]:
    try:
        kid = jwt.get_unverified_header(token).get("kid")
    except jwt.InvalidTokenError as error:
        raise ForgedIdentity from error
    for key in _keys(widget, kid):
        try:
            claims = jwt.decode(
                token,
                _secret(key),
                # The key says how it signs, never the token: a public key must not become a shared secret.
                algorithms=[key.algorithm],
                audience=widget.key,
                # By our clock, which can be moved; the library would take the machine's.
                options={"require": ["exp", "aud", "sub"], "verify_exp": False, "verify_nbf": False},
            )
        except (jwt.InvalidTokenError, jwt.InvalidKeyError):
            continue
        if _is_in_time(claims):
            return claims
    raise ForgedIdentity


def _is_in_time(claims: dict[str, Any]) -> bool:
    now, expires, not_before = clock.now(), claims["exp"], claims.get("nbf", 0)
    if not isinstance(expires, int | float) or not isinstance(not_before, int | float):
        return False
    begins, ends = now + _LEEWAY, now - _LEEWAY
    return ends.timestamp() < expires <= (now + LONGEST_LIFE + _LEEWAY).timestamp() and not_before <= begins.timestamp()


def _keys(widget: Widget, kid: object) -> Iterable[IdentityKey]:
    keys = IdentityKey.objects.filter(widget=widget, retired_at=None).order_by("-pk")
    return keys.filter(code=kid) if isinstance(kid, str) else keys[:5]


def _secret(key: IdentityKey) -> str:
    return secrets.decrypt(key.encrypted_secret) if key.algorithm == Algorithm.HS256 else key.public_key
