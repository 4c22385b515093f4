"""The drain: in order, each once, whatever an entry or the world does to it."""

import os
import random
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection, connections
from pytest_django import DjangoAssertNumQueries
from tests import given
from tests.channels import scripted
from tests.channels.scripted import ScriptedAdapter

from troska.channels import drain, events, raw_store
from troska.channels.models import JournalEntry, JournalState, QuarantineReason
from troska.conversations.models import Conversation, Message
from troska.core import clock
from troska.core.locks import AdvisoryLock
from troska.timeline.models import EventRow
from troska.timeline.wire_postgresql import listening_connection


@pytest.fixture
def channel() -> Iterator[ScriptedAdapter]:
    with scripted.channel() as adapter:
        yield adapter


def fail() -> None:
    raise ValueError("a customer's own words")


def entries(state: JournalState) -> list[str]:
    found = JournalEntry.objects.filter(state=state).order_by("id")
    return [bytes.fromhex(name).decode() for name in found.values_list("external_id", flat=True)]


@pytest.mark.django_db
def test_entries_are_brought_in_in_the_order_of_their_arrival(channel: ScriptedAdapter) -> None:
    scripted.came(b"c", b"a", b"b")
    assert drain.drain_all() == 3
    assert channel.batches == [[b"c", b"a", b"b"]]
    assert scripted.texts() == ["c", "a", "b"]
    assert entries(JournalState.DONE) == ["c", "a", "b"]
    entry = JournalEntry.objects.latest("id")
    assert given.became(entry) == Message.objects.latest("pk")
    assert entry.processed_at is not None
    assert drain.drain_all() == 0


@pytest.mark.django_db
def test_a_batch_is_bounded_by_number_and_by_bytes(channel: ScriptedAdapter, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drain, "BATCH", 3)
    monkeypatch.setattr(drain, "BATCH_BYTES", 1000)
    scripted.came(b"1", b"2", b"3", b"4", b"5" * 990, b"6" * 2000, b"7", b"8")
    assert drain.drain_all() == 8
    assert [[len(text) for text in batch] for batch in channel.batches] == [[1, 1, 1], [1, 990], [2000], [1, 1]]


@pytest.mark.django_db
def test_one_that_fails_is_tried_alone_and_the_others_of_its_batch_go_on(channel: ScriptedAdapter) -> None:
    channel.on_bring_in[b"bad"] = fail
    scripted.came(b"1", b"bad", b"2")
    drain.drain_all()
    assert scripted.texts() == ["1", "2"]
    assert entries(JournalState.RECEIVED) == ["bad"]
    bad = JournalEntry.objects.get(state=JournalState.RECEIVED)
    assert (bad.attempts, bad.error) == (1, "builtins.ValueError")
    assert bad.due_at > clock.now()
    scripted.came(b"3")
    with clock.moved_by(timedelta(seconds=6)):
        drain.drain_all()
    assert [b"bad"] in channel.batches[3:], "a suspect is tried alone"
    assert scripted.texts() == ["1", "2", "3"]


@pytest.mark.django_db
@pytest.mark.parametrize("step", ["on_interpret", "on_bring_in"])
def test_after_three_tries_it_is_in_quarantine_and_staff_is_told(channel: ScriptedAdapter, step: str) -> None:
    getattr(channel, step)[b"bad"] = fail
    scripted.came(b"bad")
    for seconds in (0, 6, 40):
        assert not entries(JournalState.QUARANTINED)
        with clock.moved_by(timedelta(seconds=seconds)):
            drain.drain_all()
    entry = JournalEntry.objects.get()
    assert (entry.state, entry.reason, entry.attempts) == ("quarantined", QuarantineReason.CRASHED, 3)
    told = [event.event for event in given.sequenced() if isinstance(event.event, events.EntryQuarantined)]
    assert told == [events.EntryQuarantined(entry_id=entry.id, reason=QuarantineReason.CRASHED)]
    assert raw_store.get(entry.digest) == b"bad"
    assert not Message.objects.exists()
    assert not Conversation.objects.exists(), "nothing half done stays"


@pytest.mark.django_db
def test_events_of_a_failed_try_are_forgotten_with_it(channel: ScriptedAdapter) -> None:
    channel.on_bring_in[b"bad"] = fail
    scripted.came(b"1", b"bad")
    drain.drain_all()
    message = Message.objects.get()
    assert {event.stream_key for event in given.sequenced()} == {
        f"conversation:{message.conversation_id}",
        f"customer:{message.conversation.customer_id}",
    }


