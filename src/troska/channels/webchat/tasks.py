"""Ticks of the chat."""

from procrastinate.contrib.django import app

from troska.channels.webchat import actions, mailing


@app.periodic(cron="* * * * *")
@app.task(queue="ticks", pass_context=False)
def mail_unseen(timestamp: int) -> None:  # noqa: ARG001 -- Procrastinate tells periodic tasks their time
    """Write to those who left before they saw an answer."""
    mailing.mail_unseen()


@app.periodic(cron="37 * * * *")
@app.task(queue="ticks", pass_context=False)
def forget_old(timestamp: int) -> None:  # noqa: ARG001 -- as above
    """Let go of files that were never sent, of signed identities that have expired, of visitors who never wrote."""
    actions.forget_old()
