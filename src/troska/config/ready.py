"""Whether this process should get requests: /readyz for load balancers, by whether the database answers in time.

It goes around Django, whose threads may all be waiting for the very database; and asks once a second at most, however
many ask here. It says yes or no and nothing else.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import psycopg
from asgiref.sync import sync_to_async

from troska.timeline.wire_postgresql import listening_connection

WITHIN = 2.0
REMEMBERED = 1.0

Scope = dict[str, Any]
Receive = Callable[[], Awaitable[Mapping[str, Any]]]
Send = Callable[[Mapping[str, Any]], Awaitable[None]]


class _Answer:
    """The last answer of the database, and the question that is under way."""

    def __init__(self) -> None:
        self.is_yes = False
        self.at = float("-inf")
        self.asking: asyncio.Task[bool] | None = None


_last = _Answer()


async def application(scope: Scope, _receive: Receive, send: Send) -> None:
    """Answer 200 or 503 within two seconds."""
    is_ready = await database_answers()
    body = b"" if scope["method"] == "HEAD" else (b"ready\n" if is_ready else b"not ready\n")
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"cache-control", b"no-store")]
    await send({"type": "http.response.start", "status": 200 if is_ready else 503, "headers": headers})
    await send({"type": "http.response.body", "body": body})


async def database_answers() -> bool:
    """Say within two seconds whether the database answers."""
    if time.monotonic() - _last.at < REMEMBERED:
        return _last.is_yes
    if _last.asking is None or _last.asking.done():
        _last.asking = asyncio.ensure_future(_ask())
    try:
        return await asyncio.wait_for(asyncio.shield(_last.asking), WITHIN)
    except TimeoutError:
        _last.is_yes, _last.at = False, time.monotonic()
        return False


async def _ask() -> bool:
    _last.is_yes = await sync_to_async(_answers, thread_sensitive=False)()
    _last.at = time.monotonic()
    return _last.is_yes


def _answers() -> bool:
    """Ask over a connection of its own: that of the pool may be all in use, which is no reason to be sent away."""
    try:
        with listening_connection([]) as connection:
            return connection.execute("SELECT 1").fetchone() == (1,)
    except psycopg.Error:
        return False
