"""The live stream's hub: one reader of the timeline per web process, fanned out to every open stream.

The hub reads in a thread (the same queries as every reader) and hands changes to the event loop. It knows nothing of
who may see what: whoever opens a stream says what a batch of events means and which changes a viewer gets.
"""

import asyncio
import threading
from collections import deque
from collections.abc import Callable, Hashable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from typing import Generic, Protocol, TypeVar

import structlog
from django.db import connection

from troska.timeline import reading
from troska.timeline.events import Recorded
from troska.timeline.sequencer import SEQUENCED
from troska.timeline.wakeups import Wakeups

log = structlog.get_logger(__name__)

#: A stream that is further behind is told to pull everything anew.
MOST_WAITING = 500
#: A stream to which this many passing things changed unread is told all of them anew.
MOST_PASSING = 200
#: How many positions a resumed stream may look back.
MOST_MISSED = 5000
_BATCH = 1000


class Placed(Protocol):
    """What a stream tells has a place in the one order."""

    @property
    def position(self) -> int: ...


Viewer = TypeVar("Viewer", bound=Hashable)
Change = TypeVar("Change", bound=Placed)


@dataclass(eq=False)
class Stream(Generic[Viewer, Change]):
    """One open stream: changes waiting for it, and whether it has to start anew or to end."""

    viewer: Viewer
    waiting: deque[Change] = field(default_factory=deque)
    woken: asyncio.Event = field(default_factory=asyncio.Event)
    #: Where the timeline stood when everything that is shown had to be pulled anew; None: it need not be.
    anew_at: int | None = None
    #: Names of what is true only now and has changed; what is true is looked up when it is told. None: all of it.
    passing: set[str] | None = None
    is_over: bool = False

    def stir(self, name: str) -> None:
        """Let something be told that passes and has no place in the order; unread, it costs its name once."""
        if self.passing is not None:
            self.passing.add(name)
            if len(self.passing) > MOST_PASSING:
                self.passing = None
        self.woken.set()

    def offer(self, change: Change) -> None:
        """Put a change before the stream; one that never reads is told to start anew instead of growing."""
        if self.anew_at is not None or len(self.waiting) >= MOST_WAITING:
            self.begin_anew(change.position)
        else:
            self.waiting.append(change)
            self.woken.set()

    def begin_anew(self, position: int) -> None:
        """Let everything that is shown be pulled anew; what lies up to the position need not be told any more."""
        self.waiting.clear()
        self.anew_at = position
        self.passing = None
        self.woken.set()

    def end(self) -> None:
        """Let the stream's owner close it."""
        self.is_over = True
        self.woken.set()


