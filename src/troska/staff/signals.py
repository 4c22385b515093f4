"""Signing in and out, as Django tells it, goes into the audit log."""

from typing import Any

from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.db import transaction
from django.dispatch import receiver

from troska.core.addresses import email_key
from troska.staff import audit, deeds
from troska.staff.models import Agent
from troska.timeline.actors import SYSTEM


@receiver(user_logged_in)
def signed_in(sender: object, user: Agent, **_more: Any) -> None:  # noqa: ARG001 -- told by name
    """Note who came in."""
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
