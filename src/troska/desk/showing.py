"""What a page of the desk shows, put together from the questions of the packages below."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from math import ceil
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from troska.conversations import queries, sensitive, states
from troska.conversations.models import Attachment, Conversation, DeliveryState, Direction, Message, Priority, Status
from troska.core import clock
from troska.core.ui.downloads import PICTURES
from troska.desk import counting, customer, delivery, history, letting_in, lists, snoozing
from troska.desk.access import DeskRequest
from troska.desk.composer import Composer
from troska.desk.forms import WritingForm
from troska.desk.narrowing import Narrowing
from troska.desk.window import Wanted, window
from troska.staff import queries as staff
from troska.staff.models import Agent
from troska.staff.permissions import Permission

Context = dict[str, Any]
#: A picture of more bytes is named like any file: who opens a conversation must not wait for it.
LARGEST_PICTURE = 5_000_000
#: Parts of pages that may be asked for by the id of the element they replace.
PARTS = {"pane", "rows", "older", "thread"}
_ANSWERED = re.compile(r"\A(?:\s*(?:re|odp|fw|fwd|pd)\s*:)+", re.IGNORECASE)
_KINDS = {Status.OPEN: "accent", Status.CLOSED: "good", Status.SPAM: "warn", Status.TRASH: "warn"}


def show(request: DeskRequest, page: str, context: Context, *, part: str = "", status: int = 200) -> HttpResponse:
    """Render a page, or the part of it that htmx asks for."""
    template = f"desk/{page}.html"
    if part or (request.htmx and not request.htmx.boosted and not request.htmx.history_restore_request):
        wanted = request.htmx.target if request.htmx.target in PARTS else "pane"
        template = f"{template}#{part or wanted}"
    else:
        context = rail(request) | {"position": request.position} | context
    response = render(request, template, context, status=status)
    patch_vary_headers(response, ["HX-Request", "HX-Target"])
    return response


def rail(request: DeskRequest) -> Context:
    """Give the lists with their numbers."""
    counts = counting.counts(request.user)
    return {
        "views": [(view, counts[view.slug]) for view in lists.VIEWS.values()],
        "all_labels": queries.all_labels(),
        "quarantined": counts[lists.QUARANTINE],
        "counted_to": counting.COUNTED_TO,
    }


def rows(request: DeskRequest, view: lists.ListView, *, beside: Conversation | None = None) -> Context:
    """Give a list's rows: a page of them, or as many as the page that asks already shows."""
    wanted = request.GET.get("ile", "")
    size = min(max(int(wanted), lists.PAGE), lists.MOST_ROWS) if wanted.isascii() and wanted.isdigit() else lists.PAGE
    narrowing = Narrowing.read(request.GET)
    before = request.GET.get("przed", "")
    page = lists.page(request.seen, request.user, view, narrowing=narrowing, before=before, size=size)
    return {
        "view": view,
        "current": view.slug,
        "page": page,
        "narrowing": narrowing,
        "chosen_forms": chosen_forms(),
        "priorities": Priority.choices,
        "colleagues": staff.colleagues(request.user),
        "presets": snoozing.presets(clock.now()),
        "beside": beside,
        "now": clock.now(),
    }


def chosen_forms() -> list[tuple[str, str]]:
    """Give "# conversations chosen" in each form of number the browser may need, by its CLDR name."""
    numbers = (("one", 1), ("few", 2), ("many", 5), ("other", 5))
    told = ((form, ngettext("Wybrano %(number)s rozmowę", "Wybrano %(number)s rozmów", some)) for form, some in numbers)
    return [(form, text % {"number": "#"}) for form, text in told]


def conversation(
    agent: Agent,
    shown: Conversation,
    *,
    seen: QuerySet[Conversation] | None = None,
    changes: int = history.SHOWN,
    wanted: Wanted | None = None,
    read_upto: datetime | None = None,
    refused: WritingForm | None = None,
    quoted: Sequence[Message] | None = None,
) -> Context:
    """Give everything about one conversation: what was said and done, who takes part, what can be done or written.

    Of its messages as many as are `wanted`. What is later than `read_upto` is shown as new. `refused` is a form that
    could not be sent; `quoted` is what a forward passes on.
    """
    status = Status(shown.status)
    part = window(shown, wanted or Wanted(), read_upto=read_upto)
    messages = part.messages
    colleagues = list(staff.colleagues(agent))
    past = history.history(shown, messages, colleagues=colleagues, newest=changes)
    if not part.is_whole:
        past = past.since(messages[0].created_at)
    panel = customer.panel(agent, shown, seen=seen)
    labels = list(queries.labels_for(shown))
    return {
        "conversation": shown,
        "status_kind": _KINDS.get(status, ""),
        "entries": list(entries(shown, messages, past, agent=agent, read_upto=read_upto, colleagues=colleagues)),
        "read_upto": read_upto,
        "labels": labels,
        "all_labels": labels,
        "priorities": Priority.choices,
        "window": part,
        "history": past,
        "composer": Composer(agent, shown, messages, refused=refused, quoted=quoted),
        "colleagues": colleagues,
        "customer_panel": panel,
        "others": panel.others if panel else (),
        "identities": panel.identities if panel else (),
        "may": {new.value: states.may_become(status, new) and new != status for new in Status},
        "presets": snoozing.presets(clock.now()),
    }


