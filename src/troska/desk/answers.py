"""What an agent is answered after he did something with a conversation: the word, the way back, the page as it is."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect

from troska.conversations import actions
from troska.conversations.models import Conversation
from troska.desk import lists, reading, showing, undoing
from troska.desk.access import DeskRequest
from troska.desk.changing import Step
from troska.desk.window import Wanted


def chosen_view(request: DeskRequest) -> lists.ListView:
    """Give the list beside which the conversation is shown; his own when none is named."""
    return lists.find(request.GET.get("widok", "")) or lists.VIEWS["moje"]


def tell(request: DeskRequest, said: str, *, undo: Sequence[Step] = (), level: int = messages.SUCCESS) -> None:
    """Let the next page say what was done, with a way back when there is one."""
    if said:
        messages.add_message(request, level, said, extra_tags=undoing.offer(undo, to=request.user))


def done(
    request: DeskRequest,
    shown: Conversation,
    said: str = "",
    *,
    level: int = messages.SUCCESS,
    undo: Sequence[Step] = (),
    **more: Any,
) -> HttpResponse:
    """Show the conversation as it is now, and say what was done with it; `more` is for the template."""
    tell(request, said, undo=undo, level=level)
    view = chosen_view(request)
    if not request.htmx:
        return redirect(f"/rozmowa/{shown.code}/?widok={view.slug}")
    fresh = request.seen.filter(pk=shown.pk).select_related("customer", "assignee", "primary_inbox__brand").first()
    if fresh is None:  # given to someone whose team this agent is not in
        return HttpResponse(headers={"HX-Redirect": f"/rozmowy/{view.slug}/"})
    # Whoever does something with it sees it, his own answer included.
    actions.mark_read(fresh, by=request.user, upto=fresh.last_message_at)
    read_upto = reading.still_new_since(request)
    wanted = Wanted.read(request)
    context = showing.conversation(request.user, fresh, wanted=wanted, read_upto=read_upto) | {"current": view.slug}
    return showing.show(request, "conversation", context | more, part="thread")
