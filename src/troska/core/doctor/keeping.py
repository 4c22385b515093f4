"""Keeps what checks found, and since when something is not fine."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

import structlog
from django.db import connection, transaction
from django.db.models import QuerySet

from troska.core import clock
from troska.core.doctor.examining import Examined
from troska.core.doctor.findings import Finding, Verdict
from troska.core.doctor.register import Check, checks
from troska.core.models import Checkup, Trouble

log = structlog.get_logger(__name__)

#: What comes back within this is the same trouble, not a new one.
SAME_WITHIN = timedelta(minutes=10)
#: A machine of which nothing was heard for so long is no longer one of ours.
MACHINE_GONE_AFTER = timedelta(hours=1)
REMEMBERED = timedelta(days=90)
OVER_SHOWN = timedelta(days=7)

_CLAIM = """
INSERT INTO core_checkup AS known (name, machine, claimed_at, seconds, findings) VALUES (%s, %s, %s, 0, '[]')
ON CONFLICT (name, machine) DO UPDATE SET claimed_at = excluded.claimed_at
WHERE known.claimed_at IS NULL OR known.claimed_at <= %s
RETURNING id
"""


def claim(check: Check, machine: str, *, later_by: timedelta = timedelta(0)) -> bool:
    """Take a check on if it is due, by at least `later_by`; of many who ask, one gets it."""
    now = clock.now()
    with connection.cursor() as cursor:
        cursor.execute(_CLAIM, [check.name, machine, now, now - check.every - later_by])
        return cursor.fetchone() is not None


def ask_for_all() -> None:
    """Let every check be due now."""
    Checkup.objects.update(claimed_at=None)


@transaction.atomic
def keep(examined: Examined, machine: str) -> None:
    """Write down what a check found; troubles begin and end."""
    now, name = clock.now(), examined.check.name
    Checkup.objects.bulk_create([Checkup(name=name, machine=machine)], ignore_conflicts=True)
    checkup = Checkup.objects.select_for_update(no_key=True).get(name=name, machine=machine)
    checkup.ran_at, checkup.seconds = now, examined.seconds
    checkup.claimed_at = checkup.claimed_at or now
    checkup.findings = [_as_json(finding) for finding in examined.findings]
    checkup.save(update_fields=["ran_at", "seconds", "claimed_at", "findings"])
    _note_troubles(examined.findings, name, machine, now)


def _note_troubles(findings: Sequence[Finding], name: str, machine: str, now: datetime) -> None:
    found = {(one.code, one.key[:120]): one for one in findings if one.verdict is not Verdict.FINE}
    known = {
        (one.code, one.key): one for one in Trouble.objects.filter(check_name=name, machine=machine, ended_at=None)
    }
    for identity, trouble in known.items():
        if identity not in found:
            _end(trouble, now)
    for identity, finding in found.items():
        trouble = known.get(identity) or _recent(identity, name, machine, now) or _begun(finding, name, machine, now)
        trouble.seen_at, trouble.ended_at = now, None
        trouble.verdict, trouble.values = finding.verdict, dict(finding.values)
        trouble.save()


def _recent(identity: tuple[str, str], name: str, machine: str, now: datetime) -> Trouble | None:
    code, key = identity
    ended = Trouble.objects.filter(check_name=name, machine=machine, code=code, key=key)
    return ended.filter(ended_at__gt=now - SAME_WITHIN, told_over_at=None).order_by("-ended_at").first()


def _begun(finding: Finding, name: str, machine: str, now: datetime) -> Trouble:
    log.warning("trouble.began", code=finding.code, key=finding.key, machine=machine, verdict=str(finding.verdict))
    return Trouble(check_name=name, machine=machine, code=finding.code, key=finding.key[:120], began_at=now)


def _end(trouble: Trouble, now: datetime) -> None:
    log.info("trouble.ended", code=trouble.code, key=trouble.key, machine=trouble.machine)
    trouble.ended_at = now
    trouble.save(update_fields=["ended_at"])


@transaction.atomic
def forget() -> None:
    """Let go of checks that no code knows any more, of machines that are gone, and of what is long over."""
    now = clock.now()
    unknown = Checkup.objects.exclude(name__in=list(checks()))
    gone = Checkup.objects.exclude(machine="").filter(claimed_at__lt=now - MACHINE_GONE_AFTER)
    for checkup in [*unknown, *gone]:
        for trouble in Trouble.objects.filter(check_name=checkup.name, machine=checkup.machine, ended_at=None):
            _end(trouble, now)
        checkup.delete()
    Trouble.objects.filter(ended_at__lt=now - REMEMBERED).delete()


def standing() -> QuerySet[Trouble]:
    """List what is not fine now, the worst and oldest first."""
    return Trouble.objects.filter(ended_at=None).order_by("-verdict", "began_at", "pk")


def lately_over() -> QuerySet[Trouble]:
    """List what people were told of and is over, the latest first."""
    lately = Trouble.objects.filter(ended_at__gt=clock.now() - OVER_SHOWN).exclude(told_at=None)
    return lately.order_by("-ended_at")


def wrong_now() -> int:
    """Count what is wrong now."""
    return Trouble.objects.filter(ended_at=None, verdict=Verdict.WRONG).count()


def finding_of(trouble: Trouble) -> Finding:
    """Give a trouble as what was found, to be put into words."""
    return Finding(trouble.code, Verdict(trouble.verdict), trouble.key, trouble.values)


def findings_of(checkup: Checkup) -> Iterable[Finding]:
    """Give what a check found the last time."""
    for one in checkup.findings:
        yield Finding(one["code"], Verdict(one["verdict"]), one["key"], one["values"])


def _as_json(finding: Finding) -> dict[str, object]:
    return {
        "code": finding.code,
        "verdict": str(finding.verdict),
        "key": finding.key,
        "values": dict(finding.values),
    }
