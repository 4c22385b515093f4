"""What visitors of the chat do just now, told to the agents who may see their conversations; kept nowhere."""

import json
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from troska.channels.webchat import signals
from troska.desk.audience import Change, Viewer, concerns
from troska.timeline import whispers
from troska.timeline.live import Hub

#: How long what somebody is writing is believed after his browser said so last.
GONE_SECONDS = 20.0
#: Marks the names of ours among what passes on a stream.
PREFIX = "visitor:"


@dataclass(slots=True)
class _Doing:
    about: Change
    typing: str
    #: Grows when he looks at another page or his cart changes: the page pulls what it shows of them.
    looks: int
    said_at: float


class Visitors:
    """Keeps what is written and stirs the hub's streams. `listen` runs in a thread, the rest on the event loop."""

    def __init__(self, hub: "Hub[Viewer, Change]") -> None:
        self.hub = hub
        self._doing: dict[str, _Doing] = {}

    def listen(self, stop: threading.Event, ready: Callable[[], None]) -> None:
        """Hear what the web processes say until stopped; that it can't be heard holds up no stream."""
        whispers.listen(signals.CHANNEL, heard=self._heard, begun=ready, lost=ready, stop=stop)

    def told(self, viewer: Viewer, stirred: Iterable[str] | None) -> str:
        """Give as JSON what a viewer may know of the conversations that were stirred (None: all), "" for nothing.

        {"<code>": {"typing": "Czy macie ", "looks": 3}, …}
        """
        names = self._doing if stirred is None else [name[len(PREFIX) :] for name in stirred if _is_ours(name)]
        told = {}
        for code in names:
            doing = self._doing.get(code)
            if doing is not None and concerns(viewer, doing.about):
                told[code] = {"typing": doing.typing, "looks": doing.looks}
        return json.dumps(told, ensure_ascii=False) if told else ""

    def _heard(self, text: str) -> None:
        said = signals.read(text, to="desk")
        if said is not None:
            self.hub.on_loop(self._take_in, said["conversation"], said)
        self.hub.on_loop(self._let_go)

    def _take_in(self, code: str, said: dict[str, object]) -> None:
        about = Change(
            position=0,
            kind="visitor",
            actor="",
            conversation=code,
            inbox_ids=frozenset(said["inboxes"]),  # type: ignore[call-overload]  # lists of numbers, by `signals`
            agent_ids=frozenset(said["agents"]),  # type: ignore[call-overload]  # as above
        )
        before = self._doing.get(code)
        what: dict[str, object] = said["what"]  # type: ignore[assignment]  # as above
        self._doing[code] = _Doing(
            about,
            str(what.get("typing", before.typing if before else "")),
            (before.looks if before else 0) + bool(what.get("looks")),
            time.monotonic(),
        )
        self._stir(about)

    def _let_go(self) -> None:
        old = time.monotonic() - GONE_SECONDS
        for code, doing in list(self._doing.items()):
            if doing.said_at < old:
                if doing.typing:
                    doing.typing = ""
                    self._stir(doing.about)
                else:
                    del self._doing[code]

    def _stir(self, about: Change) -> None:
        for stream in self.hub.streams:
            if concerns(stream.viewer, about):
                stream.stir(f"{PREFIX}{about.conversation}")


def _is_ours(name: str) -> bool:
    return name.startswith(PREFIX)
