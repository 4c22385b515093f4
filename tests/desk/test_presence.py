"""Who is where: heard by all processes, told to those who may know, gone in time, and never more than a little."""

import asyncio
import json
import threading
import time
import tracemalloc
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection, connections
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests import given
from tests.desk import test_stream as streams

from troska.conversations import actions
from troska.conversations.models import Conversation
from troska.core.ids import new_code
from troska.desk import presence, reporting, stream
from troska.desk.audience import Viewer, concerns, describe, renew
from troska.desk.hearing import CHANNEL, Hearing
from troska.desk.presence import GONE_SECONDS, MOST_TABS, Doing, Report, Room
from troska.staff.models import Agent
from troska.staff.permissions import Role
from troska.timeline import whispers
from troska.timeline.actors import SYSTEM
from troska.timeline.live import MOST_PASSING, Hub, Stream

TAB, OTHER_TAB = "a" * 20, "b" * 20
MARTA, BARTEK = 1, 2
CODE, OTHER = new_code(), new_code()


def report(
    agent: int = BARTEK, doing: Doing = Doing.VIEWING, *, code: str = CODE, tab: str = TAB, **more: Any
) -> Report:
    return Report(agent, tab, doing, code, **more)


def told(room: Room, said: Report, at: float = 0.0) -> list[str | None]:
    return [change.conversation for change in room.hear(said, at=at)]


class TestRoom:
    def test_who_comes_writes_and_leaves_is_news_and_a_beat_is_not(self) -> None:
        room = Room()
        assert told(room, report()) == [CODE]
        assert told(room, report(), at=12) == []
        assert told(room, report(doing=Doing.REPLY), at=13) == [CODE]
        assert room.people(CODE) == {BARTEK: Doing.REPLY}
        assert told(room, report(doing=Doing.AWAY), at=14) == [CODE]
        assert room.people(CODE) == {}
        assert room.conversations() == []

    def test_going_to_another_conversation_leaves_the_first(self) -> None:
        room = Room()
        told(room, report())
        assert told(room, report(code=OTHER)) == [CODE, OTHER]
        assert (room.people(CODE), room.people(OTHER)) == ({}, {BARTEK: Doing.VIEWING})

    def test_of_several_tabs_the_one_that_writes_counts_and_the_last_one_leaves(self) -> None:
        room = Room()
        told(room, report(doing=Doing.NOTE))
        assert told(room, report(tab=OTHER_TAB)) == []
        assert room.people(CODE) == {BARTEK: Doing.NOTE}
        assert told(room, report(doing=Doing.AWAY)) == [CODE]
        assert room.people(CODE) == {BARTEK: Doing.VIEWING}
        assert told(room, report(doing=Doing.AWAY, tab=OTHER_TAB)) == [CODE]

    def test_the_first_stays_the_first(self) -> None:
        room = Room()
        told(room, report(MARTA))
        told(room, report(BARTEK))
        told(room, report(MARTA, Doing.REPLY))
        assert list(room.people(CODE)) == [MARTA, BARTEK]

    def test_who_is_silent_is_gone(self) -> None:
        room = Room()
        told(room, report(MARTA), at=0)
        told(room, report(BARTEK), at=10)
        assert room.expire(at=GONE_SECONDS - 0.1) == []
        assert [change.conversation for change in room.expire(at=GONE_SECONDS)] == [CODE]
        assert room.people(CODE) == {BARTEK: Doing.VIEWING}

    def test_what_was_heard_of_by_others_does_not_live_longer_for_it(self) -> None:
        first, second = Room(), Room()
        told(first, report(), at=100)
        [passed_on] = first.reports(at=120)
        read = Report.read(passed_on.written())
        assert read is not None
        assert told(second, read, at=500) == [CODE]
        assert second.expire(at=500 + GONE_SECONDS - 20.5) == []
        assert second.expire(at=500 + GONE_SECONDS - 19.5) != []

    def test_old_news_does_not_overtake_new(self) -> None:
        room = Room()
        told(room, report(doing=Doing.REPLY), at=50)
        assert told(room, report(age=10), at=51) == []
        assert room.people(CODE) == {BARTEK: Doing.REPLY}

    def test_one_agents_tabs_do_not_fill_the_room(self) -> None:
        room = Room()
        for nth in range(500):
            told(room, report(tab=f"tab{nth}", code=f"code{nth}"), at=nth / 100)
        assert len(room.reports(at=5)) == MOST_TABS
        assert len(room.conversations()) == MOST_TABS


