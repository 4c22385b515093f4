"""Ticks of conversations: every timer is a stored due time, looked at once a minute."""

from procrastinate.contrib.django import app

from troska.conversations import actions


@app.periodic(cron="* * * * *")
@app.task(queue="ticks", pass_context=False)
def wake_snoozed(timestamp: int) -> None:  # noqa: ARG001 -- Procrastinate tells periodic tasks their time
    """Open the conversations whose time has come."""
    actions.wake_snoozed()


@app.periodic(cron="41 * * * *")
@app.task(queue="ticks", pass_context=False)
def discard_old_uploads(timestamp: int) -> None:  # noqa: ARG001 -- as above
    """Throw away files that were never sent."""
    actions.discard_old_uploads()


@app.periodic(cron="53 * * * *")
@app.task(queue="ticks", pass_context=False)
def forget_openings(timestamp: int) -> None:  # noqa: ARG001 -- as above
    """Let go of who opened what long ago."""
    actions.forget_openings()
