"""Conversations and everything they are made of. Verbs are in `actions`, the states' rules in `states`."""

from troska.conversations.models.conversation import (
    Conversation,
    ConversationInbox,
    Participant,
    ParticipantRole,
    Priority,
    Status,
    shown_subject,
)
from troska.conversations.models.hidden import HiddenValue, SecretKind
from troska.conversations.models.keeping import RetentionRules
from troska.conversations.models.labels import ConversationLabel, Label, LabelColour
from troska.conversations.models.message import (
    Attachment,
    Authenticity,
    Channel,
    DeliveryState,
    Direction,
    Mention,
    Message,
    Visibility,
)
from troska.conversations.models.personal import Draft, DraftKind, Opening, ReadMark, Upload
from troska.conversations.models.places import Brand, Inbox, InboxAddress, Location

__all__ = [
    "Attachment",
    "Authenticity",
    "Brand",
    "Channel",
    "Conversation",
    "ConversationInbox",
    "ConversationLabel",
    "DeliveryState",
    "Direction",
    "Draft",
    "DraftKind",
    "HiddenValue",
    "Inbox",
    "InboxAddress",
    "Label",
    "LabelColour",
    "Location",
    "Mention",
    "Message",
    "Opening",
    "Participant",
    "ParticipantRole",
    "Priority",
    "ReadMark",
    "RetentionRules",
    "SecretKind",
    "Status",
    "Upload",
    "Visibility",
    "shown_subject",
]
