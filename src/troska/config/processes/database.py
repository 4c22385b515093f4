"""The schema and the rights in it: migrations by the owner, then exactly what the application's role may do."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from django.apps import apps
from django.core.management import call_command
from django.db import connection as django_connection
from django.db.migrations.loader import MigrationLoader
from psycopg import sql

from troska.config.database_address import application_role, owner_url
from troska.config.environment import BadSetting, Environment

OLDEST_VERSION = 150000
#: In the name of a migration that takes away what the version before it still uses.
CONTRACT = "_contract_"
MIGRATION_LOCK = 0x54524F534B41  # "TROSKA"

log = logging.getLogger(__name__)


def check_server(connection: psycopg.Connection[tuple[object, ...]]) -> None:
    """Refuse a server that Troska does not work on, with a message for a person."""
    version = connection.info.server_version
    if version < OLDEST_VERSION:
        raise BadSetting(f"The database is PostgreSQL {version // 10000}; Troska needs 15 or newer.")
    row = connection.execute("SELECT pg_encoding_to_char(encoding) FROM pg_database WHERE datname = current_database()")
    encoding = row.fetchone()
    if encoding is None or encoding[0] != "UTF8":
        raise BadSetting(
            f"The database's encoding is {encoding[0] if encoding else 'unknown'}; make it anew with "
            "CREATE DATABASE … ENCODING 'UTF8' TEMPLATE template0."
        )


@contextmanager
def _alone(url: str) -> Iterator[psycopg.Connection[tuple[object, ...]]]:
    """A connection that holds the lock of migrations, so that of many starting machines one migrates."""
    with psycopg.connect(url, autocommit=True, application_name="troska migrate") as connection:
        check_server(connection)
        connection.execute("SELECT pg_advisory_lock(%s)", [MIGRATION_LOCK])
        yield connection


def migrate(environment: Environment, *, verbosity: int = 0) -> None:
    """Bring the schema and the rights up to date; Django must run in the owner's role (part `migrate`)."""
    owner = owner_url(environment)
    with _alone(owner) as connection:
        _look_for_newer()
        call_command("migrate", interactive=False, verbosity=verbosity)
        call_command("createcachetable", verbosity=verbosity)
        grant(connection, role=application_role(environment))


def _look_for_newer() -> None:
    """See whether a newer version was here: its schema still serves this one, unless it took something away.

    Raises BadSetting after a step of contraction; such migrations are named `…_contract_…`.
    """
    loader = MigrationLoader(django_connection)
    ours = {config.label for config in apps.get_app_configs() if config.name.startswith("troska.")}
    newer = sorted(
        f"{label}.{name}"
        for label, name in loader.applied_migrations
        if label in ours and (label, name) not in loader.disk_migrations
    )
    if any(CONTRACT in name for name in newer):
        raise BadSetting(
            f"A newer version of Troska has changed this database for good ({', '.join(newer)}). Install that version "
            "again, or restore the backup from before the upgrade: docs/how-to/upgrade.md."
        )
    if newer:
        log.warning("the database was migrated by a newer version (%s); this one works on it as well", ", ".join(newer))


def append_only_tables() -> list[str]:
    """The tables whose rows the application may add but never change: those of models with `append_only = True`."""
    return sorted(
        {model._meta.db_table for model in apps.get_models(include_auto_created=True) if _is_append_only(model)}
    )


def _is_append_only(model: type[object]) -> bool:
    return bool(getattr(model, "append_only", False))


def grant(connection: psycopg.Connection[tuple[object, ...]], *, role: str) -> None:
    """Give the role what the application needs and nothing more; does nothing when the role is the owner itself."""
    row = connection.execute("SELECT current_user").fetchone()
    if not role or row is None or row[0] == role:
        return
    name = sql.Identifier(role)
    with connection.transaction():
        for statement in (
            "GRANT USAGE ON SCHEMA public TO {}",
            "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {}",
            "GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {}",
            "GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA public TO {}",
        ):
            connection.execute(sql.SQL(statement).format(name))
        for table in append_only_tables():
            # The partitions too, which can be named directly.
            for (part,) in connection.execute("SELECT relid::regclass::text FROM pg_partition_tree(%s)", [table]):
                _revoke_changes(connection, str(part), name)
            _revoke_changes(connection, table, name)


def _revoke_changes(connection: psycopg.Connection[tuple[object, ...]], table: str, role: sql.Identifier) -> None:
    connection.execute(
        sql.SQL("REVOKE UPDATE, DELETE, TRUNCATE ON {} FROM {}").format(
            sql.SQL(table) if '"' in table else sql.Identifier(table),
            role,
        )
    )
