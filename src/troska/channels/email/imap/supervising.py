"""One thread for each active mailbox; changes of mailboxes are noticed within seconds."""

import threading
import time

import structlog
from django.db import DatabaseError, InterfaceError, connections
from django.forms import model_to_dict
from psycopg_pool import PoolTimeout

from troska.channels.email.imap.watching import Pace, Watcher
from troska.channels.email.models import Mailbox
from troska.core import heartbeat

LOOK_EVERY = 4.0
STOP_WITHIN = 2.0

log = structlog.get_logger(__name__)


def run(stop: threading.Event, *, pace: Pace | None = None, look_every: float = LOOK_EVERY) -> None:
    """Follow every active mailbox until stopped. A database that is away ends nothing here."""
    watchers: dict[int, tuple[str, Watcher]] = {}
    try:
        while not stop.is_set():
            try:
                _keep_in_step(watchers, _wanted(), pace)
            except (DatabaseError, InterfaceError, PoolTimeout) as error:
                # What is followed goes on; nothing is taken from a server that can't be kept.
                log.warning("imap.database_away", error=type(error).__name__)
                connections.close_all()
            heartbeat.beat()
            stop.wait(look_every)
    finally:
        for _, watcher in watchers.values():
            watcher.end()
        until = time.monotonic() + STOP_WITHIN
        for _, watcher in watchers.values():
            watcher.join(max(0.0, until - time.monotonic()))


def _wanted() -> dict[int, str]:
    """Give the mailboxes to follow, and what they look like; a change of that begins anew."""
    active = Mailbox.objects.filter(account__is_active=True).exclude(imap_host="")
    wanted = {mailbox.pk: repr(sorted(model_to_dict(mailbox).items())) for mailbox in active}
    connections.close_all()
    return wanted


def _keep_in_step(watchers: dict[int, tuple[str, Watcher]], wanted: dict[int, str], pace: Pace | None) -> None:
    for pk in list(watchers):
        looks, watcher = watchers[pk]
        if wanted.get(pk) != looks or not watcher.is_alive():
            watcher.end()
            del watchers[pk]
    for pk in wanted.keys() - watchers.keys():
        watcher = Watcher(pk, pace=pace)
        watchers[pk] = (wanted[pk], watcher)
        watcher.start()
        log.info("imap.follows", account=pk)
