"""Steps of migrations that may be cut off anywhere and run again.

A migration that is not atomic (indexes made while the product is at work, data moved by the batch) is recorded only at
its end; when it is killed before, all of it runs anew. So each step must know what of it is done already.
"""

from typing import Any

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations import AddField, AlterField
from django.db.migrations.state import ProjectState

_VALIDITY = "SELECT indisvalid FROM pg_index WHERE indexrelid = to_regclass(%s)"


class AddFieldOnce(AddField):
    """Adds a column unless it is there."""

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        """Add it, in one statement."""
        model = to_state.apps.get_model(app_label, self.model_name)
        column = model._meta.get_field(self.name).column
        if column not in _columns(schema_editor, model._meta.db_table):
            super().database_forwards(app_label, schema_editor, from_state, to_state)


class AddIndexOnce(AddIndexConcurrently):
    """Makes an index beside the work, unless it is there; what a broken-off attempt left is removed first."""

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        """Make it, outside a transaction."""
        with schema_editor.connection.cursor() as cursor:
            cursor.execute(_VALIDITY, [schema_editor.quote_name(self.index.name)])
            found = cursor.fetchone()
            if found and not found[0]:
                cursor.execute(f"DROP INDEX CONCURRENTLY {schema_editor.quote_name(self.index.name)}")
        if not found or not found[0]:
            super().database_forwards(app_label, schema_editor, from_state, to_state)


class DropOwnIndexOnce(AlterField):
    """Takes the index of its own from a column (`db_index=False`), unless it is gone."""

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        """Drop it."""
        model: Any = from_state.apps.get_model(app_label, self.model_name)
        column = model._meta.get_field(self.name).column
        if _has_own_index(schema_editor, model, column):
            super().database_forwards(app_label, schema_editor, from_state, to_state)


def _columns(schema_editor: BaseDatabaseSchemaEditor, table: str) -> set[str]:
    with schema_editor.connection.cursor() as cursor:
        return {row.name for row in schema_editor.connection.introspection.get_table_description(cursor, table)}


def _has_own_index(schema_editor: BaseDatabaseSchemaEditor, model: Any, column: str) -> bool:
    named = {index.name for index in model._meta.indexes}
    with schema_editor.connection.cursor() as cursor:
        found = schema_editor.connection.introspection.get_constraints(cursor, model._meta.db_table)
    return any(
        one["index"] and not one["unique"] and one["columns"] == [column] and name not in named
        for name, one in found.items()
    )
