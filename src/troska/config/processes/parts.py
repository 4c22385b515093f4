"""What every part does around its work: logs, Django, signals, a deadline for stopping."""

import logging
import os
import signal
import threading
import time
from types import FrameType

import django
from django.db import connections

from troska.config import logs
from troska.config.environment import environment
from troska.config.home import refuse_half_restored

STOP_WITHIN = 2.5

log = logging.getLogger(__name__)


def begin(part: str) -> threading.Event:
    """Set this process up as a part of Troska; the event it returns is set when the process is told to stop."""
    refuse_half_restored(environment().home)
    os.environ["TROSKA_PART"] = part
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "troska.config.settings")
    logs.configure(environment(), part=part)
    stop = threading.Event()

    def told(_number: int, _frame: FrameType | None) -> None:
        stop.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, told)
    django.setup()
    _name_connections(part)
    return stop


def _name_connections(part: str) -> None:
    """Show the part in the database's list of connections, also where the settings were read before it was one."""
    connections["default"].settings_dict["OPTIONS"]["application_name"] = f"troska {part}"


def end(stuck: list[str], *, since: float) -> None:
    """Leave for good, also with threads that did not end in time; what they do is safe to be cut."""
    if stuck:
        log.warning("stopped without waiting any longer for: %s", ", ".join(stuck))
    log.debug("stopped in %.1f s", time.monotonic() - since)
    logging.shutdown()
    os._exit(0)
