"""The style guide: every component, as it is."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from troska.desk import guide
from troska.desk.access import DeskRequest, signed_in


@require_safe
@signed_in
def show_guide(request: DeskRequest) -> HttpResponse:
    """Show the components in all their states, with the snippets that make them and what they cost."""
    return render(request, "desk/guide.html", {"shown": guide.shown(), "renders": guide.RENDERS})
