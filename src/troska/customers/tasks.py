"""Ticks of customers: an erasure that was interrupted is finished."""

from procrastinate.contrib.django import app

from troska.customers import erasing


@app.periodic(cron="*/5 * * * *")
@app.task(queue="ticks", pass_context=False, queueing_lock="customers.finish_erasures")
def finish_erasures(timestamp: int) -> None:  # noqa: ARG001 -- Procrastinate tells periodic tasks their time
    """Erase what is still there of those who are to be erased."""
    erasing.finish_erasures()
