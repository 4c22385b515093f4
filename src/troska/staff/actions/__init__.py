"""Verbs about agents, teams and roles. Each looks whether who does it may, and leaves a line in the audit log."""

from troska.staff.actions.company import (
    allow_address,
    change_company,
    forbid_address,
    keep_step,
    make_setup_code,
    set_up,
)
from troska.staff.actions.people import (
    add_agent,
    change_agent,
    choose_alarms,
    choose_language,
    deactivate_agent,
    end_sessions,
    give_role,
    reactivate_agent,
)
from troska.staff.actions.roles import add_own_role, change_own_role, remove_own_role
from troska.staff.actions.teams import add_team, join_team, leave_team, remove_team, rename_team, set_teams

__all__ = [
    "add_agent",
    "add_own_role",
    "add_team",
    "allow_address",
    "change_agent",
    "change_company",
    "change_own_role",
    "choose_alarms",
    "choose_language",
    "deactivate_agent",
    "end_sessions",
    "forbid_address",
    "give_role",
    "join_team",
    "keep_step",
    "leave_team",
    "make_setup_code",
    "reactivate_agent",
    "remove_own_role",
    "remove_team",
    "rename_team",
    "set_teams",
    "set_up",
]
