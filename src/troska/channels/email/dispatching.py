"""The states of an outgoing mail, each change in a transaction of its own; no network here.

    queued ── claim ──▶ sending ── settle ──▶ sent | failed | queued again, later
                           │  ╰─ data_ended_at committed, then the last byte of DATA goes out
                           ╰── its sender died: before that moment → queued again; after it → unsure, a person decides

`attempts` names one taking-up of a message. Whoever acts for an attempt that is no longer the last one changes nothing,
so a sender that was taken for dead does no harm when it wakes up.
"""

import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

import structlog
from django.db import connection, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from troska.channels.email import composing, tokens
from troska.channels.email.models import Dispatch, MailIdentity
from troska.channels.email.sending import Answer
from troska.conversations import states
from troska.conversations.actions import set_delivery
from troska.conversations.errors import TransitionNotAllowed
from troska.conversations.models import DeliveryState, Message
from troska.core import clock, metrics
from troska.timeline.actors import SYSTEM, Actor

log = structlog.get_logger(__name__)

LEASE = timedelta(seconds=90)
GIVE_UP_AFTER = timedelta(days=2)
#: Pauses after a temporary refusal of a mail; the last one goes on.
PAUSES = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 180))
#: Pauses after the server could not be reached: short, so that all is out soon after it is back.
ROUTE_PAUSES = tuple(timedelta(minutes=minutes) for minutes in (1, 2, 5, 10))
_LOCK_CLASS = 0x7405


@dataclass(frozen=True, slots=True)
class Claim:
    """A message that we send now: `attempt` tells this taking-up from all others."""

    message: Message
    dispatch_id: int
    attempt: int
    #: Keys of recipients who need nothing more: the server has the mail for them, or refused it for good.
    done: frozenset[str]


def enqueue(message: Message) -> Dispatch:
    """Prepare the way of a new message, in the transaction that queues it; its Message-ID is fixed from here on."""
    inbox = message.conversation.primary_inbox
    own = composing.sender_address(inbox)
    domain = own.rpartition("@")[2] if own else inbox.brand.domain or "localhost"
    identifier = tokens.message_id(message.code, message.conversation_id, domain=domain)
    MailIdentity.objects.create(message=message, identifier=identifier)
    due_at = max(clock.now(), message.send_after or clock.now())
    return Dispatch.objects.create(message=message, next_attempt_at=due_at, give_up_at=due_at + GIVE_UP_AFTER)


def due(inbox_ids: Iterable[int] | None = None) -> QuerySet[Dispatch]:
    """List what waits and may go now; of all inboxes, or of some."""
    waiting = Dispatch.objects.filter(next_attempt_at__lte=clock.now())
    if inbox_ids is None:
        return waiting
    return waiting.filter(message__conversation__primary_inbox__in=list(inbox_ids))


def claimable(inbox_ids: Iterable[int]) -> QuerySet[Dispatch]:
    """List what may be taken up now: of one conversation one at a time, so that they arrive in order."""
    leased = Dispatch.objects.filter(leased_until__gt=clock.now())
    is_busy = leased.filter(message__conversation=OuterRef("message__conversation"))
    return due(inbox_ids).exclude(Exists(is_busy))


@transaction.atomic(durable=True)
def claim(inbox_ids: Sequence[int], *, route: str) -> Claim | None:
    """Take up the next message that is due: it is *sending* when this returns. None when there is none.

    People's messages go before automatic ones.
    """
    lock_route(route)
    waiting = (
        claimable(inbox_ids)
        .select_for_update(of=("self",), no_key=True, skip_locked=True)
        .order_by("message__is_automatic", "next_attempt_at", "pk")
    )
    while (found := waiting.first()) is not None:
        found.next_attempt_at = found.data_ended_at = None
        message = Message.objects.select_related("conversation__primary_inbox__brand").get(pk=found.message_id)
        if message.delivery == DeliveryState.QUEUED:
            return _take_up(found, message)
        found.save(update_fields=["next_attempt_at", "data_ended_at"])
    return None


def _take_up(found: Dispatch, message: Message) -> Claim:
    set_delivery(message, DeliveryState.SENDING, detail=message.delivery_detail)
    found.attempts += 1
    found.leased_until = clock.now() + LEASE
    found.save(update_fields=["attempts", "next_attempt_at", "leased_until", "data_ended_at"])
    done = frozenset(key for key, said in found.answers.items() if not 400 <= said["code"] < 500)
    return Claim(message, found.pk, found.attempts, done)


