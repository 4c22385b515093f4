"""What holds whoever hands out permissions: nobody gives or takes more than he has, and somebody is always left."""

from collections.abc import Collection

from troska.core.errors import NotAllowed
from troska.staff.permissions import Permission
from troska.staff.queries import agent_behind, who_may
from troska.timeline.actors import Actor


def refuse_more_than_own(permissions: Collection[Permission], *, by: Actor) -> None:
    """Raise NotAllowed when who acts may less than this; the system, and its owner at the machine, may all."""
    giver = agent_behind(by)
    if giver is not None and not set(permissions) <= giver.permissions:
        raise NotAllowed


def lock_managers() -> None:
    """Let who manages people take turns, so that two of them cannot each let the other go."""
    list(who_may(Permission.MANAGE_PEOPLE).order_by("pk").select_for_update(no_key=True, of=("self",)))
