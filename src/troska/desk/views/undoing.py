"""Taking back what was just done."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from django_htmx.http import trigger_client_event

from troska.desk import answers, bulk, undoing
from troska.desk.access import DeskRequest, answering


@require_POST
@answering
def undo(request: DeskRequest) -> HttpResponse:
    """Take back what a notice offered to take back."""
    steps = undoing.taken(request.POST.get("co", ""), by=request.user)
    undone = undoing.undo(request.seen, steps, by=request.user)
    if undone.number:
        said = _("Cofnięte: %(conversations)s.") % {"conversations": bulk.conversations(undone.number)}
        answers.tell(request, said if len(steps) > 1 else _("Cofnięte."))
    answers.tell(request, " ".join(undone.reasons), level=messages.ERROR)
    if request.htmx:
        response = render(request, "ui/toasts.html")
        return trigger_client_event(response, "undone")
    back = request.headers.get("Referer", "")
    is_ours = url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure())
    return redirect(back if is_ours else "/")
