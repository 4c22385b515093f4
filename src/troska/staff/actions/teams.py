"""Teams, and who works in them."""

from collections.abc import Iterable

from django.db import IntegrityError, transaction

from troska import timeline
from troska.staff import audit, deeds, errors, events
from troska.staff.models import Agent, Membership, Team
from troska.timeline.actors import SYSTEM, Actor


@transaction.atomic
def add_team(name: str, *, by: Actor = SYSTEM) -> Team:
    """Give the team of this name, made when there is none."""
    team, is_new = Team.objects.get_or_create(name=name)
    if is_new:
        audit.record(deeds.TEAM_ADDED, by=by, about=audit.about(team), name=name)
    return team


@transaction.atomic
def rename_team(team: Team, name: str, *, by: Actor) -> Team:
    """Call the team something else. Raises TeamExists when another one is called so."""
    before, team.name = Team.objects.get(pk=team.pk).name, name
    try:
        with transaction.atomic():
            team.save(update_fields=["name"])
    except IntegrityError as error:
        raise errors.TeamExists from error
    audit.record(deeds.TEAM_RENAMED, by=by, about=audit.about(team), before=before, after=name)
    return team


@transaction.atomic
def remove_team(team: Team, *, by: Actor) -> None:
    """Dissolve a team; its members lose sight of what only it looked after."""
    for agent in team.agents.all():
        leave_team(agent, team, by=by)
    audit.record(deeds.TEAM_REMOVED, by=by, about=audit.about(team), name=team.name)
    team.delete()


@transaction.atomic
def join_team(agent: Agent, team: Team, *, by: Actor) -> None:
    """Let the agent work in the team; nothing happens when he does already."""
    _, is_new = Membership.objects.get_or_create(agent=agent, team=team)
    if is_new:
        timeline.record(events.TeamJoined(agent_id=agent.pk, team_id=team.pk), by=by)
        audit.record(deeds.TEAM_JOINED, by=by, about=audit.about(agent), team=team.name)


@transaction.atomic
def leave_team(agent: Agent, team: Team, *, by: Actor) -> None:
    """Take the agent out of the team; what its inboxes hold disappears from his sight at once."""
    left, _ = Membership.objects.filter(agent=agent, team=team).delete()
    if left:
        timeline.record(events.TeamLeft(agent_id=agent.pk, team_id=team.pk), by=by)
        audit.record(deeds.TEAM_LEFT, by=by, about=audit.about(agent), team=team.name)


@transaction.atomic
def set_teams(agent: Agent, teams: Iterable[Team], *, by: Actor) -> None:
    """Let the agent work in these teams and in no other."""
    wanted, present = set(teams), set(agent.teams.all())
    for team in present - wanted:
        leave_team(agent, team, by=by)
    for team in wanted - present:
        join_team(agent, team, by=by)
