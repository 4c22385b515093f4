"""Signing in and out and what one signs in with, as Django and allauth tell it, goes into the audit log."""

from typing import Any

from allauth.account.signals import authentication_step_completed, password_changed, password_reset
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authentication_failed, authenticator_added, authenticator_removed, authenticator_reset
from allauth.socialaccount.signals import social_account_added
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.db import transaction
from django.dispatch import receiver
from django.http import HttpRequest
from django.utils import translation
from django.utils.translation import gettext_lazy

from troska.core.addresses import email_key
from troska.staff import audit, deeds, guessing, letters
from troska.staff.audit import origins
from troska.staff.models import Agent, AgentSession
from troska.timeline.actors import SYSTEM


@receiver(user_logged_in)
def signed_in(sender: object, request: HttpRequest, user: Agent, **_more: Any) -> None:  # noqa: ARG001 -- told by name
    """Note who came in, and in his session from where."""
    request.session.origin = audit.origin_of(request)  # type: ignore[attr-defined]  # of staff.sessions
    with transaction.atomic():
        audit.record(deeds.SIGNED_IN, by=user.actor)


@receiver(user_logged_out)
def signed_out(sender: object, user: Agent | None, **_more: Any) -> None:  # noqa: ARG001 -- told by name
    """Note who went out; None is somebody whose session had ended before."""
    if user is not None:
        with transaction.atomic():
            audit.record(deeds.SIGNED_OUT, by=user.actor)


@receiver(user_login_failed)
def failed(sender: object, credentials: dict[str, Any], **_more: Any) -> None:  # noqa: ARG001 -- told by name
    """Note whose door was tried with a wrong password; of others not even the address, which may be a password."""
    address = str(credentials.get("email") or credentials.get("login") or "")
    agent = Agent.objects.get_queryset().filter(email_key=email_key(address)).first() if address else None
    with transaction.atomic():
        audit.record(deeds.SIGN_IN_FAILED, by=SYSTEM, about=audit.about(agent) if agent else "")


@receiver(password_changed)
@receiver(password_reset)
def password_is_new(sender: object, request: HttpRequest, user: Agent, **_more: Any) -> None:  # noqa: ARG001 -- as above
    """Note a new password, tell the person, and let him try at once."""
    guessing.succeeded(user.email, audit.origin_of(request).address)
    with transaction.atomic():
        AgentSession.objects.filter(agent=user).exclude(session_key=request.session.session_key).delete()
        _tell(deeds.PASSWORD_CHANGED, user, gettext_lazy("hasło"))


@receiver(authentication_step_completed)
def proved(sender: object, user: Agent, reauthenticated: bool = False, **_more: Any) -> None:  # noqa: ARG001, FBT001, FBT002 -- as above
    """Note who proved again who he is."""
    if reauthenticated:
        with transaction.atomic():
            audit.record(deeds.PROVED, by=user.actor)


@receiver(authenticator_added)
def factor_added(sender: object, request: HttpRequest, user: Agent, authenticator: Authenticator, **_more: Any) -> None:  # noqa: ARG001 -- as above
    """Note a second factor, tell the person, and end what was begun without it."""
    if authenticator.type == Authenticator.Type.RECOVERY_CODES:
        return
    with transaction.atomic():
        AgentSession.objects.filter(agent=user).exclude(session_key=request.session.session_key).delete()
        _tell(deeds.FACTOR_ADDED, user, _FACTORS[authenticator.type])


@receiver(authenticator_removed)
def factor_removed(sender: object, user: Agent, authenticator: Authenticator, **_more: Any) -> None:  # noqa: ARG001 -- as above
    """Note what is no second factor any more, and tell the person."""
    with transaction.atomic():
        _tell(deeds.FACTOR_REMOVED, user, _FACTORS[authenticator.type])


@receiver(authenticator_reset)
def codes_made(sender: object, user: Agent, **_more: Any) -> None:  # noqa: ARG001 -- as above
    """Note new recovery codes."""
    with transaction.atomic():
        _tell(deeds.CODES_MADE, user, _FACTORS["recovery_codes"])


@receiver(authentication_failed)
def code_failed(sender: object, user: Agent, **_more: Any) -> None:  # noqa: ARG001 -- as above
    """Note whose second factor was tried in vain."""
    with transaction.atomic():
        audit.record(deeds.CODE_FAILED, by=SYSTEM, about=audit.about(user))


@receiver(social_account_added)
def linked(sender: object, sociallogin: Any, **_more: Any) -> None:  # noqa: ARG001 -- as above
    """Note a link to a provider, and tell the person."""
    with transaction.atomic():
        label = sociallogin.account.get_provider().name
        _tell(deeds.LINKED, sociallogin.user, label)


_FACTORS = {
    "totp": gettext_lazy("aplikacja z kodami"),
    "webauthn": gettext_lazy("klucz dostępu"),
    "recovery_codes": gettext_lazy("kody zapasowe"),
}


def _tell(deed: audit.Deed, agent: Agent, what: Any) -> None:
    with translation.override(agent.language):
        words = str(what)
    audit.record(deed, by=agent.actor, about=audit.about(agent), name=words)
    letters.send(agent, "security", {"what": f"{words}", "origin": origins.here().address or ""})
