"""What an agent's browser says about where he is."""

from django.http import HttpResponse
from django.views.decorators.http import require_POST

from troska.desk.access import DeskRequest, signed_in
from troska.desk.presence import Doing
from troska.desk.reporting import ReportForm, reporter


@require_POST
@signed_in
def report(request: DeskRequest) -> HttpResponse:
    """Take in that the agent looks at a conversation, writes in it, or went away."""
    form = ReportForm(request.POST)
    if not form.is_valid():
        return HttpResponse(status=400)
    said = form.cleaned_data
    reporter.report(request.user, conversation=said["conversation"], tab=said["tab"], doing=Doing(said["doing"]))
    return HttpResponse(status=204)
