"""Agents: added, changed, given a role, let go."""

from collections.abc import Iterable

from allauth.account.models import EmailAddress
from django.db import IntegrityError, transaction

from troska import timeline
from troska.staff import audit, deeds, errors, events
from troska.staff.actions.limits import lock_managers, permissions_of, refuse_more_than_own
from troska.staff.actions.teams import join_team
from troska.staff.models import Agent, AgentSession, Language, OwnRole, Team
from troska.staff.permissions import Permission, Role
from troska.staff.queries import who_may
from troska.timeline.actors import Actor


@transaction.atomic
def add_agent(
    *,
    email: str,
    name: str,
    by: Actor,
    password: str | None = None,
    role: Role | OwnRole = Role.AGENT,
    teams: Iterable[Team] = (),
    language: Language = Language.POLISH,
    signature: str = "",
) -> Agent:
    """Add a person who signs in with this address; without a password he can't until he sets one.

    Raises AgentExists; NotAllowed when the role may more than who gives it.
    """
    refuse_more_than_own(permissions_of(role), by=by)
    agent = Agent(email=email, name=name, language=language, signature=signature)
    _put_role(agent, role)
    agent.set_password(password)
    try:
        with transaction.atomic():
            agent.save()
    except IntegrityError as error:
        raise errors.AgentExists from error
    EmailAddress.objects.create(user=agent, email=email.lower(), verified=True, primary=True)
    timeline.record(events.AgentAdded(agent_id=agent.pk, role=Role(agent.role)), by=by)
    audit.record(deeds.AGENT_ADDED, by=by, about=audit.about(agent), email=email, role=agent.role_name)
    for team in teams:
        join_team(agent, team, by=by)
    return agent


@transaction.atomic
def change_agent(agent: Agent, *, name: str, signature: str, language: Language, by: Actor) -> Agent:
    """Change what others see of a person and how he reads; nothing happens when all is so already."""
    agent = _lock(agent)
    before = agent.name
    if (name, signature, language) == (before, agent.signature, agent.language):
        return agent
    agent.name, agent.signature, agent.language = name, signature, language
    agent.save(update_fields=["name", "sort_key", "signature", "language"])
    timeline.record(events.AgentChanged(agent_id=agent.pk), by=by)
    if by != agent.actor or name != before:
        audit.record(deeds.AGENT_CHANGED, by=by, about=audit.about(agent), before=before, after=name)
    return agent


@transaction.atomic
def give_role(agent: Agent, role: Role | OwnRole, *, by: Actor) -> Agent:
    """Let the agent do what the role may, from his next step on.

    Raises NotAllowed when his present role or the new one may more than who gives it, LastAdministrator when nobody
    would be left to manage people.
    """
    agent = _lock(agent)
    before = agent.role_name
    refuse_more_than_own(permissions_of(agent.own_role or Role(agent.role)), by=by)
    refuse_more_than_own(permissions_of(role), by=by)
    _put_role(agent, role)
    if Permission.MANAGE_PEOPLE not in permissions_of(role):
        _refuse_without_administrator(agent)
    agent.save(update_fields=["role", "own_role"])
    if agent.role_name != before:
        timeline.record(events.RoleGiven(agent_id=agent.pk, role=Role(agent.role)), by=by)
        audit.record(deeds.ROLE_GIVEN, by=by, about=audit.about(agent), before=before, after=agent.role_name)
    return agent


@transaction.atomic
def choose_picture(agent: Agent, picture: str) -> None:
    """Show the agent by this picture (see `staff.files`), or by his initials when it is empty."""
    agent.picture = picture
    agent.save(update_fields=["picture"])
    timeline.record(events.AgentChanged(agent_id=agent.pk), by=agent.actor)


@transaction.atomic
def deactivate_agent(agent: Agent, *, by: Actor) -> None:
    """End the agent's access and his sessions; what he wrote stays his. Raises NotAllowed, LastAdministrator."""
    agent = _lock(agent)
    refuse_more_than_own(permissions_of(agent.own_role or Role(agent.role)), by=by)
    _refuse_without_administrator(agent)
    agent.is_active = False
    agent.save(update_fields=["is_active"])
    end_sessions(agent)
    timeline.record(events.AgentDeactivated(agent_id=agent.pk), by=by)
    audit.record(deeds.AGENT_DEACTIVATED, by=by, about=audit.about(agent))


@transaction.atomic
def reactivate_agent(agent: Agent, *, by: Actor) -> None:
    """Let a former agent in again, with the role he had. Raises NotAllowed when that may more than who lets him in."""
    agent = _lock(agent)
    refuse_more_than_own(permissions_of(agent.own_role or Role(agent.role)), by=by)
    agent.is_active = True
    agent.save(update_fields=["is_active"])
    timeline.record(events.AgentReactivated(agent_id=agent.pk), by=by)
    audit.record(deeds.AGENT_REACTIVATED, by=by, about=audit.about(agent))


def choose_alarms(agent: Agent, *, wants: bool) -> None:
    """Write to the agent when something breaks, or not; what he sees does not change."""
    agent.wants_alarms = wants
    agent.save(update_fields=["wants_alarms"])


def choose_language(agent: Agent, language: Language) -> None:
    """Let the agent read the desk in this language."""
    agent.language = language
    agent.save(update_fields=["language"])


def end_sessions(agent: Agent) -> None:
    """Sign the agent out everywhere; his open streams end within seconds."""
    AgentSession.objects.filter(agent=agent).delete()


def _lock(agent: Agent) -> Agent:
    lock_managers()
    agent.refresh_from_db(from_queryset=Agent.objects.get_queryset().select_for_update(no_key=True))
    return agent


def _put_role(agent: Agent, role: Role | OwnRole) -> None:
    agent.own_role = role if isinstance(role, OwnRole) else None
    agent.role = Role.AGENT if isinstance(role, OwnRole) else role
    agent.forget_permissions()


def _refuse_without_administrator(agent: Agent) -> None:
    managing = set(who_may(Permission.MANAGE_PEOPLE).values_list("pk", flat=True))
    if managing == {agent.pk}:
        raise errors.LastAdministrator
