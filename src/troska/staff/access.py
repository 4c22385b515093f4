"""Who may come in: every page behind the door begins with `signed_in`, and names the permission it asks for."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, cast

from allauth.account.adapter import get_adapter
from allauth.core.exceptions import ImmediateHttpResponse, ReauthenticationRequired
from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render, resolve_url
from django.utils.cache import patch_cache_control
from django.utils.http import urlencode
from django_htmx.http import HttpResponseClientRedirect
from django_htmx.middleware import HtmxDetails

from troska.core.errors import NotFound
from troska.staff import proofs
from troska.staff.models import Agent
from troska.staff.permissions import Permission

P = ParamSpec("P")


class StaffRequest(HttpRequest):
    """A request of an agent who is signed in; known by `htmx` whether it asks for a page or for a part of one."""

    user: Agent  # signed_in lets nobody else in
    htmx: HtmxDetails


def signed_in(
    view: Callable[Concatenate[StaffRequest, P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """Let active agents in and send others to sign in; what they see is kept by no cache."""

    @wraps(view)
    def checked(plain: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        request = cast("StaffRequest", plain)
        if not isinstance(plain.user, Agent) or not plain.user.is_active:
            return _to_sign_in(request)
        response = view(request, *args, **kwargs)
        patch_cache_control(response, private=True, no_store=True)
        return response

    return checked


def permitted(
    *any_of: Permission,
) -> Callable[
    [Callable[Concatenate[StaffRequest, P], HttpResponse]], Callable[Concatenate[HttpRequest, P], HttpResponse]
]:
    """Let in who is signed in and has one of the permissions; to others there is no such page."""

    def decorate(
        view: Callable[Concatenate[StaffRequest, P], HttpResponse],
    ) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
        @wraps(view)
        def checked(request: StaffRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            if request.user.permissions.isdisjoint(any_of):
                raise NotFound
            return view(request, *args, **kwargs)

        return signed_in(checked)

    return decorate


def stepped_up(
    view: Callable[Concatenate[StaffRequest, P], HttpResponse],
) -> Callable[Concatenate[StaffRequest, P], HttpResponse]:
    """Ask for the password or the second factor again when the last proof is older than a quarter of an hour.

    What was sent waits in the session (encrypted) and is done as soon as the person has proved who he is: nothing
    typed is lost. It stands within `permitted`.
    """

    @wraps(view)
    def checked(request: StaffRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        prove(request)
        return view(request, *args, **kwargs)

    return checked


def prove(request: StaffRequest) -> None:
    """Go on only when the last proof is fresh: what `stepped_up` does, for views in which not everything needs it."""
    if proofs.is_fresh(request):
        return
    if not get_adapter(request).get_reauthentication_methods(request.user):
        # He has neither password nor second factor here: only his provider can say who he is.
        page = render(request, "socialaccount/again.html", {"next": request.get_full_path()})
        raise ImmediateHttpResponse(page)
    raise ReauthenticationRequired


def to_provider(request: StaffRequest, code: str, *, back: str) -> HttpResponse:
    """Send an agent to a provider, to link what he is there with what he is here. Raises NotFound."""
    from troska.staff.views.elsewhere import depart

    return depart(request, code, process="connect", back=back)


def _to_sign_in(request: StaffRequest) -> HttpResponse:
    if not request.htmx:
        return redirect_to_login(request.get_full_path())
    # A part of a page: the page itself has to go, or the sign-in form would appear inside of it.
    back = {"next": request.htmx.current_url_abs_path or "/"}
    return HttpResponseClientRedirect(f"{resolve_url(settings.LOGIN_URL)}?{urlencode(back)}")
