"""What a row of a list shows beside the conversation itself, asked once for all rows."""

from collections.abc import Sequence
from dataclasses import dataclass

from troska.conversations.models import Conversation, ConversationLabel, Draft, Label, ReadMark
from troska.conversations.queries import LIVE
from troska.staff.models import Agent

MOST_LABELS = 2


@dataclass(frozen=True, slots=True)
class Row:
    """One conversation as a list shows it; `more_labels` tells how many there is no room for."""

    conversation: Conversation
    is_unread: bool
    has_draft: bool
    labels: Sequence[Label]
    more_labels: int


def rows_of(conversations: Sequence[Conversation], agent: Agent) -> list[Row]:
    """Give the rows in three questions, however many they are."""
    ids = [conversation.pk for conversation in conversations]
    if not ids:
        return []
    read = dict(ReadMark.objects.filter(agent=agent, conversation__in=ids).values_list("conversation_id", "upto"))
    drafted = set(Draft.objects.filter(agent=agent, conversation__in=ids).values_list("conversation_id", flat=True))
    labels: dict[int, list[Label]] = {}
    links = ConversationLabel.objects.filter(conversation__in=ids).select_related("label").order_by("label__sort_key")
    for link in links:
        labels.setdefault(link.conversation_id, []).append(link.label)
    return [
        Row(
            conversation=row,
            is_unread=row.status in LIVE and (row.pk not in read or read[row.pk] < row.last_message_at),
            has_draft=row.pk in drafted,
            labels=(his := labels.get(row.pk, []))[:MOST_LABELS],
            more_labels=max(len(his) - MOST_LABELS, 0),
        )
        for row in conversations
    ]