@dataclass(frozen=True, slots=True)
class Entry:
    """One message as the thread shows it; `day` is set on the first of each day, `folded` is what opens on a click."""

    message: Message
    #: The name of its author's picture, when a colleague who has one wrote it.
    picture: str
    day: str
    folded: str
    subject: str
    can_decide: bool
    can_be_let_in: bool
    #: Seconds until it leaves, while it can be taken back.
    leaves_in: int
    #: Names called in a note.
    names: Sequence[str]
    #: Further people it went to, by field, where the desk must say so.
    further: Sequence[tuple[str, str]]
    #: Files that are shown as pictures, and those that are named.
    pictures: Sequence[Attachment]
    files: Sequence[Attachment]
    #: Whether what the agent has not seen yet begins here.
    starts_new: bool


@dataclass(frozen=True, slots=True)
class Changes:
    """What happened between two messages on one day; `first` names the run as long as it grows, many lines fold."""

    lines: Sequence[history.Line]
    day: str
    first: int
    folds: bool


def entries(
    shown: Conversation,
    messages: Sequence[Message],
    past: history.History,
    *,
    agent: Agent,
    read_upto: datetime | None = None,
    colleagues: Sequence[Agent] = (),
) -> Iterator[Entry | Changes]:
    """Give what was said and what happened, oldest first, with the days between, and where the new ones begin."""
    answers = Permission.ANSWER in agent.permissions
    strangers = letting_in.can_be_let_in(shown, messages) if answers else ()
    first_new = _first_new(messages, agent, read_upto)
    pictures = {colleague.actor: colleague.picture for colleague in colleagues if colleague.picture}
    before: date | None = None
    for happened in history.merged(messages, past.lines):
        at = happened.created_at if isinstance(happened, Message) else happened[0].at
        day = clock.local(at).date()
        heading = _day(day) if day != before else ""
        before = day
        if not isinstance(happened, Message):
            yield Changes(happened, heading, happened[0].id, folds=len(happened) > history.MOST_UNFOLDED)
            continue
        yield Entry(
            message=happened,
            picture=pictures.get(happened.author, ""),
            day=heading,
            folded=_folded(happened),
            subject=_other_subject(happened, shown),
            can_decide=answers and delivery.can_be_decided(happened),
            can_be_let_in=happened.pk in strangers,
            leaves_in=_leaves_in(happened),
            names=[mention.agent.name for mention in happened.mentions.all()] if happened.is_note else [],
            further=_further(happened),
            pictures=[file for file in happened.attachments.all() if _is_shown(file)],
            files=[file for file in happened.attachments.all() if not _is_shown(file)],
            starts_new=happened.pk == first_new,
        )


def _first_new(messages: Sequence[Message], agent: Agent, read_upto: datetime | None) -> int | None:
    """Find the first of what the agent has not seen; None when nothing is new, or everything."""
    if read_upto is None:
        return None
    new = (nth for nth, one in enumerate(messages) if one.created_at > read_upto and one.author != agent.actor)
    first = next(new, 0)
    return messages[first].pk if first else None


def _leaves_in(message: Message) -> int:
    if message.undo is None or message.send_after is None or message.delivery != DeliveryState.QUEUED:
        return 0
    return max(0, ceil((message.send_after - clock.now()).total_seconds()))


def _further(message: Message) -> list[tuple[str, str]]:
    if message.direction != Direction.OUTBOUND:
        return []
    labels = {"to": _("Przekazane do:")} if message.is_forward else {}
    labels |= {"cc": _("DW:"), "bcc": _("UDW:")}
    return [
        (label, ", ".join(address for _name, address in people))
        for kind, label in labels.items()
        if (people := message.recipients.get(kind))
    ]


def _is_shown(file: Attachment) -> bool:
    if sensitive.is_identity_document(file.filename):
        return False
    return file.content_type in PICTURES and file.size <= LARGEST_PICTURE


def _day(day: date) -> str:
    today = clock.local(clock.now()).date()
    if day == today:
        return _("Dziś")
    if (today - day).days == 1:
        return _("Wczoraj")
    return date_format(day, "j E Y" if day.year != today.year else "l, j E")


def _other_subject(message: Message, shown: Conversation) -> str:
    """Give the subject of a message from outside where it says something else than the conversation's."""
    if not message.is_inbound or _bare(message.subject) == _bare(shown.subject):
        return ""
    return message.subject


def _bare(subject: str) -> str:
    return _ANSWERED.sub("", subject).strip().casefold()


def _folded(message: Message) -> str:
    """Give what was folded away: the rest behind the new part, or the whole when new and old are mixed."""
    text, whole = message.text.strip(), message.full_text.strip()
    if text and whole.startswith(text):
        return whole[len(text) :].strip()
    return whole
