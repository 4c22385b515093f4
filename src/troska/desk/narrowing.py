"""What an agent narrows a list down to, and in what order he wants it: kept in the address, so it can be shared."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.http import urlencode

from troska.conversations.models import Conversation, ConversationLabel, Priority, ReadMark
from troska.conversations.queries import LIVE
from troska.core.conditions import has
from troska.staff.models import Agent

LONGEST_WAITING = "czekajace"


@dataclass(frozen=True, slots=True)
class Narrowing:
    """Which of a list's conversations are wanted; the empty one wants all, newest first."""

    only_unread: bool = False
    label_id: int | None = None
    priority: str = ""
    longest_waiting: bool = False

    @classmethod
    def read(cls, given: Mapping[str, str]) -> "Narrowing":
        """Read it from an address; what is not understood is not there."""
        label, priority = given.get("etykieta", ""), given.get("priorytet", "")
        return cls(
            only_unread=given.get("nieprzeczytane") == "1",
            label_id=int(label) if label.isascii() and label.isdigit() and len(label) < 10 else None,
            priority=priority if priority in Priority.values else "",
            longest_waiting=given.get("kolejnosc") == LONGEST_WAITING,
        )

    def apply(self, conversations: QuerySet[Conversation], agent: Agent) -> QuerySet[Conversation]:
        """Keep those that are wanted."""
        if self.only_unread:
            conversations = conversations.filter(status__in=LIVE).exclude(has(read_by(agent)))
        if self.label_id is not None:
            labelled = ConversationLabel.objects.filter(conversation=OuterRef("pk"), label=self.label_id)
            conversations = conversations.filter(Exists(labelled))
        return conversations.filter(priority=self.priority) if self.priority else conversations

    @property
    def is_narrow(self) -> bool:
        """Say whether it may leave something out."""
        return self.only_unread or self.label_id is not None or bool(self.priority)

    @property
    def query(self) -> str:
        """Write it for an address, ready for more to follow: "" or "nieprzeczytane=1&"."""
        fields = {
            "nieprzeczytane": "1" if self.only_unread else "",
            "etykieta": self.label_id or "",
            "priorytet": self.priority,
            "kolejnosc": LONGEST_WAITING if self.longest_waiting else "",
        }
        return "".join(f"{urlencode({name: value})}&" for name, value in fields.items() if value)

    @property
    def without_unread(self) -> str:
        """Write it without one of its parts, as the links that change that part need it."""
        return replace(self, only_unread=False).query

    @property
    def without_label(self) -> str:
        """See `without_unread`."""
        return replace(self, label_id=None).query

    @property
    def without_priority(self) -> str:
        """See `without_unread`."""
        return replace(self, priority="").query

    @property
    def without_order(self) -> str:
        """See `without_unread`."""
        return replace(self, longest_waiting=False).query


def read_by(agent: Agent) -> QuerySet[ReadMark]:
    """Give, within a question about conversations, the mark that the agent has seen the last message."""
    return ReadMark.objects.filter(agent=agent, conversation=OuterRef("pk"), upto__gte=OuterRef("last_message_at"))
