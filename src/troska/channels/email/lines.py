"""Connections to one mail server at a time, over all workers: who sends holds one of a few lines.

A line is held from before the connection is opened until after it is closed, so the bound is one on connections, not
only on mails under way. Who gives no sign of life loses it as he loses the mail he had taken up.
"""

from django.db import transaction

from troska.channels.email import dispatching
from troska.channels.email.models import RouteLine
from troska.core import clock

MOST_LINES = 4


@transaction.atomic(durable=True)
def take(route: str) -> int | None:
    """Take a line to the server; None when all are in use: who has them sends what is due."""
    dispatching.lock_route(route)
    now = clock.now()
    lines = RouteLine.objects.filter(route=route)
    lines.filter(held_until__lt=now).delete()
    if lines.count() >= MOST_LINES:
        return None
    return RouteLine.objects.create(route=route, held_until=now + dispatching.LEASE).pk


def keep(line_id: int) -> None:
    """Give a sign of life."""
    RouteLine.objects.filter(pk=line_id).update(held_until=clock.now() + dispatching.LEASE)


def give_back(line_id: int) -> None:
    """Let somebody else have the line; the connection is closed."""
    RouteLine.objects.filter(pk=line_id).delete()
