"""Undo: what an answer says was changed comes back signed within a few seconds, and is changed back.

The description travels with the page instead of lying in the database: it is nobody's but the agent's who did it, it
ages, and whatever was changed again in the meantime stays as it is.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import astuple, dataclass
from datetime import datetime, timedelta
from typing import Any

from django.core import signing
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from troska.channels.email import actions as email
from troska.channels.email.queries import all_blocked
from troska.conversations import actions
from troska.conversations.errors import ChangedSince, ConversationNotFound
from troska.conversations.models import Conversation, ConversationLabel, Label, Priority
from troska.core import clock
from troska.core.errors import TroskaError
from troska.desk import changing
from troska.desk.changing import Step
from troska.staff.models import Agent

#: How long the button is offered, and how much longer a slow network may take.
OFFERED_SECONDS = 10
_KEPT_FOR = timedelta(seconds=OFFERED_SECONDS + 10)
_SALT = "desk.undo"


class TooLateToUndo(TroskaError):
    """The offer has ended, or it was made to somebody else."""

    code = "too_late_to_undo"
    status = 409
    message = _("Na cofnięcie tego jest już za późno.")


@dataclass(frozen=True, slots=True)
class Undone:
    """How many conversations are as before, and why others are not."""

    number: int
    reasons: Sequence[str]


def offer(steps: Sequence[Step], *, to: Agent) -> str:
    """Write down what could be undone, for a form to send back; "" when nothing was changed."""
    if not steps:
        return ""
    given = [to.pk, clock.now().isoformat(), [astuple(step) for step in steps]]
    return signing.dumps(given, salt=_SALT, compress=True)


def taken(token: str, *, by: Agent) -> list[Step]:
    """Read an offer. Raises TooLateToUndo."""
    try:
        agent_id, offered_at, steps = signing.loads(token, salt=_SALT)
    except signing.BadSignature as error:
        raise TooLateToUndo from error
    if agent_id != by.pk or clock.now() > datetime.fromisoformat(offered_at) + _KEPT_FOR:
        raise TooLateToUndo
    return [Step(*step) for step in steps]


def undo(seen: QuerySet[Conversation], steps: Sequence[Step], *, by: Agent) -> Undone:
    """Change back what is still as these steps left it, the last one first."""
    shown = seen.in_bulk([step.pk for step in steps if step.kind != "block"])
    done: set[int] = set()
    reasons: list[str] = []
    for step in reversed(steps):
        try:
            with transaction.atomic():
                _take_back(step, shown, by)
        except TroskaError as error:
            reasons.append(str(error))
        else:
            done |= {step.pk} & shown.keys()
    return Undone(len(done), list(dict.fromkeys(reasons)))


def _take_back(step: Step, shown: Mapping[int, Conversation], by: Agent) -> None:
    if step.kind == "block":
        _unblock(step, by)
    elif step.pk in shown:
        _INVERSE[step.kind](shown[step.pk], step, by)
    else:
        raise ConversationNotFound


def _reassign(conversation: Conversation, step: Step, by: Agent) -> None:
    if conversation.assignee_id != step.after:
        raise ChangedSince
    to = Agent.objects.filter(pk=step.before).first() if step.before else None
    actions.assign_conversation(conversation, to=to, by=by.actor)


def _restore_state(conversation: Conversation, step: Step, by: Agent) -> None:
    before, after = changing.read(step.before), changing.read(step.after)
    actions.restore_state(conversation, before=before, after=after, by=by.actor)


def _restore_priority(conversation: Conversation, step: Step, by: Agent) -> None:
    if conversation.priority != step.after:
        raise ChangedSince
    actions.set_priority(conversation, Priority(step.before), by=by.actor)


def _restore_label(conversation: Conversation, step: Step, by: Agent) -> None:
    (pk, was_on), (_pk, is_on) = step.before, step.after
    label = Label.objects.filter(pk=pk).first()
    if label is None or ConversationLabel.objects.filter(conversation=conversation, label=pk).exists() != is_on:
        raise ChangedSince
    verb = actions.label_conversation if was_on else actions.unlabel_conversation
    verb(conversation, label, by=by.actor)


def _restore_reading(conversation: Conversation, step: Step, by: Agent) -> None:
    actions.mark_unread(conversation, by=by)
    if step.before:
        actions.mark_read(conversation, by=by, upto=datetime.fromisoformat(step.before))


_INVERSE: Mapping[str, Callable[[Conversation, Step, Agent], Any]] = {
    "assignee": _reassign,
    "state": _restore_state,
    "priority": _restore_priority,
    "label": _restore_label,
    "read": _restore_reading,
}


def _unblock(step: Step, by: Agent) -> None:
    blocked = all_blocked().filter(pk=step.pk, created_by=by).first()
    if blocked is not None:
        email.unblock(blocked, by=by)
