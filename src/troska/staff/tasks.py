"""Jobs about agents: letters to them."""

from procrastinate.contrib.django import app

from troska.staff import letters


@app.task(queue="mail-out", name="staff.send_password_link", priority=10)
def send_password_link(address: str) -> None:
    """Write to the agent who signs in with the address, if there is one."""
    letters.send_password_link(address)
