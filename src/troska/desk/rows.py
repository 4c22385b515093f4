"""What a row of a list shows, asked in one question for all rows, and drawn once as long as it stays the same."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Concat

from troska.conversations.models import Conversation, ConversationLabel, Draft, Priority, ReadMark, shown_subject
from troska.conversations.queries import LIVE
from troska.staff.models import Agent

MOST_LABELS = 2
_COLUMNS = (
    *("pk", "code", "status", "subject", "preview", "priority", "last_message_at", "waiting_since", "snoozed_until"),
    *("customer__name", "assignee", "assignee__name", "assignee__picture"),
)
_STATUS, _LAST_MESSAGE_AT = (_COLUMNS.index(name) for name in ("status", "last_message_at"))


class Row(NamedTuple):
    """One conversation as a list shows it: everything that can be seen of it, and nothing else."""

    pk: int
    code: str
    status: str
    subject: str
    preview: str
    priority: str
    last_message_at: datetime
    waiting_since: datetime | None
    snoozed_until: datetime | None
    customer_name: str | None
    assignee_id: int | None
    assignee_name: str | None
    assignee_picture: str | None
    has_draft: bool
    is_unread: bool
    #: Names and colours of the first labels, and how many more there are.
    labels: tuple[tuple[str, str], ...]
    more_labels: int

    @property
    def display_subject(self) -> str:
        return shown_subject(self.subject)

    @property
    def priority_shown(self) -> str:
        """Give the name of a priority that asks for attention, "" of others."""
        return str(Priority(self.priority).label) if self.priority in (Priority.HIGH, Priority.URGENT) else ""


def rows_of(conversations: QuerySet[Conversation], agent: Agent) -> list[Row]:
    """Give the rows in the order of the question."""
    here = {"conversation": OuterRef("pk")}
    labels = ConversationLabel.objects.filter(**here).order_by("label__sort_key")
    asked = conversations.select_related(None).values_list(
        *_COLUMNS,
        Exists(Draft.objects.filter(agent=agent, **here)),
        Subquery(ReadMark.objects.filter(agent=agent, **here).values("upto")),
        ArraySubquery(labels.values(told=Concat("label__colour", Value(" "), "label__name"))),
    )
    return [_row(list(shown), read, told) for *shown, read, told in asked]


def _row(shown: list[Any], read: datetime | None, told: Sequence[str]) -> Row:
    labels = tuple((name, colour) for colour, _space, name in (label.partition(" ") for label in told[:MOST_LABELS]))
    is_new = shown[_STATUS] in LIVE and (read is None or read < shown[_LAST_MESSAGE_AT])
    return Row(*[*shown, is_new, labels, max(len(told) - MOST_LABELS, 0)])
