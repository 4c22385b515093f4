"""`troska jobs retry`: jobs that failed for good are tried again, after their cause was mended."""

from django.db import IntegrityError, connection, transaction
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from troska.config import exits
from troska.core import clock


def main() -> int:
    """Put failed jobs back into their queues; one whose like waits already is let go instead."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM procrastinate_jobs WHERE status = 'failed' ORDER BY id")
        failed = [row[0] for row in cursor.fetchall()]
    again = sum(_retried(job_id) for job_id in failed)
    print(f"{again} jobs are tried again, {len(failed) - again} wait already.")  # noqa: T201
    return exits.OK


def _retried(job_id: int) -> bool:
    try:
        with transaction.atomic():
            app.job_manager.retry_job_by_id(job_id, retry_at=clock.now())
    except (AlreadyEnqueued, IntegrityError):
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM procrastinate_jobs WHERE id = %s AND status = 'failed'", [job_id])
        return False
    return True
