"""Jobs of e-mail: wake-ups for what is to go out."""

from procrastinate.contrib.django import app

from troska.channels.email import delivering, dispatching, lines, routes
from troska.channels.email.letters import delivering as letters
from troska.channels.email.letters import keeping

QUEUE = "mail-out"
_MAILS_PER_JOB = 50


@app.task(queue=QUEUE, name="email.deliver")
def deliver(message_id: int) -> None:
    """Send this message, and whatever else is due through the same mail server."""
    inbox = delivering.inbox_of(message_id)
    if inbox is not None and delivering.drain(inbox):
        deliver.defer(message_id=message_id)


@app.periodic(cron="* * * * *")
@app.task(queue=QUEUE, name="email.sweep", queueing_lock="email.sweep")
def sweep(timestamp: int) -> None:  # noqa: ARG001 -- every periodic job is told its time
    """Settle what senders that died left behind, and wake what is due though nobody came for it."""
    dispatching.settle_abandoned()
    waiting: dict[str, list[int]] = {}
    keys = {inbox_id: routes.key_of(route) for inbox_id, route in routes.all_routes().items()}
    for message_id, inbox_id in dispatching.due().values_list("message", "message__conversation__primary_inbox"):
        waiting.setdefault(keys.get(inbox_id, ""), []).append(message_id)
    for message_ids in waiting.values():
        for message_id in message_ids[::_MAILS_PER_JOB][: lines.MOST_LINES]:
            deliver.defer(message_id=message_id)


@app.task(queue=QUEUE, name="email.send_letters", priority=10)
def send_letters() -> None:
    """Send the product's own letters that are due."""
    if letters.drain():
        send_letters.defer()


@app.periodic(cron="* * * * *")
@app.task(queue=QUEUE, name="email.sweep_letters", queueing_lock="email.sweep_letters")
def sweep_letters(timestamp: int) -> None:  # noqa: ARG001 -- as above
    """Settle and erase what is over, and wake what is due though nobody came for it."""
    keeping.settle_abandoned()
    keeping.forget_old()
    if keeping.due().exists():
        send_letters.defer()
