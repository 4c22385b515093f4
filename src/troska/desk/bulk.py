"""One change made to many conversations: each by the verb that changes one, and what failed is told in words."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from troska.conversations.errors import ConversationNotFound
from troska.conversations.models import Conversation, Label, Priority, Status
from troska.core import clock
from troska.core.errors import TroskaError
from troska.desk import changing, snoozing
from troska.desk.changing import Step, Steps
from troska.staff import queries as staff
from troska.staff.models import Agent

MOST = 500
_SHOWN_REFERENCES = 3
_CODE = re.compile(r"[a-z2-7]{26}")
#: What the form says instead of a colleague.
NOBODY = "nikt"

Change = Callable[[Conversation], Steps]


class NothingChosen(TroskaError):
    """No conversation was chosen, or no change."""

    code = "nothing_chosen"
    message = gettext_lazy("Zaznacz rozmowy i wybierz, co z nimi zrobić.")


class TooManyChosen(TroskaError):
    """More than can be done while somebody waits."""

    code = "too_many_chosen"
    message = gettext_lazy("Naraz można zmienić najwyżej 500 rozmów. Zaznacz mniej.")


@dataclass(frozen=True, slots=True)
class Verb:
    """A change to many; `prepare` makes it from its argument, for this agent and with what else the form says."""

    done: str | Promise
    prepare: Callable[[str, Agent, Mapping[str, str]], Change]


@dataclass(slots=True)
class Outcome:
    """What became of it: how many were changed, the steps that take it back, and the references of others by reason."""

    number: int = 0
    steps: list[Step] = field(default_factory=list)
    failures: dict[str, list[str]] = field(default_factory=dict)


def _assigning(argument: str, by: Agent, _given: Mapping[str, str]) -> Change:
    if argument == NOBODY:
        return lambda conversation: changing.assign(conversation, to=None, by=by)
    to = staff.colleagues(by).filter(pk=_number(argument)).first()
    if to is None:
        raise NothingChosen
    return lambda conversation: changing.assign(conversation, to=to, by=by)


def _labelling(change: Callable[..., Steps]) -> Callable[[str, Agent, Mapping[str, str]], Change]:
    def prepare(argument: str, by: Agent, _given: Mapping[str, str]) -> Change:
        label = Label.objects.filter(pk=_number(argument)).first()
        if label is None:
            raise NothingChosen
        return lambda conversation: change(conversation, label, by=by)

    return prepare


def _prioritizing(argument: str, by: Agent, _given: Mapping[str, str]) -> Change:
    if argument not in Priority.values:
        raise NothingChosen
    return lambda conversation: changing.set_priority(conversation, Priority(argument), by=by)


def _snoozing(argument: str, by: Agent, given: Mapping[str, str]) -> Change:
    until = snoozing.until(argument, clock.now(), given)
    return lambda conversation: changing.snooze(conversation, until, by=by)


def _bringing_into(status: Status) -> Callable[[str, Agent, Mapping[str, str]], Change]:
    return lambda _argument, by, _given: lambda conversation: changing.change_status(conversation, status, by=by)


def _marking(change: Callable[..., Steps]) -> Callable[[str, Agent, Mapping[str, str]], Change]:
    return lambda _argument, by, _given: lambda conversation: change(conversation, by=by)


def _blocking(argument: str, by: Agent, _given: Mapping[str, str]) -> Change:
    if argument not in ("", "address", "domain"):
        raise NothingChosen
    return lambda conversation: changing.mark_spam(conversation, argument, by=by)


VERBS: Mapping[str, Verb] = {
    "przypisz": Verb(gettext_lazy("Przypisane"), _assigning),
    "etykieta": Verb(gettext_lazy("Z etykietą"), _labelling(changing.put_label)),
    "bez-etykiety": Verb(gettext_lazy("Bez etykiety"), _labelling(changing.take_label)),
    "priorytet": Verb(gettext_lazy("Z nowym priorytetem"), _prioritizing),
    "odloz": Verb(gettext_lazy("Odłożone"), _snoozing),
    "otworz": Verb(gettext_lazy("Otwarte"), _bringing_into(Status.OPEN)),
    "zamknij": Verb(gettext_lazy("Zamknięte"), _bringing_into(Status.CLOSED)),
    "spam": Verb(gettext_lazy("W spamie"), _blocking),
    "kosz": Verb(gettext_lazy("W koszu"), _bringing_into(Status.TRASH)),
    "przeczytane": Verb(gettext_lazy("Przeczytane"), _marking(changing.mark_read)),
    "nieprzeczytane": Verb(gettext_lazy("Nieprzeczytane"), _marking(changing.mark_unread)),
}


def verb_of(wanted: str) -> tuple[Verb, str]:
    """Read "verb" or "verb:argument". Raises NothingChosen."""
    name, _colon, argument = wanted.partition(":")
    if name not in VERBS:
        raise NothingChosen
    return VERBS[name], argument


def change(seen: QuerySet[Conversation], codes: Iterable[str], apply: Change) -> Outcome:
    """Make a change to each of the named conversations that the agent may see. Raises NothingChosen, TooManyChosen."""
    wanted = list(dict.fromkeys(code for code in codes if _CODE.fullmatch(code)))
    if not wanted:
        raise NothingChosen
    if len(wanted) > MOST:
        raise TooManyChosen
    found = {row.code: row for row in seen.filter(code__in=wanted)}
    outcome = Outcome()
    for code in wanted:
        try:
            if code not in found:
                raise ConversationNotFound
            outcome.steps += apply(found[code])
            outcome.number += 1
        except TroskaError as error:
            reference = found[code].reference if code in found else ""
            outcome.failures.setdefault(str(error), []).append(reference)
    return outcome


def told(verb: Verb, outcome: Outcome) -> str:
    """Say what was done, "" when nothing was."""
    if not outcome.number:
        return ""
    return _("%(done)s: %(conversations)s.") % {"done": verb.done, "conversations": conversations(outcome.number)}


def complaint(outcome: Outcome) -> str:
    """Say which were not changed and why, "" when all were."""
    return " ".join(f"{_named(references)} – {reason}" for reason, references in outcome.failures.items())


def conversations(number: int) -> str:
    """Say how many conversations."""
    return ngettext("%(number)d rozmowa", "%(number)d rozmów", number) % {"number": number}


def _named(references: Sequence[str]) -> str:
    known = [reference for reference in references if reference]
    if not known or len(known) > _SHOWN_REFERENCES:
        return conversations(len(references))
    return ", ".join(known)


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
