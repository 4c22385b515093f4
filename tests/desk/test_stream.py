"""The desk's live stream: without a gap, to those who may know, and to nobody else for long."""

import asyncio
import json
import socket
import threading
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Iterator, MutableMapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Any, TypeVar

import pytest
import uvicorn
from django.conf import settings
from django.db import connection, connections
from django.db.models import F
from django.test import Client
from tests import given

from troska.conversations import actions
from troska.conversations.models import Conversation, Status
from troska.desk import stream
from troska.desk.audience import describe
from troska.staff import actions as staff
from troska.staff.models import Agent
from troska.staff.permissions import Role
from troska.timeline import live, reading, sequencer
from troska.timeline.actors import SYSTEM
from troska.timeline.models import Head

pytestmark = pytest.mark.django_db(transaction=True)

T = TypeVar("T")
PATIENCE = 20.0
SALES = "sklep@sklep.example"


@dataclass
class Told:
    """One event as a browser gets it."""

    name: str
    position: int
    data: dict[str, str]


@dataclass
class Browser:
    """One open stream, driven without a server: what was sent to it, and how it leaves."""

    cookie: str
    query: str = ""
    last_event_id: str = ""
    method: str = "GET"
    status: int = 0
    is_over: asyncio.Event = field(default_factory=asyncio.Event)
    may_read: asyncio.Event = field(default_factory=asyncio.Event)
    _events: "asyncio.Queue[Told]" = field(default_factory=asyncio.Queue)
    _leaving: "asyncio.Queue[dict[str, str]]" = field(default_factory=asyncio.Queue)

    async def run(self) -> None:
        self.may_read.set()
        headers = [(b"host", b"localhost"), (b"cookie", self.cookie.encode())]
        if self.last_event_id:
            headers.append((b"last-event-id", self.last_event_id.encode()))
        scope = {"type": "http", "method": self.method, "headers": headers, "query_string": self.query.encode()}
        await stream.application(scope, self._leaving.get, self._send)

    async def _send(self, message: MutableMapping[str, Any]) -> None:
        await self.may_read.wait()
        if message["type"] == "http.response.start":
            self.status = message["status"]
            return
        for told in parsed(message["body"].decode()):
            self._events.put_nowait(told)
        if not message.get("more_body"):
            self.is_over.set()

    async def next(self) -> Told:
        return await asyncio.wait_for(self._events.get(), PATIENCE)

    async def next_change(self) -> tuple[int, Told]:
        """Give how often it was told to begin anew (twice where two reasons did not meet), and what came then."""
        times = 0
        while (told := await self.next()).name == "resync":
            times += 1
        return times, told

    def leave(self) -> None:
        self._leaving.put_nowait({"type": "http.disconnect"})

    @property
    def unread(self) -> int:
        return self._events.qsize()


def parsed(text: str) -> list[Told]:
    found = []
    for block in text.split("\n\n"):
        fields = dict(line.split(": ", 1) for line in block.splitlines() if ": " in line and not line.startswith(":"))
        if "id" in fields:  # what has no place in the timeline is tested in test_presence.py
            found.append(Told(fields["event"], int(fields["id"]), json.loads(fields["data"])))
    return found


@asynccontextmanager
async def opened(
    cookie: str, *, query: str = "", last_event_id: str = "", method: str = "GET"
) -> AsyncIterator[Browser]:
    browser = Browser(cookie, query, last_event_id, method)
    task = asyncio.create_task(browser.run())
    try:
        yield browser
    finally:
        browser.may_read.set()
        browser.leave()
        await asyncio.wait_for(task, PATIENCE)


@pytest.fixture(autouse=True)
def ended() -> Iterator[None]:
    """Leave no reader behind: it would look into the next test's database."""
    yield
    stream.hub.end_all()
    for thread in threading.enumerate():
        if thread.name in ("_read", "_renew_all", "listen"):
            thread.join(PATIENCE)


@pytest.fixture
def quickly(monkeypatch: pytest.MonkeyPatch) -> None:
    """Look again what everybody may see all the time."""
    monkeypatch.setattr(stream.hub, "renew_seconds", 0.1)


def signed_in(agent: Agent, browser: Client | None = None) -> str:
    browser = browser or Client()
    browser.force_login(agent)
    given.sequenced()
    return f"{settings.SESSION_COOKIE_NAME}={browser.cookies[settings.SESSION_COOKIE_NAME].value}"


