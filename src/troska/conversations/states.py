"""The one table of what may become what, and how a conversation stands."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from troska.conversations.models import Channel, Conversation, DeliveryState, Status

TRANSITIONS: Mapping[Status, frozenset[Status]] = {
    Status.OPEN: frozenset({Status.PENDING, Status.SNOOZED, Status.CLOSED, Status.SPAM, Status.TRASH}),
    Status.PENDING: frozenset({Status.OPEN, Status.SNOOZED, Status.CLOSED, Status.SPAM, Status.TRASH}),
    Status.SNOOZED: frozenset({Status.OPEN, Status.PENDING, Status.CLOSED, Status.SPAM, Status.TRASH}),
    Status.CLOSED: frozenset({Status.OPEN, Status.SPAM, Status.TRASH}),
    Status.SPAM: frozenset({Status.OPEN, Status.TRASH}),
    Status.TRASH: frozenset({Status.OPEN, Status.SPAM}),
}

DELIVERY: Mapping[DeliveryState, frozenset[DeliveryState]] = {
    DeliveryState.NONE: frozenset(),
    DeliveryState.QUEUED: frozenset({DeliveryState.SENDING, DeliveryState.FAILED}),
    DeliveryState.SENDING: frozenset(
        {DeliveryState.QUEUED, DeliveryState.SENT, DeliveryState.FAILED, DeliveryState.UNSURE}
    ),
    DeliveryState.SENT: frozenset({DeliveryState.DELIVERED, DeliveryState.READ, DeliveryState.FAILED}),
    DeliveryState.DELIVERED: frozenset({DeliveryState.READ, DeliveryState.FAILED}),
    DeliveryState.READ: frozenset({DeliveryState.FAILED}),
    DeliveryState.FAILED: frozenset({DeliveryState.QUEUED}),
    DeliveryState.UNSURE: frozenset({DeliveryState.QUEUED, DeliveryState.SENT, DeliveryState.FAILED}),
}

#: Channels in which a message stands before the customer as soon as it is written: nothing is sent after it.
AT_ONCE = frozenset({Channel.CHAT})


def may_become(status: Status, new: Status) -> bool:
    """Say whether a conversation may go from one state to the other; staying is no change and always allowed."""
    return status == new or new in TRANSITIONS[status]


@dataclass(frozen=True, slots=True)
class Standing:
    """How a conversation stands: in which state and since when, until when it is put off, how long somebody waits."""

    status: Status
    since: datetime
    snoozed_until: datetime | None
    waiting_since: datetime | None

    @classmethod
    def of(cls, conversation: Conversation) -> "Standing":
        """Write down how it stands now."""
        return cls(
            Status(conversation.status),
            conversation.status_since,
            conversation.snoozed_until,
            conversation.waiting_since,
        )