class TestReport:
    def test_it_is_written_in_codes_and_ids_and_read_again(self) -> None:
        said = report(doing=Doing.NOTE, inbox_ids=frozenset({3, 4}), agent_ids=frozenset({5}))
        assert Report.read(said.written()) == said

    def test_it_is_never_too_long_to_be_said(self) -> None:
        many = frozenset(range(10**6, 10**6 + 5000))
        text = report(inbox_ids=many, agent_ids=many).written()
        assert len(text.encode()) <= whispers.LONGEST
        assert Report.read(text) is not None

    @pytest.mark.parametrize("text", ["", "x", "[]", "{}", "null", "[1,2,3]", '[1,"t","dancing","c",0,[],[]]'])
    def test_what_a_newer_version_says_is_passed_over(self, text: str) -> None:
        assert Report.read(text) is None


@pytest.fixture(autouse=True)
def unknown() -> Iterator[None]:
    """Each test begins with nobody here."""
    reporting.reporter.forget()
    stream.hearing.room.clear()
    yield
    for hub in (stream.hub, *_hubs):
        hub.end_all()
    _hubs.clear()
    for thread in threading.enumerate():
        if thread.name in ("_read", "_renew_all", "listen"):
            thread.join(20)


_hubs: list[Hub[Any, Any]] = []


def post(client: Client, conversation: Conversation, doing: str = "viewing", *, tab: str = TAB) -> int:
    said = {"conversation": conversation.code, "doing": doing, "tab": tab}
    return client.post("/obecnosc", said).status_code


@pytest.fixture
def unhurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """However slow the machine, what the test does happens within one window."""
    for name in ("QUIET_SECONDS", "WINDOW_SECONDS", "CHECKED_SECONDS"):
        monkeypatch.setattr(reporting, name, 1000.0)


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch) -> list[Report]:
    """What was said to all processes."""
    heard: list[Report] = []
    monkeypatch.setattr(
        whispers, "whisper", lambda _channel, texts: heard.extend(filter(None, map(Report.read, texts)))
    )
    return heard


class TestReporting:
    def test_it_is_passed_on_with_those_who_may_know(self, desk: Client, marta: Agent, said: list[Report]) -> None:
        conversation = given.conversation()
        mentioned, responsible = given.agent(teams=[]), given.agent(teams=[])
        actions.add_note(conversation, text="@", by=SYSTEM, mentioned=[mentioned])
        actions.assign_conversation(conversation, to=responsible, by=SYSTEM)
        assert post(desk, conversation, "reply") == 204
        [report] = said
        assert (report.agent_id, report.doing, report.conversation) == (marta.pk, Doing.REPLY, conversation.code)
        assert report.inbox_ids == {conversation.primary_inbox_id}
        assert report.agent_ids == {mentioned.pk, responsible.pk}

    def test_it_says_nothing_of_what_one_may_not_see(self, client: Client, stranger: Agent, said: list[Report]) -> None:
        client.force_login(stranger)
        conversation = given.conversation()
        missing = Conversation(code=new_code())
        assert [post(client, one) for one in (conversation, missing)] == [404, 404]
        assert said == []

    @pytest.mark.django_db
    def test_signed_out_it_is_not_taken(self, client: Client, said: list[Report]) -> None:
        assert post(client, given.conversation()) == 302
        assert said == []

    @pytest.mark.parametrize(
        "wrong", [{"doing": "dancing"}, {"conversation": "x"}, {"tab": ""}, {"tab": "a" * 500}, {"tab": "' OR 1=1"}]
    )
    def test_nonsense_is_refused(self, desk: Client, wrong: dict[str, str], said: list[Report]) -> None:
        right = {"conversation": given.conversation().code, "doing": "viewing", "tab": TAB}
        assert desk.post("/obecnosc", right | wrong).status_code == 400
        assert said == []

    @pytest.mark.usefixtures("unhurried")
    def test_a_beat_asks_the_session_and_the_agent_and_nothing_else(self, desk: Client) -> None:
        conversation = given.conversation()
        post(desk, conversation)
        with CaptureQueriesContext(connection) as asked:
            assert post(desk, conversation) == 204
        assert len(asked) == 2, [query["sql"] for query in asked]

    @pytest.mark.usefixtures("unhurried")
    def test_a_flood_of_the_same_is_one_and_a_flood_of_changes_is_refused(
        self, desk: Client, said: list[Report]
    ) -> None:
        conversation = given.conversation()
        assert {post(desk, conversation) for _ in range(100)} == {204}
        assert len(said) == 1
        answers = [post(desk, conversation, ("reply", "note")[nth % 2]) for nth in range(100)]
        assert answers[:20] == [204] * 20
        assert answers[-1] == 429
        assert len(said) == reporting.MOST_SAID

    @pytest.mark.usefixtures("said")
    def test_a_flood_of_tabs_costs_no_memory(self, marta: Agent) -> None:
        conversation = given.conversation()
        reporter = reporting.Reporter()
        for nth in range(500):
            reporter._agents.setdefault(marta.pk, reporting._Known()).times.clear()
            reporter.report(marta, conversation=conversation.code, tab=f"tab{nth}", doing=Doing.VIEWING)
        assert len(reporter._agents[marta.pk].said) == MOST_TABS

    @pytest.mark.usefixtures("said")
    def test_what_one_may_see_is_looked_at_again_soon(self, desk: Client, monkeypatch: pytest.MonkeyPatch) -> None:
        conversation = given.conversation()
        post(desk, conversation)
        given.inbox().teams.clear()
        monkeypatch.setattr(reporting, "CHECKED_SECONDS", 0.0)
        assert post(desk, conversation, "reply") == 404


