"""What happened to a conversation besides its messages, in quiet lines between them.

The sentences stand in the present tense, which in Polish names nobody's gender, and keep every name in the nominative.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeAlias, cast

from django.db.models import Model, Value
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from troska.conversations import events
from troska.conversations.events import AssignmentReason
from troska.conversations.models import Conversation, Direction, Inbox, Label, Message, Participant, Priority, Status
from troska.core import clock
from troska.staff.models import Agent
from troska.timeline import reading
from troska.timeline.actors import ActorKind
from troska.timeline.events import Event, Recorded, UnreadableEvent

#: How many changes are shown unasked, and at most.
SHOWN, MOST_SHOWN = 60, 960
#: As many changes in a row stand one by one; more of them fold.
MOST_UNFOLDED = 3
#: What an agent's answer brings with it is recorded within this time.
_AT_ONCE = timedelta(seconds=2)


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that happened: what to say of it, and the icon before it."""

    id: int
    at: datetime
    says: str
    icon: str


#: Whom and what the events name, by kind and id.
Names: TypeAlias = dict[tuple[str, int], str]
_AGENT, _LABEL, _PARTICIPANT, _INBOX = "agent", "label", "participant", "inbox"
_NAMED: Mapping[str, tuple[type[Model], str, tuple[str, ...]]] = {
    _AGENT: (Agent, "name", ("to", "before")),
    _LABEL: (Label, "name", ("label_id",)),
    _PARTICIPANT: (Participant, "address", ("participant_id",)),
    _INBOX: (Inbox, "name", ("inbox_id",)),
}


@dataclass(frozen=True, slots=True)
class History:
    """The newest lines, oldest first; `more` is how many to ask for to see earlier ones, 0 when there are none."""

    lines: Sequence[Line]
    more: int
    shown: int

    def since(self, moment: datetime) -> "History":
        """Leave out what happened earlier."""
        lines = [line for line in self.lines if line.at >= moment]
        return History(lines, self.more if len(lines) == len(self.lines) else 0, self.shown)


def wanted(text: str) -> int:
    """Read from an address how many changes the page shows."""
    return min(max(int(text), SHOWN), MOST_SHOWN) if text.isascii() and text.isdigit() and len(text) < 6 else SHOWN


def history(
    shown: Conversation, messages: Sequence[Message], *, colleagues: Iterable[Agent] = (), newest: int = SHOWN
) -> History:
    """Tell what happened in a conversation: one query for the events, one for names that no colleague bears."""
    found = reading.of_stream(
        f"conversation:{shown.pk}", since=shown.created_at, kinds=list(_SENTENCES), newest=newest + 1
    )
    more = newest * 2 if len(found) > newest and newest < MOST_SHOWN else 0
    kept = [event for event in found[-newest:] if _is_worth_saying(event, messages)]
    names = _names(kept, {(_AGENT, agent.pk): agent.name for agent in colleagues})
    return History(list(_lines(kept, names, shown)), min(more, MOST_SHOWN), newest)


Happened: TypeAlias = Message | list[Line]


def merged(messages: Iterable[Message], lines: Iterable[Line]) -> Iterator[Happened]:
    """Put messages and runs of lines of one day into one order; what happened with a message comes after it."""
    waiting = sorted(lines, key=lambda line: (line.at, line.id))
    for message in messages:
        earlier = [line for line in waiting if line.at < message.created_at]
        waiting = waiting[len(earlier) :]
        yield from _days(earlier)
        yield message
    yield from _days(waiting)


def _days(lines: Sequence[Line]) -> Iterator[list[Line]]:
    run: list[Line] = []
    for line in lines:
        if run and clock.local(run[-1].at).date() != clock.local(line.at).date():
            yield run
            run = []
        run.append(line)
    if run:
        yield run


def _lines(found: Iterable[Recorded], names: Names, shown: Conversation) -> Iterator[Line]:
    for event in found:
        told = _SENTENCES[event.kind](_Told(event, names, shown))
        if told:
            yield Line(event.id, event.recorded_at, *told)


