"""Questions about the queues of jobs."""

from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from troska.core import clock

_BY_QUEUE = """
SELECT queue_name,
       count(*) FILTER (WHERE status = 'todo' AND (scheduled_at IS NULL OR scheduled_at <= %(now)s)),
       count(*) FILTER (WHERE status = 'todo' AND scheduled_at > %(now)s),
       count(*) FILTER (WHERE status = 'doing'),
       count(*) FILTER (WHERE status = 'failed'),
       min(coalesce(scheduled_at, deferred_at)) FILTER (
           WHERE status = 'todo' AND (scheduled_at IS NULL OR scheduled_at <= %(now)s)),
       coalesce(string_agg(DISTINCT task_name, ', ' ORDER BY task_name) FILTER (WHERE status = 'failed'), '')
FROM procrastinate_jobs j
LEFT JOIN LATERAL (
    SELECT max(at) AS deferred_at FROM procrastinate_events e
    WHERE e.job_id = j.id AND e.type IN ('deferred', 'deferred_for_retry')
) AS told ON status = 'todo'
WHERE status IN ('todo', 'doing', 'failed')
GROUP BY queue_name ORDER BY queue_name
"""


@dataclass(frozen=True, slots=True)
class Queue:
    """The jobs of one queue: due now, to be done later, being done, failed for good."""

    name: str
    due: int
    later: int
    doing: int
    failed: int
    oldest_due_at: datetime | None
    failed_tasks: str

    @property
    def waits(self) -> float:
        """Seconds for which the oldest job that is due has waited."""
        if self.oldest_due_at is None:
            return 0.0
        return max(0.0, (clock.now() - self.oldest_due_at).total_seconds())


def queues() -> list[Queue]:
    """List the queues that hold jobs; done ones are deleted."""
    with connection.cursor() as cursor:
        cursor.execute(_BY_QUEUE, {"now": clock.now()})
        return [Queue(*row) for row in cursor.fetchall()]
