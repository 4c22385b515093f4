"""Jobs about agents: letters to them."""

from procrastinate.contrib.django import app

from troska.staff import alarms, guessing, letters, sessions


@app.task(queue="mail-out", name="staff.send_password_link", priority=10)
def send_password_link(address: str) -> None:
    """Write to the agent who signs in with the address, if there is one."""
    letters.send_password_link(address)


@app.periodic(cron="* * * * *")
@app.task(queue="ticks", name="staff.tell_of_troubles", queueing_lock="staff.tell_of_troubles")
def tell_of_troubles(timestamp: int) -> None:  # noqa: ARG001 -- Procrastinate tells periodic tasks their time
    """Write to administrators about what is wrong, still wrong, or over."""
    alarms.tell()


@app.periodic(cron="23 * * * *")
@app.task(queue="ticks", name="staff.forget", queueing_lock="staff.forget")
def forget(timestamp: int) -> None:  # noqa: ARG001 -- as above
    """Delete sessions that are over and counts of guesses that mean nothing any more."""
    guessing.forget_old()
    sessions.forget_ended()
