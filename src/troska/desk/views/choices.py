"""What a person chooses for himself: language for good, look and keys in this browser."""

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from troska.desk.templatetags.keys import COOKIE, OFF
from troska.staff import actions
from troska.staff.access import StaffRequest, signed_in
from troska.staff.models import Language

_A_YEAR = 365 * 24 * 60 * 60


@require_POST
@signed_in
def choose_theme(request: StaffRequest) -> HttpResponse:
    """Choose light, dark, or what the system has."""
    chosen = request.POST.get("theme", "")
    return _kept(request, "motyw", chosen if chosen in {"light", "dark"} else "")


@require_POST
@signed_in
def choose_keys(request: StaffRequest) -> HttpResponse:
    """Switch shortcuts of one key on or off."""
    return _kept(request, COOKIE, OFF if request.POST.get("keys") == OFF else "")


@require_POST
@signed_in
def choose_language(request: StaffRequest) -> HttpResponse:
    """Choose the language in which one reads the desk."""
    if (chosen := request.POST.get("language", "")) in Language.values:
        actions.choose_language(request.user, Language(chosen))
    return _back(request)


def _kept(request: StaffRequest, cookie: str, value: str) -> HttpResponse:
    response = _back(request)
    if value:
        response.set_cookie(cookie, value, max_age=_A_YEAR, samesite="Lax", secure=request.is_secure(), httponly=True)
    else:
        response.delete_cookie(cookie, samesite="Lax")
    return response


def _back(request: StaffRequest) -> HttpResponseRedirect:
    """Lead back to the page of ours that asked."""
    back = request.headers.get("Referer", "")
    is_ours = url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure())
    return redirect(back if is_ours else "/")
