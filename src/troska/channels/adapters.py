"""What a channel must offer so that its deliveries become messages."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from troska.channels.models import JournalEntry, QuarantineReason
from troska.conversations.models import Channel, Message


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a journal entry: a message, or a reason to keep it in quarantine; `summary` is for people."""

    message: Message | None = None
    reason: QuarantineReason = QuarantineReason.NONE
    summary: Mapping[str, Any] | None = None


class Adapter(Protocol):
    """One channel's way from raw bytes to a message."""

    def interpret(self, raw: bytes) -> Any:
        """Understand the bytes; pure, so it runs before any transaction."""

    def bring_in(
        self, deliveries: Sequence[tuple[JournalEntry, Any]], *, is_released: bool = False
    ) -> Sequence[Outcome]:
        """Make messages of deliveries, in their order, in the caller's transaction; all or none.

        `is_released`: a person let them out of quarantine.
        """


_adapters: dict[Channel, Adapter] = {}


def register(channel: Channel, adapter: Adapter) -> None:
    """Let a channel's package say how its deliveries are understood; called when the application starts."""
    _adapters[channel] = adapter


def adapter_of(channel: str) -> Adapter:
    """Give the adapter of a channel. Raises KeyError when its package is not installed."""
    return _adapters[Channel(channel)]
