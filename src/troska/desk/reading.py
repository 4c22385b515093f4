"""What counts as read: a conversation that was opened, as far as it was shown."""

from datetime import datetime

from django.utils.dateparse import parse_datetime

from troska.conversations import actions
from troska.conversations.models import Conversation
from troska.desk.access import DeskRequest

#: Where the page keeps what was new when it was opened, so that pulling it anew leaves the line in its place.
NEW_SINCE = "nowe_od"


def opened(request: DeskRequest, shown: Conversation) -> datetime | None:
    """Mark what is shown as read and tell how far it was read before; None when it is new as a whole.

    Raises TooManyOpened.
    A thread that is only pulled anew may lie in a window nobody looks at: it is marked by the page itself.
    """
    if request.htmx and request.htmx.target == "thread":
        return still_new_since(request)
    before = actions.open_conversation(shown, by=request.user)
    return before if before is not None and before < shown.last_message_at else None


def still_new_since(request: DeskRequest) -> datetime | None:
    """Tell from what the page sends along how far the conversation was read before it was opened."""
    return moment(request.GET.get(NEW_SINCE, "") or request.POST.get(NEW_SINCE, ""))


def moment(text: str) -> datetime | None:
    """Read a moment as the page wrote it; None for what is none."""
    try:
        found = parse_datetime(text)
    except ValueError:
        return None
    return found if found is not None and found.tzinfo is not None else None