def to_sales() -> Conversation:
    return given.conversation(inboxes=[given.inbox(SALES, teams=[given.team("Sprzedaż")])])


async def done(function: Callable[..., T], *args: Any, **named: Any) -> T:
    """Do something in the database, beside the event loop, and let it be placed in the timeline."""

    def do() -> T:
        try:
            result = function(*args, **named)
            sequencer.sequence_all()
            return result
        finally:
            connections.close_all()

    return await asyncio.to_thread(do)


def run(scene: Coroutine[Any, Any, None]) -> None:
    asyncio.run(scene)


async def seen(sees: bool, inbox_id: int) -> None:  # noqa: FBT001 -- a sentence: seen(True, inbox)
    """Wait until the streams' viewers see an inbox, or do not."""
    # The hub has no event for it.
    while any(  # noqa: ASYNC110
        (inbox_id in one.viewer.inbox_ids) != sees for one in stream.hub.streams
    ):
        await asyncio.sleep(0.02)


def note(conversation: Conversation, text: str = "Notatka") -> object:
    return actions.add_note(conversation, text=text, by=SYSTEM)


def test_it_says_where_it_stands_and_then_what_changed() -> None:
    conversation = to_sales()
    agent = given.agent(teams=[given.team("Sprzedaż")])
    given.sequenced()
    cookie, head = signed_in(agent), reading.head()

    async def scene() -> None:
        async with opened(cookie) as browser:
            assert await browser.next() == Told("hello", head, {})
            await done(actions.change_status, conversation, Status.CLOSED, by=agent.actor)
            told = await browser.next()
            assert told == Told(
                "changed",
                head + 1,
                {
                    "conversation": conversation.code,
                    "kind": "conversations.status.changed",
                    "actor": f"agent:{agent.pk}",
                },
            )

    run(scene())


def test_it_never_says_what_was_said() -> None:
    conversation = to_sales()
    cookie = signed_in(given.agent(role=Role.ADMINISTRATOR))

    async def scene() -> None:
        async with opened(cookie) as browser:
            await browser.next()
            await done(note, conversation, "Tajna notatka o kliencie")
            told = await browser.next()
            assert set(told.data) == {"conversation", "kind", "actor"}
            assert "Tajna" not in str(told)

    run(scene())


@pytest.mark.parametrize("how", ["last_event_id", "after", "both"])
def test_it_resumes_without_a_gap(how: str) -> None:
    conversation = to_sales()
    cookie = signed_in(given.agent(teams=[given.team("Sprzedaż")]))
    given.sequenced()
    stood = reading.head()
    for nth in range(5):
        note(conversation, str(nth))
    given.sequenced()
    resumed = {
        "last_event_id": {"last_event_id": str(stood + 2)},
        "after": {"query": f"after={stood + 2}"},
        "both": {"query": "after=1", "last_event_id": str(stood + 2)},
    }

    async def scene() -> None:
        async with opened(cookie, **resumed[how]) as browser:
            assert [(await browser.next()).position for _ in range(3)] == [stood + 3, stood + 4, stood + 5]
            assert (await browser.next()).name == "hello"
            await done(note, conversation)
            assert (await browser.next()).position == stood + 6

    run(scene())


def test_a_stream_that_breaks_again_and_again_hears_everything_once() -> None:
    conversation = to_sales()
    cookie = signed_in(given.agent(teams=[given.team("Sprzedaż")]))
    given.sequenced()
    stood = reading.head()

    async def scene() -> None:
        heard: list[int] = []
        writing = asyncio.create_task(write())
        last = stood
        while len(heard) < 60:
            async with opened(cookie, last_event_id=str(last)) as browser:
                for _ in range(7):
                    with suppress(TimeoutError):
                        told = await asyncio.wait_for(browser.next(), 1)
                        assert told.name in ("changed", "hello")
                        last = max(last, told.position)
                        heard += [told.position] if told.name == "changed" else []
        await writing
        assert heard == list(range(stood + 1, stood + 61))

    async def write() -> None:
        for nth in range(60):
            await done(note, conversation, str(nth))

    run(scene())


@pytest.mark.parametrize("after", ["999999999", "1" * 18])
def test_who_comes_from_the_future_begins_anew(after: str) -> None:
    """As after a backup was brought back."""
    cookie = signed_in(given.agent())

    async def scene() -> None:
        async with opened(cookie, last_event_id=after) as browser:
            assert (await browser.next()).name == "resync"

    run(scene())


