"""What holds whoever hands out permissions: nobody gives or takes more than he has, and somebody is always left."""

from collections.abc import Collection

from troska.core.errors import NotAllowed
from troska.staff.models import OwnRole
from troska.staff.permissions import ROLES, Permission, Role
from troska.staff.queries import agent_behind, who_may
from troska.timeline.actors import Actor


def permissions_of(role: Role | OwnRole) -> frozenset[Permission]:
    """What the role may, whether it is one of Troska's or the company's own."""
    return role.permissions if isinstance(role, OwnRole) else ROLES[role]


def refuse_more_than_own(permissions: Collection[Permission], *, by: Actor) -> None:
    """Raise NotAllowed when who acts may less than this; the system, and its owner at the machine, may all."""
    giver = agent_behind(by)
    if giver is not None and not set(permissions) <= giver.permissions:
        raise NotAllowed


def lock_managers() -> None:
    """Let who manages people take turns, so that two of them cannot each let the other go."""
    list(who_may(Permission.MANAGE_PEOPLE).order_by("pk").select_for_update(no_key=True, of=("self",)))