@pytest.mark.django_db
def test_a_poison_at_the_head_of_a_thousand_good_ones_holds_up_none(channel: ScriptedAdapter) -> None:
    channel.on_bring_in[b"bad"] = fail
    scripted.came(b"bad", *(b"%d" % nth for nth in range(1000)))
    drain.drain_all()
    assert scripted.texts() == [str(nth) for nth in range(1000)]
    for seconds in (6, 40):
        with clock.moved_by(timedelta(seconds=seconds)):
            drain.drain_all()
    assert entries(JournalState.QUARANTINED) == ["bad"]
    assert len(entries(JournalState.DONE)) == 1000


@pytest.mark.django_db
def test_what_the_database_refuses_for_its_size_is_the_entrys_fault(channel: ScriptedAdapter) -> None:
    def ask_too_much() -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT repeat('a', 2000000000)")  # program limit exceeded: an OperationalError, too

    channel.on_bring_in[b"bad"] = ask_too_much
    scripted.came(b"1", b"bad", b"2")
    for seconds in (0, 6, 40):
        with clock.moved_by(timedelta(seconds=seconds)):
            drain.drain_all()
    assert scripted.texts() == ["1", "2"]
    assert entries(JournalState.QUARANTINED) == ["bad"]


@pytest.mark.django_db(transaction=True)
def test_a_database_lost_in_the_middle_is_no_try(channel: ScriptedAdapter) -> None:
    losses = iter(range(5))

    def lose() -> None:
        if next(losses, None) is not None:
            given.lost_connection()

    channel.on_bring_in[b"2"] = lose
    scripted.came(b"1", b"2", b"3")
    for _ in range(5):
        assert drain.drain_batch() == 0
        assert scripted.texts() == []
    assert drain.drain_all() == 3
    assert channel.batches[-1] == [b"1", b"2", b"3"], "nobody became a suspect"
    assert scripted.texts() == ["1", "2", "3"]
    assert set(JournalEntry.objects.values_list("attempts", flat=True)) == {1}


@pytest.mark.django_db(transaction=True)
def test_a_database_that_stays_away_for_a_while_is_no_try_either(
    channel: ScriptedAdapter, monkeypatch: pytest.MonkeyPatch
) -> None:
    def lose() -> None:
        given.lost_connection()
        monkeypatch.setitem(connection.settings_dict, "PORT", "1")  # nobody listens there
        monkeypatch.setitem(connection.settings_dict["OPTIONS"]["pool"], "timeout", 0.3)
        _close_pool()

    channel.on_bring_in[b"1"] = lose
    scripted.came(b"1", b"2")
    assert drain.drain_batch() == 0
    with pytest.raises(Exception, match=r"connect|pool"):
        drain.drain_batch()
    monkeypatch.undo()
    _close_pool()
    channel.on_bring_in.clear()
    assert drain.drain_all() == 2
    assert set(JournalEntry.objects.values_list("attempts", flat=True)) == {1}


@pytest.mark.django_db(transaction=True)
def test_one_drain_at_a_time_over_claim_and_work(channel: ScriptedAdapter) -> None:
    """A second one neither takes what the first is at, nor counts tries, nor overtakes it."""
    is_working, may_go = threading.Event(), threading.Event()

    def work_slowly() -> None:
        is_working.set()
        assert may_go.wait(30)

    channel.on_interpret[b"1"] = work_slowly
    scripted.came(b"1", b"2", b"3")

    def second() -> list[int]:
        assert is_working.wait(30)
        tried = [drain.drain_batch() for _ in range(5)]
        may_go.set()
        return tried

    first, others = given.at_once(lambda: [drain.drain_all()], second)
    assert (first, others) == ([3], [0] * 5)
    assert set(JournalEntry.objects.values_list("attempts", flat=True)) == {1}
    assert scripted.texts() == ["1", "2", "3"]


@pytest.mark.django_db(transaction=True)
def test_another_drain_takes_over_when_the_first_one_is_gone(channel: ScriptedAdapter) -> None:
    scripted.came(b"1")
    with listening_connection([]) as other:
        other.execute("SELECT pg_advisory_lock(%s)", [AdvisoryLock.DRAIN])
        assert drain.drain_batch() == 0
    for _ in range(200):
        if drain.drain_all():
            break
        threading.Event().wait(0.05)
    assert scripted.texts() == ["1"]


@pytest.mark.django_db(transaction=True)
def test_several_drains_at_once_double_nothing(channel: ScriptedAdapter, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drain, "BATCH", 5)
    scripted.came(*(b"%d" % nth for nth in range(100)))

    def work() -> None:
        while JournalEntry.objects.filter(state=JournalState.RECEIVED).exists():
            drain.drain_batch()

    given.at_once(*[work for _ in range(4)])
    assert scripted.texts() == [str(nth) for nth in range(100)]
    assert not [row for row in JournalEntry.objects.all() if row.attempts != 1]


