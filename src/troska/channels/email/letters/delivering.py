"""Whoever comes first sends all letters that are due, over one connection."""

import time
from contextlib import suppress
from typing import Self

import structlog
from django.db import InterfaceError, OperationalError, connection
from django.utils.translation import gettext as _

from troska.channels.email import lines, routes
from troska.channels.email.delivering import own_name, persist
from troska.channels.email.dispatching import LEASE
from troska.channels.email.fields import UnsafeHeader
from troska.channels.email.letters import keeping, writing
from troska.channels.email.letters.keeping import Taken
from troska.channels.email.models import LetterState
from troska.channels.email.routes import WayOfLetters
from troska.channels.email.sending import Answer, Line, LineLost, Outgoing, RouteDown, TakenOver, Unanswered

log = structlog.get_logger(__name__)

MOST_AT_ONCE = 100


def drain() -> bool:
    """Send the letters that are due; True when there are more than one job should send.

    Raises RuntimeError within a transaction: none may be open while a mail server takes its time.
    """
    if connection.in_atomic_block:
        raise RuntimeError("letters are not sent within a transaction")
    keeping.settle_abandoned()
    keeping.forget_old()
    if not keeping.due().exists():
        return False
    way = routes.way_of_letters()
    if way is None:
        keeping.give_way(None, _("Nie ma serwera poczty wychodzącej albo adresu nadawcy."))
        return False
    # Connections of their own: a letter must not wait until all mail to customers is out.
    line_id = lines.take(f"letters {way.route.key}")
    if line_id is None:
        return False
    try:
        with _Sender(way, line_id) as sender:
            for _nth in range(MOST_AT_ONCE):
                lines.keep(line_id)
                taken = keeping.claim()
                if taken is None or not sender.send(taken):
                    break
    finally:
        lines.give_back(line_id)
    return keeping.due().exists()


class _Sender:
    """Sends letters one after another, over one connection as long as it lasts."""

    def __init__(self, way: WayOfLetters, line_id: int) -> None:
        self._way, self._line_id = way, line_id
        self._line: Line | None = None
        self._renewed = 0.0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_ignored: object) -> None:
        if self._line is not None:
            self._line.quit()

    def send(self, taken: Taken) -> bool:
        """Send one letter and write down what became of it; False when the server is of no use at the moment."""
        try:
            outgoing = writing.write(taken.draft, own=self._way.sender)
        except UnsafeHeader:
            keeping.settle(taken, LetterState.FAILED, "unsafe header")
            return True
        try:
            answer = self._over_line(taken, outgoing)
        except (RouteDown, LineLost) as trouble:
            reason = str(trouble)
            log.warning("letter.route_down", route=self._way.route.key, reason=reason)
            persist(lambda: keeping.give_way(taken, reason))
            return False
        except Unanswered as unanswered:
            reason = str(unanswered)
            persist(lambda: keeping.settle(taken, LetterState.UNSURE, reason))
        except TakenOver:
            log.warning("letter.taken_over", letter=taken.pk)
        else:
            persist(lambda: keeping.settle(taken, _state(answer), "" if answer.is_accepted else str(answer)))
        return True

    def _over_line(self, taken: Taken, outgoing: Outgoing) -> Answer:
        self._renewed = time.monotonic()
        while True:
            line = self._open(taken)
            is_fresh = line.is_fresh
            try:
                answers = line.send(outgoing, may_end=lambda: self._may_end(taken))
            except LineLost:
                if is_fresh:
                    raise
            else:
                return answers[taken.draft.address]

    def _open(self, taken: Taken) -> Line:
        connection.close()  # back into the pool: a mail server may take its time
        if self._line is None or not self._line.is_open:
            try:
                self._line = Line(self._way.route, name=own_name(), on_wait=lambda: None)
            finally:
                connection.close()
        self._line.on_wait = lambda: self._sign_of_life(taken)
        return self._line

    def _may_end(self, taken: Taken) -> bool:
        try:
            return keeping.end_data(taken)
        finally:
            connection.close()

    def _sign_of_life(self, taken: Taken) -> None:
        if time.monotonic() - self._renewed < LEASE.total_seconds() / 3:
            return
        self._renewed = time.monotonic()
        with suppress(OperationalError, InterfaceError):
            lines.keep(self._line_id)
            keeping.renew(taken)
        connection.close()


def _state(answer: Answer) -> LetterState:
    if answer.is_accepted:
        return LetterState.SENT
    return LetterState.FAILED if answer.is_final else LetterState.WAITING
