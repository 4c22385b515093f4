"""What can happen to the people who answer."""

from troska.staff.models import Role
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
