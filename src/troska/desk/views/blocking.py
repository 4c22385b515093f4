"""Who is blocked, looked after by supervisors and administrators."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from troska.channels.email import actions, queries
from troska.desk import lists, showing
from troska.desk.access import DeskRequest, supervising


@require_safe
@supervising
def show_blocked(request: DeskRequest) -> HttpResponse:
    """List them, latest first."""
    before, blocked = request.GET.get("przed", ""), queries.all_blocked()
    if before.isascii() and before.isdigit() and len(before) < 19:
        blocked = blocked.filter(pk__lt=int(before))
    found = list(blocked[: lists.PAGE + 1])
    older = found[lists.PAGE - 1].pk if len(found) > lists.PAGE else None
    return showing.show(request, "blocked", {"blocked": found[: lists.PAGE], "older": older, "current": "zablokowani"})


@require_POST
@supervising
def unblock(request: DeskRequest) -> HttpResponse:
    """Let one write to us again."""
    blocked = get_object_or_404(queries.all_blocked(), key=request.POST.get("nadawca", ""))
    actions.unblock(blocked, by=request.user)
    messages.success(request, _("%(sender)s może znów do nas pisać.") % {"sender": blocked.key})
    return redirect("desk:blocked")
