"""Verbs about agents, teams and roles. Each looks whether who does it may, and leaves a line in the audit log."""

from troska.staff.actions.people import (
    add_agent,
    change_agent,
    choose_alarms,
    choose_language,
    choose_picture,
    deactivate_agent,
    end_sessions,
    give_role,
    reactivate_agent,
)
from troska.staff.actions.roles import add_own_role, change_own_role, remove_own_role
from troska.staff.actions.signing_in import (
    add_provider,
    change_provider,
    change_role_rule,
    change_session_rules,
    end_session,
    remove_provider,
    reset_factors,
    unlink,
    unlock,
)
from troska.staff.actions.teams import add_team, join_team, leave_team, remove_team, rename_team, set_teams

__all__ = [
    "add_agent",
    "add_own_role",
    "add_provider",
    "add_team",
    "change_agent",
    "change_own_role",
    "change_provider",
    "change_role_rule",
    "change_session_rules",
    "choose_alarms",
    "choose_language",
    "choose_picture",
    "deactivate_agent",
    "end_session",
    "end_sessions",
    "give_role",
    "join_team",
    "leave_team",
    "reactivate_agent",
    "remove_own_role",
    "remove_provider",
    "remove_team",
    "rename_team",
    "reset_factors",
    "set_teams",
    "unlink",
    "unlock",
]
