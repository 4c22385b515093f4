"""The pages of the sample company exist only where it lives."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from troska.demo import mode

P = ParamSpec("P")


def only_in_demo(
    view: Callable[Concatenate[HttpRequest, P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """Answer 404 anywhere but in the demo."""

    @wraps(view)
    def checked(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if not mode.is_on():
            raise Http404
        return view(request, *args, **kwargs)

    return checked


def from_own_page(
    view: Callable[Concatenate[HttpRequest, P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """Take what is posted from a page of ours only, by the Origin that every browser tells.

    The usual token would not do: it changes when the newcomer signs in in another window, which is what these pages
    are for, and the form that stands open here would be refused.
    """

    @wraps(view)
    def checked(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        own = f"{request.scheme}://{request.get_host()}"
        if request.method == "POST" and request.headers.get("Origin") != own:
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return csrf_exempt(checked)


def rail_links(_request: HttpRequest) -> dict[str, list[dict[str, object]]]:
    """Add the way from the desk to "write as a customer"; in the demo only."""
    if not mode.is_on():
        return {}
    return {
        "rail_links": [{"address": reverse("demo:write"), "label": _("Napisz jako klient"), "icon": "pencil-square"}]
    }
