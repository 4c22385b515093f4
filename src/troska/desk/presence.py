"""Who looks at which conversation just now, and who writes in it: known for seconds and kept nowhere."""

import enum
import json
from dataclasses import dataclass, field, replace

from troska.desk.audience import Change
from troska.timeline.whispers import LONGEST

#: How often a browser says again what it does (`BEAT` in together.js).
BEAT_SECONDS = 12.0
#: A tab of which nothing was heard for this long is gone: two beats may be lost on the way.
GONE_SECONDS = 30.0
#: An agent's further tabs push out his oldest ones.
MOST_TABS = 20


class Doing(enum.StrEnum):
    """What somebody does in a conversation; of several tabs the later in this order counts."""

    AWAY = "away"
    VIEWING = "viewing"
    NOTE = "note"
    REPLY = "reply"


_WEIGHT = {doing: nth for nth, doing in enumerate(Doing)}


@dataclass(frozen=True, slots=True)
class Report:
    """What one tab of an agent's browser does, and who besides him may know of its conversation."""

    agent_id: int
    tab: str
    doing: Doing
    conversation: str
    inbox_ids: frozenset[int] = frozenset()
    agent_ids: frozenset[int] = frozenset()
    #: Seconds since the browser said so.
    age: float = 0.0

    def written(self) -> str:
        """Write it for other processes: codes and ids, never a name or a text, and never too long to be said."""
        values = [self.agent_id, self.tab, self.doing.value, self.conversation, round(self.age, 1)]
        text = json.dumps([*values, sorted(self.inbox_ids), sorted(self.agent_ids)], separators=(",", ":"))
        if len(text) <= LONGEST:
            return text
        # Hundreds were mentioned: those who only see it by that go without.
        shorter = replace(self, inbox_ids=frozenset(sorted(self.inbox_ids)[:300]), agent_ids=frozenset())
        return shorter.written()

    @classmethod
    def read(cls, text: str) -> "Report | None":
        """Read what a process wrote, None what this one does not understand (another version is being rolled out)."""
        try:
            agent_id, tab, doing, conversation, age, inbox_ids, agent_ids = json.loads(text)
            return cls(agent_id, tab, Doing(doing), conversation, frozenset(inbox_ids), frozenset(agent_ids), age)
        except (ValueError, TypeError):
            return None

    @property
    def about(self) -> Change:
        """Say whom it concerns, in the stream's terms; it has no place in the timeline."""
        return Change(
            position=0,
            kind="presence",
            actor="",
            conversation=self.conversation,
            inbox_ids=self.inbox_ids,
            agent_ids=self.agent_ids,
        )


Key = tuple[int, str]


@dataclass(eq=False)
class Room:
    """Everybody's tabs as this process has heard of them; `at` is any clock of seconds that only goes forward."""

    _tabs: dict[Key, Report] = field(default_factory=dict)
    _said_at: dict[Key, float] = field(default_factory=dict)
    _conversations: dict[str, dict[Key, Report]] = field(default_factory=dict)

    def hear(self, report: Report, *, at: float) -> list[Change]:
        """Take in what a tab does; give the conversations of which others now see something else."""
        key, said_at = (report.agent_id, report.tab), at - report.age
        if report.age >= GONE_SECONDS or said_at < self._said_at.get(key, said_at):
            return []  # heard again by way of another process, and overtaken since
        come = [] if report.doing == Doing.AWAY else [report]
        gone = [key] if key in self._tabs else self._pushed_out(report.agent_id) if come else []
        changes = self._replace(gone, come)
        if come:
            self._said_at[key] = said_at
        return changes

    def expire(self, *, at: float) -> list[Change]:
        """Let go those of whom nothing was heard; give the conversations of which others now see something else."""
        return self._replace([key for key, said_at in self._said_at.items() if at - said_at >= GONE_SECONDS], [])

    def people(self, conversation: str) -> dict[int, Doing]:
        """Tell who is there and what he does, by agent, in the order in which they came."""
        found: dict[int, Doing] = {}
        for (agent_id, _tab), report in self._conversations.get(conversation, {}).items():
            found[agent_id] = max(found.get(agent_id, Doing.AWAY), report.doing, key=_WEIGHT.__getitem__)
        return found

    def conversations(self) -> list[str]:
        """List the conversations in which somebody is."""
        return list(self._conversations)

    def about(self, conversation: str) -> Change | None:
        """Say whom it concerns who is in a conversation, by the latest to come; None when nobody is."""
        tabs = self._conversations.get(conversation)
        return next(reversed(tabs.values())).about if tabs else None

    def reports(self, *, at: float) -> list[Report]:
        """Give all that is known, to be told to a process that came later."""
        known = list(self._tabs.items())
        return [replace(report, age=max(0.0, at - self._said_at.get(key, at))) for key, report in known]

    def clear(self) -> None:
        """Forget everything."""
        for kept in (self._tabs, self._said_at, self._conversations):
            kept.clear()

    def _pushed_out(self, agent_id: int) -> list[Key]:
        his = [key for key in self._tabs if key[0] == agent_id]
        return his[: max(0, len(his) - MOST_TABS + 1)]

    def _replace(self, gone: list[Key], come: list[Report]) -> list[Change]:
        touched = [*(self._tabs[key] for key in gone), *come]
        abouts = {report.conversation: report.about for report in touched}
        before = {code: self.people(code) for code in abouts}
        for report in come:  # first, so that who changes what he does keeps his place among the others
            self._conversations.setdefault(report.conversation, {})[report.agent_id, report.tab] = report
        stays = {(report.agent_id, report.tab): report.conversation for report in come}
        for key in gone:
            left = self._tabs.pop(key).conversation
            self._said_at.pop(key, None)
            if stays.get(key) != left:
                del self._conversations[left][key]
                if not self._conversations[left]:
                    del self._conversations[left]
        self._tabs.update({(report.agent_id, report.tab): report for report in come})
        return [about for code, about in abouts.items() if self.people(code) != before[code]]
