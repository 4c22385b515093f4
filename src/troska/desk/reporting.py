"""The telling side of presence: what a browser says is checked, passed on when it is news, held back when it is not."""

import threading
import time
from collections import deque
from dataclasses import dataclass, field
from typing import TypeVar

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from troska.channels.webchat import signals
from troska.conversations import queries
from troska.conversations.errors import ConversationNotFound
from troska.core.errors import TroskaError
from troska.desk.audience import audience_of
from troska.desk.hearing import CHANNEL
from troska.desk.presence import BEAT_SECONDS, MOST_TABS, Doing, Report
from troska.staff.models import Agent
from troska.timeline import whispers

T = TypeVar("T")

#: The same said again sooner than this is not passed on.
QUIET_SECONDS = BEAT_SECONDS * 2 / 3
#: How long a look at what the agent may see is believed.
CHECKED_SECONDS = 30.0
#: What one agent's browsers may say in a window; a person who switches and types all the time stays below it.
MOST_SAID, WINDOW_SECONDS = 40, 10.0


class ReportForm(forms.Form):
    """What a browser says: in which conversation it does what; `tab` is a name the page gave itself."""

    conversation = forms.CharField(validators=[RegexValidator(r"\A[a-z2-7]{26}\Z")])
    tab = forms.CharField(validators=[RegexValidator(r"\A[a-z2-7]{8,26}\Z")])
    doing = forms.ChoiceField(choices=[(doing.value, doing.value) for doing in Doing])


class TooMuchSaid(TroskaError):
    """A browser, or who pretends to be one, says more than a person can do."""

    code = "too_much_said"
    status = 429
    message = _("Za dużo zmian naraz. Spróbuj za chwilę.")


@dataclass(eq=False, slots=True)
class _Known:
    """What this process remembers of one agent's browsers, each part bounded."""

    said: dict[str, tuple[str, Doing, float]] = field(default_factory=dict)
    checked: dict[str, tuple[float, frozenset[int], frozenset[int]]] = field(default_factory=dict)
    times: deque[float] = field(default_factory=lambda: deque(maxlen=MOST_SAID))


class Reporter:
    """Passes on what browsers say; safe to be called by many threads."""

    def __init__(self) -> None:
        self._agents: dict[int, _Known] = {}
        self._lock = threading.Lock()

    def report(self, agent: Agent, *, conversation: str, tab: str, doing: Doing) -> None:
        """Tell all web processes what an agent's tab does, if it is news. Raises ConversationNotFound, TooMuchSaid."""
        inboxes, agents = self._audience(agent, conversation)
        if self._is_news(agent, conversation, tab, doing):
            said = Report(agent.pk, tab, doing, conversation, inboxes, agents)
            whispers.whisper(CHANNEL, [said.written()])
            if doing != Doing.AWAY:
                signals.agent_does(conversation, writes=doing == Doing.REPLY, name=agent.name)

    def forget(self) -> None:
        """Begin with nothing known."""
        self._agents.clear()

    def _audience(self, agent: Agent, conversation: str) -> tuple[frozenset[int], frozenset[int]]:
        now = time.monotonic()
        with self._lock:
            found = self._agents.setdefault(agent.pk, _Known()).checked.get(conversation)
        if found is None or now - found[0] > CHECKED_SECONDS:
            shown = queries.visible_to(agent).filter(code=conversation).only("assignee_id").first()
            if shown is None:
                raise ConversationNotFound
            found = (now, *audience_of(shown))
            with self._lock:
                _keep(self._agents[agent.pk].checked, conversation, found)
        return found[1:]

    def _is_news(self, agent: Agent, conversation: str, tab: str, doing: Doing) -> bool:
        now = time.monotonic()
        with self._lock:
            known = self._agents[agent.pk]
            before = known.said.get(tab)
            if before and before[:2] == (conversation, doing) and now - before[2] < QUIET_SECONDS:
                return False
            if len(known.times) == MOST_SAID and now - known.times[0] < WINDOW_SECONDS:
                raise TooMuchSaid
            known.times.append(now)
            _keep(known.said, tab, (conversation, doing, now))
        return True


def _keep(kept: dict[str, T], name: str, value: T) -> None:
    kept.pop(name, None)
    kept[name] = value
    while len(kept) > MOST_TABS:
        del kept[next(iter(kept))]


reporter = Reporter()