def lock_route(route: str) -> None:
    """Be the only one who takes up mail for the server, until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [_LOCK_CLASS, zlib.crc32(route.encode()) & 0x7FFFFFFF])


@transaction.atomic(durable=True)
def renew(claim: Claim) -> bool:
    """Give a sign of life; False when somebody else has the message by now."""
    return _mine(claim).update(leased_until=clock.now() + LEASE) == 1


@transaction.atomic(durable=True)
def end_data(claim: Claim) -> bool:
    """Write down that the last byte of DATA goes out now; False when it must not: somebody else has the message."""
    now = clock.now()
    return _mine(claim).filter(data_ended_at=None).update(data_ended_at=now, leased_until=now + LEASE) == 1


def _mine(claim: Claim) -> QuerySet[Dispatch]:
    return Dispatch.objects.filter(pk=claim.dispatch_id, attempts=claim.attempt, leased_until__isnull=False)


@transaction.atomic(durable=True)
def settle(claim: Claim, answers: Mapping[str, Answer]) -> DeliveryState | None:
    """Write down what the server said for each recipient (by key) and what follows; None when it is not ours any more.

    Recipients refused for a while are asked again later, the others not. When nothing is left to ask: *sent*, naming
    who refused, or *failed* when nobody took it.
    """
    dispatch = _lock(claim)
    if dispatch is None:
        return None
    dispatch.answers |= {key: {"code": answer.code, "text": answer.text} for key, answer in answers.items()}
    wanted = [one for people in composing.recipients_of(claim.message).values() for one in people]
    said = {one.address: _answer_in(dispatch, one.key) for one in wanted}
    waiting = [answer for answer in said.values() if answer is None or not answer.is_final]
    detail = _detail(said)
    if waiting and _may_wait(dispatch, PAUSES):
        return _again(claim.message, dispatch, PAUSES, detail)
    is_accepted = any(answer is not None and answer.is_accepted for answer in said.values())
    return _end(claim.message, dispatch, DeliveryState.SENT if is_accepted else DeliveryState.FAILED, detail)


@transaction.atomic(durable=True)
def postpone(claim: Claim, detail: str, *, pauses: Sequence[timedelta] = PAUSES) -> DeliveryState | None:
    """The server got nothing: try again after a pause, or give up after two days."""
    dispatch = _lock(claim)
    if dispatch is None:
        return None
    if _may_wait(dispatch, pauses):
        return _again(claim.message, dispatch, pauses, detail)
    is_accepted = any(200 <= said["code"] < 300 for said in dispatch.answers.values())
    return _end(claim.message, dispatch, DeliveryState.SENT if is_accepted else DeliveryState.FAILED, detail)


@transaction.atomic(durable=True)
def fail(claim: Claim, detail: str) -> DeliveryState | None:
    """The message can't go out, now or later."""
    dispatch = _lock(claim)
    return _end(claim.message, dispatch, DeliveryState.FAILED, detail) if dispatch else None


@transaction.atomic(durable=True)
def leave_open(claim: Claim, detail: str) -> DeliveryState | None:
    """Nobody knows whether the server has it: *unsure*, until a person decides or a bounce tells."""
    dispatch = _lock(claim)
    return _end(claim.message, dispatch, DeliveryState.UNSURE, detail) if dispatch else None


def settle_abandoned() -> int:
    """Settle what senders that died left behind; give the number of messages."""
    settled = 0
    expired = Dispatch.objects.filter(leased_until__lt=clock.now())
    while True:
        with transaction.atomic(durable=True):
            dispatch = expired.select_for_update(of=("self",), no_key=True, skip_locked=True).order_by("pk").first()
            if dispatch is None:
                return settled
            _settle_abandoned(dispatch, Message.objects.get(pk=dispatch.message_id))
            settled += 1


def _settle_abandoned(dispatch: Dispatch, message: Message) -> None:
    log.warning("mail.abandoned", message=message.pk, attempt=dispatch.attempts, ended=bool(dispatch.data_ended_at))
    if dispatch.data_ended_at is not None:
        _end(message, dispatch, DeliveryState.UNSURE, _("Wysyłanie przerwano, zanim serwer odpowiedział."))
        return
    dispatch.leased_until, dispatch.next_attempt_at = None, clock.now()
    dispatch.save(update_fields=["leased_until", "next_attempt_at"])
    _move(message, DeliveryState.QUEUED, _("Wysyłanie przerwano; wiadomość pójdzie jeszcze raz."))


def hold_everything(detail: str) -> int:
    """Let nothing go by itself that waits or is on its way: *unsure*, a person decides; give the number of messages.

    For a database that went back in time: what waits in it may have been sent since.
    """
    held = 0
    open_ = Dispatch.objects.filter(Q(next_attempt_at__isnull=False) | Q(leased_until__isnull=False))
    while True:
        with transaction.atomic(durable=True):
            dispatch = open_.select_for_update(of=("self",), no_key=True).order_by("pk").first()
            if dispatch is None:
                return held
            _end(Message.objects.get(pk=dispatch.message_id), dispatch, DeliveryState.UNSURE, detail)
            held += 1


@transaction.atomic
def call_off(message: Message, detail: str) -> bool:
    """Let a message that waits never go out; False when it is on its way just now."""
    dispatch = Dispatch.objects.select_for_update(no_key=True).filter(message=message).first()
    if dispatch is not None and dispatch.leased_until is not None:
        return False
    if dispatch is not None and dispatch.next_attempt_at is not None:
        _end(message, dispatch, DeliveryState.FAILED, detail)
    return True


