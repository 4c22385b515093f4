"""Verbs about agents and teams."""

from collections.abc import Iterable

from allauth.account.models import EmailAddress
from django.contrib.sessions.models import Session
from django.db import IntegrityError, transaction

from troska import timeline
from troska.core import clock
from troska.staff import errors, events
from troska.staff.models import Agent, Language, Membership, Role, Team
from troska.timeline.actors import Actor


@transaction.atomic
def add_agent(
    *,
    email: str,
    name: str,
    by: Actor,
    password: str | None = None,
    role: Role = Role.AGENT,
    teams: Iterable[Team] = (),
    language: Language = Language.POLISH,
    signature: str = "",
) -> Agent:
    """Add a person who signs in with this address; without a password he can't until he sets one."""
    agent = Agent(email=email, name=name, role=role, language=language, signature=signature)
    agent.set_password(password)
    try:
        with transaction.atomic():
            agent.save()
    except IntegrityError as error:
        raise errors.AgentExists from error
    EmailAddress.objects.create(user=agent, email=email.lower(), verified=True, primary=True)
    timeline.record(events.AgentAdded(agent_id=agent.pk, role=role), by=by)
    for team in teams:
        join_team(agent, team, by=by)
    return agent


@transaction.atomic
def add_team(name: str) -> Team:
    """Give the team of this name, made when there is none."""
    return Team.objects.get_or_create(name=name)[0]


@transaction.atomic
def join_team(agent: Agent, team: Team, *, by: Actor) -> None:
    """Let the agent work in the team; nothing happens when he does already."""
    _, is_new = Membership.objects.get_or_create(agent=agent, team=team)
    if is_new:
        timeline.record(events.TeamJoined(agent_id=agent.pk, team_id=team.pk), by=by)


@transaction.atomic
def leave_team(agent: Agent, team: Team, *, by: Actor) -> None:
    """Take the agent out of the team; what its inboxes hold disappears from his sight at once."""
    left, _ = Membership.objects.filter(agent=agent, team=team).delete()
    if left:
        timeline.record(events.TeamLeft(agent_id=agent.pk, team_id=team.pk), by=by)


@transaction.atomic
def deactivate_agent(agent: Agent, *, by: Actor) -> None:
    """End the agent's access and his sessions; what he wrote stays his."""
    agent.is_active = False
    agent.save(update_fields=["is_active"])
    _end_sessions(agent)
    timeline.record(events.AgentDeactivated(agent_id=agent.pk), by=by)


def choose_language(agent: Agent, language: Language) -> None:
    """Let the agent read the desk in this language."""
    agent.language = language
    agent.save(update_fields=["language"])


def _end_sessions(agent: Agent) -> None:
    for session in Session.objects.filter(expire_date__gt=clock.now()).iterator():
        if session.get_decoded().get("_auth_user_id") == str(agent.pk):
            session.delete()
