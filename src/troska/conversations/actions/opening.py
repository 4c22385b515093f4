"""Opening conversations: what was new is marked, and who opens too many that are not his is asked why.

A stolen session, or a colleague who collects customers, shows by what it opens. Conversations that are one's own to
answer do not count; everything else does, once an hour each.
"""

from datetime import datetime, timedelta

from django.db import connection, transaction

from troska.conversations import deeds, errors
from troska.conversations.actions.writing import MARKING
from troska.conversations.models import Attachment, Conversation, Opening
from troska.core import clock
from troska.staff import audit
from troska.staff.models import Agent, AuditEntry
from troska.timeline.actors import Actor

#: So many conversations of others within an hour are more than work asks for (trust: an insider opens 300).
MOST_IN_AN_HOUR = 300
SHORTEST_REASON = 10
LONGEST_REASON = 500
_HOUR = timedelta(hours=1)
_KEPT = timedelta(days=2)

# One statement, since it is asked with every page that is opened.
_OPEN = (
    MARKING  # noqa: S608 -- a constant of ours
    + """, opened AS (
    INSERT INTO conversations_opening (agent_id, conversation_id, at)
    SELECT %(agent)s, %(conversation)s, %(now)s WHERE NOT %(own)s
    ON CONFLICT (agent_id, conversation_id) DO UPDATE SET at = excluded.at
)
SELECT (SELECT upto FROM before), count(*) FROM conversations_opening WHERE agent_id = %(agent)s AND at > %(since)s
"""
)


def open_conversation(conversation: Conversation, *, by: Agent) -> datetime | None:
    """Note that the agent opens the conversation and sees it as it is now; give how far he had read before.

    None when he had never opened it. Raises TooManyOpened when he has opened so many of others within an hour that he
    is to say why first; then nothing of it may be shown.
    """
    now = clock.now()
    own = conversation.assignee_id == by.pk
    values: dict[str, int | bool | datetime] = {
        "agent": by.pk,
        "conversation": conversation.pk,
        "upto": conversation.last_message_at,
        "now": now,
        "own": own,
        "since": now - _HOUR,
    }
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_OPEN, values)
        read_upto, opened = cursor.fetchone()
        if not own and opened >= MOST_IN_AN_HOUR and opened >= MOST_IN_AN_HOUR * (1 + _reasons(by, now)):
            raise errors.TooManyOpened
    return read_upto  # type: ignore[no-any-return]  # a column of ours


@transaction.atomic
def give_reason(reason: str, *, by: Agent) -> None:
    """Say why so many are opened; as many again may be, and what was said stays in the audit log. Raises NoReason."""
    reason = " ".join(reason.split())
    if len(reason) < SHORTEST_REASON:
        raise errors.NoReason
    audit.record(deeds.MANY_OPENED, by=by.actor, reason=reason[:LONGEST_REASON])


@transaction.atomic
def note_file_read(file: Attachment, *, by: Actor) -> None:
    """Leave a line about who took an identity document."""
    audit.record(deeds.FILE_READ, by=by, about=audit.about(file), conversation=file.message.conversation.reference)


@transaction.atomic
def forget_openings() -> int:
    """Let go of what was opened long ago; give how many."""
    return Opening.objects.filter(at__lt=clock.now() - _KEPT).delete()[0]


def _reasons(agent: Agent, now: datetime) -> int:
    given = AuditEntry.objects.filter(deed=deeds.MANY_OPENED.name, actor_kind="agent", actor_id=agent.pk)
    return given.filter(at__gt=now - _HOUR).count()
