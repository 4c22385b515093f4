"""Which private addresses we may connect to."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from troska.administration import editing
from troska.administration.place_forms import AddressForm
from troska.staff import actions, queries
from troska.staff.access import StaffRequest, permitted
from troska.staff.models import AllowedAddress
from troska.staff.permissions import Permission


@require_http_methods(["GET", "HEAD", "POST"])
@permitted(Permission.MANAGE_SECURITY)
def show_addresses(request: StaffRequest) -> HttpResponse:
    """Show what is allowed, by the environment and by the company, and allow more."""
    context = {"fixed": settings.TROSKA_EGRESS_ALLOW, "allowed": queries.allowed_addresses()}
    form = AddressForm(request.POST or None)
    return editing.edit(
        request, form, "addresses", section="addresses", done="administration:addresses", context=context
    )


@require_POST
@permitted(Permission.MANAGE_SECURITY)
def forbid_address(request: StaffRequest, address_id: int) -> HttpResponse:
    """Allow an address no more."""
    actions.forbid_address(get_object_or_404(AllowedAddress, pk=address_id), by=request.user.actor)
    messages.success(request, _("Usunięte."))
    return redirect("administration:addresses")
