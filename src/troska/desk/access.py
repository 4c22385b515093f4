"""Who may come to the desk: every page of it begins with `signed_in`, what changes something with `answering`."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, cast

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject

from troska.conversations.models import Conversation
from troska.conversations.queries import keep_inboxes, visible_to
from troska.core.errors import NotAllowed
from troska.staff.access import StaffRequest, permitted
from troska.staff.permissions import Permission
from troska.timeline import reading

P = ParamSpec("P")


class DeskRequest(StaffRequest):
    """A request of an agent whose business conversations are."""

    #: Where the timeline stood before anything was read: the page's live stream begins here, so nothing falls between.
    position: int
    #: The conversations this agent may know of, found out once a request and only when asked for.
    seen: QuerySet[Conversation]


def signed_in(
    view: Callable[Concatenate[DeskRequest, P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """Let in agents who read conversations; to others there is no such page."""

    @wraps(view)
    def seated(plain: StaffRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        request = cast("DeskRequest", plain)
        keep_inboxes(plain.user)
        request.position = reading.head() if request.method == "GET" and not request.htmx else 0
        request.seen = cast("QuerySet[Conversation]", SimpleLazyObject(lambda: visible_to(request.user)))
        return view(request, *args, **kwargs)

    return permitted(Permission.READ_CONVERSATIONS)(seated)


def answering(
    view: Callable[Concatenate[DeskRequest, P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """Let in agents who answer; who may only read is told so."""

    @wraps(view)
    def checked(request: DeskRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if Permission.ANSWER not in request.user.permissions:
            raise NotAllowed
        return view(request, *args, **kwargs)

    return signed_in(checked)