def _names(found: Sequence[Recorded], known: Names) -> Names:
    wanted = {
        (kind, value)
        for event in found
        for kind, (_model, _field, fields) in _NAMED.items()
        for value in map(event.payload.get, fields)
        if isinstance(value, int)
    }
    wanted |= {(_AGENT, event.actor.id) for event in found if event.actor.kind == ActorKind.AGENT and event.actor.id}
    unknown = wanted - known.keys()
    asked = [
        model._default_manager.filter(pk__in=ids).annotate(kind=Value(kind)).values_list("kind", "pk", field)
        for kind, (model, field, _fields) in _NAMED.items()
        if (ids := [pk for of, pk in unknown if of == kind])
    ]
    rows = asked[0].union(*asked[1:], all=True) if asked else ()
    return known | {(kind, pk): name for kind, pk, name in rows}


def _is_worth_saying(event: Recorded, messages: Sequence[Message]) -> bool:
    """Leave out what an answer or a customer's message says by itself, and what cannot be read any more."""
    try:
        happened = event.event
    except UnreadableEvent:
        return False
    if not isinstance(happened, events.StatusChanged):
        return True
    if event.actor.kind == ActorKind.CUSTOMER:
        return happened.before in (Status.CLOSED, Status.SNOOZED)
    if happened.after not in (Status.PENDING, Status.OPEN):
        return True
    return not any(
        message.direction == Direction.OUTBOUND
        and message.author == event.actor
        and abs(event.recorded_at - message.created_at) < _AT_ONCE
        for message in messages
    )


@dataclass(frozen=True, slots=True)
class _Told:
    """An event with what is needed to say it."""

    recorded: Recorded
    names: Names
    shown: Conversation

    @property
    def who(self) -> str:
        actor = self.recorded.actor
        if actor.kind == ActorKind.AGENT:
            return self.names.get((_AGENT, actor.id or 0), _("Ktoś z nas"))
        kinds = {
            ActorKind.CUSTOMER: _("Klient"),
            ActorKind.ASSISTANT: _("Asystent"),
            ActorKind.RULE: _("Reguła"),
            ActorKind.SYSTEM: _("System"),
        }
        return kinds[actor.kind]

    @property
    def is_by_agent(self) -> bool:
        return self.recorded.actor.kind == ActorKind.AGENT

    def agent(self, pk: int | None) -> str:
        return self.names.get((_AGENT, pk or 0), _("ktoś z nas"))


_Sentence: TypeAlias = tuple[str, str]


def _assigned(told: _Told) -> _Sentence:
    event, who = cast("events.ConversationAssigned", told.recorded.event), {"who": told.who}
    is_own = told.is_by_agent and event.to == told.recorded.actor.id
    to = {"to": told.agent(event.to)}
    if event.reason == AssignmentReason.TAKEN_BACK:
        return _("Rozmowa znów nie ma opiekuna, bo %(who)s cofa odpowiedź") % who, "arrow-uturn-left"
    if event.to is None:
        return _("%(who)s zostawia rozmowę bez opiekuna") % who, "user-minus"
    if event.reason == AssignmentReason.ANSWERED:
        return _("%(to)s odpowiada i przejmuje rozmowę") % to, "user"
    if is_own:
        return _("%(who)s bierze rozmowę") % who, "hand-raised"
    return _("%(who)s przekazuje rozmowę, zajmie się nią %(to)s") % (who | to), "user-plus"


def _moved(told: _Told) -> _Sentence:
    event, who = cast("events.StatusChanged", told.recorded.event), {"who": told.who}
    if event.after == Status.OPEN:
        return _opened(told, event), "arrow-path" if event.before == Status.SNOOZED else "arrow-uturn-left"
    if event.after == Status.SNOOZED:
        return _put_off(told), "bell-snooze"
    sentences = {
        Status.PENDING: (_("%(who)s zaznacza, że czekamy na klienta"), "clock"),
        Status.CLOSED: (_("%(who)s zamyka rozmowę"), "check"),
        Status.SPAM: (_("%(who)s oznacza rozmowę jako spam"), "no-symbol"),
        Status.TRASH: (_("%(who)s przenosi rozmowę do kosza"), "trash"),
    }
    says, icon = sentences[event.after]
    return says % who, icon


