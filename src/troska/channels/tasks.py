"""Ticks of channels: partitions are made before they are needed, bins are emptied in time."""

from datetime import timedelta

from django.conf import settings
from procrastinate.contrib.django import app

from troska.channels import purging, retention
from troska.core.partitions import ensure_partitions

PARTITIONED = ("timeline_event", "channels_journal")


@app.periodic(cron="17 3 * * *")
@app.task(queue="ticks", pass_context=False)
def make_partitions(timestamp: int) -> None:  # noqa: ARG001 -- Procrastinate tells periodic tasks their time
    """Make the month partitions of this month and the next ones."""
    ensure_partitions(PARTITIONED)


@app.periodic(cron="47 * * * *")
@app.task(queue="ticks", pass_context=False)
def empty_bins(timestamp: int) -> None:  # noqa: ARG001 -- as above
    """Erase what has lain in spam or in the bin for long enough."""
    if settings.TROSKA_PURGE_DAYS:
        purging.purge(after=timedelta(days=settings.TROSKA_PURGE_DAYS))


@app.periodic(cron="12 4 * * *")
@app.task(queue="ticks", pass_context=False, queueing_lock="channels.retain")
def retain(timestamp: int) -> None:  # noqa: ARG001 -- as above
    """Erase what has been kept for long enough."""
    retention.retain()
