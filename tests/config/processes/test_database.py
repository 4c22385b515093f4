"""The schema's rights: what the application may do, and above all what it may not."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
import pytest
from django.db import connection as django_connection
from psycopg import sql

from troska.config.environment import BadSetting, Environment
from troska.config.processes import database

pytestmark = pytest.mark.django_db(transaction=True)
# Roles belong to the whole server, which other processes of the test run share.
ROLE = f"troska_test_application_{os.environ.get('PYTEST_XDIST_WORKER', 'alone')}"


def address(*, user: str | None = None) -> str:
    given = django_connection.get_connection_params()
    password = "secret" if user else given.get("password", "")
    return psycopg.conninfo.make_conninfo(
        dbname=given["dbname"],
        user=user or given["user"],
        password=password,
        host=given.get("host", ""),
        port=given.get("port", ""),
    )


@pytest.fixture
def role() -> Iterator[str]:
    """A second role, given the application's rights."""
    name = sql.Identifier(ROLE)
    with psycopg.connect(address(), autocommit=True) as owner:
        owner.execute(sql.SQL("CREATE ROLE {} LOGIN PASSWORD 'secret'").format(name))
        owner.execute(
            sql.SQL("GRANT CONNECT ON DATABASE {} TO {}").format(sql.Identifier(owner.info.dbname), name),
        )
        database.grant(owner, role=ROLE)
        owner.execute(sql.SQL("GRANT {} TO CURRENT_USER").format(name))  # only so that it can be dropped at the end
        yield ROLE
        owner.execute(sql.SQL("DROP OWNED BY {}").format(name))
        owner.execute(sql.SQL("DROP ROLE {}").format(name))


@contextmanager
def as_application(role: str) -> Iterator["psycopg.Connection[tuple[object, ...]]"]:
    with psycopg.connect(address(user=role), autocommit=True) as connection:
        yield connection


def test_there_are_append_only_tables() -> None:
    assert "timeline_event" in database.append_only_tables()


@pytest.mark.parametrize("change", ["UPDATE {0} SET {1} = {1}", "DELETE FROM {0}", "TRUNCATE {0}"])
def test_the_application_cannot_change_what_happened(role: str, change: str) -> None:
    with as_application(role) as application:
        for table in database.append_only_tables():
            parts = application.execute("SELECT relid::regclass::text FROM pg_partition_tree(%s)", [table]).fetchall()
            columns = application.execute(sql.SQL("SELECT * FROM {} LIMIT 0").format(sql.Identifier(table))).description
            assert columns
            for name in {table, *(str(part) for (part,) in parts)}:
                statement = sql.SQL(change).format(sql.Identifier(name), sql.Identifier(columns[0].name))
                with pytest.raises(psycopg.errors.InsufficientPrivilege):
                    application.execute(statement)


def test_a_partition_made_later_is_closed_too(role: str) -> None:
    with psycopg.connect(address(), autocommit=True) as owner:
        bounds = "FOR VALUES FROM ('2150-01-01') TO ('2150-02-01')"
        owner.execute(f"CREATE TABLE timeline_event_far PARTITION OF timeline_event {bounds}")
        try:
            with as_application(role) as application, pytest.raises(psycopg.errors.InsufficientPrivilege):
                application.execute("DELETE FROM timeline_event_far")
        finally:
            owner.execute("DROP TABLE timeline_event_far")


def test_the_application_can_read_and_write_the_rest(role: str) -> None:
    with as_application(role) as application:
        application.execute("UPDATE staff_agent SET name = name")
        application.execute("DELETE FROM staff_team WHERE false")
        application.execute("INSERT INTO staff_team (name) VALUES ('Sklep Gdańsk')")
        assert application.execute("SELECT name FROM staff_team").fetchall() == [("Sklep Gdańsk",)]


def test_the_application_cannot_change_the_schema(role: str) -> None:
    with as_application(role) as application:
        for statement in ("CREATE TABLE x ()", "DROP TABLE staff_team", "ALTER TABLE staff_team ADD x int"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                application.execute(statement.encode())


def test_migrating_twice_changes_nothing_and_takes_nothing_away(role: str) -> None:
    environment = Environment(database_url=_url(role), database_owner_url=_url(None))
    database.migrate(environment)
    database.migrate(environment)
    with as_application(role) as application:
        assert application.execute("SELECT count(*) FROM staff_agent").fetchone() == (0,)
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            application.execute("DELETE FROM timeline_event")


def test_migrations_wait_for_each_other() -> None:
    with psycopg.connect(address(), autocommit=True) as other:
        other.execute("SELECT pg_advisory_lock(%s)", [database.MIGRATION_LOCK])
        with (
            psycopg.connect(address(), autocommit=True, options="-c lock_timeout=100ms") as second,
            pytest.raises(psycopg.errors.LockNotAvailable),
        ):
            second.execute("SELECT pg_advisory_lock(%s)", [database.MIGRATION_LOCK])


def test_a_server_that_is_too_old_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "OLDEST_VERSION", 990000)
    with psycopg.connect(address()) as owner, pytest.raises(BadSetting, match="needs 15 or newer"):
        database.check_server(owner)


def _url(user: str | None) -> str:
    parts = psycopg.conninfo.conninfo_to_dict(address(user=user))
    query = f"?host={parts['host']}" if str(parts.get("host", "")).startswith("/") else ""
    host = "" if query else f"{parts.get('host', '')}:{parts.get('port') or 5432}"
    return f"postgresql://{parts['user']}:{parts['password']}@{host}/{parts['dbname']}{query}"
