"""The processes of the installation, on all of its machines: each writes down that it lives."""

from datetime import datetime, timedelta

from django.db.models import QuerySet

from troska import __version__
from troska.core import clock
from troska.core.models import RunningProcess

BEAT_EVERY = timedelta(seconds=10)
#: Who gave no sign of life for so long does not run any more.
ALIVE_WITHIN = timedelta(seconds=45)
FORGOTTEN_AFTER = timedelta(hours=24)


def beat(*, machine: str, pid: int, part: str, started_at: datetime, loops: list[dict[str, object]]) -> None:
    """Write down a sign of life; a process that had this number before is forgotten."""
    RunningProcess.objects.update_or_create(
        machine=machine,
        pid=pid,
        defaults={
            "part": part,
            "version": __version__,
            "started_at": started_at,
            "beat_at": clock.now(),
            "loops": loops,
        },
    )


def leave(*, machine: str, pid: int) -> None:
    """Forget a process that ends as it should, and those that are long dead."""
    RunningProcess.objects.filter(machine=machine, pid=pid).delete()
    RunningProcess.objects.filter(beat_at__lt=clock.now() - FORGOTTEN_AFTER).delete()


def alive() -> QuerySet[RunningProcess]:
    """List the processes that run."""
    return RunningProcess.objects.filter(beat_at__gte=clock.now() - ALIVE_WITHIN).order_by("part", "machine", "pid")


def known() -> QuerySet[RunningProcess]:
    """List the processes that run or were lost in the last hour."""
    since = clock.now() - timedelta(hours=1)
    return RunningProcess.objects.filter(beat_at__gte=since).order_by("part", "machine", "pid")