def postpone_route(inbox_ids: Sequence[int], detail: str, *, failures: int) -> None:
    """The server can't be reached: nothing that is due through it needs to try by itself; the oldest give up."""
    for dispatch_id, message_id in list(
        due(inbox_ids).filter(give_up_at__lte=clock.now()).values_list("pk", "message_id")[:500]
    ):
        with transaction.atomic(durable=True):
            dispatch = Dispatch.objects.select_for_update(no_key=True).get(pk=dispatch_id)
            if dispatch.next_attempt_at is not None:
                _end(Message.objects.get(pk=message_id), dispatch, DeliveryState.FAILED, detail)
    with transaction.atomic(durable=True):
        waiting = due(inbox_ids).order_by("pk").select_for_update(of=("self",), no_key=True, skip_locked=True)
        pks = list(waiting.values_list("pk", flat=True))
        Dispatch.objects.filter(pk__in=pks).update(next_attempt_at=clock.now() + _pause(ROUTE_PAUSES, failures))


@transaction.atomic
def retry(message: Message, *, by: Actor) -> Message:
    """Send a failed or unsure message again: a person's decision. Who has it already does not get it twice.

    Raises TransitionNotAllowed when it is neither.
    """
    dispatch = Dispatch.objects.select_for_update(no_key=True).get(message=message)
    message.refresh_from_db(fields=["delivery"])
    if message.delivery not in (DeliveryState.FAILED, DeliveryState.UNSURE):
        raise TransitionNotAllowed
    dispatch.answers = {key: said for key, said in dispatch.answers.items() if 200 <= said["code"] < 300}
    dispatch.failures, dispatch.leased_until, dispatch.data_ended_at = 0, None, None
    dispatch.next_attempt_at = clock.now()
    dispatch.give_up_at = clock.now() + GIVE_UP_AFTER
    dispatch.save()
    return set_delivery(message, DeliveryState.QUEUED, by=by)


@transaction.atomic
def confirm_sent(message: Message, *, by: Actor) -> Message:
    """Note that an unsure message has arrived, as a person found out. Raises TransitionNotAllowed for any other."""
    dispatch = Dispatch.objects.select_for_update(no_key=True).get(message=message)
    message.refresh_from_db(fields=["delivery"])
    if message.delivery != DeliveryState.UNSURE:
        raise TransitionNotAllowed
    dispatch.leased_until = dispatch.next_attempt_at = None
    dispatch.save(update_fields=["leased_until", "next_attempt_at"])
    return set_delivery(message, DeliveryState.SENT, by=by)


def _lock(claim: Claim) -> Dispatch | None:
    dispatch = Dispatch.objects.select_for_update(no_key=True).filter(pk=claim.dispatch_id).first()
    if dispatch is None or dispatch.attempts != claim.attempt:
        log.warning("mail.taken_over", message=claim.message.pk, attempt=claim.attempt)
        return None
    return dispatch


def _answer_in(dispatch: Dispatch, key: str) -> Answer | None:
    said = dispatch.answers.get(key)
    return Answer(said["code"], said["text"]) if said else None


def _detail(said: Mapping[str, Answer | None]) -> str:
    """Name those who have not got it, each with the server's words; nothing when all have."""
    return "; ".join(
        f"{address}: {answer or _('bez odpowiedzi')}"
        for address, answer in said.items()
        if answer is None or not answer.is_accepted
    )


def _pause(pauses: Sequence[timedelta], failures: int) -> timedelta:
    return pauses[min(failures, len(pauses) - 1)]


def _may_wait(dispatch: Dispatch, pauses: Sequence[timedelta]) -> bool:
    return clock.now() + _pause(pauses, dispatch.failures) < dispatch.give_up_at


def _again(message: Message, dispatch: Dispatch, pauses: Sequence[timedelta], detail: str) -> DeliveryState:
    dispatch.next_attempt_at = clock.now() + _pause(pauses, dispatch.failures)
    dispatch.failures += 1
    metrics.MAILS_OUT.labels("postponed").inc()
    dispatch.leased_until = dispatch.data_ended_at = None
    dispatch.save(update_fields=["answers", "next_attempt_at", "failures", "leased_until", "data_ended_at"])
    return _move(message, DeliveryState.QUEUED, detail)


def _end(message: Message, dispatch: Dispatch, state: DeliveryState, detail: str) -> DeliveryState:
    dispatch.leased_until = dispatch.next_attempt_at = None
    dispatch.save(update_fields=["answers", "leased_until", "next_attempt_at"])
    metrics.MAILS_OUT.labels(str(state)).inc()
    return _move(message, state, detail)


def _move(message: Message, state: DeliveryState, detail: str) -> DeliveryState:
    """Bring the message into a state, unless it is further already (a bounce came before the answer was written)."""
    now = DeliveryState(Message.objects.values_list("delivery", flat=True).get(pk=message.pk))
    if now == DeliveryState.QUEUED and state not in states.DELIVERY[now]:
        # A person let it go out once more while the first attempt's answer was still on its way.
        set_delivery(message, DeliveryState.SENDING, by=SYSTEM)
    elif now != state and state not in states.DELIVERY[now]:
        return now
    set_delivery(message, state, detail=detail, by=SYSTEM)
    return state
