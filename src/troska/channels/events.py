"""What can happen at the door."""

from troska.channels.models import QuarantineReason
from troska.timeline.events import Event


class EntryQuarantined(Event, kind="channels.entry.quarantined", stream="entry_id"):
    entry_id: int
    reason: QuarantineReason


class EntryReleased(Event, kind="channels.entry.released", stream="entry_id"):
    entry_id: int
    message_id: int | None


class EntryRejected(Event, kind="channels.entry.rejected", stream="entry_id"):
    entry_id: int
