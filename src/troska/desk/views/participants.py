"""Letting somebody take part in a conversation."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from troska.conversations import actions, queries
from troska.conversations.errors import TransitionNotAllowed
from troska.desk import letting_in, lists, showing
from troska.desk.access import DeskRequest, answering
from troska.desk.window import Wanted


@require_POST
@answering
def let_in(request: DeskRequest, code: str) -> HttpResponse:
    """Let the sender of an unverified message take part from now on."""
    message = queries.visible_message(request.user, code)
    shown = queries.get_visible(request.user, message.conversation.code, seen=request.seen)
    if message.pk not in letting_in.can_be_let_in(shown, [message]):
        raise TransitionNotAllowed
    actions.add_participant(shown, address=message.author_address, name=message.author_name, by=request.user.actor)
    said = _("Od teraz %(address)s bierze udział w rozmowie.") % {"address": message.author_address}
    messages.success(request, said)
    if not request.htmx:
        return redirect("desk:conversation", code=shown.code)
    current = lists.VIEWS.get(request.GET.get("widok", ""), lists.VIEWS["moje"]).slug
    wanted = Wanted.read(request)
    context = showing.conversation(request.user, shown, seen=request.seen, wanted=wanted) | {"current": current}
    return showing.show(request, "conversation", context, part="thread")
