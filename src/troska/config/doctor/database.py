"""What doctor asks about the database."""

from collections.abc import Iterator

from django.db import DatabaseError, InterfaceError, connection
from django.db.migrations.executor import MigrationExecutor
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy
from psycopg_pool import PoolTimeout

from troska.config.processes.database import append_only_tables
from troska.core.doctor import Finding, check, fine_kind, notice_kind, wrong_kind

_DATABASE = _("Baza danych")
ANSWERS = fine_kind("database.answers", _DATABASE, _("PostgreSQL %(version)s, %(megabytes)s MB danych."))
SILENT = wrong_kind(
    "database.silent",
    _DATABASE,
    _("Nie odpowiada (%(error)s)."),
    _("Sprawdź DATABASE_URL albo uruchom Troskę (troska serve)."),
)
_ROLES = _("Role w bazie")
ROLES_FINE = fine_kind("database.roles_apart", _ROLES, _("Zdarzenia i dziennik można dopisywać, nie zmieniać."))
ROLES_ONE = notice_kind(
    "database.roles_one",
    _ROLES,
    _("Aplikacja może zmieniać to, co miało być tylko dopisywane (%(tables)s)."),
    _("Załóż drugą rolę, jej adres podaj w DATABASE_URL, a adres właściciela w DATABASE_OWNER_URL."),
)
_CONNECTIONS = _("Połączenia z bazą")
CONNECTIONS = fine_kind("database.connections", _CONNECTIONS, _("%(used)s z %(most)s."))
CONNECTIONS_FEW = notice_kind(
    "database.connections_few",
    _CONNECTIONS,
    _("Zajęte %(used)s z %(most)s; przy pełnej liczbie strony przestaną odpowiadać."),
    _("Podnieś max_connections w bazie albo zmniejsz TROSKA_DATABASE_POOL."),
)
_MIGRATIONS = _("Migracje")
MIGRATED = fine_kind("migrations.applied", _MIGRATIONS, _("Baza pasuje do tej wersji."))
NOT_MIGRATED = wrong_kind(
    "migrations.pending",
    _MIGRATIONS,
    ngettext_lazy("%(number)d migracja czeka.", "%(number)d migracji czeka.", "number"),
    _("Uruchom: troska migrate"),
)
_MUCH = 0.85


@check
def database() -> Iterator[Finding]:
    """Answers, and says how large it is."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_setting('server_version'), pg_database_size(current_database())")
            version, size = cursor.fetchone()
    except (DatabaseError, InterfaceError, PoolTimeout) as error:
        yield SILENT(error=type(error).__name__)
        return
    yield ANSWERS(version=version.split()[0], megabytes=round(size / 1e6))


@check
def connections() -> Iterator[Finding]:
    """Not nearly all connections are in use."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT (SELECT sum(numbackends) FROM pg_stat_database), current_setting('max_connections')::int"
            " - current_setting('superuser_reserved_connections')::int"
        )
        used, most = cursor.fetchone()
    yield (CONNECTIONS_FEW if used > most * _MUCH else CONNECTIONS)(used=int(used), most=most)


@check
def roles() -> Iterator[Finding]:
    """The application can't change what is to be append-only."""
    changeable = [table for table in append_only_tables() if _may_change(table)]
    yield ROLES_ONE(tables=", ".join(changeable)) if changeable else ROLES_FINE()


def _may_change(table: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass(%s)", [table])
        if cursor.fetchone()[0] is None:
            return False
        cursor.execute("SELECT has_table_privilege(%s, 'UPDATE') OR has_table_privilege(%s, 'DELETE')", [table, table])
        return bool(cursor.fetchone()[0])


@check
def migrations() -> Iterator[Finding]:
    """Every migration of this version is applied."""
    executor = MigrationExecutor(connection)
    pending = executor.migration_plan(executor.loader.graph.leaf_nodes())
    yield NOT_MIGRATED(number=len(pending)) if pending else MIGRATED()