def _opened(told: _Told, event: events.StatusChanged) -> str:
    is_by_customer = told.recorded.actor.kind == ActorKind.CUSTOMER
    if event.before == Status.SNOOZED and not told.is_by_agent:
        if is_by_customer:
            return _("Rozmowa wraca z odłożonych, bo jest wiadomość od klienta")
        return _("Rozmowa wraca z odłożonych")
    if is_by_customer:
        return _("Rozmowa otwiera się ponownie, bo jest wiadomość od klienta")
    sentences = {
        Status.SNOOZED: _("%(who)s przywraca rozmowę z odłożonych"),
        Status.CLOSED: _("%(who)s otwiera rozmowę ponownie"),
        Status.SPAM: _("%(who)s przywraca rozmowę"),
        Status.TRASH: _("%(who)s przywraca rozmowę"),
    }
    return sentences.get(event.before, _("%(who)s otwiera rozmowę")) % {"who": told.who}


def _put_off(told: _Told) -> str:
    # The event does not hold the moment. The conversation does, as long as it stays put off since this event.
    since, until = told.shown.status_since, told.shown.snoozed_until
    if until is None or abs(since - told.recorded.recorded_at) > _AT_ONCE:
        return _("%(who)s odkłada rozmowę") % {"who": told.who}
    until_text = date_format(clock.local(until), "j E, H:i")
    return _("%(who)s odkłada rozmowę do %(until)s") % {"who": told.who, "until": until_text}


def _prioritised(told: _Told) -> _Sentence:
    event = cast("events.PriorityChanged", told.recorded.event)
    priority = {"who": told.who, "priority": Priority(event.after).label}
    return _("%(who)s ustawia priorytet: %(priority)s") % priority, "flag"


def _labelled(told: _Told) -> _Sentence:
    label = told.names.get((_LABEL, told.recorded.payload["label_id"]), "")
    if told.recorded.kind is events.ConversationLabelled:
        return _("%(who)s dodaje etykietę „%(label)s”") % {"who": told.who, "label": label}, "tag"
    return _("%(who)s zdejmuje etykietę „%(label)s”") % {"who": told.who, "label": label}, "tag"


def _let_in(told: _Told) -> _Sentence:
    address = told.names.get((_PARTICIPANT, told.recorded.payload["participant_id"]), _("kolejna osoba"))
    said = {"who": told.who, "address": address}
    if not told.is_by_agent:
        return _("%(who)s podaje adres: %(address)s") % said, "envelope"
    return _("%(who)s dopuszcza do rozmowy: %(address)s") % said, "user-plus"


def _addressed(told: _Told) -> _Sentence:
    inbox = {"who": told.who, "inbox": told.names.get((_INBOX, told.recorded.payload["inbox_id"]), "")}
    if told.is_by_agent:
        return _("%(who)s dodaje skrzynkę „%(inbox)s”") % inbox, "inbox"
    return _("Rozmowa trafia też do skrzynki „%(inbox)s”") % inbox, "inbox"


def _taken_back(told: _Told) -> _Sentence:
    return _("%(who)s cofa wiadomość, zanim wyszła") % {"who": told.who}, "arrow-uturn-left"


def _forwarded(told: _Told) -> _Sentence:
    return _("%(who)s przekazuje wiadomość dalej") % {"who": told.who}, "arrow-right"


_SENTENCES: Mapping[type[Event], Callable[[_Told], _Sentence]] = {
    events.ConversationAssigned: _assigned,
    events.StatusChanged: _moved,
    events.PriorityChanged: _prioritised,
    events.ConversationLabelled: _labelled,
    events.ConversationUnlabelled: _labelled,
    events.ParticipantAdded: _let_in,
    events.InboxAdded: _addressed,
    events.MessageTakenBack: _taken_back,
    events.MessageForwarded: _forwarded,
}