@pytest.mark.parametrize("after", ["", "-1", "x", "1" * 400, "1.5", "٣"])
def test_an_odd_position_is_none(after: str) -> None:
    cookie = signed_in(given.agent())

    async def scene() -> None:
        async with opened(cookie, query=f"after={after}") as browser:
            assert (await browser.next()).name in ("hello", "changed")

    run(scene())


def test_who_missed_too_much_begins_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "MOST_MISSED", 10)
    conversation = to_sales()
    cookie = signed_in(given.agent(teams=[given.team("Sprzedaż")]))
    for nth in range(15):
        note(conversation, str(nth))
    given.sequenced()

    async def scene() -> None:
        async with opened(cookie, query="after=1") as browser:
            assert await browser.next() == Told("resync", await done(reading.head), {})
            await done(note, conversation)
            assert (await browser.next()).name == "changed"

    run(scene())


def test_nobody_hears_of_other_teams() -> None:
    sales, help_ = to_sales(), given.conversation()
    seller = given.agent(teams=[given.team("Sprzedaż")])
    boss = given.agent(role=Role.ADMINISTRATOR, teams=[])
    given.sequenced()
    stood = reading.head()
    cookies = signed_in(seller), signed_in(boss)

    async def scene() -> None:
        async with opened(cookies[0], query=f"after={stood}") as his, opened(cookies[1]) as all_:
            assert {(await his.next()).name, (await all_.next()).name} == {"hello"}
            await done(note, help_)
            await done(note, sales)
            assert (await his.next()).data["conversation"] == sales.code
            heard = [(await all_.next()).data["conversation"] for _ in range(2)]
            assert heard == [help_.code, sales.code]
            assert his.unread == 0
        async with opened(cookies[0], query=f"after={stood}") as again:
            assert (await again.next()).data["conversation"] == sales.code
            assert (await again.next()).name == "hello"

    run(scene())


def test_being_responsible_or_mentioned_lets_one_hear() -> None:
    conversation = to_sales()
    agent = given.agent(teams=[])
    cookies = signed_in(agent), signed_in(given.agent(role=Role.ADMINISTRATOR))

    async def scene() -> None:
        async with opened(cookies[0]) as his, opened(cookies[1]) as all_:
            await his.next()
            await all_.next()

            async def happens(verb: Callable[..., object], **how: Any) -> str:
                await done(verb, conversation, by=SYSTEM, **how)
                return (await all_.next()).data["kind"]

            await happens(actions.add_note, text="nie dla niego")
            await happens(actions.assign_conversation, to=agent)
            assert (await his.next()).data["kind"] == "conversations.conversation.assigned"
            await happens(actions.assign_conversation, to=None)
            assert (await his.next()).data["kind"] == "conversations.conversation.assigned", "it leaves his list"
            await happens(actions.add_note, text="nie dla niego")
            assert await happens(actions.add_note, text="@", mentioned=[agent]) == "conversations.note.added"
            heard = [(await his.next()).data["kind"] for _ in range(2)]
            assert heard == ["conversations.note.added", "conversations.agent.mentioned"]
            assert his.unread == 0

    run(scene())


def test_who_joins_a_team_begins_anew_and_hears_of_it_from_then_on(quickly: None) -> None:
    conversation = to_sales()
    agent = given.agent(teams=[])
    cookie = signed_in(agent)

    async def scene() -> None:
        async with opened(cookie) as browser:
            await browser.next()
            await done(lambda: staff.join_team(agent, given.team("Sprzedaż"), by=SYSTEM))
            # What happens before the stream knows of the team may pass by; so he begins anew once it does.
            await seen(True, conversation.primary_inbox_id)
            await done(note, conversation)
            times, told = await browser.next_change()
            assert times >= 1
            assert told.data["conversation"] == conversation.code

    run(scene())


def test_who_leaves_a_team_hears_of_it_no_longer(quickly: None) -> None:
    conversation, own = to_sales(), given.conversation()
    agent = given.agent(teams=[given.team("Sprzedaż"), given.team()])
    cookie = signed_in(agent)

    async def scene() -> None:
        async with opened(cookie) as browser:
            await browser.next()
            await done(lambda: staff.leave_team(agent, given.team("Sprzedaż"), by=SYSTEM))
            await seen(False, conversation.primary_inbox_id)
            await done(note, conversation)
            await done(note, own)
            times, told = await browser.next_change()
            assert times >= 1
            assert told.data["conversation"] == own.code

    run(scene())


