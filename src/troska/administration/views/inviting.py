"""Inviting people."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from troska.administration import showing
from troska.administration.signing_in_forms import InviteForm
from troska.core.errors import TroskaError
from troska.staff.access import StaffRequest, permitted
from troska.staff.actions import invitations
from troska.staff.models import Invitation
from troska.staff.permissions import Permission


@require_safe
@permitted(Permission.MANAGE_PEOPLE)
def show_invitations(request: StaffRequest) -> HttpResponse:
    """List invitations that nobody has accepted."""
    return showing.show(request, "invitations", {"invitations": invitations.all_open()}, section="people")


@require_http_methods(["GET", "HEAD", "POST"])
@permitted(Permission.MANAGE_PEOPLE)
def invite(request: StaffRequest) -> HttpResponse:
    """Invite somebody; the link is also shown, once, for where no mail leaves."""
    form = InviteForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            sent = form.save(by=request.user.actor)
        except TroskaError as error:
            form.add_error(None, str(error))
        else:
            return _show_link(request, sent)
    return showing.show(request, "invite", {"form": form}, section="people", status=422 if form.errors else 200)


@require_POST
@permitted(Permission.MANAGE_PEOPLE)
def send_again(request: StaffRequest) -> HttpResponse:
    """Send a new link."""
    try:
        return _show_link(request, invitations.send_again(_wanted(request), by=request.user.actor))
    except TroskaError as error:
        messages.error(request, str(error))
    return redirect("administration:invitations")


@require_POST
@permitted(Permission.MANAGE_PEOPLE)
def withdraw(request: StaffRequest) -> HttpResponse:
    """Let nobody in by it any more."""
    invitations.withdraw(_wanted(request), by=request.user.actor)
    messages.success(request, _("Zaproszenie cofnięte."))
    return redirect("administration:invitations")


def _show_link(request: StaffRequest, sent: invitations.Sent) -> HttpResponse:
    return showing.show(request, "invited", {"sent": sent}, section="people")


def _wanted(request: StaffRequest) -> Invitation:
    number = request.POST.get("zaproszenie", "")
    return get_object_or_404(Invitation, pk=int(number) if number.isdecimal() and len(number) < 19 else 0)
