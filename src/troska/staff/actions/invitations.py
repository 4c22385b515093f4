"""Invitations: a link that works once, for 72 hours, for one address; of its token only a keyed hash is kept."""

import secrets as chance
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from troska.core import clock, secrets
from troska.core.addresses import email_key
from troska.core.errors import NotAllowed, TroskaError
from troska.staff import audit, deeds, errors, letters
from troska.staff.actions.limits import permissions_of, refuse_more_than_own
from troska.staff.actions.people import add_agent
from troska.staff.models import Agent, Invitation, Language, OwnRole, Team
from troska.staff.permissions import Role
from troska.timeline.actors import SYSTEM, Actor

VALID_FOR = timedelta(hours=72)
#: 128 bits, as text of 22 characters.
_TOKEN_BYTES, _TOKEN_LENGTH = 16, 22


class InvitationOver(TroskaError):
    """The link was used, withdrawn, is too old, or never was one."""

    code = "invitation_over"
    status = 404
    message = _("To zaproszenie już nie działa. Poproś o nowe osobę, która je wysłała.")


@dataclass(frozen=True, slots=True)
class Sent:
    """An invitation and its link, which is known now and never again."""

    invitation: Invitation
    link: str


@transaction.atomic
def invite(
    *,
    email: str,
    name: str,
    role: Role | OwnRole,
    teams: Iterable[Team],
    language: Language,
    by: Actor,
) -> Sent:
    """Let somebody join; an earlier invitation of the same address ends.

    Raises AgentExists; NotAllowed when the role may more than who invites.
    """
    refuse_more_than_own(permissions_of(role), by=by)
    key = email_key(email)
    if Agent.objects.get_queryset().filter(email_key=key).exists():
        raise errors.AgentExists
    Invitation.objects.filter(email_key=key).delete()
    token = _new_token()
    made = Invitation.objects.create(
        email=email,
        email_key=key,
        name=name,
        role=Role.AGENT if isinstance(role, OwnRole) else role,
        own_role=role if isinstance(role, OwnRole) else None,
        language=language,
        token_hash=_hash(token),
        invited_by_id=by.id,
        expires_at=clock.now() + VALID_FOR,
    )
    made.teams.set(teams)
    audit.record(deeds.INVITED, by=by, about=audit.about(made), email=email, role=made.role_name)
    return _send(made, token)


@transaction.atomic
def send_again(invitation: Invitation, *, by: Actor) -> Sent:
    """Send a new link; the one before works no more."""
    refuse_more_than_own(permissions_of(invitation.own_role or Role(invitation.role)), by=by)
    token = _new_token()
    invitation.token_hash, invitation.expires_at = _hash(token), clock.now() + VALID_FOR
    invitation.save(update_fields=["token_hash", "expires_at"])
    audit.record(deeds.INVITED, by=by, about=audit.about(invitation), email=invitation.email, role=invitation.role_name)
    return _send(invitation, token)


@transaction.atomic
def withdraw(invitation: Invitation, *, by: Actor) -> None:
    """Let nobody in by it any more."""
    audit.record(deeds.INVITATION_WITHDRAWN, by=by, about=audit.about(invitation), email=invitation.email)
    invitation.delete()


def open_by(token: str) -> Invitation | None:
    """Give the invitation of a token; None when it is over or none."""
    if len(token) != _TOKEN_LENGTH or not token.isascii():
        return None
    open_ones = Invitation.objects.filter(token_hash=_hash(token), expires_at__gt=clock.now())
    return open_ones.select_related("own_role").first()


@transaction.atomic
def accept(token: str, *, name: str, password: str | None) -> Agent:
    """Make the invited person an agent; the invitation ends. Raises InvitationOver, AgentExists."""
    found = open_by(token)
    invitation = found and Invitation.objects.select_for_update(of=("self",)).filter(pk=found.pk).first()
    if invitation is None or bytes(invitation.token_hash) != _hash(token):
        raise InvitationOver
    # Whoever invited must still be allowed to: he may have left, or may less by now.
    inviter = invitation.invited_by
    role = invitation.own_role or Role(invitation.role)
    try:
        refuse_more_than_own(permissions_of(role), by=inviter.actor if inviter else SYSTEM)
    except NotAllowed as error:
        raise InvitationOver from error
    agent = add_agent(
        email=invitation.email,
        name=name,
        password=password,
        role=role,
        teams=invitation.teams.all(),
        language=Language(invitation.language),
        by=inviter.actor if inviter else SYSTEM,
    )
    audit.record(deeds.INVITATION_ACCEPTED, by=agent.actor, about=audit.about(invitation), email=invitation.email)
    invitation.delete()
    return agent


def all_open() -> list[Invitation]:
    """List the invitations that nobody has accepted, also those that are too old, latest first."""
    rows = Invitation.objects.select_related("own_role", "invited_by").prefetch_related("teams")
    return list(rows.order_by("-created_at"))


def _send(invitation: Invitation, token: str) -> Sent:
    link = settings.PUBLIC_URL + reverse("staff:invitation", args=[token])
    hours = int(VALID_FOR.total_seconds()) // 3600
    inviter = invitation.invited_by.name if invitation.invited_by else ""
    letters.send_to(
        invitation.email,
        "invitation",
        {"link": link, "hours": hours, "inviter": inviter, "name": invitation.name},
        language=invitation.language,
    )
    return Sent(invitation, link)


def _new_token() -> str:
    return chance.token_urlsafe(_TOKEN_BYTES)


def _hash(token: str) -> bytes:
    return secrets.sign("invitation", token.encode(), size=32)