def test_an_inbox_given_to_another_team_is_noticed_although_nothing_was_recorded(quickly: None) -> None:
    conversation = to_sales()
    cookie = signed_in(given.agent(teams=[given.team()]))

    async def scene() -> None:
        async with opened(cookie) as browser:
            await browser.next()
            await done(lambda: given.inbox(SALES).teams.add(given.team()))
            assert (await browser.next()).name == "resync"
            await done(note, conversation)
            assert (await browser.next()).data["conversation"] == conversation.code

    run(scene())


@pytest.mark.parametrize("reason", ["deactivated", "signed out", "password changed"])
def test_it_ends_soon_after_the_right_to_look_has_ended(reason: str) -> None:
    agent = given.agent()
    web = Client()
    cookie = signed_in(agent, web)

    def end() -> None:
        if reason == "deactivated":
            staff.deactivate_agent(agent, by=SYSTEM)
        elif reason == "signed out":
            web.logout()
        else:
            agent.set_password("zupełnie inne hasło")
            agent.save(update_fields=["password"])

    async def scene() -> None:
        async with opened(cookie) as browser:
            await browser.next()
            await done(end)
            await asyncio.wait_for(browser.is_over.wait(), 5 + 3)
        async with opened(cookie) as again:
            await asyncio.wait_for(again.is_over.wait(), PATIENCE)
            assert again.status == 401

    assert stream.hub.renew_seconds <= 5
    run(scene())


@pytest.mark.parametrize(
    "cookie", ["", "sesja=", "sesja=zgadywanka12345678", "inne=1", "sesja=ab", "sesja=\u0142\u00f3d\u017a", "sesja"]
)
def test_without_a_session_nothing_is_told(cookie: str) -> None:
    async def scene() -> None:
        async with opened(cookie) as browser:
            await asyncio.wait_for(browser.is_over.wait(), PATIENCE)
            assert browser.status == 401
            assert browser.unread == 0

    run(scene())


@pytest.mark.parametrize("other", ['a={"b": [1, 2]}; ', "x[]=1; ", "=; ", "ą=ć; ", 'q="otwarty; '])
def test_a_cookie_of_another_program_hides_nothing(other: str) -> None:
    cookie = signed_in(given.agent())

    async def scene() -> None:
        async with opened(other + cookie) as browser:
            assert (await browser.next()).name == "hello"

    run(scene())


@pytest.mark.parametrize("method", ["POST", "PUT", "HEAD", "OPTIONS"])
def test_it_is_only_read(method: str) -> None:
    cookie = signed_in(given.agent())

    async def scene() -> None:
        async with opened(cookie, method=method) as browser:
            await asyncio.wait_for(browser.is_over.wait(), PATIENCE)
            assert browser.status == 405

    run(scene())


def test_one_that_does_not_read_does_not_grow_and_begins_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "MOST_WAITING", 20)
    conversation = to_sales()
    cookie = signed_in(given.agent(teams=[given.team("Sprzedaż")]))

    async def scene() -> None:
        async with opened(cookie) as slow, opened(cookie) as quick:
            await slow.next()
            await quick.next()
            slow.may_read.clear()
            for nth in range(70):
                await done(note, conversation, str(nth))
                await quick.next()
                assert all(len(one.waiting) <= 20 for one in stream.hub.streams)
            slow.may_read.set()
            names = [(await slow.next()).name]
            while names[-1] == "changed":
                names.append((await slow.next()).name)
            assert names[-1] == "resync"
            await done(note, conversation)
            head = await done(reading.head)
            assert [told.position for told in [await slow.next(), await quick.next()]] == [head, head]

    run(scene())


@pytest.mark.parametrize("jump", [-500, live.MOST_MISSED + 1_000_000])
def test_another_timeline_or_a_flood_is_pulled_anew_at_once_and_followed_from_there(jump: int) -> None:
    conversation = to_sales()
    Head.objects.update(position=F("position") + 1000)
    cookie = signed_in(given.agent(teams=[given.team("Sprzedaż")]))

    async def scene() -> None:
        async with opened(cookie) as browser:
            await browser.next()
            await done(Head.objects.update, position=F("position") + jump)
            await done(note, conversation)
            assert (await browser.next()).name == "resync"
            await done(note, conversation)
            head = await done(reading.head)
            _, told = await browser.next_change()
            assert told.position in (head - 1, head)
            assert told.data["conversation"] == conversation.code

    run(scene())


