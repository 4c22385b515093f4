"""What a person is told when something can't be done."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from troska.core.errors import NotFound, TroskaError


class ErrorsForPeople:
    """Answer a TroskaError with its own words: a page, or a toast on the page that htmx works for."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, TroskaError):
            return None
        if not getattr(request, "htmx", False):
            return render(request, "ui/error.html", {"error": exception}, status=exception.status)
        if isinstance(exception, NotFound) and request.method == "GET":
            # What the page shows is gone or no longer this person's to see: the whole page has to say so.
            return HttpResponse(status=exception.status, headers={"HX-Refresh": "true"})
        messages.error(request, str(exception))
        response = render(request, "ui/toasts.html", status=exception.status)
        response.headers["HX-Retarget"] = "#toasts"
        response.headers["HX-Reswap"] = "beforeend"
        return response
