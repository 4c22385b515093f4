"""Conditions for questions to the database that Django has no word for."""

from typing import Any

from django.db.models import QuerySet, Subquery
from django.db.models.lookups import IsNull


def has(rows: QuerySet[Any]) -> IsNull:
    """Ask for each row whether there is one of `rows`, which must name it by OuterRef; looked up row by row.

    EXISTS says the same, but lets PostgreSQL read all of the other table into a hash before it gives the first row:
    right when everything is wanted, and hundreds of thousands of rows too many when a list wants the first fifty.
    """
    return IsNull(Subquery(rows.order_by().values("pk")[:1]), False)
