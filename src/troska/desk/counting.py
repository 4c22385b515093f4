"""How many conversations each list holds: exactly up to 999, in one question for all lists."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from django.db.models import IntegerField, QuerySet, Subquery

from troska.channels import quarantine
from troska.conversations.queries import inbox_ids_of, visible_parts
from troska.core.standing import StandingQuestion
from troska.desk.lists import QUARANTINE, VIEWS
from troska.staff import queries as staff
from troska.staff.models import Agent

COUNTED_TO = 999
#: Agents whose question is kept in words; each takes a few kilobytes.
_KEPT = 500


class CountUpTo(Subquery):
    """The number of rows that questions with nothing in common give, looking no further than one beyond `COUNTED_TO`.

    What the first gives is counted first, so those that cost more come later.
    """

    template = "(SELECT count(*) FROM (%(subquery)s) AS counted)"
    output_field = IntegerField()
    empty_result_set_value = 0

    def __init__(self, first: QuerySet[Any], *more: QuerySet[Any]) -> None:
        parts = [rows.order_by().values("pk") for rows in (first, *more)]
        joined = parts[0].union(*parts[1:], all=True) if more else parts[0]
        super().__init__(joined[: COUNTED_TO + 1])


def counts(agent: Agent) -> dict[str, int]:
    """Tell how many conversations each list holds for this agent, and how many mails wait in quarantine."""
    inbox_ids = () if staff.sees_everything(agent) else tuple(inbox_ids_of(agent))
    slugs, question = _question(agent, agent.permissions, inbox_ids)
    [numbers] = question.ask() or [(0,) * len(slugs)]
    return dict(zip(slugs, numbers, strict=True))


@lru_cache(maxsize=_KEPT)
def _question(agent: Agent, *_seen_by: object) -> tuple[Sequence[str], StandingQuestion]:
    """Put the question into SQL, which takes longer than its answer; what it depends on is in the arguments."""
    parts = visible_parts(agent)
    asked = {view.slug: CountUpTo(*(view.counted(part, agent) for part in parts)) for view in VIEWS.values()}
    asked[QUARANTINE] = CountUpTo(quarantine.waiting(agent))
    return tuple(asked), StandingQuestion.of(Agent.objects.filter(pk=agent.pk).values_list(*asked.values()))
