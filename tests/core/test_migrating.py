"""A migration that is killed anywhere is run again from its beginning."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection, migrations, models
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState
from django.db.utils import IntegrityError
from tests import given

from troska.core.migrating import AddFieldOnce, AddIndexOnce, DropOwnIndexOnce

pytestmark = pytest.mark.django_db(transaction=True)

_SCHEMA = """
SELECT 'column', table_name, column_name, data_type, column_default FROM information_schema.columns
WHERE table_schema = 'public'
UNION ALL SELECT 'index', tablename, indexname, indexdef, '' FROM pg_indexes WHERE schemaname = 'public'
"""
NAMED = models.Index(fields=["name"], name="trial_named")


def schema() -> set[tuple[str, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(_SCHEMA)
        return set(cursor.fetchall())


def run(app: str, operation: Operation, state: ProjectState) -> None:
    """Do what a migration that is not atomic does with an operation; the state goes on."""
    before = state.clone()
    operation.state_forwards(app, state)
    with connection.schema_editor(atomic=False) as editor:
        operation.database_forwards(app, editor, before, state)


@pytest.fixture
def trial() -> Iterator[ProjectState]:
    """A table of things with a name, which has an index of its own."""
    state = ProjectState()
    fields: list[tuple[str, Any]] = [
        ("id", models.BigAutoField(primary_key=True)),
        ("name", models.CharField(max_length=9, db_index=True)),
    ]
    run("trial", migrations.CreateModel("Thing", fields), state)
    yield state
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE trial_thing")


def things() -> set[tuple[str, ...]]:
    return {one[2:3] for one in schema() if one[1] == "trial_thing"}


@pytest.mark.parametrize(
    ("operation", "brings", "takes"),
    [
        (AddFieldOnce("thing", "size", models.IntegerField(null=True)), {("size",)}, set()),
        (AddIndexOnce("thing", NAMED), {("trial_named",)}, set()),
        (DropOwnIndexOnce("thing", "name", models.CharField(max_length=9)), set(), {"trial_thing_name_"}),
    ],
    ids=["field", "index", "own index"],
)
def test_a_step_that_was_done_is_not_done_again(
    trial: ProjectState, operation: Operation, brings: set[tuple[str, ...]], takes: set[str]
) -> None:
    before, again = things(), trial.clone()
    run("trial", operation, trial)
    done = things()
    assert done - before == brings
    assert all(name.startswith(tuple(takes)) for (name,) in before - done)
    assert bool(before - done) == bool(takes)
    run("trial", operation, again)
    assert things() == done


def test_what_a_broken_off_index_left_is_made_anew(trial: ProjectState) -> None:
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO trial_thing (name) VALUES ('a'), ('a')")
        with pytest.raises(IntegrityError):
            cursor.execute("CREATE UNIQUE INDEX CONCURRENTLY trial_named ON trial_thing (name)")
        cursor.execute("SELECT indisvalid FROM pg_index WHERE indexrelid = 'trial_named'::regclass")
        assert cursor.fetchone() == (False,)
        run("trial", AddIndexOnce("thing", NAMED), trial)
        cursor.execute("SELECT indisvalid, indisunique FROM pg_index WHERE indexrelid = 'trial_named'::regclass")
        assert cursor.fetchone() == (True, False)


def test_every_migration_of_ours_that_can_be_killed_half_way_can_be_run_again() -> None:
    given.conversation()
    loader = MigrationLoader(connection)
    ours = [one for one in loader.disk_migrations.values() if one.__module__.startswith("troska.") and not one.atomic]
    assert ours
    before = schema()
    for migration in ours:
        state = loader.project_state((migration.app_label, migration.name), at_end=False)
        for operation in migration.operations:
            run(migration.app_label, operation, state)
    assert schema() == before
