"""What a row of a list shows beside the conversation itself, asked once for all rows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, Subquery
from django.db.models.functions import JSONObject

from troska.conversations.models import Conversation, ConversationLabel, Draft, ReadMark
from troska.conversations.queries import LIVE
from troska.staff.models import Agent

#: A label's name and colour.
LabelOn: TypeAlias = Mapping[str, str]
MOST_LABELS = 2


@dataclass(frozen=True, slots=True)
class Row:
    """One conversation as a list shows it; `more_labels` tells how many there is no room for."""

    conversation: Conversation
    is_unread: bool
    has_draft: bool
    labels: Sequence[LabelOn]
    more_labels: int


def rows_of(conversations: Sequence[Conversation], agent: Agent) -> list[Row]:
    """Give the rows in one question, however many they are."""
    here = {"conversation": OuterRef("pk")}
    labels = ConversationLabel.objects.filter(**here).order_by("label__sort_key")
    told = Conversation.objects.filter(pk__in=[one.pk for one in conversations]).values_list(
        "pk",
        Subquery(ReadMark.objects.filter(agent=agent, **here).values("upto")),
        Exists(Draft.objects.filter(agent=agent, **here)),
        ArraySubquery(labels.values(label_on=JSONObject(name="label__name", colour="label__colour"))),
    )
    known = {pk: rest for pk, *rest in told} if conversations else {}
    return [_row(conversation, *known[conversation.pk]) for conversation in conversations if conversation.pk in known]


def _row(conversation: Conversation, read: datetime | None, has_draft: bool, labels: Sequence[LabelOn]) -> Row:  # noqa: FBT001 -- a column
    return Row(
        conversation=conversation,
        is_unread=conversation.status in LIVE and (read is None or read < conversation.last_message_at),
        has_draft=has_draft,
        labels=labels[:MOST_LABELS],
        more_labels=max(len(labels) - MOST_LABELS, 0),
    )
