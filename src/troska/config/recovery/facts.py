"""What a database holds, so that a restored one can be held against it."""

from collections.abc import Iterator, Mapping
from typing import Any, TypeAlias

import psycopg
from psycopg import sql

Connection: TypeAlias = "psycopg.Connection[tuple[Any, ...]]"

#: Files that rows name, by the folder in which they lie: what the journal still has to digest needs its original.
_NAMED = """
SELECT 'attachments/' || storage_name FROM conversations_attachment
UNION ALL SELECT 'attachments/' || storage_name FROM conversations_upload
UNION ALL SELECT 'attachments/' || logo FROM conversations_brand WHERE logo <> ''
UNION ALL SELECT 'raw/' || left(raw_digest, 2) || '/' || raw_digest FROM conversations_message WHERE raw_digest <> ''
UNION ALL SELECT 'raw/' || left(digest, 2) || '/' || digest FROM channels_journal
    WHERE state IN ('received', 'quarantined')
"""
_TABLES = """
SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname = 'public' AND c.relkind = 'r' ORDER BY 1
"""


def tables(connection: Connection) -> list[str]:
    """Name the tables; of a partitioned one, its partitions."""
    return [str(name) for (name,) in connection.execute(_TABLES)]


def rows(connection: Connection) -> dict[str, int]:
    """Count the rows of every table."""
    return {
        table: int(_one(connection, sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier("public", table))))
        for table in tables(connection)
    }


def heads(connection: Connection) -> Mapping[str, object]:
    """Tell where the timeline and the audit log end."""
    timeline = _one(connection, "SELECT coalesce(max(position), 0) FROM timeline_head")
    audit = connection.execute(
        "SELECT position, encode(digest, 'hex') FROM staff_audit_seal ORDER BY position DESC LIMIT 1"
    ).fetchone()
    return {"timeline": timeline, "audit": list(audit) if audit else None}


def named_files(connection: Connection) -> Iterator[str]:
    """Give the files that rows name, by their names within TROSKA_HOME, without holding all at once."""
    with connection.cursor("named_files") as cursor:
        cursor.itersize = 5000
        cursor.execute(_NAMED)
        for (name,) in cursor:
            yield str(name)


def _one(connection: Connection, query: Any) -> Any:
    row = connection.execute(query).fetchone()
    return row[0] if row else 0
