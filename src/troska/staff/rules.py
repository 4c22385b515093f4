"""The company's rules for signing in: who must have a second factor, who may use a password, how long it lasts."""

from datetime import datetime

from allauth.mfa.models import Authenticator
from django.db.models import Exists, OuterRef, Q, QuerySet

from troska.core import clock
from troska.staff.models import Agent, OwnRole, RoleRule, SignInRules
from troska.staff.permissions import Role

#: What counts as a second factor; recovery codes only stand in for one.
SECOND_FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


def with_second_factor(agents: QuerySet[Agent]) -> QuerySet[Agent]:
    """Know with each agent whether his role must have a second factor by now and he has none."""
    due = RoleRule.objects.filter(second_factor_from__lte=clock.now())
    must = (Q(own_role=None) & Exists(due.filter(role=OuterRef("role")))) | Exists(
        due.filter(own_role=OuterRef("own_role"))
    )
    return agents.annotate(misses_factor=Q(must & ~Exists(_factors_of(OuterRef("pk")))))


def has_second_factor(agent: Agent) -> bool:
    """Say whether the agent has a second factor."""
    return bool(_factors_of(agent.pk).exists())


def rules() -> SignInRules:
    """Give how long sessions last."""
    return SignInRules.objects.first() or SignInRules()


def rule_of(role: Role | OwnRole) -> RoleRule:
    """Give the rule of a role; the usual one where there is none."""
    named = {"own_role": role} if isinstance(role, OwnRole) else {"role": role}
    return RoleRule.objects.filter(**named).first() or RoleRule(**named)


def second_factor_due(agent: Agent) -> datetime | None:
    """Tell from when on the agent's role must have a second factor; None when it need not."""
    return rule_of(agent.own_role or Role(agent.role)).second_factor_from


def may_use_password(agent: Agent) -> bool:
    """Say whether the agent may sign in by a password."""
    return rule_of(agent.own_role or Role(agent.role)).allows_password


def _factors_of(agent: object) -> "QuerySet[Authenticator]":
    found: QuerySet[Authenticator] = Authenticator.objects.filter(user=agent, type__in=SECOND_FACTORS)
    return found
