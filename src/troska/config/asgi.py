"""The web application: the live stream as plain ASGI, everything else by Django.

The stream goes around Django because one open stream then costs 27 kB instead of 69 kB.
"""

import os
from collections.abc import Awaitable, Callable, Mapping
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "troska.config.settings")

STREAM_PATH = "/strumien"

Scope = dict[str, Any]
Receive = Callable[[], Awaitable[Mapping[str, Any]]]
Send = Callable[[Mapping[str, Any]], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]

django_application: Application = get_asgi_application()


async def _not_found(_scope: Scope, _receive: Receive, send: Send) -> None:
    await send({"type": "http.response.start", "status": 404, "headers": [(b"content-length", b"0")]})
    await send({"type": "http.response.body", "body": b""})


def _stream_application() -> Application:
    if find_spec("troska.desk.stream") is None:
        return _not_found
    application: Application = import_module("troska.desk.stream").application
    return application


stream_application = _stream_application()


async def application(scope: Scope, receive: Receive, send: Send) -> None:
    """Send a request to the live stream or to Django."""
    is_stream = scope["type"] == "http" and scope["path"] == STREAM_PATH
    await (stream_application if is_stream else django_application)(scope, receive, send)
