"""Questions about agents and teams."""

from django.db.models import QuerySet

from troska.staff.models import Agent, Membership, Role, Team


def teams_of(agent: Agent) -> QuerySet[Membership, int]:
    """Give the agent's teams as a part of another question, so that it takes one and not two."""
    return Membership.objects.filter(agent=agent).values_list("team", flat=True)


def sees_everything(agent: Agent) -> bool:
    """An administrator sees all teams' conversations."""
    return agent.role == Role.ADMINISTRATOR


def supervises(agent: Agent) -> bool:
    """Say whether the agent looks after what is common: labels, blocked senders."""
    return agent.role in (Role.SUPERVISOR, Role.ADMINISTRATOR)


def colleagues(agent: Agent) -> QuerySet[Agent]:
    """List the active agents to whom this one may hand over, in Polish order."""
    active = Agent.objects.get_queryset().active().order_by("sort_key")
    if sees_everything(agent):
        return active
    return active.filter(teams__in=teams_of(agent)).distinct() | active.filter(pk=agent.pk).distinct()


def agents_by_id(ids: set[int]) -> dict[int, Agent]:
    """Fetch agents, former ones included, by id."""
    return Agent.objects.in_bulk(ids)


def all_teams() -> QuerySet[Team]:
    """List the teams by name."""
    return Team.objects.order_by("name")
