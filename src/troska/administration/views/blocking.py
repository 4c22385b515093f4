"""Who is blocked, looked after by supervisors and administrators."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from troska.administration import showing
from troska.channels.email import actions, queries
from troska.staff.access import StaffRequest, permitted
from troska.staff.permissions import Permission

PAGE = 50


@require_safe
@permitted(Permission.SUPERVISE)
def show_blocked(request: StaffRequest) -> HttpResponse:
    """List them, latest first."""
    before, blocked = request.GET.get("przed", ""), queries.all_blocked()
    if before.isascii() and before.isdigit() and len(before) < 19:
        blocked = blocked.filter(pk__lt=int(before))
    found = list(blocked[: PAGE + 1])
    older = found[PAGE - 1].pk if len(found) > PAGE else None
    return showing.show(request, "blocked", {"blocked": found[:PAGE], "older": older}, section="blocked")


@require_POST
@permitted(Permission.SUPERVISE)
def unblock(request: StaffRequest) -> HttpResponse:
    """Let one write to us again."""
    blocked = get_object_or_404(queries.all_blocked(), key=request.POST.get("nadawca", ""))
    actions.unblock(blocked, by=request.user)
    messages.success(request, _("%(sender)s może znów do nas pisać.") % {"sender": blocked.key})
    return redirect("administration:blocked")
