"""Questions about agents and teams."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.db import DatabaseError, InterfaceError
from django.db.models import Q, QuerySet

from troska.staff import guessing, programs, rules, sessions, setting_up
from troska.staff.models import (
    Agent,
    AgentSession,
    AllowedAddress,
    Company,
    Membership,
    OwnRole,
    RoleRule,
    SignInProvider,
    SignInRules,
    Team,
)
from troska.staff.permissions import Permission, Role, roles_with
from troska.staff.providers import saml
from troska.timeline.actors import Actor, ActorKind


def teams_of(agent: Agent) -> QuerySet[Membership, int]:
    """Give the agent's teams as a part of another question, so that it takes one and not two."""
    return Membership.objects.filter(agent=agent).values_list("team", flat=True)


def reads_conversations(agent: Agent) -> bool:
    """Say whether conversations are the agent's business at all."""
    return Permission.READ_CONVERSATIONS in agent.permissions


def sees_everything(agent: Agent) -> bool:
    """Say whether the agent sees the conversations of all teams."""
    return Permission.READ_ALL in agent.permissions


def supervises(agent: Agent) -> bool:
    """Say whether the agent looks after what is common: labels, blocked senders, what nobody could read."""
    return Permission.SUPERVISE in agent.permissions


def has_saml() -> bool:
    """Say whether the optional part that SAML needs is installed."""
    return saml.is_available()


def saml_metadata(xml: str) -> dict[str, str]:
    """Give issuer, sso_url and certificates as a provider's metadata tells them. Raises MetadataUnreadable."""
    return saml.read_metadata(xml)


def who_may(permission: Permission) -> QuerySet[Agent]:
    """List the active agents who have the permission, by a built-in role or by one of the company's own."""
    by_role = Q(own_role=None, role__in=roles_with(permission))
    by_own_role = Q(own_role__permission_names__contains=[permission])
    return Agent.objects.get_queryset().active().filter(by_role | by_own_role)


def colleagues(agent: Agent) -> QuerySet[Agent]:
    """List the active agents to whom this one may hand over, in Polish order."""
    active = who_may(Permission.ANSWER).order_by("sort_key")
    if sees_everything(agent):
        return active
    return active.filter(teams__in=teams_of(agent)).distinct() | active.filter(pk=agent.pk).distinct()


def agent_behind(actor: Actor) -> Agent | None:
    """Give the agent that acts; None for the system, a rule, a customer."""
    if actor.kind != ActorKind.AGENT or actor.id is None:
        return None
    return Agent.objects.get_queryset().select_related("own_role").get(pk=actor.id)


def agents_by_id(ids: set[int]) -> dict[int, Agent]:
    """Fetch agents, former ones included, by id."""
    return Agent.objects.in_bulk(ids)


def everyone() -> QuerySet[Agent]:
    """List all people, those who may sign in first, in Polish order."""
    people = Agent.objects.get_queryset().select_related("own_role").prefetch_related("teams")
    return people.order_by("-is_active", "sort_key")


def own_roles() -> QuerySet[OwnRole]:
    """List the company's own roles by name."""
    return OwnRole.objects.order_by("name")


def all_teams() -> QuerySet[Team]:
    """List the teams by name."""
    return Team.objects.order_by("name")


@dataclass(frozen=True, slots=True)
class OpenSession:
    """A browser that is signed in, in words; `name` is not its key."""

    row: AgentSession
    name: str
    program: str
    ends_at: datetime
    is_this: bool


def sessions_of(agent: Agent, *, here: str | None = None) -> Iterator[OpenSession]:
    """List where the agent is signed in, the last used first; `here` is the key of the session that asks."""
    limits = rules.rules()
    for row in sessions.living().filter(agent=agent).order_by("-seen_at"):
        yield OpenSession(
            row=row,
            name=sessions.name_of(row.session_key),
            program=programs.described(row.program),
            ends_at=sessions.ends_at(row, limits),
            is_this=row.session_key == here,
        )


def session_rules() -> SignInRules:
    """Give how long sessions last."""
    return rules.rules()


def rule_of(role: Role | OwnRole) -> RoleRule:
    """Give how those of a role sign in."""
    return rules.rule_of(role)


def second_factors_of(agent: Agent) -> list[Authenticator]:
    """List the agent's second factors, recovery codes among them."""
    return list(Authenticator.objects.filter(user=agent).order_by("created_at"))


def second_factor_due(agent: Agent) -> datetime | None:
    """Tell from when on the agent must have a second factor."""
    return rules.second_factor_due(agent)


def locked_until(agent: Agent) -> datetime | None:
    """Tell until when nobody may try secrets of the agent, somewhere at least."""
    return guessing.locked_until(agent)


def providers() -> QuerySet[SignInProvider]:
    """List the providers by name."""
    return SignInProvider.objects.select_related("own_role").order_by("label")


def links_of(agent: Agent) -> list[tuple[SignInProvider, SocialAccount | None]]:
    """List the providers that are on, with the agent's account at each."""
    linked = {account.provider: account for account in SocialAccount.objects.filter(user=agent)}
    return [(row, linked.get(row.code)) for row in providers().filter(is_on=True)]


def company() -> Company | None:
    """Give who runs this installation; None when nobody said yet."""
    return Company.objects.filter(pk=1).first()


def allowed_addresses() -> QuerySet[AllowedAddress]:
    """List the private addresses that the company lets us connect to."""
    return AllowedAddress.objects.order_by("word")


def allowed_words() -> list[str] | None:
    """Name them; None when the database can't say, and what was known goes on to count."""
    try:
        return list(AllowedAddress.objects.values_list("word", flat=True))
    except (DatabaseError, InterfaceError):
        return None


def awaits_first_person() -> bool:
    """Say whether nobody could ever sign in here."""
    return setting_up.is_open()
