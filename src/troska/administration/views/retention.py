"""How long things are kept, and what that would erase now."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from troska.administration import editing, showing
from troska.administration.retention_form import RetentionForm
from troska.channels import retention
from troska.staff.access import StaffRequest, permitted, stepped_up
from troska.staff.permissions import Permission


@require_http_methods(["GET", "HEAD", "POST"])
@permitted(Permission.MANAGE_COMPANY)
@stepped_up
def change_retention(request: StaffRequest) -> HttpResponse:
    """Show the rules, count what new ones would erase, and save them once that was seen."""
    form = RetentionForm(request.POST if request.method == "POST" else None)
    due = None
    if request.method == "POST" and form.is_valid():
        if "zapisz" in request.POST and editing.saved(request, form):
            messages.success(request, _("Zapisane."))
            return redirect("administration:retention")
        due = retention.due(form.rules())
    context = {"form": form, "due": due}
    return showing.show(request, "retention", context, section="retention", status=422 if form.errors else 200)