class Watching(streams.Browser):
    """An open stream of which only the presence is looked at."""

    def __init__(self, cookie: str) -> None:
        super().__init__(cookie)
        self.people: dict[str, list[dict[str, Any]]] = {}
        self.times = 0
        self.changed = asyncio.Event()

    async def _send(self, message: Any) -> None:
        await super()._send(message)
        for block in message.get("body", b"").decode().split("\n\n"):
            if block.startswith("event: presence\n"):
                assert "id:" not in block
                data = json.loads(block.partition("data: ")[2])
                self.people = ({} if data["all"] else self.people) | data["conversations"]
                self.times += 1
                self.changed.set()

    async def until(self, conversation: Conversation, doing: list[str]) -> None:
        async def wait() -> None:
            while [person["doing"] for person in self.people.get(conversation.code, [])] != doing:
                await self.changed.wait()
                self.changed.clear()

        await asyncio.wait_for(wait(), streams.PATIENCE)


async def watching(agent_cookie: str) -> tuple[Watching, "asyncio.Task[None]"]:
    browser = Watching(agent_cookie)
    task = asyncio.create_task(browser.run())
    assert (await browser.next()).name == "hello"
    return browser, task


async def posted(client: Client, *args: Any) -> None:
    def do() -> None:
        try:
            assert post(client, *args) == 204
        finally:
            connections.close_all()

    await asyncio.to_thread(do)


async def left(*open_: "tuple[Watching, asyncio.Task[None]]") -> None:
    for browser, task in open_:
        browser.leave()
        await asyncio.wait_for(task, streams.PATIENCE)


