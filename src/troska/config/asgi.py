"""The web application: the live stream as plain ASGI, everything else by Django.

The stream goes around Django because one open stream then costs 27 kB instead of 69 kB.
"""

import asyncio
import os
from collections.abc import Awaitable, Callable, Mapping
from importlib import import_module
from importlib.util import find_spec
from typing import Any

import django
from asgiref.sync import sync_to_async
from django.core.handlers.asgi import ASGIHandler
from django.core.handlers.base import BaseHandler
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from troska.config import probe, ready
from troska.core.ui import failing

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "troska.config.settings")

#: With the two seconds of the question, nobody waits for a lost database longer than ten.
ASK_AFTER_SECONDS = 6.0
STREAM_PATH = "/strumien"
CHAT_PATH = "/czat/"
PROBE_PATH = probe.PATH
READY_PATH = "/readyz"

Scope = dict[str, Any]
Receive = Callable[[], Awaitable[Mapping[str, Any]]]
Send = Callable[[Mapping[str, Any]], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]


class Pages(ASGIHandler):
    """Django for views that are all synchronous: one change of threads in a request instead of one at each end."""

    def __init__(self) -> None:
        BaseHandler.__init__(self)
        self.load_middleware(is_async=False)

    async def get_response_async(self, request: HttpRequest) -> HttpResponseBase:
        """Answer by the view; one that takes long is asked after: does the database still answer?

        Where it does not, nobody waits any longer. The view's thread ends when its connection does, and what it sent
        may still be committed: that is why a form's token works once.
        """
        work = asyncio.ensure_future(sync_to_async(self.get_response, thread_sensitive=True)(request))
        try:
            while True:
                done, _ = await asyncio.wait({work}, timeout=ASK_AFTER_SECONDS)
                if done:
                    return work.result()
                if not await ready.database_answers():
                    break
        except asyncio.CancelledError:  # the browser has left
            work.cancel()
            raise
        work.add_done_callback(_forget)
        return failing.away()


django.setup(set_prefix=False)
django_application: Application = Pages()


def _forget(work: "asyncio.Future[HttpResponseBase]") -> None:
    """Take note of how a view ended that nobody waits for, so that asyncio does not complain of it."""
    if not work.cancelled():
        work.exception()


async def _not_found(_scope: Scope, _receive: Receive, send: Send) -> None:
    await send({"type": "http.response.start", "status": 404, "headers": [(b"content-length", b"0")]})
    await send({"type": "http.response.body", "body": b""})


def _stream_application(module: str) -> Application:
    if find_spec(module) is None:
        return _not_found
    application: Application = import_module(module).application
    return application


stream_application = _stream_application("troska.desk.stream")
chat_stream_application = _stream_application("troska.channels.webchat.stream")


async def application(scope: Scope, receive: Receive, send: Send) -> None:
    """Send a request to the live stream or to Django."""
    path = scope["path"] if scope["type"] == "http" else ""
    if path == STREAM_PATH:
        await stream_application(scope, receive, send)
    elif path.startswith(CHAT_PATH) and path.endswith(STREAM_PATH):
        await chat_stream_application(scope, receive, send)
    elif path == PROBE_PATH:
        await probe.application(scope, receive, send)
    elif path == READY_PATH:
        await ready.application(scope, receive, send)
    else:
        await django_application(scope, receive, send)
