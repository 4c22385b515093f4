"""Which part of a long correspondence a page shows: its newest messages, and earlier ones as far as one went up."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest

from troska.conversations import queries
from troska.conversations.models import Conversation, Message

#: How many messages are shown at first, and how many more at a time.
SHOWN, MORE = 60, 200
#: How far a page goes back to the first that is not yet read, and how many that are read stand above it.
MOST_UNREAD, BESIDE = 500, 3
#: How an address names the first message that is shown, and one before which more are wanted.
SINCE, BEFORE = "od", "wczesniej"


@dataclass(frozen=True, slots=True)
class Window:
    """The messages that are shown, oldest first; `is_whole` says that there are no earlier ones."""

    messages: Sequence[Message]
    is_whole: bool

    @property
    def since(self) -> int:
        """Name the first message, by which the page goes on to show as much when more come; 0 while all are few."""
        return self.messages[0].pk if len(self.messages) >= SHOWN else 0


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a page asks for; nothing by itself."""

    since: int = 0
    before: int = 0

    @classmethod
    def read(cls, request: HttpRequest) -> "Wanted":
        """Read it from an address or a form; what is no number asks for nothing."""
        since, before = (request.GET.get(name) or request.POST.get(name, "") for name in (SINCE, BEFORE))
        return cls(_number(since), _number(before))


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0


def window(shown: Conversation, wanted: Wanted, *, read_upto: datetime | None = None) -> Window:
    """Give what is wanted of a conversation's messages; unasked the newest, from the first on that is not yet read."""
    if wanted.before:
        earlier = queries.ids_before(shown, wanted.before, newest=MORE + 1)
        since = earlier[MORE - 1] if len(earlier) > MORE else 0
        return Window(queries.thread(shown, since=since), is_whole=since == 0)
    if wanted.since and (found := queries.thread(shown, since=wanted.since)):
        return Window(found, is_whole=not queries.ids_before(shown, found[0].pk, newest=1))
    found = queries.thread(shown, newest=SHOWN + 1)
    if len(found) > SHOWN and read_upto is not None and found[0].created_at > read_upto:
        found = queries.thread(shown, newest=MOST_UNREAD + 1)
        first = next(nth for nth, message in enumerate(found) if message.created_at > read_upto)
        cut = max(first - BESIDE, len(found) - MOST_UNREAD)
        return Window(found[max(cut, 0) :], is_whole=cut <= 0 and len(found) <= MOST_UNREAD)
    return Window(found[-SHOWN:], is_whole=len(found) <= SHOWN)
