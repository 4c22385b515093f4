"""What a widget says before anybody has written: who answers here, how soon, and what is asked first."""

import time
from typing import Any

from django.db import connection

from troska.channels.webchat.models import Widget
from troska.conversations.models import Brand

#: So many answered chats it takes before we say how soon an answer comes, and no more than so many are looked at.
FEWEST, MOST = 5, 100
_KEPT_SECONDS = 60.0
_FIRST_ANSWERS = """
SELECT count(*), percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM answered_at - started_at))
FROM (
    SELECT chat.started_at, (
        SELECT min(message.created_at) FROM conversations_message AS message
        WHERE message.conversation_id = chat.conversation_id AND message.direction = 'out'
            AND message.actor_kind = 'agent' AND message.visibility = 'public'
    ) AS answered_at
    FROM webchat_chat AS chat
    JOIN conversations_conversation AS conversation ON conversation.id = chat.conversation_id
    WHERE conversation.primary_inbox_id = %s
    ORDER BY chat.conversation_id DESC LIMIT %s
) AS lately
WHERE answered_at IS NOT NULL
"""
_kept: dict[int, tuple[float, int | None]] = {}


def of(widget: Widget) -> dict[str, Any]:
    """Write what a widget shows first."""
    brand: Brand = widget.inbox.brand
    return {
        "brand": brand.name,
        "accent": brand.accent,
        "languages": brand.languages,
        "welcome": widget.welcome,
        "asks": {
            "name": widget.asks_name,
            "email": widget.asks_email or widget.needs_email,
            "needs_email": widget.needs_email,
            "consent": widget.needs_consent,
        },
        "privacy": widget.privacy_url,
        "minutes": minutes_to_answer(widget.inbox_id),
    }


def minutes_to_answer(inbox_id: int) -> int | None:
    """Give in how many minutes a person usually answers first: the median of the latest chats; None: too few."""
    now = time.monotonic()
    kept = _kept.get(inbox_id)
    if kept is None or now - kept[0] > _KEPT_SECONDS:
        kept = _kept[inbox_id] = (now, _measured(inbox_id))
    return kept[1]


def _measured(inbox_id: int) -> int | None:
    with connection.cursor() as cursor:
        cursor.execute(_FIRST_ANSWERS, [inbox_id, MOST])
        count, seconds = cursor.fetchone()
    return max(1, round(float(seconds) / 60)) if count >= FEWEST else None
