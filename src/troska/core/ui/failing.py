"""What a person is told when a page fails: that the database is away, which passes, or that something broke."""

import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseServerError
from django.template.loader import get_template
from psycopg_pool import PoolTimeout

_LOSSES = (OperationalError, InterfaceError, PoolTimeout)


def failed(_request: HttpRequest) -> HttpResponse:
    """Answer for an unexpected exception (Django's handler500)."""
    if isinstance(sys.exc_info()[1], _LOSSES):
        return away()
    return HttpResponseServerError(get_template("500.html").render())


def away() -> HttpResponse:
    """Say that the database does not answer, and that one may try again."""
    headers = {"Retry-After": "5", "Cache-Control": "no-store"}
    return HttpResponse(get_template("503.html").render(), status=503, headers=headers)
