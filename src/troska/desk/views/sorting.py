"""Sorting one conversation: labels, priority, spam, read or not."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from django_htmx.http import HttpResponseClientRedirect

from troska.conversations import actions, queries
from troska.conversations.models import Priority
from troska.desk import changing, reading
from troska.desk.access import DeskRequest, answering, signed_in
from troska.desk.answers import chosen_view, done, tell


@require_POST
@answering
def label(request: DeskRequest, code: str) -> HttpResponse:
    """Put a label on, or take it off: the form says which of the two."""
    shown = queries.get_visible(request.user, code)
    change = changing.put_label if "poloz" in request.POST else changing.take_label
    wanted = request.POST.get("poloz", "") or request.POST.get("zdejmij", "")
    chosen = queries.all_labels().filter(pk=wanted).first() if wanted.isascii() and wanted.isdigit() else None
    if chosen is None:
        return done(request, shown, _("Tej etykiety już nie ma."), level=messages.ERROR)
    steps = change(shown, chosen, by=request.user)
    said = _("Etykieta „%(name)s” nadana.") if "poloz" in request.POST else _("Etykieta „%(name)s” zdjęta.")
    return done(request, shown, said % {"name": chosen.name}, undo=steps)


@require_POST
@answering
def prioritize(request: DeskRequest, code: str) -> HttpResponse:
    """Say how much it matters that this one is answered before others."""
    shown, wanted = queries.get_visible(request.user, code), request.POST.get("priorytet", "")
    if wanted not in Priority.values:
        return done(request, shown, _("Nie ma takiego priorytetu."), level=messages.ERROR)
    steps = changing.set_priority(shown, Priority(wanted), by=request.user)
    return done(request, shown, _("Priorytet: %(priority)s.") % {"priority": Priority(wanted).label}, undo=steps)


@require_POST
@answering
def mark_spam(request: DeskRequest, code: str) -> HttpResponse:
    """Mark as spam and block the sender, or his whole domain."""
    shown, block = queries.get_visible(request.user, code), request.POST.get("zablokuj", "")
    steps = changing.mark_spam(shown, block if block in ("address", "domain") else "", by=request.user)
    said = _("Rozmowa jest w spamie, a następne od tego nadawcy trafią tam same.") if block else _("Rozmowa w spamie.")
    return done(request, shown, said, undo=steps)


@require_POST
@signed_in
def mark_read(request: DeskRequest, code: str) -> HttpResponse:
    """Note that the page shows the conversation, as it stood at `upto`, to somebody who looks."""
    shown, upto = queries.get_visible(request.user, code), reading.moment(request.POST.get("upto", ""))
    if upto is not None:
        actions.mark_read(shown, by=request.user, upto=min(upto, shown.last_message_at))
    return HttpResponse(status=204)


@require_POST
@signed_in
def mark_unread(request: DeskRequest, code: str) -> HttpResponse:
    """Leave the conversation, to find it among the unread again."""
    shown = queries.get_visible(request.user, code)
    actions.mark_unread(shown, by=request.user)
    tell(request, _("Rozmowa oznaczona jako nieprzeczytana."))
    back = f"/rozmowy/{chosen_view(request).slug}/"
    return HttpResponseClientRedirect(back) if request.htmx else redirect(back)
