"""The backups that nobody asks for: a loop of the worker, on the machine that has the folder.

The backup itself is a process of its own, so that its memory and its disk are not the worker's trouble.
"""

import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import structlog
from django.db import InterfaceError, OperationalError, connection

from troska.config.environment import Environment, environment
from troska.config.recovery import runs
from troska.core import clock
from troska.core.heartbeat import beat
from troska.core.locks import AdvisoryLock
from troska.customers import tombstones

LOOK_EVERY = 20.0
#: How long one that failed is left alone.
TRY_AGAIN_AFTER = timedelta(hours=1)

log = structlog.get_logger(__name__)


def last_due(at: tuple[str, ...], zone: str, now: datetime) -> datetime:
    """Give the latest moment, not after now, at which a backup was to begin."""
    here = now.astimezone(ZoneInfo(zone))
    moments = [
        datetime.combine(here.date() - timedelta(days=days), time.fromisoformat(word), ZoneInfo(zone))
        for word in at
        for days in (0, 1)
    ]
    return max(moment for moment in moments if moment <= here)


def is_due(settings: Environment, now: datetime) -> bool:
    """Say whether a backup is to be written now: none was since the last time of day, and no failure is fresh."""
    due = last_due(settings.backup_at, settings.time_zone, now)
    good, failed = runs.last_good(), runs.last_failed()
    if good is not None and good >= due:
        return False
    return failed is None or failed < due or failed < now - TRY_AGAIN_AFTER


def run(stop: threading.Event) -> None:
    """Look now and then until stopped; idle on a machine without the folder."""
    settings = environment()
    while not stop.is_set():
        beat()
        look(settings, stop)
        stop.wait(LOOK_EVERY)


def look(settings: Environment, stop: threading.Event) -> None:
    """Write a backup when it is time; of several workers that have the folder, one does."""
    folder = settings.backup_to
    if folder is None or not folder.is_dir():
        return
    tombstones.copy_all(folder / tombstones.FOLDER)
    if not is_due(settings, clock.now()):
        return
    with _alone() as is_ours:
        if is_ours and is_due(settings, clock.now()):
            _back_up(stop)


@contextmanager
def _alone() -> Iterator[bool]:
    """Hold the lock of whoever sees to backups; it ends with the connection when the process dies."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [AdvisoryLock.BACKUP_ROUND])
        is_ours = bool(cursor.fetchone()[0])
    try:
        yield is_ours
    finally:
        if is_ours:
            _unlock()


def _unlock() -> None:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [AdvisoryLock.BACKUP_ROUND])
    except (OperationalError, InterfaceError):
        connection.close()  # broken, and the lock ended with it


def _back_up(stop: threading.Event) -> None:
    process = subprocess.Popen([sys.executable, "-W", "ignore", "-m", "troska", "backup"], stdout=subprocess.DEVNULL)
    while process.poll() is None and not stop.wait(1):
        beat()
    if stop.is_set():
        process.terminate()
        process.wait()
    if process.returncode and not stop.is_set():
        log.error("backup.failed", status=process.returncode)
