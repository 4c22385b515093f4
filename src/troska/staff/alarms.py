"""Alarms: letters to who sees the system, when something is wrong for a while, still wrong a day later, and over.

All that is new goes into one letter, at most LETTERS_AN_HOUR of them whatever happens. Who was told of what is written
down in the transaction that keeps the letters, under one lock, so that nobody is told twice. When mail itself is what
is broken, the letters wait; the log, the metrics and the mark in the desk tell it all the same.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from django.db import connection, transaction
from django.db.models import Q

from troska.core import clock
from troska.core.doctor import Verdict, keeping
from troska.core.doctor.findings import PATIENCE, Finding
from troska.core.locks import AdvisoryLock
from troska.core.models import Trouble
from troska.staff import letters
from troska.staff.models import Agent
from troska.staff.permissions import Permission
from troska.staff.queries import who_may

log = structlog.get_logger(__name__)

LETTERS_AN_HOUR = 6
REMIND_EVERY = timedelta(days=1)
#: It has to be over for so long before anybody is told; what comes back before is the same trouble.
OVER_AFTER = keeping.SAME_WITHIN


@dataclass(frozen=True, slots=True)
class Told:
    """One trouble as a letter tells of it."""

    finding: Finding
    trouble: Trouble

    @property
    def since(self) -> datetime:
        return clock.local(self.trouble.began_at)

    @property
    def until(self) -> datetime | None:
        return clock.local(self.trouble.ended_at) if self.trouble.ended_at else None


@transaction.atomic
def tell() -> int:
    """Write what has to be told; give how many letters were kept."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [AdvisoryLock.ALARMS])
    now = clock.now()
    begun, lasting, over = _begun(now), _lasting(now), _over(now)
    if not (begun or lasting or over) or _told_within(timedelta(hours=1), now) >= LETTERS_AN_HOUR:
        return 0
    for trouble in begun:
        log.error("alarm", code=trouble.code, key=trouble.key, machine=trouble.machine, since=str(trouble.began_at))
    Trouble.objects.filter(pk__in=[one.pk for one in begun]).update(told_at=now)
    Trouble.objects.filter(pk__in=[one.pk for one in lasting]).update(reminded_at=now)
    Trouble.objects.filter(pk__in=[one.pk for one in over]).update(told_over_at=now)
    people = recipients()
    for agent in people:
        letters.send(agent, "alarm", {"begun": _said(begun), "lasting": _said(lasting), "over": _said(over)})
    return len(people)


def recipients() -> list[Agent]:
    """List who is written to: those who see the system and have not said no."""
    return list(who_may(Permission.SEE_SYSTEM).filter(wants_alarms=True).order_by("pk"))


def _begun(now: datetime) -> list[Trouble]:
    standing = keeping.standing().filter(verdict=Verdict.WRONG, told_at=None)
    return [trouble for trouble in standing if trouble.began_at <= now - _patience(trouble)]


def _patience(trouble: Trouble) -> timedelta:
    kind = keeping.finding_of(trouble).kind
    return kind.patience if kind else PATIENCE


def _lasting(now: datetime) -> list[Trouble]:
    day_ago = now - REMIND_EVERY
    due = Q(told_at__lte=day_ago) & (Q(reminded_at=None) | Q(reminded_at__lte=day_ago))
    return list(keeping.standing().filter(due, verdict=Verdict.WRONG))


def _over(now: datetime) -> list[Trouble]:
    ended = Trouble.objects.filter(ended_at__lte=now - OVER_AFTER, told_over_at=None)
    return list(ended.exclude(told_at=None).order_by("ended_at", "pk"))


def _told_within(period: timedelta, now: datetime) -> int:
    """Count the rounds of letters: all that is told in one has the same moment."""
    moments = Trouble.objects.order_by().values_list("told_at", flat=True).filter(told_at__gt=now - period)
    reminded = Trouble.objects.order_by().values_list("reminded_at", flat=True).filter(reminded_at__gt=now - period)
    over = Trouble.objects.order_by().values_list("told_over_at", flat=True).filter(told_over_at__gt=now - period)
    return len(set(moments.union(reminded, over)))


def _said(troubles: Iterable[Trouble]) -> list[Told]:
    return [Told(keeping.finding_of(trouble), trouble) for trouble in troubles]
