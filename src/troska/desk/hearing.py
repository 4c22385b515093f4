"""The hearing side of presence: each web process knows who is where, and its streams tell it to those who may know."""

import json
import threading
import time
from collections.abc import Callable, Collection
from contextlib import closing
from typing import Any

from django.db import connection
from django.urls import reverse

from troska.core.ui.templatetags.ui import hue, initials
from troska.desk.audience import Change, Viewer, concerns
from troska.desk.presence import Report, Room
from troska.staff import queries as staff
from troska.staff.models import Agent
from troska.timeline import whispers
from troska.timeline.live import Hub

CHANNEL = "troska_presence"
#: Said by a process that has just begun to listen: the others say again what they know.
WHO_IS_HERE = "?"
_NAMES_SECONDS = 60.0


class Hearing:
    """Keeps the room and stirs the hub's streams. `listen` runs in a thread, the rest on the event loop."""

    def __init__(self, hub: Hub[Viewer, Change]) -> None:
        self.hub = hub
        self.room = Room()
        self._names: dict[int, dict[str, Any]] = {}
        self._named_at = 0.0

    def listen(self, stop: threading.Event, ready: Callable[[], None]) -> None:
        """Hear what the web processes say until stopped; `ready` is called whenever it has begun to.

        Also when it cannot: who is here is an extra, and no stream waits for it.
        """

        def begun() -> None:
            with closing(connection):  # back to the pool: this thread needs one for a moment only
                whispers.whisper(CHANNEL, [WHO_IS_HERE])
            ready()

        whispers.listen(CHANNEL, heard=self._heard, begun=begun, lost=ready, stop=stop)

    def told(self, viewer: Viewer, stirred: Collection[str] | None) -> str:
        """Give as JSON who is in the conversations that were stirred (None: in all of them), "" for nothing.

        {"all": false, "conversations": {"<code>": [{"agent": 7, "name": "…", "initials": "…", "hue": 3, "doing":
        "reply"}, …]}}; an empty list where nobody is left, "all" when what is not named here is empty, too.
        """
        if stirred is not None and not stirred:
            return ""
        codes = self.room.conversations() if stirred is None else stirred
        people = {code: self._people(viewer, code) for code in codes}
        if stirred is None:
            people = {code: here for code, here in people.items() if here}
        return json.dumps({"all": stirred is None, "conversations": people}, ensure_ascii=False)

    def _people(self, viewer: Viewer, conversation: str) -> list[dict[str, Any]]:
        about = self.room.about(conversation)
        if about is None or not concerns(viewer, about):
            return []
        people = self.room.people(conversation).items()
        return [self._names[agent_id] | {"doing": doing.value} for agent_id, doing in people if agent_id in self._names]

    def _heard(self, text: str) -> None:
        if text == WHO_IS_HERE:
            known = self.room.reports(at=time.monotonic())
            with closing(connection):
                whispers.whisper(CHANNEL, [report.written() for report in known])
        elif (report := Report.read(text)) is not None:
            self._learn_name(report.agent_id)
            self.hub.on_loop(self._take_in, report)
        self.hub.on_loop(self._let_go)

    def _learn_name(self, agent_id: int) -> None:
        now = time.monotonic()
        if agent_id in self._names and now - self._named_at < _NAMES_SECONDS:
            return
        asked = {agent_id, *(report.agent_id for report in self.room.reports(at=now))}
        with closing(connection):
            agents = staff.agents_by_id(asked)
        # Added to, never begun anew: a report may be on its way to the room whose agent is not asked for here.
        self._names = self._names | {pk: _named(agent) for pk, agent in agents.items()}
        self._named_at = now

    def _take_in(self, report: Report) -> None:
        self._stir(self.room.hear(report, at=time.monotonic()))

    def _let_go(self) -> None:
        self._stir(self.room.expire(at=time.monotonic()))

    def _stir(self, changes: list[Change]) -> None:
        for stream in self.hub.streams if changes else ():
            for change in changes:
                if concerns(stream.viewer, change):
                    stream.stir(change.conversation or "")


def _named(agent: Agent) -> dict[str, Any]:
    told = {"agent": agent.pk, "name": agent.name, "initials": initials(agent.name), "hue": hue(agent.pk)}
    return told | ({"picture": reverse("staff:picture", args=[agent.picture])} if agent.picture else {})
