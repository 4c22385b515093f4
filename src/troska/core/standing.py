"""Questions to the database that are asked again and again: each connection plans them once.

Putting a long question into SQL and planning it can take longer than its answer. Django's cursors write values into the
text, so that every asking is another text to PostgreSQL; here numbers are sent beside it, and all who ask alike share
one plan (https://www.postgresql.org/docs/current/sql-prepare.html).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Self

import psycopg
from django.db import connection
from django.db.models import QuerySet
from psycopg import sql


@dataclass(frozen=True, slots=True)
class StandingQuestion:
    """SQL with the numbers it asks about, or lists of them; everything else it says is a part of the text."""

    text: bytes
    numbers: Sequence[int | list[int]]

    @classmethod
    def of(cls, rows: QuerySet[Any, Any]) -> Self:
        """Put a question into SQL."""
        text, parameters = rows.query.sql_with_params()
        fixed = tuple("%s" if _is_number(value) else _literal(value) for value in parameters)
        return cls((text % fixed).encode(), [value for value in parameters if _is_number(value)])

    def ask(self) -> list[tuple[Any, ...]]:
        """Give all rows of the answer. Raises what Django's cursors raise."""
        connection.ensure_connection()
        with connection.wrap_database_errors, psycopg.Cursor(connection.connection) as cursor:
            return cursor.execute(self.text, self.numbers, prepare=True).fetchall()


def _is_number(value: object) -> bool:
    return isinstance(value, int | list) and not isinstance(value, bool)


def _literal(value: object) -> str:
    return sql.Literal(value).as_string(connection.connection).replace("%", "%%")
