"""Conditions for questions to the database that Django has no word for."""

from typing import TYPE_CHECKING, Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import ForeignKey, Lookup, QuerySet, Subquery
from django.db.models.fields.json import KeyTransform
from django.db.models.lookups import IsNull
from django.db.models.sql.compiler import SQLCompiler

if TYPE_CHECKING:
    _Lookup = Lookup[list[int]]
else:
    _Lookup = Lookup


def has(rows: QuerySet[Any]) -> IsNull:
    """Ask for each row whether there is one of `rows`, which must name it by OuterRef; looked up row by row.

    EXISTS says the same, but lets PostgreSQL read all of the other table into a hash before it gives the first row:
    right when everything is wanted, and hundreds of thousands of rows too many when a list wants the first fifty.
    """
    return IsNull(Subquery(rows.order_by().values("pk")[:1]), False)


class _OfNumbers(_Lookup):
    """Compares with numbers that are sent as one value, so that the question stays the same however many they are."""

    template: str
    prepare_rhs = False

    def as_sql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> tuple[str, list[Any]]:
        column, parameters = self.process_lhs(compiler, connection)
        return self.template % column, [*parameters, self.rhs]


@ForeignKey.register_lookup
class AnyOf(_OfNumbers):
    """`key__any_of=[1, 2]` says of a foreign key that it is one of these."""

    lookup_name = "any_of"
    template = "%s = ANY(%%s::bigint[])"


@KeyTransform.register_lookup
class HasAnyOf(_OfNumbers):
    """`field__key__has_any_of=[1, 2]` says of an array of numbers within JSON that it holds one of these."""

    lookup_name = "has_any_of"
    template = "EXISTS(SELECT 1 FROM jsonb_array_elements_text(%s) AS held WHERE held::bigint = ANY(%%s::bigint[]))"
