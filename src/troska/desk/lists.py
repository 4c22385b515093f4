"""The lists of the desk: what each holds, and in what order."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from troska.conversations.models import Conversation, ConversationLabel, Label, Mention, Status
from troska.conversations.queries import addressed_to_teams_of, page_of
from troska.core.errors import NotFound
from troska.desk.narrowing import Narrowing
from troska.desk.rows import Row, rows_of
from troska.staff.models import Agent

PAGE = 50
MOST_ROWS = 500
QUARANTINE = "kwarantanna"
BINS = (Status.SPAM, Status.TRASH)
#: How a key into the list by waiting begins while it stands among those who wait.
_WAITING = "c"
_LABEL_SLUG = re.compile(r"etykieta-(\d{1,9})", re.ASCII)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


Narrow = Callable[[QuerySet[Conversation], Agent], QuerySet[Conversation]]


@dataclass(frozen=True, slots=True)
class ListView:
    """One list in the rail; `narrow` picks its conversations from those the agent may see."""

    slug: str
    label: str | Promise
    icon: str
    empty_title: str | Promise
    empty_text: str | Promise
    narrow: Narrow
    #: What is counted, where that is not all it holds.
    counts: Narrow | None = None
    #: Whether its conversations can be put in the order in which customers wait.
    knows_waiting: bool = False

    def counted(self, seen: QuerySet[Conversation], agent: Agent) -> QuerySet[Conversation]:
        """Give what the number beside its name counts."""
        return (self.counts or self.narrow)(seen, agent)


def _in_state(status: Status) -> Narrow:
    # One state a list, so that the index by state gives the rows in their order.
    return lambda seen, _agent: seen.filter(status=status)


def _of_my_teams(seen: QuerySet[Conversation], agent: Agent) -> QuerySet[Conversation]:
    return addressed_to_teams_of(agent, seen).filter(status=Status.OPEN)


def _with_mention(seen: QuerySet[Conversation], agent: Agent, **which: object) -> QuerySet[Conversation]:
    mentions = Mention.objects.filter(conversation=OuterRef("pk"), agent=agent, **which)
    return seen.filter(Exists(mentions)).exclude(status__in=BINS)


def _with_unseen_mention(seen: QuerySet[Conversation], agent: Agent) -> QuerySet[Conversation]:
    return _with_mention(seen, agent, seen_at=None)


VIEWS: dict[str, ListView] = {
    view.slug: view
    for view in (
        ListView(
            "moje",
            _("Moje"),
            "user",
            _("Wszystko odpowiedziane"),
            _("Tu zobaczysz rozmowy, którymi się zajmujesz. Nowe czekają w nieprzypisanych."),
            lambda seen, agent: seen.filter(assignee=agent, status=Status.OPEN),
            knows_waiting=True,
        ),
        ListView(
            "nieprzypisane",
            _("Nieprzypisane"),
            "inbox",
            _("Nikt nie czeka na opiekuna"),
            _("Tu pojawiają się nowe rozmowy, których jeszcze nikt nie wziął."),
            lambda seen, _agent: seen.filter(assignee=None, status=Status.OPEN),
            knows_waiting=True,
        ),
        ListView(
            "zespol",
            _("Mój zespół"),
            "user-group",
            _("Zespół ma wszystko odpowiedziane"),
            _("Tu są otwarte rozmowy ze skrzynek, którymi zajmują się Twoje zespoły."),
            _of_my_teams,
            knows_waiting=True,
        ),
        ListView(
            "otwarte",
            _("Otwarte"),
            "chat-bubble-left-right",
            _("Nie ma otwartych rozmów"),
            _("Tu są wszystkie rozmowy, które widzisz i w których ruch należy do nas."),
            _in_state(Status.OPEN),
            knows_waiting=True,
        ),
        ListView(
            "wzmianki",
            _("Wzmianki"),
            "at-symbol",
            _("Nikt Cię jeszcze nie wspomniał"),
            _("Gdy ktoś z zespołu napisze w notatce @ i Twoje imię, rozmowa pojawi się tutaj."),
            _with_mention,
            counts=_with_unseen_mention,
        ),
        ListView(
            "czekaja",
            _("Czekają na klienta"),
            "clock",
            _("Na nikogo nie czekamy"),
            _("Tu trafiają rozmowy, w których odpowiedzieliśmy i czekamy na klienta."),
            _in_state(Status.PENDING),
        ),
        ListView(
            "odlozone",
            _("Odłożone"),
            "bell-snooze",
            _("Nic nie jest odłożone"),
            _("Odłożona rozmowa wraca sama o wybranej porze albo wcześniej, gdy klient napisze."),
            _in_state(Status.SNOOZED),
        ),
        ListView(
            "zamkniete",
            _("Zamknięte"),
            "check-circle",
            _("Jeszcze nic nie zamknięto"),
            _("Tu są sprawy zakończone. Gdy klient odpisze, rozmowa otworzy się sama."),
            _in_state(Status.CLOSED),
        ),
        ListView(
            "spam",
            _("Spam"),
            "no-symbol",
            _("Nie ma spamu"),
            _("Tu leży to, co oznaczono jako spam. Pomyłkę cofniesz przyciskiem „To nie spam”."),
            _in_state(Status.SPAM),
        ),
        ListView(
            "kosz",
            _("Kosz"),
            "trash",
            _("Kosz jest pusty"),
            _("Tu leżą usunięte rozmowy. Każdą można jeszcze przywrócić."),
            _in_state(Status.TRASH),
        ),
    )
}


@dataclass(frozen=True, slots=True)
class Page:
    """Rows of one list, and the key from which the older ones follow; empty when there are none."""

    rows: Sequence[Row]
    older: str


def view_of(slug: str) -> ListView:
    """Give a list by its name in the address. Raises NotFound."""
    if (found := find(slug)) is None:
        raise NotFound
    return found


def find(slug: str) -> ListView | None:
    """Give a list by its name in the address, or None."""
    if slug in VIEWS:
        return VIEWS[slug]
    named = _LABEL_SLUG.fullmatch(slug)
    label = Label.objects.filter(pk=named[1]).first() if named else None
    return _with_label(label) if label else None


def label_slug(label: Label) -> str:
    """Name the list of a label in addresses."""
    return f"etykieta-{label.pk}"


def _with_label(label: Label) -> ListView:
    on = ConversationLabel.objects.filter(conversation=OuterRef("pk"), label=label)
    return ListView(
        label_slug(label),
        label.name,
        "tag",
        _("Nic tu jeszcze nie leży"),
        _("Tu są rozmowy z tą etykietą, poza spamem i koszem. Etykietę nadasz w nagłówku rozmowy."),
        lambda seen, _agent: seen.filter(Exists(on)).exclude(status__in=BINS),
    )


def held(
    seen: QuerySet[Conversation], agent: Agent, view: ListView, narrowing: Narrowing | None = None
) -> QuerySet[Conversation]:
    """Give what a list holds of what the agent may see, in no order."""
    return (narrowing or Narrowing()).apply(view.narrow(seen, agent), agent)


def page(
    seen: QuerySet[Conversation],
    agent: Agent,
    view: ListView,
    *,
    narrowing: Narrowing | None = None,
    before: str = "",
    size: int = PAGE,
) -> Page:
    """Give one page of a list out of what the agent may see; `before` is the `older` of the page before."""
    wanted = held(seen, agent, view, narrowing)
    if narrowing and narrowing.longest_waiting and view.knows_waiting:
        found = _by_waiting(wanted, agent, before=before, size=size + 1)
    else:
        found = rows_of(page_of(wanted, before=_key(before), size=size + 1), agent)
    shown = found[:size]
    return Page(shown, _written(shown[-1], narrowing) if len(found) > size else "")


def _by_waiting(wanted: QuerySet[Conversation], agent: Agent, *, before: str, size: int) -> list[Row]:
    """Give those who wait, the longest waiting first, then the others, the newest first: each part by its own index."""
    found: list[Row] = []
    if not before or before.startswith(_WAITING):
        found += rows_of(_waiting(wanted, after=_key(before.removeprefix(_WAITING)), size=size), agent)
        before = ""
    if len(found) < size:
        others = page_of(wanted.filter(waiting_since=None), before=_key(before), size=size - len(found))
        found += rows_of(others, agent)
    return found


def _waiting(
    wanted: QuerySet[Conversation], *, after: tuple[datetime, int] | None, size: int
) -> QuerySet[Conversation]:
    rows = wanted.filter(waiting_since__isnull=False)
    if after is not None:
        since, pk = after
        rows = rows.filter(waiting_since__gte=since).exclude(waiting_since=since, pk__lte=pk)
    return rows.order_by("waiting_since", "pk")[:size]


def _written(row: Row, narrowing: Narrowing | None) -> str:
    if narrowing and narrowing.longest_waiting and row.waiting_since:
        return f"{_WAITING}{(row.waiting_since - _EPOCH) // _MICROSECOND}-{row.pk}"
    return f"{(row.last_message_at - _EPOCH) // _MICROSECOND}-{row.pk}"


def _key(text: str) -> tuple[datetime, int] | None:
    at, _dash, pk = text.partition("-")
    if not (at.isascii() and at.isdigit() and pk.isascii() and pk.isdigit()) or len(at) > 16 or len(pk) > 18:
        return None
    return _EPOCH + int(at) * _MICROSECOND, int(pk)
