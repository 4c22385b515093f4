"""Passes for the pictures within a mail.

The frame that shows a mail is sandboxed into an origin of its own, so its pictures are asked for without cookies. A
pass in the address stands in for them: it names one picture and one session, works for some minutes, and no longer
than the session does.
"""

from datetime import datetime, timedelta
from importlib import import_module

from django.conf import settings
from django.contrib.auth import get_user
from django.http import HttpRequest

from troska.core import clock, secrets
from troska.staff.models import Agent

VALID_FOR = timedelta(minutes=10)
_PURPOSE = "picture"


def make_pass(attachment_code: str, *, session_key: str) -> str:
    """Let the holder of the session see one picture for a while; nobody can read the session from it."""
    until = int((clock.now() + VALID_FOR).timestamp())
    return secrets.encrypt(f"{_PURPOSE} {until} {attachment_code} {session_key}")


def read_pass(text: str) -> tuple[Agent, str] | None:
    """Give the agent and the attachment's code; None when it is false, too old, or its session has ended."""
    try:
        purpose, until, code, session_key = secrets.decrypt(text).split(" ")
    except (secrets.SecretUnreadableError, ValueError):
        return None
    if purpose != _PURPOSE or clock.now() > datetime.fromtimestamp(int(until), tz=clock.WARSAW):
        return None
    request = HttpRequest()
    request.session = import_module(settings.SESSION_ENGINE).SessionStore(session_key)
    agent = get_user(request)
    return (agent, code) if isinstance(agent, Agent) and agent.is_active and not agent.lacks_second_factor else None
