"""Signing in to Gmail and Microsoft 365 without a password: a refresh token becomes short-lived access tokens."""

import http.client
import json
import threading
import time
from dataclasses import asdict, dataclass, field, replace
from enum import StrEnum
from typing import Any, Protocol
from urllib.parse import urlencode, urlsplit

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from troska.channels.email.models import Mailbox
from troska.core import egress, secrets
from troska.core.errors import TroskaError


class Provider(StrEnum):
    GOOGLE = "google"
    MICROSOFT = "microsoft"


ENDPOINTS = {
    Provider.GOOGLE: "https://oauth2.googleapis.com/token",
    Provider.MICROSOFT: "https://login.microsoftonline.com/common/oauth2/v2.0/token",
}
_TIMEOUT = 20.0
_LONGEST_ANSWER = 64 * 1024
_EARLY = 120.0  # an access token is not used in its last seconds


class GrantRevoked(TroskaError):
    """The provider no longer accepts the refresh token: a person must connect the mailbox anew."""

    code = "grant_revoked"
    message = _("Dostęp do skrzynki wygasł albo został cofnięty. Połącz skrzynkę ponownie.")


class ProviderUnavailable(TroskaError):
    """The provider gave no token now; trying later may help."""

    code = "provider_unavailable"
    status = 502
    message = _("Dostawca poczty nie wydał teraz przepustki. Troska spróbuje ponownie.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """What an administrator was given when he connected a mailbox; kept as the mailbox's secret."""

    provider: Provider
    client_id: str
    client_secret: str = field(default="", repr=False)
    refresh_token: str = field(repr=False)

    def to_secret(self) -> str:
        """Write it as text to be encrypted."""
        return json.dumps(asdict(self))

    @classmethod
    def from_secret(cls, text: str) -> "Grant":
        """Read it back. Raises GrantRevoked when it is no grant."""
        try:
            fields = json.loads(text)
            return cls(**{**fields, "provider": Provider(fields["provider"])})
        except (ValueError, KeyError, TypeError) as error:
            raise GrantRevoked from error


@dataclass(frozen=True, slots=True)
class Tokens:
    """What an endpoint gives: an access token, its seconds to live, and a new refresh token where it changes."""

    access_token: str = field(repr=False)
    expires_in: float = 3600.0
    refresh_token: str = field(default="", repr=False)


class TokenEndpoint(Protocol):
    """Where refresh tokens are exchanged."""

    def exchange(self, grant: Grant) -> Tokens:
        """Give an access token. Raises GrantRevoked, ProviderUnavailable."""


class HttpsTokenEndpoint:
    """The provider's own endpoint (RFC 6749, section 6)."""

    def __init__(self, url: str = "") -> None:
        self.url = url

    def exchange(self, grant: Grant) -> Tokens:
        """See TokenEndpoint."""
        form = {"grant_type": "refresh_token", "refresh_token": grant.refresh_token, "client_id": grant.client_id}
        if grant.client_secret:
            form["client_secret"] = grant.client_secret
        status, answer = _post(self.url or ENDPOINTS[grant.provider], form)
        if status == http.HTTPStatus.OK and isinstance(answer.get("access_token"), str):
            expires = answer.get("expires_in")
            return Tokens(
                answer["access_token"],
                float(expires) if isinstance(expires, int | float) else Tokens("").expires_in,
                str(answer.get("refresh_token") or ""),
            )
        if answer.get("error") in ("invalid_grant", "invalid_client", "unauthorized_client", "interaction_required"):
            raise GrantRevoked
        raise ProviderUnavailable


def _post(url: str, form: dict[str, str]) -> tuple[int, dict[str, Any]]:
    parts = urlsplit(url)
    host, port = parts.hostname or "", parts.port or 443
    connection = http.client.HTTPConnection(host, port, timeout=_TIMEOUT)
    connection.sock = egress.open_connection(host, port, _TIMEOUT, tls=True)
    try:
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json"}
        connection.request("POST", parts.path, urlencode(form), headers)
        response = connection.getresponse()
        answer = json.loads(response.read(_LONGEST_ANSWER))
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise ProviderUnavailable from error
    finally:
        connection.close()
    return response.status, answer if isinstance(answer, dict) else {}


class AccessTokens:
    """Access tokens by mailbox, kept in memory until shortly before they expire."""

    def __init__(self, endpoint: TokenEndpoint) -> None:
        self.endpoint = endpoint
        self._kept: dict[int, tuple[str, str, float]] = {}
        self._lock = threading.Lock()

    def token_of(self, mailbox: Mailbox) -> str:
        """Give a token that is good now. Raises GrantRevoked, ProviderUnavailable, an egress error."""
        with self._lock:
            secret, token, until = self._kept.get(mailbox.pk, ("", "", 0.0))
        if token and secret == mailbox.encrypted_secret and time.monotonic() < until:
            return token
        grant = Grant.from_secret(secrets.decrypt(mailbox.encrypted_secret))
        tokens = self.endpoint.exchange(grant)
        if tokens.refresh_token and tokens.refresh_token != grant.refresh_token:
            _keep_grant(mailbox, replace(grant, refresh_token=tokens.refresh_token))
        until = time.monotonic() + max(0.0, tokens.expires_in - _EARLY)
        with self._lock:
            self._kept[mailbox.pk] = (mailbox.encrypted_secret, tokens.access_token, until)
        return tokens.access_token

    def forget(self, mailbox: Mailbox) -> None:
        """Ask for a new token next time, as after the mail server refused this one."""
        with self._lock:
            self._kept.pop(mailbox.pk, None)


@transaction.atomic
def _keep_grant(mailbox: Mailbox, grant: Grant) -> None:
    """Store a grant that the provider renewed, unless a person has connected the mailbox anew meanwhile."""
    row = Mailbox.objects.select_for_update(no_key=True).get(pk=mailbox.pk)
    if row.encrypted_secret == mailbox.encrypted_secret:
        row.encrypted_secret = secrets.encrypt(grant.to_secret())
        row.save(update_fields=["encrypted_secret"])
    mailbox.encrypted_secret = row.encrypted_secret


access_tokens = AccessTokens(HttpsTokenEndpoint())
