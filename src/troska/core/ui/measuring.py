"""Counts requests and how long they take, by the name of the view; in front of all that a request goes through."""

import time
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from troska.core import metrics

_METHODS = frozenset({"GET", "HEAD", "POST"})
#: Requests that lead to no view: static files and what does not exist.
NO_VIEW = "none"


class MeasureRequests:
    """The outermost middleware; there only when numbers are asked for."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        began = time.perf_counter()
        response = self.get_response(request)
        match = request.resolver_match
        view = (match.view_name or NO_VIEW) if match is not None else NO_VIEW
        method = request.method if request.method in _METHODS else "other"
        _seconds(view).observe(time.perf_counter() - began)
        _count(method, view, response.status_code).inc()
        return response


# Looking a child up by its labels takes longer than counting.
@lru_cache(maxsize=4096)
def _count(method: str, view: str, status: int) -> Any:
    return metrics.REQUESTS.labels(method, view, str(status))


@lru_cache(maxsize=1024)
def _seconds(view: str) -> Any:
    return metrics.REQUEST_SECONDS.labels(view)
