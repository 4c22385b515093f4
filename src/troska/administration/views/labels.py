"""The company's labels, looked after by supervisors and administrators."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from troska.administration import showing
from troska.conversations import actions, queries
from troska.conversations.models import Label, LabelColour
from troska.core.errors import TroskaError
from troska.staff.access import StaffRequest, permitted
from troska.staff.permissions import Permission


@require_safe
@permitted(Permission.SUPERVISE)
def show_labels(request: StaffRequest) -> HttpResponse:
    """List them; `usun` names one that is about to be deleted."""
    wanted = request.GET.get("usun", "")
    doomed = queries.all_labels().filter(pk=wanted).first() if wanted.isascii() and wanted.isdigit() else None
    context = {
        "all_labels": queries.all_labels(),
        "colours": LabelColour.choices,
        "doomed": doomed,
        "carried": _carried(doomed.links.count()) if doomed else "",
    }
    return showing.show(request, "labels", context, section="labels")


@require_POST
@permitted(Permission.SUPERVISE)
def add(request: StaffRequest) -> HttpResponse:
    """Add one."""
    try:
        made = actions.add_label(request.POST.get("nazwa", ""), colour=_colour(request), by=request.user.actor)
        messages.success(request, _("Etykieta „%(name)s” dodana.") % {"name": made.name})
    except TroskaError as error:
        messages.error(request, str(error))
    return redirect("administration:labels")


@require_POST
@permitted(Permission.SUPERVISE)
def change(request: StaffRequest) -> HttpResponse:
    """Give one another name or colour."""
    label = _wanted(request)
    try:
        actions.change_label(label, name=request.POST.get("nazwa", ""), colour=_colour(request), by=request.user.actor)
        messages.success(request, _("Zapisane."))
    except TroskaError as error:
        messages.error(request, str(error))
    return redirect("administration:labels")


@require_POST
@permitted(Permission.SUPERVISE)
def remove(request: StaffRequest) -> HttpResponse:
    """Delete one, and take it off all conversations."""
    label = _wanted(request)
    actions.remove_label(label, by=request.user.actor)
    messages.success(request, _("Etykieta „%(name)s” usunięta.") % {"name": label.name})
    return redirect("administration:labels")


def _wanted(request: StaffRequest) -> Label:
    wanted = request.POST.get("etykieta", "")
    return get_object_or_404(Label, pk=wanted if wanted.isascii() and wanted.isdigit() else 0)


def _colour(request: StaffRequest) -> LabelColour:
    given = request.POST.get("kolor", "")
    return LabelColour(given) if given in LabelColour.values else LabelColour.GREY


def _carried(number: int) -> str:
    return ngettext("%(number)d rozmowa", "%(number)d rozmów", number) % {"number": number}
