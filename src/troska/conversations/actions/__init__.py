"""Verbs about conversations: the only code that changes their rows."""

from troska.conversations.actions.answering import add_note, forward, note_seen, reply, set_delivery
from troska.conversations.actions.handling import (
    add_participant,
    address_to_inboxes,
    assign_conversation,
    change_status,
    let_be_reached,
    recognise,
    snooze_conversation,
    wake_snoozed,
)
from troska.conversations.actions.hiding import hidden_values, show_hidden
from troska.conversations.actions.holding import change_retention, hold, release
from troska.conversations.actions.opening import forget_openings, give_reason, note_file_read, open_conversation
from troska.conversations.actions.places import (
    remove_brand,
    remove_inbox,
    remove_location,
    save_brand,
    save_inbox,
    save_location,
    set_inboxes_of,
    set_logo,
)
from troska.conversations.actions.purging import purge
from troska.conversations.actions.receiving import receive, receive_many
from troska.conversations.actions.restoring import restore_state
from troska.conversations.actions.sorting import (
    add_label,
    change_label,
    label_conversation,
    remove_label,
    set_priority,
    unlabel_conversation,
)
from troska.conversations.actions.undoing import take_back
from troska.conversations.actions.writing import (
    continue_draft,
    copy_files,
    discard_draft,
    discard_old_uploads,
    discard_upload,
    keep_upload,
    mark_read,
    mark_unread,
    save_draft,
    take_uploads,
)

__all__ = [
    "add_label",
    "add_note",
    "add_participant",
    "address_to_inboxes",
    "assign_conversation",
    "change_label",
    "change_retention",
    "change_status",
    "continue_draft",
    "copy_files",
    "discard_draft",
    "discard_old_uploads",
    "discard_upload",
    "forget_openings",
    "forward",
    "give_reason",
    "hidden_values",
    "hold",
    "keep_upload",
    "label_conversation",
    "let_be_reached",
    "mark_read",
    "mark_unread",
    "note_file_read",
    "note_seen",
    "open_conversation",
    "purge",
    "receive",
    "receive_many",
    "recognise",
    "release",
    "remove_brand",
    "remove_inbox",
    "remove_label",
    "remove_location",
    "reply",
    "restore_state",
    "save_brand",
    "save_draft",
    "save_inbox",
    "save_location",
    "set_delivery",
    "set_inboxes_of",
    "set_logo",
    "set_priority",
    "show_hidden",
    "snooze_conversation",
    "take_back",
    "take_uploads",
    "unlabel_conversation",
    "wake_snoozed",
]