@pytest.mark.django_db(transaction=True)
class TestStreams:
    def test_who_may_see_the_conversation_is_told_and_nobody_else(self) -> None:
        conversation = streams.to_sales()
        seller, other = given.agent(teams=[given.team("Sprzedaż")]), given.agent(teams=[given.team()])
        bartek = given.agent("Bartek Żuk", role=Role.ADMINISTRATOR)
        client = Client()
        client.force_login(bartek)
        cookies = streams.signed_in(seller), streams.signed_in(other)

        async def scene() -> None:
            his, others = await watching(cookies[0]), await watching(cookies[1])
            await posted(client, conversation)
            await his[0].until(conversation, ["viewing"])
            [person] = his[0].people[conversation.code]
            assert (person["name"], person["initials"], person["agent"]) == ("Bartek Żuk", "BŻ", bartek.pk)
            await posted(client, conversation, "reply")
            await his[0].until(conversation, ["reply"])
            later = await watching(cookies[0])
            await later[0].until(conversation, ["reply"])
            await posted(client, conversation, "away")
            await his[0].until(conversation, [])
            await later[0].until(conversation, [])
            assert others[0].people == {}
            await left(his, others, later)

        streams.run(scene())

    def test_who_is_silent_goes_from_the_page(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(presence, "GONE_SECONDS", 1.0)
        conversation, client = given.conversation(), Client()
        client.force_login(given.agent("Bartek Żuk"))
        cookie = streams.signed_in(given.agent())

        async def scene() -> None:
            his = await watching(cookie)
            await posted(client, conversation)
            await his[0].until(conversation, ["viewing"])
            begun = time.monotonic()
            await his[0].until(conversation, [])
            assert time.monotonic() - begun < 4
            await left(his)

        streams.run(scene())

    def test_two_processes_hear_the_same_and_who_comes_later_is_told_what_the_first_knows(self) -> None:
        conversation, client = given.conversation(), Client()
        bartek = given.agent("Bartek Żuk")
        client.force_login(bartek)
        viewer = Viewer("", 0, sees_everything=True, inbox_ids=frozenset())

        async def scene() -> None:
            first, second = another_process(), another_process()
            first.hub.open(viewer)
            await first.hub.is_reading.wait()
            await posted(client, conversation)
            await known(first, conversation, {bartek.pk: Doing.VIEWING})
            second.hub.open(viewer)
            await known(second, conversation, {bartek.pk: Doing.VIEWING})
            await posted(client, conversation, "note")
            for hearing in (first, second):
                await known(hearing, conversation, {bartek.pk: Doing.NOTE})

        streams.run(scene())

    def test_a_database_that_was_away_is_heard_again(self) -> None:
        conversation, client = given.conversation(), Client()
        bartek = given.agent("Bartek Żuk")
        client.force_login(bartek)
        viewer = Viewer("", 0, sees_everything=True, inbox_ids=frozenset())

        def cut_listeners() -> None:
            with connections["default"].cursor() as cursor:
                cursor.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE %s", [f"LISTEN {CHANNEL}"]
                )
                assert cursor.rowcount > 0

        async def scene() -> None:
            hearing = another_process()
            hearing.hub.open(viewer)
            await hearing.hub.is_reading.wait()
            await posted(client, conversation)
            await known(hearing, conversation, {bartek.pk: Doing.VIEWING})
            await streams.done(cut_listeners)
            await asyncio.sleep(1.5)
            await posted(client, conversation, "reply")
            await known(hearing, conversation, {bartek.pk: Doing.REPLY})

        streams.run(scene())


def another_process() -> Hearing:
    """A second web process, as far as presence goes."""
    hub: Hub[Any, Any] = Hub(describe=describe, concerns=concerns, renew=renew)
    hearing = Hearing(hub)
    hub.beside = [hearing.listen]
    _hubs.append(hub)
    return hearing


async def known(hearing: Hearing, conversation: Conversation, people: dict[int, Doing]) -> None:
    async def wait() -> None:
        while hearing.room.people(conversation.code) != people:  # noqa: ASYNC110 -- a room has no event for it
            await asyncio.sleep(0.01)

    await asyncio.wait_for(wait(), streams.PATIENCE)


class TestCost:
    def test_a_stream_that_does_not_read_grows_by_nothing_and_is_told_all_anew(self) -> None:
        unread: Stream[int, Any] = Stream(1, passing=set())
        for nth in range(MOST_PASSING):
            for _ in range(50):
                unread.stir(f"code{nth}")
        assert len(unread.passing or ()) == MOST_PASSING
        tracemalloc.start()
        before = tracemalloc.get_traced_memory()[0]
        for nth in range(100_000):
            unread.stir(f"another{nth}")
        grown = tracemalloc.get_traced_memory()[0] - before
        tracemalloc.stop()
        assert unread.passing is None
        assert grown < 10_000

    @pytest.mark.django_db
    def test_fanning_out_asks_the_database_nothing_and_costs_microseconds_a_stream(self) -> None:
        hub: Hub[Viewer, Any] = Hub(describe=describe, concerns=concerns, renew=renew)
        hearing = Hearing(hub)
        for nth in range(1000):
            inboxes = frozenset({nth % 10})
            hub.streams.add(Stream(Viewer(str(nth), nth, sees_everything=False, inbox_ids=inboxes), passing=set()))
        with CaptureQueriesContext(connection) as asked:
            begun = time.perf_counter()
            for nth in range(20):
                said = report(doing=(Doing.REPLY, Doing.NOTE)[nth % 2], inbox_ids=frozenset({3}))
                hearing._take_in(said)
            took = (time.perf_counter() - begun) / 20 / 1000
        assert len(asked) == 0
        assert sum(bool(one.passing) for one in hub.streams) == 100
        assert took < 20e-6, f"{took * 1e6:.1f} µs"
