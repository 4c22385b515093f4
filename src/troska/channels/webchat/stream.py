"""The visitors' live stream: server-sent events at /czat/<widget>/strumien, as plain ASGI, by a bearer token.

    event: hello                      how the talk stands, and what came since the message named by `?po=<id>`
    event: message  id: <message>     one more message
    event: status                     how the talk stands now
    event: signal                     an agent looks, or writes, just now
    event: resync                     fetch the talk anew
    event: beat                       the line is alive

Messages of one conversation are told in the order in which they were kept, each with its own code as id: a widget
resumes after the last one that it has. How the talk stands is told whole whenever a line begins.
"""

import asyncio
import json
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs

import structlog
from django.utils import translation

from troska.channels.webchat import actions, doors, errors, queries, signals, telling
from troska.channels.webchat.models import Visitor
from troska.channels.webchat.telling import News
from troska.core import clock, ids
from troska.core.errors import TroskaError
from troska.timeline import sse, whispers
from troska.timeline.live import Hub, Stream
from troska.timeline.sse import Header, Receive, Scope, Send

log = structlog.get_logger(__name__)

#: A widget that hears nothing for two and a half of these takes the line for dead (`SILENCE` in line.js).
HEARTBEAT_SECONDS = 20.0
#: More streams of one visitor than these push out the oldest.
MOST_STREAMS = 5


@dataclass(frozen=True, slots=True)
class Listener:
    """A visitor at one of his browsers."""

    visitor_id: int
    topic: str


def _describe(events: Any) -> list[News]:
    return telling.describe(events, is_heard=hub.is_heard)


def _is_his(listener: Listener, news: News) -> bool:
    return listener.topic == news.topic


def _renew(listeners: Iterable[Listener]) -> dict[Listener, Listener | None]:
    """Say who has signed out lately, on whatever machine; and note that the others are here."""
    here = list(listeners)
    actions.note_seen([listener.visitor_id for listener in here])
    lately = Visitor.objects.filter(left_at__gt=clock.now() - timedelta(minutes=1))
    gone = set(lately.values_list("pk", flat=True))
    return {listener: None for listener in here if listener.visitor_id in gone}


hub: Hub[Listener, News] = Hub(
    describe=_describe,
    concerns=_is_his,
    renew=_renew,
    topic_of=lambda listener: listener.topic,
    topic_about=lambda news: news.topic,
)


def _listen(stop: threading.Event, ready: Callable[[], None]) -> None:
    whispers.listen(signals.CHANNEL, heard=_heard, begun=ready, lost=ready, stop=stop)


hub.beside = [_listen]


def _heard(text: str) -> None:
    said = signals.read(text, to="visitor")
    if said is not None and hub.is_heard(said["topic"]):
        hub.on_loop(_pass_on, said["topic"], json.dumps(said["what"], ensure_ascii=False))


def _pass_on(topic: str, what: str) -> None:
    for stream in hub.listening_to(topic):
        stream.stir(what)


async def application(scope: Scope, receive: Receive, send: Send) -> None:
    """Serve one visitor's stream until he leaves or the process stops."""
    headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
    try:
        visitor, allowed = await sse.in_thread(_admitted, scope, headers)
    except TroskaError as error:
        await sse.refuse(send, error.status)
        return
    except Exception as error:  # noqa: BLE001 -- the database may be away: the widget tries again
        log.info("webchat.stream_refused", error=type(error).__qualname__)
        await sse.refuse(send, 503)
        return
    if visitor is None:
        await sse.refuse(send, 204 if scope["method"] == "OPTIONS" else 401, *allowed)
        return
    stream = hub.open(Listener(visitor.pk, visitor.topic))
    _push_out(stream)
    leaving = asyncio.ensure_future(sse.until_gone(receive, stream))
    try:
        await sse.begin(send, *allowed)
        await _tell(stream, visitor, _resumed_after(scope), send)
    finally:
        leaving.cancel()
        hub.close(stream)


async def _tell(stream: Stream[Listener, News], visitor: Visitor, after: str, send: Send) -> None:
    await hub.is_reading.wait()
    shown = await sse.in_thread(_caught_up, visitor, after)
    stream.passing = set()
    if shown is None:
        await sse.write(send, sse.event("resync"))
    else:
        await sse.write(send, "retry: 1000\n\n" + sse.event("hello", json.dumps(shown, ensure_ascii=False)))
    del shown
    while not stream.is_over:
        try:
            await asyncio.wait_for(stream.woken.wait(), HEARTBEAT_SECONDS)
        except TimeoutError:
            await sse.write(send, sse.event("beat"))
            continue
        stream.woken.clear()
        await sse.write(send, _news(stream))
    await sse.write(send, "", more=False)


def _news(stream: Stream[Listener, News]) -> str:
    """Write what waits for a stream; a message that was told while it caught up may come again, under the same id."""
    written = []
    if stream.anew_at is not None:
        stream.anew_at = None
        written.append(sse.event("resync"))
    waiting = [stream.waiting.popleft() for _ in range(len(stream.waiting))]
    messages = [news.message for news in waiting if news.message is not None]
    written += [sse.event("message", json.dumps(one, ensure_ascii=False), place=one["id"]) for one in messages]
    status = next((news.status for news in reversed(waiting) if news.status is not None), None)
    if status is not None:
        written.append(sse.event("status", json.dumps(status, ensure_ascii=False)))
    passing, stream.passing = stream.passing or (), set()
    written += [sse.event("signal", what) for what in passing]
    return "".join(written)


def _caught_up(visitor: Visitor, after: str) -> dict[str, Any] | None:
    with translation.override(visitor.language):
        return telling.since(visitor, after)


def _admitted(scope: Scope, headers: dict[str, str]) -> tuple[Visitor | None, tuple[Header, ...]]:
    """Give who asks, and what lets his page read the answer; nobody for a question that only asks whether it may."""
    key = scope["path"].split("/")[2]
    widget = queries.widget_by_key(key)
    own_host = f"{scope.get('scheme', 'http')}://{headers.get('host', '')}"
    allowed = doors.cors(doors.page_of(headers, widget, own_host=own_host))
    lines = tuple((name.lower().encode(), value.encode()) for name, value in allowed.items())
    kind, _sep, token = headers.get("authorization", "").partition(" ")
    if scope["method"] != "GET" or kind.lower() != "bearer":
        return None, lines
    try:
        return queries.visitor_by_token(key, token.strip()), lines
    except errors.UnknownVisitor:
        return None, lines


def _resumed_after(scope: Scope) -> str:
    given = parse_qs(scope.get("query_string", b"").decode("latin-1")).get("po", [""])[0]
    return given if ids.is_code(given) else ""


def _push_out(newest: Stream[Listener, News]) -> None:
    mine = [stream for stream in hub.listening_to(newest.viewer.topic) if stream is not newest]
    own = [stream for stream in mine if stream.viewer.visitor_id == newest.viewer.visitor_id]
    for stream in own[: max(0, len(own) - MOST_STREAMS + 1)]:
        stream.end()
