"""What can happen to the people who answer."""

from troska.staff.permissions import Role
from troska.timeline.events import Event


class AgentAdded(Event, kind="staff.agent.added", stream="agent_id"):
    agent_id: int
    role: Role


class AgentDeactivated(Event, kind="staff.agent.deactivated", stream="agent_id"):
    agent_id: int


class TeamJoined(Event, kind="staff.team.joined", stream="agent_id"):
    agent_id: int
    team_id: int


class TeamLeft(Event, kind="staff.team.left", stream="agent_id"):
    agent_id: int
    team_id: int


class AgentChanged(Event, kind="staff.agent.changed", stream="agent_id"):
    agent_id: int


class AgentReactivated(Event, kind="staff.agent.reactivated", stream="agent_id"):
    agent_id: int


class RoleGiven(Event, kind="staff.role.given", stream="agent_id"):
    """Somebody may do other things than before; `role` is None when it was his own role of the company that changed."""

    agent_id: int
    role: Role | None
