"""Server-sent events as plain ASGI: what every live stream writes, whoever listens."""

from collections.abc import Awaitable, Callable, MutableMapping, Sequence
from typing import Any, TypeVar

from asgiref.sync import sync_to_async
from django.db import close_old_connections

from troska.timeline.live import Stream

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
Header = tuple[bytes, bytes]
T = TypeVar("T")

HEADERS: Sequence[Header] = (
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-store"),
    (b"x-accel-buffering", b"no"),
    (b"x-content-type-options", b"nosniff"),
)


def event(name: str, data: str = "{}", *, place: int | str | None = None) -> str:
    """Write one event; with a place, the browser resumes after it."""
    identified = "" if place is None else f"id: {place}\n"
    return f"event: {name}\n{identified}data: {data}\n\n"


async def begin(send: Send, *headers: Header) -> None:
    """Answer that a stream follows."""
    await send({"type": "http.response.start", "status": 200, "headers": [*HEADERS, *headers]})


async def write(send: Send, text: str, *, more: bool = True) -> None:
    """Send a part of the stream, the last one with `more=False`."""
    await send({"type": "http.response.body", "body": text.encode(), "more_body": more})


async def refuse(send: Send, status: int, *headers: Header) -> None:
    """Answer without a stream."""
    plain = [(b"content-type", b"text/plain; charset=utf-8"), (b"cache-control", b"no-store")]
    await send({"type": "http.response.start", "status": status, "headers": [*plain, *headers]})
    await send({"type": "http.response.body", "body": b""})


async def until_gone(receive: Receive, stream: "Stream[Any, Any]") -> None:
    """End the stream as soon as the browser has left."""
    while (await receive())["type"] != "http.disconnect":
        pass
    stream.end()


async def in_thread(function: Callable[..., T], *args: Any) -> T:
    """Ask the database from the event loop."""

    def run() -> T:
        close_old_connections()
        try:
            return function(*args)
        finally:
            close_old_connections()

    return await sync_to_async(run, thread_sensitive=False)()
