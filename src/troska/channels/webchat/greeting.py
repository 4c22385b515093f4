"""What a widget says before anybody has written: who answers here, how soon, and what is asked first."""

import time
from datetime import datetime
from typing import Any

from django.db import connection
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from troska.channels.webchat.models import Widget
from troska.conversations.models import Brand
from troska.conversations.queries import hours_of
from troska.core import clock
from troska.core.business_hours import BusinessHours

#: So many answered chats it takes before we say how soon an answer comes, and no more than so many are looked at.
FEWEST, MOST = 5, 100
_KEPT_SECONDS = 60.0
_ON_DAY = (
    gettext_lazy("w poniedziałek"),
    gettext_lazy("we wtorek"),
    gettext_lazy("w środę"),
    gettext_lazy("w czwartek"),
    gettext_lazy("w piątek"),
    gettext_lazy("w sobotę"),
    gettext_lazy("w niedzielę"),
)
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
        "back": back(hours_of(widget.inbox), clock.now()),
    }


def back(hours: BusinessHours, at: datetime) -> str:
    """Say when somebody is there again ("jutro o 9:00"), "" while somebody is."""
    if hours.is_open(at):
        return ""
    opens = hours.opens_at(at)
    if opens is None:
        return _("wkrótce")
    then, now = opens.astimezone(hours.zone), at.astimezone(hours.zone)
    hour = f"{then.hour}:{then.minute:02}"
    days = (then.date() - now.date()).days
    if days == 0:
        return _("dziś o %(hour)s") % {"hour": hour}
    if days == 1:
        return _("jutro o %(hour)s") % {"hour": hour}
    if days < 7:
        return _("%(day)s o %(hour)s") % {"day": _ON_DAY[then.weekday()], "hour": hour}
    return _("%(day)s o %(hour)s") % {"day": date_format(then, "j E"), "hour": hour}


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
