"""What doctor asks about the queues of jobs."""

from collections.abc import Iterator
from datetime import timedelta

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from troska.core.doctor import Finding, check, fine_kind, notice_kind, wrong_kind
from troska.core.queues import queues

#: How long a job may wait beyond its time.
LATE_AFTER = timedelta(minutes=5)

_QUEUE = _("Kolejka %(queue)s")
QUEUES = fine_kind(
    "jobs.quick", _("Kolejki"), ngettext_lazy("Czeka %(number)d zadanie.", "Czeka %(number)d zadań.", "number")
)
LATE = wrong_kind(
    "jobs.late",
    _QUEUE,
    _("Najstarsze zadanie czeka od %(minutes)s min (razem czeka %(number)s)."),
    _("Sprawdź, czy działa troska worker i czy obsługuje tę kolejkę (TROSKA_WORKER_QUEUES)."),
)
FAILED = notice_kind(
    "jobs.failed",
    _QUEUE,
    ngettext_lazy(
        "Nie udało się %(number)d zadanie: %(tasks)s.", "Nie udało się %(number)d zadań: %(tasks)s.", "number"
    ),
    _("Przyczyna jest w dzienniku procesu worker. Po jej usunięciu: troska jobs retry"),
)


@check
def waiting_jobs() -> Iterator[Finding]:
    """No job waits for long, and none has failed for good."""
    known = queues()
    late = [queue for queue in known if queue.waits > LATE_AFTER.total_seconds()]
    for queue in late:
        yield LATE(queue.name, queue=queue.name, number=queue.due, minutes=int(queue.waits // 60))
    failed = [queue for queue in known if queue.failed]
    for queue in failed:
        yield FAILED(queue.name, queue=queue.name, number=queue.failed, tasks=queue.failed_tasks)
    if not late and not failed:
        yield QUEUES(number=sum(queue.due for queue in known))
