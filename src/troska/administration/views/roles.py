"""Roles: the table of who may what, and the company's own rows of it."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from troska.administration import showing
from troska.administration.forms import RoleForm
from troska.core.errors import TroskaError
from troska.staff import actions, queries
from troska.staff.access import StaffRequest, permitted, stepped_up
from troska.staff.models import OwnRole
from troska.staff.permissions import ROLES, Permission


@require_safe
@permitted(Permission.MANAGE_PEOPLE)
def show_roles(request: StaffRequest) -> HttpResponse:
    """Show what each role may."""
    own = list(queries.own_roles())
    heads: list[tuple[str, frozenset[Permission], OwnRole | None]] = [
        *((str(role.label), permissions, None) for role, permissions in ROLES.items()),
        *((role.name, role.permissions, role) for role in own),
    ]
    rows = [
        (permission.label, permission.meaning, [permission in permissions for _name, permissions, _own in heads])
        for permission in Permission
    ]
    return showing.show(request, "roles", {"heads": heads, "rows": rows, "own_roles": own}, section="roles")


@require_http_methods(["GET", "HEAD", "POST"])
@permitted(Permission.MANAGE_PEOPLE)
@stepped_up
def add_role(request: StaffRequest) -> HttpResponse:
    """Make a role of the company's own."""
    return _edit(request, None)


@require_http_methods(["GET", "HEAD", "POST"])
@permitted(Permission.MANAGE_PEOPLE)
@stepped_up
def change_role(request: StaffRequest, role_id: int) -> HttpResponse:
    """Change one."""
    return _edit(request, get_object_or_404(OwnRole, pk=role_id))


@require_POST
@permitted(Permission.MANAGE_PEOPLE)
@stepped_up
def remove_role(request: StaffRequest, role_id: int) -> HttpResponse:
    """Delete one that nobody has."""
    role = get_object_or_404(OwnRole, pk=role_id)
    try:
        actions.remove_own_role(role, by=request.user.actor)
    except TroskaError as error:
        messages.error(request, str(error))
        return redirect("administration:role", role_id)
    messages.success(request, _("Rola „%(name)s” usunięta.") % {"name": role.name})
    return redirect("administration:roles")


def _edit(request: StaffRequest, role: OwnRole | None) -> HttpResponse:
    form = RoleForm(request.POST or None, role=role)
    if request.method == "POST" and form.is_valid():
        try:
            form.save(by=request.user.actor)
        except TroskaError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Zapisane."))
            return redirect("administration:roles")
    status = 422 if form.errors else 200
    return showing.show(request, "role", {"form": form, "role": role}, section="roles", status=status)
