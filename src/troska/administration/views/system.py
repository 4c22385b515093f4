"""What is wrong with the installation, since when, and how to mend it."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from troska.administration import health, showing
from troska.core.doctor import watching
from troska.staff import actions
from troska.staff.access import StaffRequest, permitted
from troska.staff.permissions import Permission


@require_safe
@permitted(Permission.SEE_SYSTEM)
def show_system(request: StaffRequest) -> HttpResponse:
    """Show what is wrong first, then what is fine, the processes, the queues; the page asks for itself anew."""
    return showing.show(request, "system", {"state": health.state()}, section="system")


@require_POST
@permitted(Permission.SEE_SYSTEM)
def check_again(_request: StaffRequest) -> HttpResponse:
    """Ask every check anew: the quick ones here, the others by whoever of the processes comes first."""
    watching.load()
    watching.ask_again()
    return redirect("administration:system")


@require_POST
@permitted(Permission.SEE_SYSTEM)
def choose_alarms(request: StaffRequest) -> HttpResponse:
    """Let the agent have letters when something breaks, or not."""
    wants = request.POST.get("chce") == "tak"
    actions.choose_alarms(request.user, wants=wants)
    messages.success(
        request, _("Dostaniesz list, gdy coś się zepsuje.") if wants else _("Nie będziesz dostawać listów.")
    )
    return redirect("administration:system")