def test_who_left_is_forgotten() -> None:
    cookie = signed_in(given.agent())

    async def scene() -> None:
        for _ in range(3):
            async with opened(cookie) as browser:
                await browser.next()
                assert len(stream.hub.streams) == 1
        assert not stream.hub.streams

    run(scene())


def test_a_database_that_was_away_is_found_again() -> None:
    conversation = to_sales()
    cookie = signed_in(given.agent(teams=[given.team("Sprzedaż")]))

    def cut_all() -> None:
        with connections["default"].cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
            )

    async def scene() -> None:
        async with opened(cookie) as browser:
            await browser.next()
            await done(cut_all)
            await done(note, conversation)
            assert (await browser.next()).data["conversation"] == conversation.code

    try:
        run(scene())
    finally:
        connections.close_all()  # this thread's was cut, too


def test_changes_are_described_in_the_same_number_of_queries_whatever_their_number() -> None:
    for nth in range(12):
        given.conversation(sender=f"k{nth}@poczta.example")
    recorded = given.sequenced()
    counts = []
    for batch in (recorded[:2], recorded):
        connection.queries_log.clear()
        connection.force_debug_cursor = True
        describe(batch)
        connection.force_debug_cursor = False
        counts.append(len(connection.queries_log))
    assert counts == [3, 3]


@asynccontextmanager
async def served() -> AsyncIterator[int]:
    """The whole web application on a port of loopback."""
    from troska.config.asgi import application

    listening = socket.create_server(("127.0.0.1", 0))
    options: dict[str, Any] = {"lifespan": "off", "log_config": None, "ws": "none", "access_log": False}
    server = uvicorn.Server(uvicorn.Config(application, timeout_graceful_shutdown=1, **options))
    task = asyncio.create_task(server.serve(sockets=[listening]))
    while not server.started:  # noqa: ASYNC110 -- the server has no event for it
        await asyncio.sleep(0.01)
    try:
        yield listening.getsockname()[1]
    finally:
        stream.hub.end_all()
        server.should_exit = True
        await asyncio.wait_for(task, PATIENCE)
        listening.close()


async def answer(
    port: int, cookie: str, *more: str
) -> tuple[str, "asyncio.StreamReader", Callable[[], Awaitable[None]]]:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    lines = ["GET /strumien HTTP/1.1", "Host: localhost", f"Cookie: {cookie}", *more]
    writer.write("\r\n".join([*lines, "", ""]).encode())
    head = (await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), PATIENCE)).decode()

    async def close() -> None:
        writer.close()
        with suppress(ConnectionError):
            await writer.wait_closed()

    return head, reader, close


async def heard(reader: "asyncio.StreamReader", name: str) -> Told:
    text = ""
    while True:
        text += (await asyncio.wait_for(reader.readuntil(b"\n\n"), PATIENCE)).decode()
        for told in parsed(text.replace("\r\n", "\n")):
            if told.name == name:
                return told


def test_the_same_over_a_real_server() -> None:
    conversation = to_sales()
    agent = given.agent(teams=[given.team("Sprzedaż")])
    cookie = signed_in(agent)
    given.sequenced()

    async def scene() -> None:
        async with served() as port:
            head, reader, close = await answer(port, cookie)
            assert head.startswith("HTTP/1.1 200")
            assert "content-type: text/event-stream" in head.lower()
            assert "cache-control: no-store" in head.lower()
            stood = await heard(reader, "hello")
            await done(note, conversation)
            changed = await heard(reader, "changed")
            assert (changed.position, changed.data["conversation"]) == (stood.position + 1, conversation.code)
            await close()

            await done(note, conversation)
            _, reader, close = await answer(port, cookie, f"Last-Event-ID: {changed.position}")
            assert (await heard(reader, "changed")).position == changed.position + 1
            await done(staff.deactivate_agent, agent, by=SYSTEM)
            await asyncio.wait_for(reader.readuntil(b"\r\n0\r\n\r\n"), 5 + 3)  # it ends in an orderly way
            await close()

            head, _, close = await answer(port, cookie)
            assert head.startswith("HTTP/1.1 401")
            await close()

    run(scene())


def test_an_open_stream_does_not_keep_the_server_from_stopping() -> None:
    cookie = signed_in(given.agent())

    async def scene() -> None:
        closes = []
        async with served() as port:
            for _ in range(20):
                _, reader, close = await answer(port, cookie)
                await heard(reader, "hello")
                closes.append(close)
        for close in closes:
            await close()

    run(scene())
