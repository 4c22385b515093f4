"""Roles of the company's own."""

from collections.abc import Collection

from django.db import IntegrityError, transaction

from troska import timeline
from troska.staff import audit, deeds, errors, events
from troska.staff.actions.limits import lock_managers, refuse_more_than_own
from troska.staff.models import OwnRole
from troska.staff.permissions import Permission, known
from troska.staff.queries import who_may
from troska.timeline.actors import Actor


@transaction.atomic
def add_own_role(name: str, permissions: Collection[Permission], *, by: Actor) -> OwnRole:
    """Make a role from a choice of permissions. Raises RoleExists; NotAllowed when it may more than its maker."""
    refuse_more_than_own(permissions, by=by)
    role = OwnRole(name=name, permission_names=_names(permissions))
    _save(role)
    audit.record(deeds.OWN_ROLE_ADDED, by=by, about=audit.about(role), name=name, permissions=role.permission_names)
    return role


@transaction.atomic
def change_own_role(role: OwnRole, *, name: str, permissions: Collection[Permission], by: Actor) -> OwnRole:
    """Change what a role may; it holds for all who have it from their next step on.

    Raises RoleExists; NotAllowed when it may or might more than who changes it; LastAdministrator.
    """
    lock_managers()
    role = OwnRole.objects.select_for_update(no_key=True).get(pk=role.pk)
    before = role.permission_names
    refuse_more_than_own(role.permissions | set(permissions), by=by)
    role.name, role.permission_names = name, _names(permissions)
    _save(role)
    if Permission.MANAGE_PEOPLE in known(before) and not who_may(Permission.MANAGE_PEOPLE).exists():
        raise errors.LastAdministrator
    for agent in role.agents.all():
        timeline.record(events.RoleGiven(agent_id=agent.pk, role=None), by=by)
    audit.record(
        deeds.OWN_ROLE_CHANGED,
        by=by,
        about=audit.about(role),
        name=name,
        before=before,
        after=role.permission_names,
    )
    return role


@transaction.atomic
def remove_own_role(role: OwnRole, *, by: Actor) -> None:
    """Delete a role that nobody has. Raises RoleInUse."""
    if role.agents.exists():
        raise errors.RoleInUse
    audit.record(deeds.OWN_ROLE_REMOVED, by=by, about=audit.about(role), name=role.name)
    role.delete()


def _names(permissions: Collection[Permission]) -> list[str]:
    return [permission.value for permission in Permission if permission in permissions]


def _save(role: OwnRole) -> None:
    try:
        with transaction.atomic():
            role.save()
    except IntegrityError as error:
        raise errors.RoleExists from error
