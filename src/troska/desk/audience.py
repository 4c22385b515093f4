"""What the live stream tells the desk, and whom: that a conversation changed, never what was said in it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from importlib import import_module
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user
from django.http import HttpRequest

from troska.conversations.models import Conversation, ConversationInbox, Mention
from troska.conversations.queries import inbox_ids_of
from troska.staff import queries as staff
from troska.staff.models import Agent
from troska.timeline.events import Recorded

#: What shows up in lists and menus of everybody, though it is no conversation that can be shown.
_FOR_ALL = ("channels.entry.", "conversations.label.", "conversations.conversation.purged")
_SESSION = import_module(settings.SESSION_ENGINE).SessionStore


@dataclass(frozen=True, slots=True)
class Change:
    """Something changed; `audience` fields say who may know (see `concerns`)."""

    position: int
    kind: str
    actor: str
    conversation: str | None = None
    inbox_ids: frozenset[int] = frozenset()
    agent_ids: frozenset[int] = frozenset()
    is_for_all: bool = False
    #: Only this agent's own view of the world changed: he pulls everything anew.
    resyncs: int | None = None


@dataclass(frozen=True, slots=True)
class Viewer:
    """An agent who looks, through one session, with what he may see now."""

    session_key: str
    agent_id: int
    sees_everything: bool
    inbox_ids: frozenset[int]


def concerns(viewer: Viewer, change: Change) -> bool:
    """Say whether this agent may know of the change; the same rule as conversations.queries.visible_to."""
    if change.resyncs is not None:
        return change.resyncs == viewer.agent_id
    return (
        change.is_for_all
        or viewer.sees_everything
        or viewer.agent_id in change.agent_ids
        or not viewer.inbox_ids.isdisjoint(change.inbox_ids)
    )


def describe(events: Sequence[Recorded]) -> list[Change]:
    """Turn events into what the desk is told, in three queries for the whole batch."""
    ids = {pk for event in events if isinstance(pk := event.payload.get("conversation_id"), int)}
    conversations = {row.pk: row for row in Conversation.objects.filter(pk__in=ids).only("code", "assignee_id")}
    inboxes, mentioned = _grouped(ConversationInbox, "inbox_id", ids), _grouped(Mention, "agent_id", ids)
    changes = []
    for event in events:
        conversation = conversations.get(event.payload.get("conversation_id", 0))
        if conversation is not None:
            agents = {conversation.assignee_id, event.payload.get("before"), *mentioned.get(conversation.pk, ())}
            changes.append(
                replace(
                    _told(event),
                    conversation=conversation.code,
                    inbox_ids=frozenset(inboxes.get(conversation.pk, ())),
                    agent_ids=frozenset(agent for agent in agents if isinstance(agent, int)),
                )
            )
        elif event.kind.kind.startswith(_FOR_ALL):
            changes.append(replace(_told(event), is_for_all=True))
        elif event.kind.kind.startswith("staff."):
            changes.append(replace(_told(event), resyncs=event.payload.get("agent_id")))
    return changes


def audience_of(conversation: Conversation) -> tuple[frozenset[int], frozenset[int]]:
    """Tell by which inboxes, and as which agents, one may know of a conversation; in two queries."""
    pk = conversation.pk
    inboxes, agents = _grouped(ConversationInbox, "inbox_id", {pk}), _grouped(Mention, "agent_id", {pk})
    his = {conversation.assignee_id} if conversation.assignee_id else set()
    return frozenset(inboxes.get(pk, ())), frozenset(agents.get(pk, set()) | his)


def _told(event: Recorded) -> Change:
    actor = f"{event.actor.kind.value}:{event.actor.id or ''}"
    return Change(position=event.position, kind=event.kind.kind, actor=actor)


def _grouped(model: Any, field: str, conversation_ids: set[int]) -> dict[int, set[int]]:
    grouped: dict[int, set[int]] = {}
    rows = model.objects.filter(conversation__in=conversation_ids).values_list("conversation_id", field)
    for conversation_id, value in rows:
        grouped.setdefault(conversation_id, set()).add(value)
    return grouped


def viewer_of(session_key: str) -> Viewer | None:
    """Give the agent behind a session, or None when it ended or conversations are not his business."""
    request = HttpRequest()
    request.session = _SESSION(session_key)
    agent = get_user(request)
    if not isinstance(agent, Agent) or agent.lacks_second_factor or not staff.reads_conversations(agent):
        return None
    everything = staff.sees_everything(agent)
    inboxes = () if everything else inbox_ids_of(agent)
    return Viewer(session_key, agent.pk, everything, frozenset(inboxes))


def renew(viewers: Iterable[Viewer]) -> dict[Viewer, Viewer | None]:
    """Look again what each viewer may see."""
    return {viewer: viewer_of(viewer.session_key) for viewer in viewers}
