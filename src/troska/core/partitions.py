"""Tables partitioned by month: made ahead of time, with a default partition that misses nothing."""

from datetime import date, datetime

import structlog
from django.db import IntegrityError, connection, transaction
from psycopg.errors import CheckViolation

from troska.core import clock

log = structlog.get_logger(__name__)

MONTHS_BACK = 4
MONTHS_AHEAD = 3


def create_partitioned_table(name: str, columns: str, *, key: str) -> str:
    """Give the SQL of a first migration: the table, its default partition, partitions around this month."""
    return f"""
    CREATE TABLE {name} ({columns}) PARTITION BY RANGE ({key});
    CREATE TABLE {name}_default PARTITION OF {name} DEFAULT;
    SELECT troska_ensure_partition('{name}', (date_trunc('month', now()) + make_interval(months => n))::date)
    FROM generate_series(-{MONTHS_BACK}, {MONTHS_AHEAD}) AS n;
    """  # noqa: S608 -- names from our own migrations


def ensure_partitions(tables: tuple[str, ...]) -> int:
    """Make the partitions of this month and the next ones; give how many were new. Called by a daily tick.

    A month that the default partition already holds rows of (no tick ran for months) stays in the default partition.
    """
    return sum(_ensure_partition(table, month) for table in tables for month in _months(clock.now()))


def _ensure_partition(table: str, month: date) -> bool:
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT troska_ensure_partition(%s, %s)", [table, month])
            return bool(cursor.fetchone()[0])
    except IntegrityError as error:
        if isinstance(error.__cause__, CheckViolation):
            log.warning("partitions.month_in_default", table=table, month=month.isoformat())
            return False
        raise


def _months(at: datetime) -> list[date]:
    first = at.year * 12 + at.month - 1
    return [date(number // 12, number % 12 + 1, 1) for number in range(first, first + MONTHS_AHEAD + 1)]
