"""The one timeline: events in one order, and everybody who reads them."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from troska.timeline.actors import Actor
    from troska.timeline.events import Event


def record(event: "Event", *, by: "Actor") -> None:
    """Say in the caller's transaction that something happened; see `troska.timeline.recording`."""
    from troska.timeline import recording

    recording.record(event, by=by)
