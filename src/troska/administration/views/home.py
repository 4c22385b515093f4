"""The way in to the administration."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from troska.administration import sections
from troska.staff.access import StaffRequest, signed_in


@require_safe
@signed_in
def home(request: StaffRequest) -> HttpResponse:
    """Begin with the first page that is the agent's to open; with what is about himself only when there is no other."""
    groups = list(sections.open_to(request.user))
    _group, open_ones = groups[1] if len(groups) > 1 else groups[0]
    return redirect(open_ones[0].address)
