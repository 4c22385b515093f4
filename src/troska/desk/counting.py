"""How many conversations each list holds: exactly up to 999, in one question for all lists and one for all labels."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import IntegerField, OuterRef, QuerySet, Subquery

from troska.channels import quarantine
from troska.conversations.models import Conversation, ConversationLabel, Label
from troska.core.conditions import has
from troska.desk.lists import BINS, QUARANTINE, VIEWS, label_slug
from troska.staff.models import Agent

COUNTED_TO = 999


class CountUpTo(Subquery):
    """The number of rows a question gives, which looks no further than one beyond `COUNTED_TO`."""

    template = "(SELECT count(*) FROM (%(subquery)s) AS counted)"
    output_field = IntegerField()
    empty_result_set_value = 0

    def __init__(self, rows: QuerySet[Any]) -> None:
        super().__init__(rows.order_by().values("pk")[: COUNTED_TO + 1])


@dataclass(frozen=True, slots=True)
class CountedLabel:
    """A label as a list, with the number of conversations that carry it."""

    label: Label
    number: int

    @property
    def slug(self) -> str:
        """Name the list in addresses."""
        return label_slug(self.label)


def counts(seen: QuerySet[Conversation], agent: Agent) -> dict[str, int]:
    """Tell how many conversations each counted list holds, and how many mails wait in quarantine."""
    asked = {view.slug: CountUpTo(view.counted(seen, agent)) for view in VIEWS.values() if view.is_counted}
    asked[QUARANTINE] = CountUpTo(quarantine.waiting(agent))
    [numbers] = Agent.objects.filter(pk=agent.pk).values_list(*asked.values())
    return dict(zip(asked, numbers, strict=True))


def labels(seen: QuerySet[Conversation]) -> Sequence[CountedLabel]:
    """List the company's labels, each with the number of conversations it is on."""
    on = ConversationLabel.objects.filter(label=OuterRef("pk"))
    # From the side of the links: they are what the index by label holds, and there are never more than are counted.
    visible = on.filter(has(seen.exclude(status__in=BINS).filter(pk=OuterRef("conversation"))))
    found = Label.objects.annotate(number=CountUpTo(visible)).order_by("sort_key")
    return [CountedLabel(label, label.number) for label in found]
