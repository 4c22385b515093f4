"""What is acknowledged is kept; the same delivery twice is one row; what cannot be kept stays with the sender."""

from pathlib import Path

import psycopg
import pytest
from django.db import connection
from pytest_django import DjangoAssertNumQueries, Settings
from tests import given

from troska.channels import drain, intake, raw_store
from troska.channels.errors import IntakeUnavailable
from troska.channels.intake import Delivery
from troska.channels.models import IntakeKey, JournalEntry
from troska.conversations.models import Message
from troska.timeline.wire_postgresql import listening_connection


def delivery(name: str, raw: bytes = b"Subject: x\r\n\r\ny", **more: object) -> Delivery:
    return Delivery(account_id=given.account().pk, external_id=name, raw=raw, **more)  # type: ignore[arg-type]  # by name


def names() -> list[str]:
    return list(JournalEntry.objects.order_by("id").values_list("external_id", flat=True))


@pytest.mark.django_db
def test_what_arrives_is_written_down_in_its_order() -> None:
    assert intake.accept([delivery(name) for name in "cab"]) == 3
    assert names() == ["c", "a", "b"]
    entry = JournalEntry.objects.latest("id")
    assert (entry.state, entry.attempts, entry.size) == ("received", 0, 15)
    assert raw_store.get(entry.digest) == b"Subject: x\r\n\r\ny"


@pytest.mark.django_db
def test_nothing_is_nothing() -> None:
    assert intake.accept([]) == 0


@pytest.mark.django_db
def test_the_envelope_is_kept_whatever_bytes_stood_in_it() -> None:
    odd = {"from": "a\x00b@poczta.example", "to": ["ż\udcff@sklep.example", "\\u0000 na niby", "ok@sklep.example"]}
    assert intake.accept([delivery("a", envelope=odd), delivery("b")]) == 2
    kept = JournalEntry.objects.get(external_id="a").envelope
    assert kept["to"][-1] == "ok@sklep.example"
    assert "\x00" not in kept["from"]
    assert kept["from"].endswith("b@poczta.example")


@pytest.mark.django_db
def test_the_same_delivery_is_one_row_again_and_within_a_batch() -> None:
    assert intake.accept([delivery("a")]) == 1
    assert intake.accept([delivery("a")]) == 0
    assert intake.accept([delivery("b"), delivery("a"), delivery("b"), delivery("c")]) == 2
    assert names() == ["a", "b", "c"]
    assert IntakeKey.objects.count() == 3


@pytest.mark.django_db
def test_another_account_has_deliveries_of_its_own() -> None:
    other = given.account("Druga poczta")
    intake.accept([delivery("a"), Delivery(account_id=other.pk, external_id="a", raw=b"x")])
    assert names() == ["a", "a"]


@pytest.mark.django_db
def test_a_hundred_deliveries_are_one_statement(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    batch = [delivery(f"{nth}") for nth in range(100)]
    with django_assert_num_queries(1):
        assert intake.accept(batch) == 100


@pytest.mark.django_db(transaction=True)
def test_the_same_deliveries_at_once_are_one_row_each() -> None:
    account = given.account()
    batches = [
        [Delivery(account_id=account.pk, external_id=f"{nth}", raw=b"%d" % nth) for nth in range(50)] for _ in "ab"
    ]
    batches[1].reverse()
    for _ in range(3):
        given.at_once(*[lambda batch=batch: intake.accept(batch) for batch in batches * 2])
    assert sorted(names(), key=int) == [str(nth) for nth in range(50)]


@pytest.mark.django_db(transaction=True)
def test_the_drain_is_woken_when_something_is_there_to_see() -> None:
    with listening_connection([intake.ARRIVED]) as listening:
        intake.accept([delivery("a")])
        assert next(iter(listening.notifies(timeout=20)), None) is not None


@pytest.mark.django_db(transaction=True)
def test_a_full_disk_leaves_the_mail_with_the_sender(settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "raw").write_bytes(b"no folder can be made here")
    settings.TROSKA_FILES = tmp_path
    with pytest.raises(IntakeUnavailable):
        intake.accept([delivery("a")])
    assert names() == []
    (tmp_path / "raw").unlink()
    assert intake.accept([delivery("a")]) == 1, "once there is room, the repetition is taken"


@pytest.mark.django_db(transaction=True)
def test_a_crash_between_the_original_and_its_row_loses_nothing_that_was_acknowledged() -> None:
    """The sender was told nothing, so it comes again, and finds its original kept already."""
    first = delivery("a", b"Subject: y\r\n\r\ny")
    raw_store.put([first.raw])
    assert names() == []
    assert intake.accept([first]) == 1
    assert raw_store.get(JournalEntry.objects.get().digest) == first.raw


@pytest.mark.django_db(transaction=True)
def test_a_database_that_goes_away_leaves_the_mail_with_the_sender_and_is_found_again() -> None:
    first = delivery("a")
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        pid = cursor.fetchone()[0]
    with listening_connection([]) as other:
        other.execute("SELECT pg_terminate_backend(%s)", [pid])
    with pytest.raises(IntakeUnavailable) as caught:
        intake.accept([first])
    assert isinstance(caught.value.__cause__.__cause__, psycopg.OperationalError) if caught.value.__cause__ else False
    assert intake.accept([first]) == 1


@pytest.mark.django_db(transaction=True)
def test_after_it_was_drained_the_same_delivery_is_still_the_same() -> None:
    raw = given.mail()
    given.arrived(raw)
    given.accepted(raw)
    assert drain.drain_all() == 0
    assert Message.objects.count() == 1
