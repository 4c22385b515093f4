"""What the panel beside a conversation says about its customer."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Min, QuerySet
from django.utils.translation import get_language_info

from troska.conversations import queries
from troska.conversations.models import Conversation
from troska.customers.models import Identity, IdentityKind
from troska.desk.counting import COUNTED_TO
from troska.staff.models import Agent

#: How many of the customer's other conversations stand beside this one.
MOST_OTHERS = 20


@dataclass(frozen=True, slots=True)
class Panel:
    """The customer as far as the agent may know: his other conversations, latest first, and how many with this one.

    `conversations` and `first_wrote` go by the latest COUNTED_TO of them.
    """

    identities: Sequence[Identity]
    others: Sequence[Conversation]
    conversations: int
    first_wrote: datetime
    language: str


def panel(agent: Agent, shown: Conversation, *, seen: QuerySet[Conversation] | None = None) -> Panel | None:
    """Sum up the customer of a conversation, None when he is unknown; a third query counts when there are many."""
    if shown.customer is None:
        return None
    others = list(queries.others_of_customer(agent, shown, seen=seen, limit=MOST_OTHERS + 1))
    number, begun = len(others), [shown.created_at, *(other.created_at for other in others)]
    if number > MOST_OTHERS:
        many = queries.others_of_customer(agent, shown, seen=seen, limit=COUNTED_TO)
        counted = many.aggregate(number=Count("pk"), first=Min("created_at"))
        number, begun = counted["number"], [shown.created_at, counted["first"]]
    return Panel(
        # By what a browser is known says nothing to a person.
        identities=list(
            shown.customer.identities.exclude(kind=IdentityKind.HANDLE, key__startswith="chat:#").order_by("pk")
        ),
        others=others[:MOST_OTHERS],
        conversations=number + 1,
        first_wrote=min(begun),
        language=language_name(shown.customer.language),
    )


def language_name(code: str) -> str:
    """Name a language in the reader's own; one that nobody knows is shown by its code, none by nothing."""
    try:
        return str(get_language_info(code)["name_translated"]) if code else ""
    except KeyError:
        return code
