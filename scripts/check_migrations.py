"""Fails when a migration would break the version that still runs beside it, or could not be run again.

Old and new processes work side by side during an upgrade, so a version may only add; what it no longer needs is taken
away by a later one, in a migration named NNNN_contract_… whose docstring says why nobody needs it any more.
A migration that is not atomic must consist of steps that can be repeated (troska.core.migrating).
"""

import os
import sys
from collections.abc import Iterator
from typing import Any

CONTRACT = "_contract_"
DESTRUCTIVE = {"RemoveField", "DeleteModel", "RenameField", "RenameModel", "AlterModelTable"}
REPEATABLE = {"AddFieldOnce", "AddIndexOnce", "DropOwnIndexOnce", "RunPython", "SeparateDatabaseAndState"}
#: Older than this rule; what they lack was added afterwards.
BEFORE = {("staff", "0003_alarms")}
DESTRUCTIVE_SQL = ("DROP TABLE", "DROP COLUMN", "RENAME ", "SET NOT NULL", "TRUNCATE")


def main() -> int:
    """Print every objection; fails when there is one."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "troska.config.settings")
    import django

    django.setup()
    from django.apps import apps
    from django.db.migrations.loader import MigrationLoader

    loader = MigrationLoader(None)
    ours = {config.label for config in apps.get_app_configs() if config.name.startswith("troska.")}
    lines = []
    for key in sorted(key for key in loader.disk_migrations if key[0] in ours and key not in BEFORE):
        migration = loader.disk_migrations[key]
        state = loader.project_state(key, at_end=False)
        lines += [f"{key[0]}.{key[1]}: {said}" for said in objections(migration, state, _docstring(migration))]
    for line in lines:
        print(line)
    print(f"Migrations: {len(lines)} objections." if lines else "Migrations: no objection.")
    return 1 if lines else 0


def _docstring(migration: Any) -> str:
    return (sys.modules[type(migration).__module__].__doc__ or "").strip()


def objections(migration: Any, state: Any, docstring: str) -> Iterator[str]:
    """Tell what is wrong with a migration that starts from this state of the models."""
    takes_away = []
    made = set()
    for operation in migration.operations:
        kind = type(operation).__name__
        if kind == "CreateModel":
            made.add(operation.name_lower)
        if not migration.atomic and kind not in REPEATABLE:
            yield f"is not atomic, and {kind} can't be run again (see troska.core.migrating)"
        if getattr(operation, "model_name_lower", None) not in made:
            takes_away += list(_taken(operation, state, migration.app_label))
        operation.state_forwards(migration.app_label, state)
    if CONTRACT in migration.name:
        if not docstring:
            yield "takes something away and does not say in its docstring why nobody needs it"
    else:
        for said in takes_away:
            yield f"{said}; a version that still runs would fail (expand, backfill, contract: docs/how-to/upgrade.md)"


def _taken(operation: Any, state: Any, label: str) -> Iterator[str]:
    kind = type(operation).__name__
    if kind in DESTRUCTIVE:
        yield f"has {operation.describe()}"
    elif kind.startswith("AddField") and _is_demanded(operation.field):
        yield f"adds {operation.name}, which may not be left out and has no db_default"
    elif kind == "AlterField":
        before = state.models[label, operation.model_name_lower].fields[operation.name]
        if before.null and not operation.field.null:
            yield f"makes {operation.name} not null"
    elif kind == "RunSQL":
        script = str(operation.sql).upper()
        yield from (f"runs {word.strip()}" for word in DESTRUCTIVE_SQL if word in script)


def _is_demanded(field: Any) -> bool:
    from django.db.models import NOT_PROVIDED

    return not (field.null or field.many_to_many or field.db_default is not NOT_PROVIDED)


if __name__ == "__main__":
    sys.exit(main())
