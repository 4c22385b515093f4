"""Follows one mailbox: reads what is new, waits for more, and comes back by itself whatever breaks."""

import random
import threading
import time
from dataclasses import dataclass

import structlog
from django.db import DatabaseError, InterfaceError, connections
from psycopg_pool import PoolTimeout

from troska.channels.email.health import HealthReports
from troska.channels.email.imap.connection import Source
from troska.channels.email.imap.errors import ConnectionLost, FolderMissing, MailboxTrouble, SignInRefused
from troska.channels.email.imap.reading import Reader, Stopped
from troska.channels.email.imap.signing_in import connect
from troska.channels.email.models import Mailbox
from troska.core.errors import TroskaError
from troska.core.secrets import SecretUnreadableError

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """Seconds between looks, where the server tells of new mail by itself and where it does not, and between tries.

    IDLE is begun anew with each look, so one that has died silently costs no more than `idle`.
    """

    idle: float = 50.0
    poll: float = 20.0
    first_pause: float = 1.0
    longest_pause: float = 60.0


class Pause:
    """How long to wait before the next try: doubled each time, with jitter, so that many do not come at once."""

    def __init__(self, pace: Pace) -> None:
        self._pace = pace
        self.tries = 0

    def reset(self) -> None:
        """It works again."""
        self.tries = 0

    def next(self, *, is_hopeless: bool = False) -> float:
        """Give the seconds to wait; what only a person can mend is tried at the slowest pace."""
        longest = self._pace.longest_pause
        wait = longest if is_hopeless else min(longest, self._pace.first_pause * 2**self.tries)
        self.tries = min(self.tries + 1, 30)
        return wait * random.uniform(0.7, 1.0)  # noqa: S311 -- jitter is no secret


class Watcher(threading.Thread):
    """One mailbox's thread."""

    def __init__(self, mailbox_id: int, *, pace: Pace | None = None) -> None:
        super().__init__(name=f"imap-{mailbox_id}", daemon=True)
        self.mailbox_id = mailbox_id
        self.pace = pace or Pace()
        self.stop = threading.Event()
        self.health = HealthReports(mailbox_id)
        self._source: Source | None = None
        self._pause = Pause(self.pace)

    def end(self) -> None:
        """Tell it to stop, wherever it is waiting."""
        self.stop.set()
        if (source := self._source) is not None:
            source.cut()

    def run(self) -> None:
        """Follow the mailbox until told to stop."""
        reader: Reader | None = None
        while not self.stop.is_set():
            wait = 0.0
            try:
                mailbox = Mailbox.objects.select_related("account").get(pk=self.mailbox_id)
                connections.close_all()
                reader = reader.anew(mailbox) if reader else Reader(mailbox, self.health, self.stop)
                self._follow(mailbox, reader)
            except (Stopped, Mailbox.DoesNotExist):
                return
            except (DatabaseError, InterfaceError, PoolTimeout) as error:
                log.warning("imap.database_away", account=self.mailbox_id, error=type(error).__name__)
                wait = self._pause.next()
            except (TroskaError, SecretUnreadableError) as error:
                wait = self._failed(error)
            except Exception as error:
                log.exception("imap.failed", account=self.mailbox_id)
                wait = self._failed(error)
            finally:
                connections.close_all()
            self.stop.wait(wait)

    def _failed(self, error: Exception) -> float:
        if self.stop.is_set():
            return 0.0
        # A connection that breaks now and then is nothing to tell; one that can't be made again is.
        if not (isinstance(error, ConnectionLost) and self._pause.tries == 0):
            self.health.failing(str(error))
        return self._pause.next(is_hopeless=isinstance(error, SignInRefused | SecretUnreadableError))

    def _follow(self, mailbox: Mailbox, reader: Reader) -> None:
        with connect(mailbox) as source:
            self._source = source
            try:
                self._read_and_wait(mailbox, reader, source)
            finally:
                self._source = None
                if reader.kept:
                    self._pause.reset()  # it got further, however often the connection breaks

    def _read_and_wait(self, mailbox: Mailbox, reader: Reader, source: Source) -> None:
        # IDLE tells of the folder that is open, so the first one is read last; the others are only looked into.
        first, *others = mailbox.folders
        while not self.stop.is_set():
            trouble = self._read_all(reader, source, [*others, first])
            if trouble:
                self.health.failing(trouble)
            else:
                self.health.working()
            self._pause.reset()
            until = time.monotonic() + (self.pace.poll if others else self.pace.idle)
            if source.has("IDLE"):
                source.wait_for_mail(until - time.monotonic(), self.stop)
            else:
                self.stop.wait(self.pace.poll)
                source.refresh()

    def _read_all(self, reader: Reader, source: Source, folders: list[str]) -> str:
        """Read the folders; give what an administrator should know. One that can't be opened leaves the rest alone."""
        trouble = ""
        reader.left = ""
        for folder in folders:
            if self.stop.is_set():
                raise Stopped
            try:
                reader.read_folder(source, folder)
            except ConnectionLost:
                raise
            except FolderMissing as error:
                trouble = str(error)
            except MailboxTrouble as error:
                if folder == folders[-1]:
                    raise
                trouble = str(error)
        return trouble or reader.left
