"""OpenID Connect as allauth speaks it, with what it leaves out: nonce, signatures, one issuer, no extras from links."""

import secrets
from typing import Any
from urllib.parse import urlsplit

import jwt
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

#: Signatures that only the issuer can make; HS256 is made with what we know too, `none` by anybody.
ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")
LEEWAY = 60


class Door(OpenIDConnectOAuth2Adapter):  # type: ignore[misc]  # the library has no types
    """One sign-in at one provider."""

    #: What was remembered when the person was sent there.
    state: dict[str, Any]

    @property
    def issuer(self) -> str:
        """Who must have issued what comes back."""
        issuer: str = self.get_provider().app.settings["server_url"]
        return issuer

    @property
    def openid_config(self) -> dict[str, Any]:
        """Ask the issuer for its addresses; what names another issuer, or goes unencrypted, is not used."""
        config: dict[str, Any] = super().openid_config
        if str(config.get("issuer", "")).rstrip("/") != self.issuer.rstrip("/"):
            raise OAuth2Error("discovery names another issuer")
        scheme = urlsplit(self.issuer).scheme
        for name in ("authorization_endpoint", "token_endpoint", "jwks_uri", "userinfo_endpoint"):
            if name in config and urlsplit(str(config[name])).scheme not in {scheme, "https"}:
                raise OAuth2Error(f"{name} is not encrypted")
        return config

    def get_callback_url(self, request: HttpRequest, app: object) -> str:  # noqa: ARG002 -- called by the library
        """Come back to our own door; the provider knows the addresses that it may send to."""
        return request.build_absolute_uri(reverse("staff:provider-back", args=[self.provider_id]))

    def complete_login(self, request: HttpRequest, app: Any, token: Any, **kwargs: Any) -> Any:
        """Believe the ID token once its signature, issuer, audience, times and nonce are right."""
        given = kwargs["response"].get("id_token")
        if not isinstance(given, str):
            raise OAuth2Error("there is no ID token")
        claims = self._claims(given, app.client_id)
        if "email" not in claims and "userinfo_endpoint" in self.openid_config:
            told = self._fetch_user_info(token.token)
            if not isinstance(told, dict) or told.get("sub") != claims["sub"]:
                raise OAuth2Error("userinfo is about somebody else")
            claims |= {name: told[name] for name in ("email", "email_verified", "name") if name in told}
        return self.get_provider().sociallogin_from_response(request, claims)

    def _claims(self, given: str, client_id: str) -> dict[str, Any]:
        try:
            header = jwt.get_unverified_header(given)
            if header.get("alg") not in ALGORITHMS:
                raise OAuth2Error("the ID token is not signed by a key of the issuer")
            claims: dict[str, Any] = jwt.decode(
                given,
                key=self._key(header),
                algorithms=[header["alg"]],
                audience=client_id,
                issuer=self.openid_config["issuer"],
                leeway=LEEWAY,
                options={"require": ["iss", "sub", "aud", "exp", "iat"]},
            )
        except (jwt.PyJWTError, TypeError, ValueError) as error:
            raise OAuth2Error("the ID token is not valid") from error
        if not claims["sub"] or claims.get("azp", client_id) != client_id:
            raise OAuth2Error("the ID token is for somebody else")
        if isinstance(claims["aud"], list) and len(claims["aud"]) > 1 and "azp" not in claims:
            raise OAuth2Error("the ID token is for several")
        expected = self.state.get("nonce")
        if not expected or not secrets.compare_digest(str(claims.get("nonce", "")), expected):
            raise OAuth2Error("the ID token answers another question")
        return claims

    def _key(self, header: dict[str, Any]) -> jwt.PyJWK:
        with get_adapter().get_requests_session() as session:
            answer = session.get(self.openid_config["jwks_uri"])
            answer.raise_for_status()
            keys = jwt.PyJWKSet.from_dict(answer.json()).keys
        usable = [key for key in keys if key.public_key_use in {None, "sig"}]
        fitting = [key for key in usable if "kid" not in header or key.key_id == header["kid"]]
        if len(fitting) != 1:
            raise OAuth2Error("no key fits the ID token")
        return fitting[0]


class Provider(OpenIDConnectProvider):  # type: ignore[misc]  # as above
    """A row of our table, as allauth sees it."""

    oauth2_adapter_class = Door
    pkce_enabled_default = True

    def get_oauth2_adapter(self, request: HttpRequest) -> Door:
        """Give the way to this provider."""
        return Door(request, self.app.provider_id)

    def get_callback_url(self) -> str:
        """Tell where people come back."""
        return reverse("staff:provider-back", args=[self.app.provider_id])

    def extract_extra_data(self, data: dict[str, Any]) -> dict[str, Any]:
        """Keep of what the provider tells only what is used."""
        return {name: data[name] for name in ("email", "email_verified", "name") if name in data}

    def redirect(self, request: HttpRequest, process: str, next_url: str | None = None, **more: Any) -> HttpResponse:
        """Send a person there; what comes back must carry this nonce."""
        nonce = secrets.token_urlsafe(24)
        extra = {"nonce": nonce} | more.pop("auth_params", {})
        response: HttpResponse = super().redirect(
            request, process, next_url=next_url, auth_params=extra, nonce=nonce, **more
        )
        return response


class Callback(OAuth2CallbackView):  # type: ignore[misc]  # as above
    """Takes back who was sent out."""

    def _get_state(self, request: HttpRequest, provider: Provider) -> Any:
        state, response = super()._get_state(request, provider)
        self.adapter.state = state or {}
        named = request.GET.get("iss")
        if response is None and named is not None and named.rstrip("/") != self.adapter.issuer.rstrip("/"):
            # RFC 9207: another provider's answer, brought to this one's door.
            from allauth.socialaccount.helpers import render_authentication_error

            return None, render_authentication_error(request, provider)
        return state, response
