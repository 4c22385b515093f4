"""A job is a wake-up: whoever comes first sends all that is due through a mail server, over one connection."""

import time
from collections.abc import Callable, Mapping
from typing import Self, TypeVar
from urllib.parse import urlsplit

import structlog
from django.conf import settings
from django.db import InterfaceError, OperationalError, connection
from django.utils.translation import gettext as _

from troska.channels.email import composing, dispatching, lines, routes
from troska.channels.email.dispatching import Claim
from troska.channels.email.fields import UnsafeHeader
from troska.channels.email.models import Dispatch
from troska.channels.email.routes import Route
from troska.channels.email.sending import Answer, Line, LineLost, Outgoing, RouteDown, TakenOver, Unanswered
from troska.conversations.models import Inbox, Message

log = structlog.get_logger(__name__)

MOST_AT_ONCE = 200
_RENEW_AFTER = dispatching.LEASE.total_seconds() / 3
_MOST_LOST = 2
_PERSIST_SECONDS = 60.0
T = TypeVar("T")


def drain(inbox: Inbox) -> bool:
    """Send what is due through the inbox's mail server; True when there is more than one job should do.

    Raises RuntimeError within a transaction: none may be open while a mail server takes its time.
    """
    if connection.in_atomic_block:
        raise RuntimeError("mail is not sent within a transaction")
    route = routes.route_of(inbox)
    inbox_ids = routes.inboxes_of(route)
    dispatching.settle_abandoned()
    line_id = lines.take(routes.key_of(route))
    if line_id is None:
        return False
    try:
        with _Sender(route, inbox_ids, line_id) as sender:
            for _nth in range(MOST_AT_ONCE):
                lines.keep(line_id)
                claim = dispatching.claim(inbox_ids, route=routes.key_of(route))
                if claim is None:
                    break
                if not sender.send(claim):
                    return False
    finally:
        lines.give_back(line_id)
    # Also what came while this line was being closed, and whose job found no line free.
    return dispatching.claimable(inbox_ids).exists()


class _Sender:
    """Sends claimed messages one after another, over one connection as long as it lasts."""

    def __init__(self, route: Route | None, inbox_ids: list[int], line_id: int) -> None:
        self._line_id = line_id
        self._route = route
        self._inbox_ids = inbox_ids
        self._line: Line | None = None
        self._lost = 0
        self._renewed = 0.0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_ignored: object) -> None:
        if self._line is not None:
            self._line.quit()

    def send(self, claim: Claim) -> bool:
        """Send one message and write down what became of it; False when the server is of no use at the moment."""
        mail = _composed(claim)
        if mail is None:
            return True
        outgoing, keys = mail
        try:
            answers = self._over_line(claim, outgoing)
        except (RouteDown, LineLost) as trouble:
            return self._has_nothing(claim, trouble)
        except Unanswered as unanswered:
            detail = _("Połączenie przerwało się, zanim serwer odpowiedział (%s).") % unanswered
            persist(lambda: dispatching.leave_open(claim, detail))
        except TakenOver:
            log.warning("mail.taken_over", message=claim.message.pk, attempt=claim.attempt)
        else:
            self._lost = 0
            persist(lambda: dispatching.settle(claim, {keys[address]: said for address, said in answers.items()}))
        return True

    def _has_nothing(self, claim: Claim, trouble: RouteDown | LineLost) -> bool:
        """The server has nothing of the mail: it waits; with it all others when the server is the trouble."""
        self._lost += 1
        if isinstance(trouble, LineLost) and self._lost < _MOST_LOST:
            dispatching.postpone(claim, str(trouble))
            return True
        self._give_way(claim, str(trouble))
        return False

    def _over_line(self, claim: Claim, outgoing: Outgoing) -> Mapping[str, Answer]:
        self._renewed = time.monotonic()
        while True:
            line = self._open(claim)
            is_fresh = line.is_fresh
            try:
                return line.send(outgoing, may_end=lambda: self._may_end(claim))
            except LineLost:
                # Servers hang up on connections that were idle, or after so many mails: once more over a new one.
                if is_fresh:
                    raise

    def _may_end(self, claim: Claim) -> bool:
        try:
            return dispatching.end_data(claim)
        finally:
            connection.close()

    def _open(self, claim: Claim) -> Line:
        connection.close()  # back into the pool: a mail server may take its time
        if self._route is None:
            raise RouteDown(_("Nie ustawiono serwera poczty wychodzącej."))
        if self._line is None or not self._line.is_open:
            try:
                self._line = Line(self._route, name=own_name(), on_wait=lambda: self._sign_of_life(claim))
            finally:
                connection.close()  # signing in may have asked for an access token
        self._line.on_wait = lambda: self._sign_of_life(claim)
        return self._line

    def _sign_of_life(self, claim: Claim) -> None:
        if time.monotonic() - self._renewed < _RENEW_AFTER:
            return
        self._renewed = time.monotonic()
        try:
            lines.keep(self._line_id)
            dispatching.renew(claim)
        except (OperationalError, InterfaceError):
            log.info("mail.lease_not_renewed", message=claim.message.pk)
        finally:
            connection.close()

    def _give_way(self, claim: Claim, detail: str) -> None:
        failures = Dispatch.objects.values_list("failures", flat=True).get(pk=claim.dispatch_id)
        log.warning("mail.route_down", route=routes.key_of(self._route), reason=detail)
        dispatching.postpone(claim, detail, pauses=dispatching.ROUTE_PAUSES)
        dispatching.postpone_route(self._inbox_ids, detail, failures=failures)


def _composed(claim: Claim) -> tuple[Outgoing, dict[str, str]] | None:
    """Write the mail for those who still need it, with the key of each address; None when it can't go out."""
    try:
        composed = composing.compose(claim.message)
    except (composing.CannotCompose, UnsafeHeader) as error:
        dispatching.fail(claim, str(error) or _("Nie udało się złożyć wiadomości."))
        return None
    except Exception as error:
        log.exception("mail.not_composed", message=claim.message.pk)
        dispatching.postpone(claim, _("Nie udało się złożyć wiadomości (%s).") % type(error).__name__)
        return None
    people = [one for some in composing.recipients_of(claim.message).values() for one in some]
    keys = {one.address: one.key for one in people if one.key not in claim.done}
    if not people:
        dispatching.fail(claim, _("Żaden adres odbiorcy nie jest poprawny."))
        return None
    if not keys:
        dispatching.settle(claim, {})
        return None
    outgoing = Outgoing(
        sender=composed.sender,
        fallback_sender=composed.fallback_sender,
        recipients=list(keys),
        content=composed.content,
        needs_utf8=composed.needs_utf8,
    )
    return outgoing, keys


def persist(write: Callable[[], T]) -> T:
    """Write down what the server said, also while the database is away for a minute: nobody will say it again."""
    until = time.monotonic() + _PERSIST_SECONDS
    while True:
        try:
            return write()
        except (OperationalError, InterfaceError):
            if time.monotonic() > until:
                raise
            log.warning("mail.outcome_waits_for_database")
            connection.close()
            time.sleep(1)


def own_name() -> str:
    """Name ourselves in EHLO (RFC 5321 4.1.3)."""
    host = urlsplit(settings.PUBLIC_URL).hostname or ""
    return host if "." in host and not host.replace(".", "").isdigit() else "[127.0.0.1]"


def inbox_of(message_id: int) -> Inbox | None:
    """Give the inbox whose mail server a message leaves through; None when it was erased."""
    message = Message.objects.filter(pk=message_id).select_related("conversation__primary_inbox__brand").first()
    return message.conversation.primary_inbox if message else None
