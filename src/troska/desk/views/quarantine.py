"""What waits for a person's decision before it may become a message."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from troska.channels import quarantine
from troska.channels.models import JournalEntry
from troska.desk import lists, showing
from troska.desk.access import DeskRequest, answering, signed_in


@require_safe
@signed_in
def show_quarantine(request: DeskRequest) -> HttpResponse:
    """List what waits."""
    return showing.show(request, "quarantine", _waiting(request))


@require_safe
@signed_in
def show_entry(request: DeskRequest, entry_id: int) -> HttpResponse:
    """Open one entry: what the original says, as far as it can be read."""
    entry = quarantine.get(request.user, entry_id)
    context = {"entry": entry, "mail": _opened(entry), "current": lists.QUARANTINE}
    if not request.htmx or request.htmx.history_restore_request:
        context |= _waiting(request)
    return showing.show(request, "quarantine", context)


@require_POST
@answering
def decide(request: DeskRequest, entry_id: int, decision: str) -> HttpResponse:
    """Let an entry in, or turn it away."""
    entry = quarantine.get(request.user, entry_id)
    message = None
    if decision == "wpusc":
        message = quarantine.release(entry, by=request.user.actor)
        messages.success(request, _("Wiadomość wpuszczona. Nadawca jest oznaczony jako niezweryfikowany."))
    else:
        quarantine.reject(entry, by=request.user.actor)
        messages.success(request, _("Wiadomość odrzucona."))
    if message and request.seen.filter(pk=message.conversation_id).exists():
        return redirect("desk:conversation", message.conversation.code)
    return redirect("desk:quarantine")


def _waiting(request: DeskRequest) -> showing.Context:
    before = request.GET.get("przed", "")
    entries = quarantine.waiting(request.user)
    if before.isascii() and before.isdigit() and len(before) < 19:
        entries = entries.filter(id__lt=int(before))
    found = list(entries[: lists.PAGE + 1])
    waiting = found[: lists.PAGE]
    older = waiting[-1].id if len(found) > lists.PAGE else None
    return {"waiting": waiting, "older": older, "current": lists.QUARANTINE}


def _opened(entry: JournalEntry) -> Any:
    try:
        return quarantine.opened(entry)
    except Exception:  # noqa: BLE001 -- it is here because it may break what reads it
        return None
