"""A small subject of its own for tests of the timeline: lamps that are lit."""

from troska.timeline.events import Event


class LampLit(Event, kind="tests.lamp.lit", stream="lamp_id"):
    lamp_id: int
    nth: int


class LampBroken(Event, kind="tests.lamp.broken", stream="lamp_id"):
    lamp_id: int
