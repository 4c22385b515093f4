"""LISTEN/NOTIFY as the wire: nothing to set up, and what a transaction says is heard when it has committed."""

from collections.abc import Sequence

import psycopg
from django.db import connection


class PostgresEar:
    """A connection of its own that listens."""

    def __init__(self, channels: Sequence[str]) -> None:
        self._connection = listening_connection(channels)

    def hear(self, seconds: float) -> list[str]:
        """Give what was said, as soon as something is."""
        return [notice.payload for notice in self._connection.notifies(timeout=seconds, stop_after=1)]

    def close(self) -> None:
        """Listen no longer."""
        self._connection.close()


class PostgresWire:
    """Says by NOTIFY. It takes one lock for all NOTIFYs of a database at commit, so `say` stands alone."""

    losses: tuple[type[Exception], ...] = (psycopg.Error,)
    is_in_commit = True

    def say(self, channel: str, texts: Sequence[str]) -> None:
        """Say texts to all who listen on the channel."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_notify(%s, said) FROM unnest(%s::text[]) AS said", [channel, list(texts)])

    def listen(self, channels: Sequence[str]) -> PostgresEar:
        """Listen on the channels, over a connection outside the pool."""
        return PostgresEar(channels)


def listening_connection(channels: Sequence[str]) -> psycopg.Connection:
    """Open a connection outside the pool that listens on the channels."""
    parameters = connection.get_connection_params()
    opened = psycopg.connect(
        **{name: parameters[name] for name in parameters if name in _CONNECTION_KEYS}, autocommit=True
    )
    for channel in channels:
        opened.execute(f"LISTEN {channel}")
    return opened


_CONNECTION_KEYS = {
    "dbname",
    "user",
    "password",
    "host",
    "port",
    "application_name",
    "connect_timeout",
    "sslmode",
    "options",
    "keepalives",
    "keepalives_idle",
    "keepalives_interval",
    "keepalives_count",
    "tcp_user_timeout",
}
