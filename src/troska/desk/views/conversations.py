"""The conversation page and what is done on it."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from troska.conversations import queries
from troska.conversations.errors import TooManyOpened, TransitionNotAllowed
from troska.conversations.models import Status
from troska.core import clock
from troska.desk import changing, delivery, history, reading, showing, snoozing, visiting
from troska.desk.access import DeskRequest, answering, signed_in
from troska.desk.answers import chosen_view as _view
from troska.desk.answers import done as _done
from troska.desk.forms import StatusForm
from troska.desk.views.reasons import ask_for_reason
from troska.desk.window import Wanted
from troska.staff import queries as staff

#: What the form says instead of a colleague; a form that says nothing changes nothing.
NOBODY = "nikt"


@require_safe
@signed_in
def show_conversation(request: DeskRequest, code: str) -> HttpResponse:
    """Show one conversation beside the list it was opened from."""
    shown = queries.get_visible(request.user, code, seen=request.seen)
    changes = history.wanted(request.GET.get("zmiany", ""))
    try:
        read_upto = reading.opened(request, shown)
    except TooManyOpened:
        return ask_for_reason(request)
    context = showing.conversation(
        request.user, shown, seen=request.seen, changes=changes, wanted=Wanted.read(request), read_upto=read_upto
    )
    if not request.htmx or request.htmx.history_restore_request:
        context = showing.rows(request, _view(request), beside=shown) | context
    return showing.show(request, "conversation", context | {"current": _view(request).slug})


@require_safe
@signed_in
def visitor(request: DeskRequest, code: str) -> HttpResponse:
    """Show what the visitor of a chat looks at and has in his cart."""
    shown = queries.get_visible(request.user, code, seen=request.seen)
    return render(request, "desk/_visitor.html", visiting.shown(shown))


@require_POST
@answering
def assign(request: DeskRequest, code: str) -> HttpResponse:
    """Give the conversation to a colleague, to oneself, or to nobody."""
    shown, wanted = queries.get_visible(request.user, code), request.POST.get("agent", "")
    to = staff.colleagues(request.user).filter(pk=wanted).first() if wanted.isascii() and wanted.isdigit() else None
    if to is None and wanted != NOBODY:
        return _done(request, shown, _("Tej osobie nie można przekazać rozmowy."), level=messages.ERROR)
    steps = changing.assign(shown, to=to, by=request.user)
    said = _("Rozmowę przejmuje %(name)s.") % {"name": to.name} if to else _("Rozmowa nie ma teraz opiekuna.")
    return _done(request, shown, said, undo=steps)


@require_POST
@answering
def change_status(request: DeskRequest, code: str) -> HttpResponse:
    """Close, open again, mark as spam, put into the bin."""
    shown, form = queries.get_visible(request.user, code), StatusForm(request.POST)
    if not form.is_valid():
        return _done(request, shown, _("Nie ma takiego stanu rozmowy."), level=messages.ERROR)
    status = Status(form.cleaned_data["status"])
    steps = changing.change_status(shown, status, by=request.user)
    return _done(request, shown, _("Stan rozmowy: %(status)s.") % {"status": status.label}, undo=steps)


@require_POST
@answering
def snooze(request: DeskRequest, code: str) -> HttpResponse:
    """Put the conversation off until one of the offered moments, or one of his own."""
    shown = queries.get_visible(request.user, code)
    until = snoozing.until(request.POST.get("until", ""), clock.now(), request.POST.dict())
    steps = changing.snooze(shown, until, by=request.user)
    return _done(request, shown, _("Rozmowa odłożona."), undo=steps)


@require_POST
@answering
def decide_delivery(request: DeskRequest, code: str, decision: str) -> HttpResponse:
    """Send a message again that failed, or take it as sent."""
    message = queries.visible_message(request.user, code)
    if not delivery.can_be_decided(message):
        raise TransitionNotAllowed
    delivery.DECISIONS[decision](message, by=request.user.actor)
    return _done(request, message.conversation)
