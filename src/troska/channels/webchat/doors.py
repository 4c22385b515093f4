"""The doors of the chat: requests from the company's pages, with a token instead of cookies, answered in JSON.

A page of a foreign origin gets nothing, not even what the error is about. Cookies play no part, so nobody's browser
can be made to act for him.
"""

import functools
import json
from collections.abc import Callable
from typing import Any, Concatenate, ParamSpec

import structlog
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from troska.channels.webchat import admission, errors, queries
from troska.channels.webchat.models import Visitor, Widget
from troska.core.errors import TroskaError

log = structlog.get_logger(__name__)
P = ParamSpec("P")
LANGUAGES = ("pl", "en")
#: How long a browser remembers that it may ask, in seconds.
_REMEMBERED = 7200
_LARGEST_BODY = 64 * 1024


def widget_door(method: str) -> Callable[..., Any]:
    """Open a view to pages that show the widget: `view(request, widget, …)`."""
    return _door(method, lambda _request, widget: widget)


def visitor_door(method: str) -> Callable[..., Any]:
    """Open a view to visitors by their token: `view(request, visitor, …)`."""
    return _door(method, lambda request, widget: queries.visitor_by_token(widget.key, bearer(request)))


def _door(method: str, who: Callable[[HttpRequest, Widget], Widget | Visitor]) -> Callable[..., Any]:
    def wrap(view: Callable[Concatenate[HttpRequest, Any, P], HttpResponse]) -> Callable[..., HttpResponse]:
        @csrf_exempt
        @functools.wraps(view)
        def door(request: HttpRequest, key: str, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            origin = ""
            with translation.override(_language(request)):
                try:
                    widget = queries.widget_by_key(key)
                    origin = page_of(request.headers, widget, own_host=f"{request.scheme}://{request.get_host()}")
                    if request.method == "OPTIONS":
                        response = HttpResponse(status=204)
                    elif request.method != method:
                        response = HttpResponse(status=405, headers={"Allow": f"{method}, OPTIONS"})
                    else:
                        response = view(request, who(request, widget), *args, **kwargs)
                except TroskaError as error:
                    response = JsonResponse({"code": error.code, "error": str(error)}, status=error.status)
                except DatabaseError as error:
                    log.warning("webchat.database_away", error=type(error).__qualname__)
                    said = {"code": "away", "error": _("Serwer chwilowo nie odpowiada. Spróbujemy znowu.")}
                    response = JsonResponse(said, status=503)
            return _may_be_read_by(origin, response)

        return door

    return wrap


def page_of(headers: Any, widget: Widget, *, own_host: str) -> str:
    """Give the origin of the page that asks. Raises ForeignOrigin when it is none of the widget's.

    A page of our own host (the preview of the settings) is told by the browser, which no page can change.
    """
    origin = str(headers.get("origin", ""))
    if origin and (origin == own_host or admission.is_allowed_origin(widget, origin)):
        return origin
    if not origin and headers.get("sec-fetch-site") == "same-origin":
        return own_host
    raise errors.ForeignOrigin


def cors(origin: str) -> dict[str, str]:
    """Write what lets a page of this origin, and no other, read the answer."""
    allowed = {"Vary": "Origin", "Cross-Origin-Resource-Policy": "cross-origin"}
    if origin:
        allowed |= {
            "Access-Control-Allow-Origin": origin,
            "Access-Control-Allow-Methods": "GET, POST",
            "Access-Control-Allow-Headers": "Authorization, Content-Type, Accept-Language",
            "Access-Control-Max-Age": str(_REMEMBERED),
        }
    return allowed


def bearer(request: HttpRequest) -> str:
    """Read the token."""
    kind, _sep, token = request.headers.get("Authorization", "").partition(" ")
    return token.strip() if kind.lower() == "bearer" else ""


def body_of(request: HttpRequest) -> dict[str, Any]:
    """Read the JSON object that was sent. Raises Unreadable."""
    if int(request.headers.get("Content-Length") or 0) > _LARGEST_BODY:
        raise errors.MessageTooLong
    try:
        body = json.loads(request.body)
    except (ValueError, RecursionError) as error:
        raise errors.Unreadable from error
    if not isinstance(body, dict):
        raise errors.Unreadable
    return body


def text_of(body: dict[str, Any], name: str, *, longest: int = 500) -> str:
    """Read a text of the body, "" when it is not there. Raises Unreadable for anything else, or a longer one."""
    value = body.get(name, "")
    if not isinstance(value, str) or len(value) > longest:
        raise errors.Unreadable
    return value.replace("\x00", "")


def number_of(body: dict[str, Any], name: str, *, most: int) -> int:
    """Read a whole number from 0 to `most`. Raises Unreadable."""
    value = body.get(name, 0)
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= most:
        raise errors.Unreadable
    return value


def _language(request: HttpRequest) -> str:
    wanted = request.headers.get("Accept-Language", "")[:2].lower()
    return wanted if wanted in LANGUAGES else LANGUAGES[0]


def _may_be_read_by(origin: str, response: HttpResponse) -> HttpResponse:
    for name, value in cors(origin).items():
        response.headers[name] = value
    if "Cache-Control" not in response.headers:
        response.headers["Cache-Control"] = "no-store"
    return response
