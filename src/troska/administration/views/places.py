"""The company and where customers reach it: brands, stores, inboxes, teams."""

from typing import TypeVar

from django.contrib import messages
from django.db.models import Model
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from troska.administration import editing, samples, showing
from troska.administration.place_forms import BrandForm, CompanyForm, InboxForm, LocationForm, TeamForm
from troska.conversations import actions, files, queries
from troska.conversations.models import Brand, Inbox, Location
from troska.core import colour
from troska.core.errors import NotFound, TroskaError
from troska.core.ui.downloads import file_response
from troska.staff import actions as staff_actions
from troska.staff import queries as staff
from troska.staff.access import StaffRequest, permitted
from troska.staff.models import Team
from troska.staff.permissions import Permission

_M = TypeVar("_M", bound=Model)
_forms = require_http_methods(["GET", "HEAD", "POST"])


@_forms
@permitted(Permission.MANAGE_COMPANY)
def change_company(request: StaffRequest) -> HttpResponse:
    """Show and change who runs this installation."""
    form = CompanyForm(request.POST or None, company=staff.company())
    context = {"samples": samples.samples().count()}
    return editing.edit(request, form, "company", section="company", done="administration:company", context=context)


@require_POST
@permitted(Permission.MANAGE_COMPANY)
def remove_samples(request: StaffRequest) -> HttpResponse:
    """Take the sample conversations away."""
    samples.remove_samples(by=request.user.actor)
    messages.success(request, _("Przykładowe rozmowy zniknęły."))
    return redirect("administration:company")


@require_safe
@permitted(Permission.MANAGE_COMPANY)
def show_brands(request: StaffRequest) -> HttpResponse:
    """List the brands."""
    return showing.show(request, "brands", {"brands": queries.all_brands()}, section="brands")


@_forms
@permitted(Permission.MANAGE_COMPANY)
def change_brand(request: StaffRequest, brand_id: int | None = None) -> HttpResponse:
    """Add a brand, or change it beside a preview of a letter."""
    brand = _wanted(Brand, brand_id)
    form = BrandForm(request.POST or None, request.FILES or None, brand=brand)
    context = {"brand": brand, "accent": colour.to_hex(brand.accent) if brand else ""}
    return editing.edit(request, form, "brand", section="brands", done="administration:brands", context=context)


@require_safe
@permitted(Permission.MANAGE_COMPANY)
def show_logo(_request: StaffRequest, brand_id: int) -> HttpResponse:
    """Show a brand's logo."""
    brand = get_object_or_404(Brand.objects.exclude(logo=""), pk=brand_id)
    try:
        content = files.read(brand.logo)
    except FileNotFoundError as error:
        raise NotFound from error
    return file_response(content, filename="logo.png", content_type="image/png", as_picture=True)


@require_POST
@permitted(Permission.MANAGE_COMPANY)
def remove_brand(request: StaffRequest, brand_id: int) -> HttpResponse:
    """Remove a brand that nothing bears."""
    try:
        actions.remove_brand(get_object_or_404(Brand, pk=brand_id), by=request.user.actor)
    except TroskaError as error:
        messages.error(request, str(error))
        return redirect("administration:brand", brand_id)
    messages.success(request, _("Usunięte."))
    return redirect("administration:brands")


@require_safe
@permitted(Permission.MANAGE_COMPANY)
def show_locations(request: StaffRequest) -> HttpResponse:
    """List the stores."""
    context = {"locations": queries.all_locations(), "has_brand": queries.all_brands().exists()}
    return showing.show(request, "locations", context, section="locations")


@_forms
@permitted(Permission.MANAGE_COMPANY)
def change_location(request: StaffRequest, location_id: int | None = None) -> HttpResponse:
    """Add a store, or change it."""
    location = _wanted(Location, location_id)
    form = LocationForm(request.POST or None, location=location)
    done = "administration:locations"
    return editing.edit(request, form, "location", section="locations", done=done, context={"location": location})


@require_POST
@permitted(Permission.MANAGE_COMPANY)
def remove_location(request: StaffRequest, location_id: int) -> HttpResponse:
    """Remove a store."""
    actions.remove_location(get_object_or_404(Location, pk=location_id), by=request.user.actor)
    messages.success(request, _("Usunięte."))
    return redirect("administration:locations")


@require_safe
@permitted(Permission.MANAGE_CHANNELS)
def show_inboxes(request: StaffRequest) -> HttpResponse:
    """List the inboxes."""
    context = {"inboxes": queries.all_inboxes(), "has_brand": queries.all_brands().exists()}
    return showing.show(request, "inboxes", context, section="inboxes")


@_forms
@permitted(Permission.MANAGE_CHANNELS)
def change_inbox(request: StaffRequest, inbox_id: int | None = None) -> HttpResponse:
    """Add an inbox, or change it."""
    inbox = _wanted(Inbox, inbox_id)
    form = InboxForm(request.POST or None, inbox=inbox)
    context = {"inbox": inbox}
    return editing.edit(request, form, "inbox", section="inboxes", done="administration:inboxes", context=context)


@require_POST
@permitted(Permission.MANAGE_CHANNELS)
def remove_inbox(request: StaffRequest, inbox_id: int) -> HttpResponse:
    """Remove an inbox that nothing ever came to."""
    try:
        actions.remove_inbox(get_object_or_404(Inbox, pk=inbox_id), by=request.user.actor)
    except TroskaError as error:
        messages.error(request, str(error))
        return redirect("administration:inbox", inbox_id)
    messages.success(request, _("Usunięte."))
    return redirect("administration:inboxes")


@require_safe
@permitted(Permission.MANAGE_PEOPLE)
def show_teams(request: StaffRequest) -> HttpResponse:
    """List the teams."""
    teams = staff.all_teams().prefetch_related("agents", "inboxes")
    return showing.show(request, "teams", {"teams": teams}, section="teams")


@_forms
@permitted(Permission.MANAGE_PEOPLE)
def change_team(request: StaffRequest, team_id: int | None = None) -> HttpResponse:
    """Add a team, or change who works in it and for which inboxes."""
    team = _wanted(Team, team_id)
    form = TeamForm(request.POST or None, team=team)
    return editing.edit(request, form, "team", section="teams", done="administration:teams", context={"team": team})


@require_POST
@permitted(Permission.MANAGE_PEOPLE)
def remove_team(request: StaffRequest, team_id: int) -> HttpResponse:
    """Dissolve a team."""
    staff_actions.remove_team(get_object_or_404(Team, pk=team_id), by=request.user.actor)
    messages.success(request, _("Usunięte."))
    return redirect("administration:teams")


def _wanted(model: type[_M], pk: int | None) -> _M | None:
    return None if pk is None else get_object_or_404(model, pk=pk)
