"""The way in to the administration."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from troska.administration import sections, showing
from troska.staff.access import StaffRequest, signed_in


@require_safe
@signed_in
def home(request: StaffRequest) -> HttpResponse:
    """Begin with the first page that is the agent's to open."""
    for _group, open_ones in sections.open_to(request.user):
        return redirect(open_ones[0].address)
    return showing.show(request, "nothing", section="")
