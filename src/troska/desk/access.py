"""Who may come in: every page of the desk begins with `signed_in`."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, cast

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import resolve_url
from django.utils.cache import patch_cache_control
from django.utils.functional import SimpleLazyObject
from django.utils.http import urlencode
from django_htmx.http import HttpResponseClientRedirect
from django_htmx.middleware import HtmxDetails

from troska.conversations.models import Conversation
from troska.conversations.queries import keep_inboxes, visible_to
from troska.core.errors import NotFound
from troska.staff import queries as staff
from troska.staff.models import Agent
from troska.timeline import reading

P = ParamSpec("P")


class DeskRequest(HttpRequest):
    """A request of an agent who is signed in; known by `htmx` whether it asks for a page or for a part of one."""

    user: Agent  # signed_in lets nobody else in
    htmx: HtmxDetails
    #: Where the timeline stood before anything was read: the page's live stream begins here, so nothing falls between.
    position: int
    #: The conversations this agent may know of, found out once a request and only when asked for.
    seen: QuerySet[Conversation]


def signed_in(
    view: Callable[Concatenate[DeskRequest, P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """Let active agents in and send others to sign in; what they see is kept by no cache."""

    @wraps(view)
    def checked(plain: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        request = cast("DeskRequest", plain)
        if not isinstance(plain.user, Agent) or not plain.user.is_active:
            return _to_sign_in(request)
        keep_inboxes(plain.user)
        request.position = reading.head() if request.method == "GET" and not request.htmx else 0
        request.seen = cast("QuerySet[Conversation]", SimpleLazyObject(lambda: visible_to(request.user)))
        response = view(request, *args, **kwargs)
        patch_cache_control(response, private=True, no_store=True)
        return response

    return cast("Callable[Concatenate[HttpRequest, P], HttpResponse]", checked)


def supervising(
    view: Callable[Concatenate[DeskRequest, P], HttpResponse],
) -> Callable[Concatenate[DeskRequest, P], HttpResponse]:
    """Let supervisors and administrators in; to others there is no such page."""

    @wraps(view)
    def checked(request: DeskRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if not staff.supervises(request.user):
            raise NotFound
        return view(request, *args, **kwargs)

    return checked


def _to_sign_in(request: DeskRequest) -> HttpResponse:
    if not request.htmx:
        return redirect_to_login(request.get_full_path())
    # A part of a page: the page itself has to go, or the sign-in form would appear inside of it.
    back = {"next": request.htmx.current_url_abs_path or "/"}
    return HttpResponseClientRedirect(f"{resolve_url(settings.LOGIN_URL)}?{urlencode(back)}")
