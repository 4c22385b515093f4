"""Rows land in the partition of their month, in the default one otherwise; new months are made by the application."""

import os
from collections.abc import Iterator
from datetime import UTC, datetime

import psycopg
import pytest
from django.db import connection, transaction
from psycopg import sql
from tests import given

from troska.channels.tasks import PARTITIONED
from troska.config.processes import database
from troska.conversations import actions
from troska.conversations.models import Status
from troska.core import clock, partitions
from troska.timeline.actors import SYSTEM

NOW = clock.now()
# Roles belong to the whole server, which other processes of the test run share.
ROLE = f"troska_test_partitions_{os.environ.get('PYTEST_XDIST_WORKER', 'alone')}"


def partition_of(table: str, *, column: str, at: datetime) -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT DISTINCT tableoid::regclass::text FROM {table} WHERE {column} = %s", [at])
        return {name for (name,) in cursor.fetchall()}


def address(*, user: str | None = None) -> str:
    known = connection.get_connection_params()
    return psycopg.conninfo.make_conninfo(
        dbname=known["dbname"],
        user=user or known["user"],
        password="secret" if user else known.get("password", ""),
        host=known.get("host", ""),
        port=known.get("port", ""),
    )


@pytest.fixture
def application() -> Iterator["psycopg.Connection[tuple[object, ...]]"]:
    """A connection in a role that may what the application may."""
    name = sql.Identifier(ROLE)
    with psycopg.connect(address(), autocommit=True) as owner:
        owner.execute(sql.SQL("CREATE ROLE {} LOGIN PASSWORD 'secret'").format(name))
        owner.execute(sql.SQL("GRANT CONNECT ON DATABASE {} TO {}").format(sql.Identifier(owner.info.dbname), name))
        database.grant(owner, role=ROLE)
        owner.execute(sql.SQL("GRANT {} TO CURRENT_USER").format(name))
        try:
            with psycopg.connect(address(user=ROLE), autocommit=True) as opened:
                yield opened
        finally:
            owner.execute(sql.SQL("DROP OWNED BY {}").format(name))
            owner.execute(sql.SQL("DROP ROLE {}").format(name))


@pytest.mark.django_db
@pytest.mark.parametrize("months", [-2, 0, 2])
def test_events_and_journal_land_in_the_partition_of_their_month(months: int) -> None:
    number = NOW.year * 12 + NOW.month - 1 + months
    at = datetime(number // 12, number % 12 + 1, 1, 0, 0, 0, tzinfo=UTC)
    with clock.standing_at(at):
        given.accepted(given.mail())
        given.conversation()
    suffix = f"{at:%Y_%m}"
    assert partition_of("timeline_event", column="recorded_at", at=at) == {f"timeline_event_{suffix}"}
    assert partition_of("channels_journal", column="received_at", at=at) == {f"channels_journal_{suffix}"}


@pytest.mark.django_db
def test_a_month_without_partition_is_not_lost() -> None:
    at = datetime(2041, 6, 15, 12, 0, tzinfo=UTC)
    with clock.standing_at(at):
        message = given.arrived(given.mail("Z daleka"))
        actions.change_status(message.conversation, Status.CLOSED, by=SYSTEM)
        kinds = [recorded.event.kind for recorded in given.sequenced()]
    assert partition_of("channels_journal", column="received_at", at=at) == {"channels_journal_default"}
    assert partition_of("timeline_event", column="recorded_at", at=at) == {"timeline_event_default"}
    assert "conversations.status.changed" in kinds


@pytest.mark.django_db
def test_making_partitions_twice_makes_them_once() -> None:
    with clock.standing_at(datetime(2051, 12, 5, tzinfo=UTC)):
        assert partitions.ensure_partitions(PARTITIONED) == len(PARTITIONED) * (partitions.MONTHS_AHEAD + 1)
        assert partitions.ensure_partitions(PARTITIONED) == 0
        given.accepted(given.mail())
    with clock.standing_at(datetime(2052, 1, 1, tzinfo=UTC)):
        given.accepted(given.mail())
        assert partition_of("channels_journal", column="received_at", at=clock.now()) == {"channels_journal_2052_01"}


@pytest.mark.django_db
def test_a_month_whose_rows_are_in_the_default_partition_does_not_stop_the_next_ones() -> None:
    """As after a machine that slept for half a year."""
    with clock.standing_at(datetime(2061, 3, 5, tzinfo=UTC)):
        given.accepted(given.mail())
        assert partitions.ensure_partitions(PARTITIONED) == 2 * (partitions.MONTHS_AHEAD + 1) - 1
        assert partitions.ensure_partitions(PARTITIONED) == 0
    with clock.standing_at(datetime(2061, 4, 5, tzinfo=UTC)):
        given.accepted(given.mail())
        assert partition_of("channels_journal", column="received_at", at=clock.now()) == {"channels_journal_2061_04"}


@pytest.mark.django_db(transaction=True)
def test_the_application_makes_partitions_without_owning_them(
    application: "psycopg.Connection[tuple[object, ...]]",
) -> None:
    made = application.execute("SELECT troska_ensure_partition('timeline_event', '2071-05-17')").fetchone()
    try:
        assert made == (True,)
        row = "('2071-05-17', 'x', 'x:1', 'system', '{}')"
        application.execute(
            f"INSERT INTO timeline_event (recorded_at, kind, stream_key, actor_kind, payload) VALUES {row}"
        )
        found = application.execute("SELECT tableoid::regclass::text FROM timeline_event").fetchall()
        assert found == [("timeline_event_2071_05",)]
        for change in (
            "DELETE FROM timeline_event",
            "UPDATE timeline_event SET kind = 'y'",
            "DELETE FROM timeline_event_2071_05",
            "INSERT INTO timeline_event_2071_05 (id, recorded_at) VALUES (1, now())",
            "DROP TABLE timeline_event_2071_05",
        ):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                application.execute(change.encode())
    finally:
        with connection.cursor() as cursor:
            cursor.execute("DROP TABLE timeline_event_2071_05")


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("table", ["staff_agent", "pg_class", "nothing", "timeline_event; DROP TABLE staff_agent"])
def test_only_partitioned_tables_of_ours_get_partitions(
    application: "psycopg.Connection[tuple[object, ...]]", table: str
) -> None:
    with pytest.raises(psycopg.errors.RaiseException):
        application.execute("SELECT troska_ensure_partition(%s, '2071-05-17')", [table])


@pytest.mark.django_db
def test_the_first_migration_looked_back_and_ahead() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_inherits WHERE inhparent = 'timeline_event'::regclass")
        assert cursor.fetchone()[0] >= partitions.MONTHS_BACK + partitions.MONTHS_AHEAD + 2
    with transaction.atomic():
        assert partitions.ensure_partitions(PARTITIONED) == 0
