"""The desk's live stream: server-sent events at /strumien, resumable by position, as plain ASGI.

    event: changed   id: <position>   data: {"conversation": "<code>", "kind": "<event>", "actor": "<kind:id>"}
    event: resync    id: <position>   pull everything that is shown anew
    event: hello     id: <position>   the stream stands here from now on
    event: presence                   data: who looks at which conversation and who writes (hearing.py); no place in the
                                      timeline, so no id: the browser goes on to resume where it stood
    event: visitor                    data: what visitors of the chat write and do just now (visitors.py), the same way

A browser resumes with Last-Event-ID, or `?after=<position>` when it opens a stream anew. The stream says only *what*
changed; the page pulls it, and permission is checked there again.
"""

import asyncio
import json
from urllib.parse import parse_qs

from django.conf import settings
from django.http.cookie import parse_cookie

from troska.desk.audience import Change, Viewer, concerns, describe, renew, viewer_of
from troska.desk.hearing import Hearing
from troska.desk.visitors import PREFIX, Visitors
from troska.timeline import reading, sse
from troska.timeline.live import Hub, Stream
from troska.timeline.sse import Receive, Scope, Send

#: A browser that hears nothing for two and a half of these takes the line for dead (`SILENCE` in stream-worker.js).
HEARTBEAT_SECONDS = 10.0

hub: Hub[Viewer, Change] = Hub(describe=describe, concerns=concerns, renew=renew)
hearing = Hearing(hub)
visitors = Visitors(hub)
hub.beside = [hearing.listen, visitors.listen]


async def application(scope: Scope, receive: Receive, send: Send) -> None:
    """Serve one stream until the browser leaves, the session ends or the process stops."""
    if scope["method"] != "GET":
        await sse.refuse(send, 405)
        return
    headers = dict(scope["headers"])
    cookies = b"; ".join(value for name, value in scope["headers"] if name == b"cookie").decode("latin-1")
    try:
        viewer = await sse.in_thread(_viewer, cookies)
    except Exception:  # noqa: BLE001 -- the database may be away: the browser tries again
        await sse.refuse(send, 503)
        return
    if viewer is None:
        await sse.refuse(send, 401)
        return
    stream = hub.open(viewer)
    leaving = asyncio.ensure_future(sse.until_gone(receive, stream))
    try:
        await sse.begin(send)
        await _tell(stream, _resumed_after(headers, scope), send)
    finally:
        leaving.cancel()
        hub.close(stream)


async def _tell(stream: Stream[Viewer, Change], after: int | None, send: Send) -> None:
    told = await _catch_up(stream, after, send)
    await _tell_passing(stream, send)
    while not stream.is_over:
        try:
            await asyncio.wait_for(stream.woken.wait(), HEARTBEAT_SECONDS)
        except TimeoutError:
            await sse.write(send, _event("beat", told))
            continue
        stream.woken.clear()
        if stream.anew_at is not None:
            told, stream.anew_at = stream.anew_at, None
            await sse.write(send, _event("resync", told))
        waiting = [stream.waiting.popleft() for _ in range(len(stream.waiting))]
        news = [change for change in waiting if change.position > told]
        if news:
            told = news[-1].position
            await sse.write(send, "".join(map(_told, news)))
        await _tell_passing(stream, send)
    await sse.write(send, "", more=False)


async def _catch_up(stream: Stream[Viewer, Change], after: int | None, send: Send) -> int:
    """Tell what was missed; give the position up to which all is told."""
    await hub.is_reading.wait()
    head: int = await sse.in_thread(reading.head)
    missed = [] if after is None else await sse.in_thread(_missed, stream.viewer, after, head)
    if missed is None:
        await sse.write(send, _event("resync", head))
    else:
        await sse.write(send, "retry: 1000\n\n" + "".join(map(_told, missed)) + _event("hello", head))
    return head


async def _tell_passing(stream: Stream[Viewer, Change], send: Send) -> None:
    stirred, stream.passing = stream.passing, set()
    if stirred is not None and not stirred:
        return
    of_colleagues = None if stirred is None else [name for name in stirred if not name.startswith(PREFIX)]
    if people := hearing.told(stream.viewer, of_colleagues):
        await sse.write(send, sse.event("presence", people))
    if said := visitors.told(stream.viewer, stirred):
        await sse.write(send, sse.event("visitor", said))


def _missed(viewer: Viewer, after: int, upto: int) -> list[Change] | None:
    return hub.missed(viewer, after=after, upto=upto)


def _told(change: Change) -> str:
    if change.resyncs is not None:
        return _event("resync", change.position)
    data = {"conversation": change.conversation, "kind": change.kind, "actor": change.actor}
    return _event("changed", change.position, json.dumps(data))


def _event(name: str, position: int, data: str = "{}") -> str:
    return sse.event(name, data, place=position)


def _resumed_after(headers: dict[bytes, bytes], scope: Scope) -> int | None:
    query = parse_qs(scope.get("query_string", b"").decode("latin-1"))
    given = headers.get(b"last-event-id", b"").decode("latin-1") or (query.get("after") or [""])[0]
    return int(given) if given.isdecimal() and len(given) < 19 else None


def _viewer(cookies: str) -> Viewer | None:
    # As Django reads them: a cookie of another program on this host must not hide ours.
    session_key = parse_cookie(cookies).get(settings.SESSION_COOKIE_NAME)
    return viewer_of(session_key) if session_key else None