@dataclass(eq=False)
class Hub(Generic[Viewer, Change]):
    """Reads the timeline for all open streams of this process.

    `describe` turns events into changes (in the hub's thread, with the database); `concerns` says whether a viewer
    gets a change (on the event loop, without); `renew` gives the present viewer for each old one, or None when his
    right to look has ended (in the thread, every `renew_seconds`). `beside` are further threads that live as long as
    the reader does, for what the streams tell besides the timeline; they reach the event loop by `on_loop`, and call
    what they are given as soon as they hear everything.
    """

    describe: Callable[[Sequence[Recorded]], list[Change]]
    concerns: Callable[[Viewer, Change], bool]
    renew: Callable[[Iterable[Viewer]], dict[Viewer, Viewer | None]]
    renew_seconds: float = 5.0
    beside: Sequence[Callable[[threading.Event, Callable[[], None]], None]] = ()
    #: What a viewer listens to and what a change is about. Where they are given, a change costs those it is about,
    #: not everybody who is there.
    topic_of: Callable[[Viewer], Hashable] | None = None
    topic_about: Callable[[Change], Hashable] | None = None
    streams: set[Stream[Viewer, Change]] = field(default_factory=set)
    #: Set when the reader stands in the timeline and those beside it hear: what is done after that is told.
    is_reading: asyncio.Event = field(default_factory=asyncio.Event)
    _by_topic: dict[Hashable, dict[Stream[Viewer, Change], None]] = field(default_factory=dict)
    _position: int | None = None
    _loop: asyncio.AbstractEventLoop | None = None
    _stop: threading.Event = field(default_factory=threading.Event)

    def open(self, viewer: Viewer) -> Stream[Viewer, Change]:
        """Open a stream; what is sequenced from now on comes to it. Called on the event loop."""
        loop = asyncio.get_running_loop()
        if self._loop is not loop:
            self._start(loop)
        stream: Stream[Viewer, Change] = Stream(viewer)
        self.streams.add(stream)
        self._listen(stream)
        return stream

    def close(self, stream: Stream[Viewer, Change]) -> None:
        """Forget a stream."""
        self.streams.discard(stream)
        self._listen_no_more(stream)

    def is_heard(self, topic: Hashable) -> bool:
        """Say whether a stream of this process listens to a topic; may be asked from a thread."""
        return topic in self._by_topic

    def listening_to(self, topic: Hashable) -> list[Stream[Viewer, Change]]:
        """Give the streams that listen to a topic, the oldest first; on the event loop."""
        return list(self._by_topic.get(topic, ()))

    def end_all(self) -> None:
        """Let all streams end, because the process stops."""
        self._stop.set()
        for stream in list(self.streams):
            stream.end()

    def missed(self, viewer: Viewer, *, after: int, upto: int) -> list[Change] | None:
        """Give what a viewer missed between two positions; None when it is too much to tell. In a thread."""
        if after > upto or upto - after > MOST_MISSED:
            return None
        return [change for change in self.describe(list(reading.window(after, upto))) if self.concerns(viewer, change)]

    def on_loop(self, do: Callable[..., None], *arguments: object) -> None:
        """Have something done on the event loop, where the streams are; from a thread."""
        if self._loop is not None:
            with suppress(RuntimeError):  # The loop is closed: this process stops.
                self._loop.call_soon_threadsafe(do, *arguments)

    def _listen(self, stream: Stream[Viewer, Change]) -> None:
        if self.topic_of is not None:
            self._by_topic.setdefault(self.topic_of(stream.viewer), {})[stream] = None

    def _listen_no_more(self, stream: Stream[Viewer, Change]) -> None:
        topic = None if self.topic_of is None else self.topic_of(stream.viewer)
        listening = self._by_topic.get(topic)
        if listening is not None:
            listening.pop(stream, None)
            if not listening:
                del self._by_topic[topic]

    def _start(self, loop: asyncio.AbstractEventLoop) -> None:
        self._stop.set()
        self._loop, self._stop, self.is_reading = loop, threading.Event(), asyncio.Event()
        still_deaf: set[Callable[..., None]] = {self._read, *self.beside}
        for target in (self._read, *self.beside):
            ready = partial(self.on_loop, _ready, target, still_deaf, self.is_reading)
            self._run(target, self._stop, ready)
        self._run(self._renew_all, self._stop)

    def _run(self, target: Callable[..., None], *arguments: object) -> None:
        def run() -> None:
            try:
                target(*arguments)
            finally:
                connection.close()

        threading.Thread(target=run, name=target.__name__, daemon=True).start()

    def _read(self, stop: threading.Event, ready: Callable[[], None]) -> None:
        self._position = None
        with Wakeups([SEQUENCED]) as wakeups:
            while not stop.is_set():
                try:
                    self._read_once(ready)
                except Exception as error:  # noqa: BLE001 -- the database may be away; the stream outlives it
                    log.warning("live.waiting", error=type(error).__qualname__)
                    connection.close()
                    stop.wait(0.5)
                    continue
                wakeups.wait(stop)

    def _read_once(self, ready: Callable[[], None]) -> None:
        """Hand out what came since the last time; the first time only note where the timeline stands."""
        head = reading.head()
        if self._position is None:
            self._position = head
            ready()
        elif head < self._position or head - self._position > MOST_MISSED:
            # Too much to tell one by one, or another timeline: the database was restored under a running process.
            self._position = head
            self.on_loop(self._begin_all_anew, head)
        while self._position < head:
            upto = min(head, self._position + _BATCH)
            changes = self.describe(list(reading.window(self._position, upto)))
            if changes:
                self.on_loop(self._hand_out, changes)
            self._position = upto

    def _begin_all_anew(self, position: int) -> None:
        for stream in self.streams:
            stream.begin_anew(position)

    def _hand_out(self, changes: list[Change]) -> None:
        for change in changes:
            for stream in self.streams if self.topic_about is None else self.listening_to(self.topic_about(change)):
                if self.concerns(stream.viewer, change):
                    stream.offer(change)

    def _renew_all(self, stop: threading.Event) -> None:
        while not stop.wait(self.renew_seconds):
            viewers = {stream.viewer for stream in list(self.streams)}
            if not viewers:
                continue
            try:
                renewed = self.renew(viewers)
            except Exception as error:  # noqa: BLE001 -- the database may be away; try again in a moment
                log.warning("live.not_renewed", error=type(error).__qualname__)
                connection.close()
                continue
            self.on_loop(self._apply, renewed, self._position or 0)

    def _apply(self, renewed: dict[Viewer, Viewer | None], position: int) -> None:
        for stream in list(self.streams):
            if stream.viewer not in renewed:
                continue
            viewer = renewed[stream.viewer]
            if viewer is None:
                stream.end()
            elif viewer != stream.viewer:
                # Changes passed by that he may see by now, or he was shown what he may see no longer.
                self._listen_no_more(stream)
                stream.viewer = viewer
                self._listen(stream)
                stream.begin_anew(position)


def _ready(target: Callable[..., None], still_deaf: set[Callable[..., None]], all_ready: asyncio.Event) -> None:
    still_deaf.discard(target)
    if not still_deaf:
        all_ready.set()
