"""Pages are packed; files and the live stream are not."""

import gzip

from django.http import FileResponse, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase

from troska.core.ui.compressing import CompressPages

PAGE = "<!doctype html>" + "<p>Dzień dobry</p>" * 500


def answered(response: HttpResponseBase, accepts: str = "gzip, deflate, br") -> HttpResponseBase:
    request = HttpRequest()
    request.META["HTTP_ACCEPT_ENCODING"] = accepts
    packed = CompressPages(lambda _request: response)(request)
    assert isinstance(packed, HttpResponseBase)
    return packed


def test_a_page_is_packed_and_is_the_same_unpacked() -> None:
    response = answered(HttpResponse(PAGE))
    assert isinstance(response, HttpResponse)
    assert response.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(response.content).decode() == PAGE
    assert int(response.headers["Content-Length"]) == len(response.content) < len(PAGE) / 5
    assert "Accept-Encoding" in response.headers["Vary"]


def test_the_length_says_nothing_exact() -> None:
    lengths = {answered(HttpResponse(PAGE)).headers["Content-Length"] for _ in range(30)}
    assert len(lengths) > 3


def test_who_does_not_unpack_gets_it_plain() -> None:
    assert "Content-Encoding" not in answered(HttpResponse(PAGE), accepts="").headers


def test_a_stream_waits_for_nothing_and_a_file_stays_as_it_is() -> None:
    stream = StreamingHttpResponse(iter([b"data: 1\n\n"]), content_type="text/event-stream")
    picture = FileResponse(iter([b"x" * 1000]), content_type="image/png")
    data = HttpResponse(PAGE, content_type="application/json")
    for response in (stream, picture, data):
        assert "Content-Encoding" not in answered(response).headers