@pytest.mark.django_db(transaction=True)
def test_one_that_kills_the_process_is_known_afterwards_and_ends_in_quarantine(channel: ScriptedAdapter) -> None:
    def die() -> None:
        raise SystemExit  # as a process that is killed: nothing after it runs

    channel.on_interpret[b"bad"] = die
    scripted.came(b"1", b"bad", b"2")
    for _ in range(3):
        with pytest.raises(SystemExit):
            drain.drain_all()
    drain.drain_all()
    assert scripted.texts() == ["1", "2"]
    assert entries(JournalState.QUARANTINED) == ["bad"]


@pytest.mark.django_db(transaction=True)
def test_an_original_that_is_gone_ends_in_quarantine_and_comes_back_by_replay(channel: ScriptedAdapter) -> None:
    scripted.came(b"1")
    entry = JournalEntry.objects.get()
    raw_store.remove(entry.digest)
    for seconds in (0, 6, 40):
        with clock.moved_by(timedelta(seconds=seconds)):
            drain.drain_all()
    entry = given.now(entry)
    assert (entry.state, entry.error) == ("quarantined", "builtins.FileNotFoundError")


@pytest.mark.django_db
def test_the_number_of_queries_does_not_grow_with_the_number_of_mails(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    given.delivered(given.mail())

    def drained(number: int) -> int:
        given.accepted(*[given.mail(From=f"klient{number}.{nth}@poczta.example") for nth in range(number)])
        before = len(connection.queries_log)
        connection.force_debug_cursor = True
        try:
            assert drain.drain_batch() == number
        finally:
            connection.force_debug_cursor = False
        return len(connection.queries_log) - before

    connection.queries_log.clear()
    assert drained(1) == drained(50)


@pytest.mark.django_db(transaction=True)
def test_killing_the_draining_process_in_the_middle_loses_and_doubles_nothing() -> None:
    chance = random.Random(5)
    first = [given.mail(f"Pytanie {nth}", Message_ID=f"<{nth}@poczta.example>") for nth in range(60)]
    answers = [
        given.mail(f"Dopisek {turn} do {nth}", In_Reply_To=f"<{nth}@poczta.example>")
        for turn in range(3)
        for nth in range(60)
    ]
    mails = [*first, *answers]
    entries = given.accepted(*mails)
    done = 0
    kills = 0
    while done < len(mails):
        child = _start()
        try:
            target = min(len(mails), done + chance.randint(30, 70))
            for _ in range(1200):
                done = JournalEntry.objects.filter(state=JournalState.DONE).count()
                if done >= target or child.poll() is not None:
                    break
                threading.Event().wait(0.01)
        finally:
            child.kill()
            child.wait()
        kills += 1
        done = JournalEntry.objects.filter(state=JournalState.DONE).count()
        _lock_is_free()
    assert kills >= 3
    messages = [given.became(entry) for entry in entries]
    assert all(message is not None for message in messages)
    assert Message.objects.count() == len(mails)
    assert Conversation.objects.count() == 60
    for conversation in Conversation.objects.all():
        texts = [message.text for message in conversation.messages.order_by("pk")]
        number = texts[0].split()[-1]
        assert texts == [f"Pytanie {number}", *(f"Dopisek {turn} do {number}" for turn in range(3))]
    recorded = Counter(
        row.payload["message_id"] for row in EventRow.objects.filter(kind="conversations.message.received")
    )
    assert recorded == Counter(message.pk for message in messages if message)


def _close_pool() -> None:
    """Let the next connection be made anew."""
    close = getattr(connections["default"], "close_pool", None)  # unknown to the stubs
    assert close is not None
    close()


def _start() -> "subprocess.Popen[bytes]":
    environment = os.environ | {
        "DATABASE_URL": given.database_url(),
        "TROSKA_HOME": str(settings.TROSKA_HOME),
        "DJANGO_SETTINGS_MODULE": "troska.config.settings",
    }
    program = Path(__file__).with_name("draining.py")
    return subprocess.Popen(
        [sys.executable, "-W", "ignore", str(program)], env=environment, stdout=subprocess.DEVNULL, stderr=None
    )


def _lock_is_free() -> None:
    """Wait until the server has noticed that the process is gone."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [AdvisoryLock.DRAIN])
        cursor.execute("SELECT pg_advisory_unlock(%s)", [AdvisoryLock.DRAIN])
