"""COPY as fast as it gets: lines of text in big blocks, and tables without the keys that cost most while rows come."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import LiteralString, TypeAlias, cast

import psycopg
from psycopg.sql import SQL, Composed, Identifier

Database: TypeAlias = "psycopg.Connection[tuple[object, ...]]"
NULL = "\\N"
BLOCK = 1_000

#: Foreign keys first, since they may lean on the unique ones; what a primary key is stays.
_CONSTRAINTS = """
SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint
WHERE conrelid = ANY(%s::regclass[]) AND contype IN ('f', 'u') AND conparentid = 0 ORDER BY contype
"""
_INDEXES = """
SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index
WHERE indrelid = ANY(%s::regclass[]) AND NOT indisprimary
"""


def number(connection: Database, query: LiteralString | Composed) -> int:
    """Ask for one number."""
    row = connection.execute(query).fetchone()
    return int(str(row[0])) if row else 0


def copy(connection: Database, into: LiteralString, lines: Iterable[str]) -> None:
    """Copy rows that are written already: columns with tabs between, `NULL` for none, no tab or backslash in them."""
    with connection.cursor() as cursor, cursor.copy(SQL("COPY {} FROM STDIN").format(SQL(into))) as target:
        block: list[str] = []
        for line in lines:
            block.append(line)
            if len(block) == BLOCK:
                target.write("\n".join(block) + "\n")
                block.clear()
        if block:
            target.write("\n".join(block) + "\n")


@contextmanager
def bare(connection: Database, tables: Sequence[str]) -> Iterator[None]:
    """Take foreign keys, unique keys and indexes off the tables, and build them anew at the end.

    Ten million random entries are sorted in minutes; put into a B-tree one by one they take an hour.
    """
    connection.execute("SET maintenance_work_mem = '512MB'")
    constraints = connection.execute(_CONSTRAINTS, [list(tables)]).fetchall()
    for table, name, _ in constraints:
        dropped = SQL("ALTER TABLE {} DROP CONSTRAINT {}")
        connection.execute(dropped.format(Identifier(str(table)), Identifier(str(name))))
    indexes = connection.execute(_INDEXES, [list(tables)]).fetchall()
    for name, _ in indexes:
        connection.execute(SQL("DROP INDEX {}").format(Identifier(str(name))))
    yield
    for _, definition in indexes:
        # A partitioned table's index tells of itself as of one without its partitions'.
        connection.execute(str(definition).replace(" ON ONLY ", " ON ", 1).encode())
    for table, name, definition in reversed(constraints):
        connection.execute(
            SQL("ALTER TABLE {} ADD CONSTRAINT {} {}").format(
                Identifier(str(table)), Identifier(str(name)), SQL(cast("LiteralString", definition))
            )
        )
