"""A visitor's live stream: every message once, in order, to him and nobody else."""

import asyncio
import json
import threading
from collections.abc import Awaitable, Callable, Coroutine, MutableMapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

import pytest
from django.db import connections
from tests import given
from tests.channels.webchat import chatting

from troska.channels.webchat import actions as chat
from troska.channels.webchat import signals, stream
from troska.conversations import actions
from troska.conversations.models import Conversation
from troska.timeline import sequencer

pytestmark = pytest.mark.django_db(transaction=True)
T = TypeVar("T")
PATIENCE = 20.0


@dataclass
class Listening:
    """One open stream, driven without a server."""

    browser: chatting.Browser
    after: str = ""
    origin: str = chatting.SHOP
    status: int = 0
    headers: dict[str, str] = field(default_factory=dict)
    is_over: asyncio.Event = field(default_factory=asyncio.Event)
    events: "asyncio.Queue[tuple[str, Any]]" = field(default_factory=asyncio.Queue)
    leaving: "asyncio.Queue[dict[str, str]]" = field(default_factory=asyncio.Queue)

    async def run(self) -> None:
        headers = {"origin": self.origin, "authorization": f"Bearer {self.browser.token}", "host": "troska.example"}
        scope = {
            "type": "http",
            "method": "GET",
            "scheme": "https",
            "path": f"/czat/{self.browser.widget.key}/strumien",
            "query_string": f"po={self.after}".encode(),
            "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
        }
        await stream.application(scope, self.leaving.get, self._send)

    async def _send(self, message: MutableMapping[str, Any]) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            self.headers = {name.decode(): value.decode() for name, value in message["headers"]}
            return
        for part in message["body"].decode().split("\n\n"):
            lines = dict(line.split(": ", 1) for line in part.split("\n") if ": " in line)
            if "event" in lines:
                self.events.put_nowait((lines["event"], json.loads(lines["data"])))
        if not message.get("more_body"):
            self.is_over.set()

    async def next(self, *names: str) -> Any:
        """Give the next event of these names."""
        while True:
            name, data = await asyncio.wait_for(self.events.get(), PATIENCE)
            if name in names:
                return data

    async def leave(self) -> None:
        self.leaving.put_nowait({"type": "http.disconnect"})


async def in_thread(do: Callable[[], T]) -> T:
    def run() -> T:
        try:
            return do()
        finally:
            connections.close_all()

    return await asyncio.to_thread(run)


def played(story: Callable[[], Coroutine[Any, Any, None]]) -> None:
    """Run a story beside a sequencer."""
    stop = threading.Event()

    def sequence() -> None:
        try:
            sequencer.run(stop)
        finally:
            connections.close_all()

    thread = threading.Thread(target=sequence)
    thread.start()

    async def run() -> None:
        try:
            await asyncio.wait_for(story(), 60)
        finally:
            stream.hub.end_all()
            await asyncio.sleep(0.3)

    try:
        asyncio.run(run())
    finally:
        stop.set()
        thread.join()


async def opened(listening: Listening) -> "tuple[asyncio.Task[None], Any]":
    task = asyncio.ensure_future(listening.run())
    return task, await listening.next("hello", "resync")


async def finished(*streams: "tuple[Listening, Awaitable[None]]") -> None:
    for listening, task in streams:
        await listening.leave()
        await asyncio.wait_for(task, PATIENCE)


def answer(text: str) -> str:
    conversation = Conversation.objects.latest("pk")
    return actions.reply(conversation, text=text, by=given.agent().actor, author_name="Marta Wójcik").code


def test_an_answer_comes_to_the_visitor_and_to_nobody_else() -> None:
    other, browser = chatting.browser(), chatting.browser()
    other.say("Cudza sprawa")
    browser.say("Halo?")

    async def story() -> None:
        mine, theirs = Listening(browser), Listening(other)
        task, hello = await opened(mine)
        other_task, _ = await opened(theirs)
        assert [one["text"] for one in hello["messages"]] == ["Halo?"]

        await in_thread(lambda: answer("Dzień dobry!"))

        said = await mine.next("message")
        assert (said["by"], said["name"], said["text"]) == ("agent", "Marta Wójcik", "Dzień dobry!")
        assert (await mine.next("status"))["agent"]["name"] == "Marta Wójcik"
        heard = [theirs.events.get_nowait() for _ in range(theirs.events.qsize())]
        # His own message may come once more by the line; nothing of the other talk does.
        assert "Dzień dobry!" not in str(heard)
        assert "Halo?" not in str(heard)
        await finished((mine, task), (theirs, other_task))

    played(story)


def test_after_a_cut_it_goes_on_with_what_was_missed_and_nothing_else() -> None:
    browser = chatting.browser()
    known = browser.say("Halo?")["id"]
    missed = [answer("Raz."), answer("Dwa.")]

    async def story() -> None:
        listening = Listening(browser, after=known)
        task, hello = await opened(listening)
        assert [one["id"] for one in hello["messages"]] == missed
        await finished((listening, task))

        unknown = Listening(browser, after="a" * 26)
        task = asyncio.ensure_future(unknown.run())
        await unknown.next("resync")
        await finished((unknown, task))

    played(story)


def test_many_messages_come_each_once_and_in_order() -> None:
    browser = chatting.browser()
    browser.say("Halo?")

    async def story() -> None:
        listening = Listening(browser)
        task, _ = await opened(listening)
        said = await in_thread(lambda: [answer(str(nth)) for nth in range(40)])
        heard = [(await listening.next("message"))["id"] for _ in said]
        assert heard == said
        await finished((listening, task))

    played(story)


def test_an_agent_who_writes_is_seen_to_write() -> None:
    browser = chatting.browser()
    browser.say("Halo?")
    conversation = Conversation.objects.get()

    async def story() -> None:
        listening = Listening(browser)
        task, _ = await opened(listening)
        await in_thread(lambda: signals.agent_does(conversation.code, writes=True, name="Marta"))
        assert await listening.next("signal") == {"seen": True, "typing": True, "name": "Marta"}
        await finished((listening, task))

    played(story)


def test_who_signs_out_hears_nothing_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stream.hub, "renew_seconds", 0.2)
    browser = chatting.browser()
    browser.say("Halo?")

    async def story() -> None:
        listening = Listening(browser)
        task, _ = await opened(listening)
        await in_thread(lambda: chat.sign_out(browser.visitor))
        await asyncio.wait_for(listening.is_over.wait(), PATIENCE)
        await asyncio.wait_for(task, PATIENCE)

    played(story)


@pytest.mark.parametrize("case", ["foreign page", "no token"])
def test_whoever_may_not_listen_is_refused(case: str) -> None:
    browser = chatting.browser()
    browser.say("Halo?")
    if case == "no token":
        browser.token = "x" * 32
    listening = Listening(browser, origin="https://obcy.example" if case == "foreign page" else chatting.SHOP)

    played(listening.run)

    assert listening.status == (403 if case == "foreign page" else 401)
    assert ("access-control-allow-origin" in listening.headers) == (case == "no token")
    assert listening.events.empty()


def test_more_streams_than_a_person_needs_push_out_the_oldest() -> None:
    browser = chatting.browser()
    browser.say("Halo?")

    async def story() -> None:
        opening = [Listening(browser) for _ in range(stream.MOST_STREAMS + 1)]
        tasks = [(await opened(one))[0] for one in opening]
        ended = await asyncio.wait_for(asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED), PATIENCE)
        assert len(ended[0]) == 1
        await asyncio.gather(*(one.leave() for one in opening))
        await asyncio.wait(tasks, timeout=PATIENCE)

    played(story)
