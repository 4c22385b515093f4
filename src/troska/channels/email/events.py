"""What can happen to the ways mail takes to us. Events name no addresses: they stay when a person is forgotten."""

from troska.timeline.events import Event


class SenderBlocked(Event, kind="channels.sender.blocked", stream="blocked_id"):
    blocked_id: int


class SenderUnblocked(Event, kind="channels.sender.unblocked", stream="blocked_id"):
    blocked_id: int
