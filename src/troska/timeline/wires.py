"""The wire between processes: who says something on a channel is heard by all who listen just then.

Nothing is promised. A text that is lost costs time, never an event: the truth is in the database, and every reader
also polls. PostgreSQL's own NOTIFY is the usual wire; with REDIS_URL it is Redis, since PostgreSQL takes one lock for
all commits that notify.
"""

import functools
from collections.abc import Sequence
from typing import Protocol

from django.conf import settings
from django.db import transaction


class Ear(Protocol):
    """Listens on the channels it was made for, until closed."""

    def hear(self, seconds: float) -> list[str]:
        """Give what was said as soon as something is, [] after so many seconds. Raises the wire's losses."""

    def close(self) -> None:
        """Listen no longer."""


class Wire(Protocol):
    """Carries short texts (less than 8000 bytes) between processes."""

    #: What `listen` and `hear` raise when the wire is lost.
    losses: tuple[type[Exception], ...]
    #: Whether a statement with pg_notify reaches who listens here; else what wakes them is said after the commit.
    is_in_commit: bool

    def say(self, channel: str, texts: Sequence[str]) -> None:
        """Say texts to all who listen on the channel."""

    def listen(self, channels: Sequence[str]) -> Ear:
        """Listen on the channels; whatever is said after this returned is heard."""


def wire() -> Wire:
    """Give the wire of this installation."""
    return _wire(settings.TROSKA_REDIS_URL)


@functools.cache
def _wire(redis_url: str | None) -> Wire:
    # Only the one that is used is imported: the package of the other may be missing.
    if redis_url is None:
        from troska.timeline.wire_postgresql import PostgresWire

        return PostgresWire()
    from troska.timeline.wire_redis import RedisWire

    return RedisWire(redis_url, secret=settings.SECRET_KEY)


def is_in_commit() -> bool:
    """Say whether a statement should notify by itself."""
    return wire().is_in_commit


def wake(channel: str) -> None:
    """Wake who listens on the channel once the caller's transaction has committed."""
    if is_in_commit():
        wire().say(channel, [""])
    else:
        wake_after_commit(channel)


def wake_after_commit(channel: str, text: str = "") -> None:
    """Wake who listens on the channel as soon as the caller's transaction has committed, where NOTIFY does not."""
    if not is_in_commit():
        transaction.on_commit(functools.partial(wire().say, channel, [text]), robust=True)
