"""What can happen in conversations."""

import enum

from troska.conversations.models import Channel, DeliveryState, Priority, Status
from troska.timeline.events import Event


class ConversationStarted(Event, kind="conversations.conversation.started", stream="conversation_id"):
    conversation_id: int
    customer_id: int | None
    inbox_id: int
    channel: Channel


class ConversationErased(Event, kind="conversations.conversation.erased", stream="conversation_id"):
    """What it said is gone for good; that it was stays."""

    conversation_id: int


class MessageReceived(Event, kind="conversations.message.received", stream="conversation_id"):
    conversation_id: int
    message_id: int
    channel: Channel
    is_automatic: bool
    is_verified: bool
    starts_conversation: bool


class MessageQueued(Event, kind="conversations.message.queued", stream="conversation_id"):
    """A message of ours stands ready to go out in its channel."""

    conversation_id: int
    message_id: int
    channel: Channel
    is_automatic: bool


class DeliveryChanged(Event, kind="conversations.delivery.changed", stream="conversation_id"):
    conversation_id: int
    message_id: int
    state: DeliveryState


class MessagesRead(Event, kind="conversations.messages.read", stream="conversation_id"):
    """The customer has seen what we wrote up to this message."""

    conversation_id: int
    upto: int


class MessageTakenBack(Event, kind="conversations.message.taken_back", stream="conversation_id"):
    """An agent took back what had not left yet; the message is no more."""

    conversation_id: int
    message_id: int


class MessageForwarded(Event, kind="conversations.message.forwarded", stream="conversation_id"):
    """Something was passed on to somebody outside who takes no part in the conversation."""

    conversation_id: int
    message_id: int


class NoteAdded(Event, kind="conversations.note.added", stream="conversation_id"):
    conversation_id: int
    message_id: int


class AgentMentioned(Event, kind="conversations.agent.mentioned", stream="conversation_id"):
    conversation_id: int
    message_id: int
    agent_id: int


class AssignmentReason(enum.StrEnum):
    """Why somebody became responsible."""

    CHOSEN = "chosen"
    ANSWERED = "answered"
    TAKEN_BACK = "taken_back"


class ConversationAssigned(Event, kind="conversations.conversation.assigned", stream="conversation_id"):
    conversation_id: int
    to: int | None
    before: int | None
    reason: AssignmentReason = AssignmentReason.CHOSEN


class StatusChanged(Event, kind="conversations.status.changed", stream="conversation_id"):
    conversation_id: int
    before: Status
    after: Status


class InboxAdded(Event, kind="conversations.inbox.added", stream="conversation_id"):
    """One more of our inboxes was addressed; its teams see the conversation from now on."""

    conversation_id: int
    inbox_id: int


class ParticipantAdded(Event, kind="conversations.participant.added", stream="conversation_id"):
    conversation_id: int
    participant_id: int


class CustomerRecognised(Event, kind="conversations.customer.recognised", stream="conversation_id"):
    """Who wrote without saying who he is has shown it: the conversation is this customer's."""

    conversation_id: int
    customer_id: int
    before: int | None


class PriorityChanged(Event, kind="conversations.priority.changed", stream="conversation_id"):
    conversation_id: int
    before: Priority
    after: Priority


class ConversationLabelled(Event, kind="conversations.label.put_on", stream="conversation_id"):
    conversation_id: int
    label_id: int


class ConversationUnlabelled(Event, kind="conversations.label.taken_off", stream="conversation_id"):
    conversation_id: int
    label_id: int


class LabelAdded(Event, kind="conversations.label.added", stream="label_id"):
    label_id: int


class LabelChanged(Event, kind="conversations.label.changed", stream="label_id"):
    label_id: int


class LabelRemoved(Event, kind="conversations.label.removed", stream="label_id"):
    label_id: int


class ConversationPurged(Event, kind="conversations.conversation.purged", stream="conversation_id"):
    """It lay in spam or trash for long enough; nothing of it is left but this."""

    conversation_id: int
