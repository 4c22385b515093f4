"""How the installation is doing, gathered for one page."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.core.mail import get_connection
from django.db.models import Q

from troska.core import processes, queues
from troska.core.doctor import Finding, Verdict, keeping
from troska.core.models import Checkup, RunningProcess, Trouble
from troska.core.text import polish_sort_key
from troska.timeline import queries as timeline


@dataclass(frozen=True, slots=True)
class Standing:
    """Something that is not fine, since when, and where when it is about one machine."""

    finding: Finding
    since: datetime
    until: datetime | None
    machine: str
    pk: int


@dataclass(frozen=True, slots=True)
class Fine:
    """Something that is fine, and where when it is about one machine."""

    finding: Finding
    machine: str


@dataclass(frozen=True, slots=True)
class State:
    """All that the page shows."""

    wrong: list[Standing]
    notices: list[Standing]
    fine: list[Fine]
    over: list[Standing]
    processes: list[tuple[RunningProcess, bool]]
    queues: list[queues.Queue]
    lags: list[timeline.Lag]
    #: When the latest of the answers was given; None before the first.
    checked_at: datetime | None
    is_checking: bool
    #: Whether letters would leave.
    can_write: bool


def state() -> State:
    """Gather it; nothing is checked here."""
    checkups = list(Checkup.objects.order_by("name", "machine"))
    troubles = [_standing(trouble) for trouble in keeping.standing()]
    alive = {process.pk for process in processes.alive()}
    return State(
        wrong=[one for one in troubles if one.finding.verdict is Verdict.WRONG],
        notices=[one for one in troubles if one.finding.verdict is not Verdict.WRONG],
        fine=sorted(_fine(checkups), key=lambda one: (polish_sort_key(one.finding.subject), one.machine)),
        over=[_standing(trouble) for trouble in keeping.lately_over()[:5]],
        processes=[(process, process.pk in alive) for process in processes.known()],
        queues=queues.queues(),
        lags=timeline.lags(),
        checked_at=max((one.ran_at for one in checkups if one.ran_at), default=None),
        is_checking=Checkup.objects.filter(Q(claimed_at=None) | Q(ran_at=None)).exists(),
        can_write=bool(getattr(get_connection(), "has_way_out", lambda: True)()),
    )


def _standing(trouble: Trouble) -> Standing:
    return Standing(keeping.finding_of(trouble), trouble.began_at, trouble.ended_at, trouble.machine, trouble.pk)


def _fine(checkups: list[Checkup]) -> Iterator[Fine]:
    for checkup in checkups:
        for finding in keeping.findings_of(checkup):
            if finding.verdict is Verdict.FINE:
                yield Fine(finding, checkup.machine)
