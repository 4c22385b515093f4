"""Lists of conversations."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from troska.desk import lists, showing
from troska.desk.access import DeskRequest, signed_in
from troska.staff import access
from troska.staff import queries as staff
from troska.staff.access import StaffRequest


@require_safe
@access.signed_in
def home(request: StaffRequest) -> HttpResponse:
    """Begin with what is one's own; who reads no conversations begins with his account."""
    if not staff.reads_conversations(request.user):
        return redirect("administration:home")
    return redirect("desk:list", "moje")


@require_safe
@signed_in
def show_list(request: DeskRequest, slug: str) -> HttpResponse:
    """Show one list; `obok` names the conversation that is open beside it."""
    beside = request.seen.filter(code=request.GET["obok"]).first() if "obok" in request.GET else None
    return showing.show(request, "list", showing.rows(request, lists.view_of(slug), beside=beside))


@require_safe
@signed_in
def counts(request: DeskRequest) -> HttpResponse:
    """Show the lists with their numbers, for the rail of an open page."""
    context = showing.rail(request) | {"current": request.GET.get("teraz", "")}
    return showing.show(request, "base", context, part="rail")
