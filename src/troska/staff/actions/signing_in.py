"""Verbs about how people sign in: rules, second factors, sessions, providers."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.db import IntegrityError, transaction

from troska.core import secrets
from troska.core.errors import NotAllowed
from troska.staff import audit, deeds, errors
from troska.staff.actions.limits import permissions_of, refuse_more_than_own
from troska.staff.actions.people import end_sessions
from troska.staff.models import (
    Agent,
    AgentSession,
    Guesses,
    OwnRole,
    ProviderKind,
    RoleRule,
    SignInProvider,
    SignInRules,
)
from troska.staff.permissions import Permission, Role
from troska.timeline.actors import Actor

LONGEST_SESSION = timedelta(days=7)


@transaction.atomic
def change_session_rules(*, idle: timedelta, whole: timedelta, by: Actor) -> None:
    """Let sessions end after so long without use, and after so long in all; open ones too."""
    SignInRules.objects.update_or_create(id=1, defaults={"idle": idle, "whole": whole})
    audit.record(deeds.RULES_CHANGED, by=by, idle=str(idle), whole=str(whole))


@transaction.atomic
def change_role_rule(
    role: Role | OwnRole, *, second_factor_from: datetime | None, allows_password: bool, by: Actor
) -> None:
    """Say from when on a role must have a second factor, and whether it may sign in by password.

    Raises NotAllowed for a role that looks after signing in and would have to rely on a provider: when that is away,
    somebody must still come in.
    """
    if not allows_password and Permission.MANAGE_SECURITY in permissions_of(role):
        raise errors.PasswordNeeded
    named = {"own_role": role} if isinstance(role, OwnRole) else {"role": role}
    rule = RoleRule.objects.filter(**named).first() or RoleRule(**named)
    if (rule.second_factor_from, rule.allows_password) == (second_factor_from, allows_password):
        return
    rule.second_factor_from, rule.allows_password = second_factor_from, allows_password
    rule.save()
    audit.record(
        deeds.ROLE_RULE_CHANGED,
        by=by,
        role=role.name if isinstance(role, OwnRole) else role.value,
        second_factor=second_factor_from.isoformat() if second_factor_from else None,
        password=allows_password,
    )


@transaction.atomic
def reset_factors(agent: Agent, *, by: Actor) -> None:
    """Take away all second factors of an agent who lost them, and end his sessions. Raises NotAllowed."""
    refuse_more_than_own(permissions_of(agent.own_role or Role(agent.role)), by=by)
    Authenticator.objects.filter(user=agent).delete()
    end_sessions(agent)
    audit.record(deeds.FACTORS_RESET, by=by, about=audit.about(agent))


@transaction.atomic
def end_session(session: AgentSession, *, by: Actor) -> None:
    """Sign a browser out: at once on its next request, within seconds on its live stream."""
    address, program = session.address or "", session.program
    audit.record(deeds.SESSION_ENDED, by=by, about=f"agent:{session.agent_id}", address=address, program=program)
    session.delete()


@transaction.atomic
def unlock(agent: Agent, *, by: Actor) -> None:
    """Let the agent try again at once, wherever he is."""
    Guesses.objects.filter(agent=agent).delete()
    audit.record(deeds.UNLOCKED, by=by, about=audit.about(agent))


@transaction.atomic
def add_provider(*, issuer: str, by: Actor, **values: Any) -> SignInProvider:
    """Let people sign in at somebody else's. Raises ProviderExists; NotAllowed as `invite` does."""
    row = SignInProvider(issuer=issuer)
    _fill(row, by=by, **values)
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        raise errors.ProviderExists from error
    audit.record(deeds.PROVIDER_ADDED, by=by, about=audit.about(row), **_told(row))
    return row


@transaction.atomic
def change_provider(row: SignInProvider, *, by: Actor, **values: Any) -> SignInProvider:
    """Change anything but the issuer, whose people would become others'."""
    _fill(row, by=by, **values)
    row.save()
    audit.record(deeds.PROVIDER_CHANGED, by=by, about=audit.about(row), **_told(row))
    return row


@transaction.atomic
def remove_provider(row: SignInProvider, *, by: Actor) -> None:
    """Let nobody in by it any more, and forget who was linked to it."""
    audit.record(deeds.PROVIDER_REMOVED, by=by, about=audit.about(row), name=row.label, issuer=row.issuer)
    SocialAccount.objects.filter(provider=row.code).delete()
    row.delete()


@transaction.atomic
def unlink(agent: Agent, account: SocialAccount, *, label: str) -> None:
    """Take the agent's own link away. Raises NotAllowed when he could not come in any more."""
    if account.user_id != agent.pk:
        raise NotAllowed
    others = SocialAccount.objects.filter(user=agent).exclude(pk=account.pk).exists()
    if not others and not agent.has_usable_password():
        raise errors.PasswordNeeded
    account.delete()
    audit.record(deeds.UNLINKED, by=agent.actor, about=audit.about(agent), name=label)


def _fill(
    row: SignInProvider,
    *,
    label: str,
    client_id: str,
    secret: str,
    domains: Iterable[str],
    role: Role | OwnRole,
    is_on: bool,
    by: Actor,
    kind: ProviderKind = ProviderKind.OPENID,
    sso_url: str = "",
    certificates: str = "",
) -> None:
    refuse_more_than_own(permissions_of(role), by=by)
    row.label, row.client_id, row.is_on, row.kind = label, client_id, is_on, kind
    row.sso_url, row.certificates = sso_url, certificates
    if secret:
        row.encrypted_secret = secrets.encrypt(secret)
    row.domains = sorted({domain.lower() for domain in domains})
    row.own_role = role if isinstance(role, OwnRole) else None
    row.role = Role.AGENT if isinstance(role, OwnRole) else role


def _told(row: SignInProvider) -> dict[str, Any]:
    role = row.own_role.name if row.own_role else row.role
    return {"name": row.label, "issuer": row.issuer, "domains": row.domains, "role": role, "is_on": row.is_on}
