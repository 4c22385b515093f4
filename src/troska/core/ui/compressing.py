"""Pages go over the wire packed, whatever stands before the product."""

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware


class CompressPages(GZipMiddleware):
    """Pack pages and parts of them, at random lengths so that these tell nothing of the secrets inside (BREACH).

    Files are packed already as far as it helps, and the live stream must not wait for a block to fill.
    """

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        if response.streaming or not response.headers.get("Content-Type", "").startswith("text/html"):
            return response
        return super().process_response(request, response)
