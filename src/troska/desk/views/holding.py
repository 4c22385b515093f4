"""A hold: what may be needed in a dispute is erased by no rule."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from troska.conversations import actions, errors, queries
from troska.core.errors import NotFound
from troska.desk.access import DeskRequest, signed_in
from troska.staff.permissions import Permission


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def hold(request: DeskRequest, code: str) -> HttpResponse:
    """Hold the conversation, or release it, for who may erase; the reason stands in its head and in the audit log."""
    if Permission.ERASE not in request.user.permissions:
        raise NotFound
    shown = queries.get_visible(request.user, code)
    error = ""
    if request.method == "POST":
        try:
            if "znies" in request.POST:
                actions.release(shown, by=request.user.actor)
            else:
                actions.hold(shown, reason=request.POST.get("powod", ""), by=request.user.actor)
        except errors.HoldUnexplained as refusal:
            error = str(refusal)
        else:
            return redirect("desk:conversation", code=code)
    context = {"conversation": shown, "error": error}
    return render(request, "desk/hold.html", context, status=422 if error else 200)
