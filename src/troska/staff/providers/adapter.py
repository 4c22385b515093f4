"""Signing in by somebody else's word: which providers there are, and whom they may bring in.

An account is linked by issuer and subject and by nothing else: an address that a provider tells of proves nothing about
an account that is here. Who has one links it himself, in his profile, after proving who he is.
"""

from typing import TYPE_CHECKING, Any

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialApp
from django.db import transaction
from django.http import HttpRequest
from django.shortcuts import render
from django.urls import reverse

from troska.core import secrets
from troska.core.addresses import InvalidAddressError, email_key
from troska.core.errors import TroskaError
from troska.staff import audit, deeds
from troska.staff.models import Agent, SignInProvider
from troska.staff.permissions import Role
from troska.timeline.actors import SYSTEM

if TYPE_CHECKING:
    from troska.staff.providers.asking import Session
    from troska.staff.providers.openid import Provider

#: Where an invitation waits in the session while the invited person proves who he is elsewhere.
INVITATION = "invitation"


class ProviderAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]  # the library has no types
    """What allauth asks of the house."""

    def list_apps(
        self,
        request: HttpRequest,  # noqa: ARG002 -- called by the library
        provider: str | None = None,
        client_id: str | None = None,
    ) -> list[SocialApp]:
        """Give the providers of our own table, with their secrets opened."""
        rows = SignInProvider.objects.filter(is_on=True)
        if provider:
            rows = rows.filter(code=provider)
        return [_app(row) for row in rows if client_id in {None, row.client_id}]

    def get_provider(self, request: HttpRequest, provider: str, client_id: str | None = None) -> "Provider":
        """Give the provider of this code. Raises SocialApp.DoesNotExist."""
        from troska.staff.providers.openid import Provider

        return Provider(request, app=self.get_app(request, provider, client_id))

    def get_requests_session(self) -> "Session":
        """Go out only through `core.egress`."""
        from troska.staff.providers.asking import Session

        return Session()

    def get_connect_redirect_url(self, request: HttpRequest, socialaccount: object) -> str:  # noqa: ARG002 -- called by the library
        """Go back to one's own profile."""
        return reverse("administration:me")

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:  # noqa: ARG002 -- as above
        """Whoever may join has been added before this is asked."""
        return False

    def send_notification_mail(self, *args: object, **kwargs: object) -> None:
        """Write our own letters."""

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        """Let in who is linked; add who is invited or of a domain that may join; refuse everybody else."""
        if sociallogin.is_existing or sociallogin.state.get("process") == "connect":
            return
        row = SignInProvider.objects.get(code=sociallogin.account.provider)
        try:
            with transaction.atomic():
                agent = _newcomer(request, row, sociallogin)
                if agent is not None:
                    sociallogin.connect(request, agent)
                    return
        except TroskaError as error:
            raise _refusal(request, row, str(error)) from error
        raise _refusal(request, row, "")


def _newcomer(request: HttpRequest, row: SignInProvider, sociallogin: Any) -> Agent | None:
    from troska.staff.actions import add_agent, invitations

    claims = sociallogin.account.extra_data
    email = str(claims.get("email") or "")
    if claims.get("email_verified") is not True or not email:
        return None
    name = str(claims.get("name") or email.partition("@")[0])[:120]
    token = request.session.get(INVITATION, "")
    if token and (invitation := invitations.open_by(token)) and _same(invitation.email, email):
        request.session.pop(INVITATION)
        return invitations.accept(token, name=invitation.name or name, password=None)
    if email.rpartition("@")[2].lower() not in row.domains:
        return None
    return add_agent(email=email, name=name, role=row.own_role or Role(row.role), by=SYSTEM)


def _refusal(request: HttpRequest, row: SignInProvider, reason: str) -> ImmediateHttpResponse:
    with transaction.atomic():
        audit.record(deeds.PROVIDER_REFUSED, by=SYSTEM, about=audit.about(row), name=row.label)
    return ImmediateHttpResponse(
        render(request, "socialaccount/stranger.html", {"label": row.label, "reason": reason}, status=403)
    )


def _same(one: str, other: str) -> bool:
    try:
        return email_key(one) == email_key(other)
    except InvalidAddressError:
        return False


def _app(row: SignInProvider) -> SocialApp:
    return SocialApp(
        provider="openid_connect",
        provider_id=row.code,
        name=row.label,
        client_id=row.client_id,
        secret=secrets.decrypt(row.encrypted_secret) if row.encrypted_secret else "",
        settings={"server_url": row.issuer, "oauth_pkce_enabled": True},
    )
