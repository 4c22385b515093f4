"""The states of a letter, each change in a transaction of its own; no network here."""

import json
from dataclasses import dataclass
from datetime import timedelta

import structlog
from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import QuerySet

from troska.channels.email.dispatching import LEASE, PAUSES, ROUTE_PAUSES
from troska.channels.email.letters.writing import Draft, drafts_of
from troska.channels.email.models import LetterState, StaffLetter
from troska.core import clock, metrics, secrets
from troska.core.secrets import SecretUnreadableError

log = structlog.get_logger(__name__)

#: How long what a letter says is kept, whatever happens.
KEPT = timedelta(hours=72)
#: How long that there was a letter is kept.
REMEMBERED = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Taken:
    """A letter that we send now; `attempt` tells this taking-up from all others."""

    pk: int
    attempt: int
    draft: Draft


@transaction.atomic
def post(message: EmailMessage) -> int:
    """Keep a letter for each recipient and wake who sends them; give their number. Raises UnfitLetter."""
    from troska.channels.email import tasks  # which imports what sends letters

    drafts = drafts_of(message)
    now = clock.now()
    for draft in drafts:
        sealed = secrets.encrypt(json.dumps(draft.as_json(), ensure_ascii=False))
        StaffLetter.objects.create(sealed=sealed, created_at=now, next_attempt_at=now)
    if drafts:
        tasks.send_letters.defer()
    return len(drafts)


def due() -> QuerySet[StaffLetter]:
    """List what may go now, the oldest first."""
    return StaffLetter.objects.filter(next_attempt_at__lte=clock.now()).order_by("next_attempt_at", "pk")


@transaction.atomic(durable=True)
def claim() -> Taken | None:
    """Take up the next letter that is due; None when there is none."""
    while (letter := due().select_for_update(no_key=True, skip_locked=True).first()) is not None:
        try:
            draft = Draft.from_json(letter.code, letter.created_at, json.loads(secrets.decrypt(letter.sealed)))
        except SecretUnreadableError:
            _end(letter, LetterState.FAILED, "sealed with another key")
            continue
        letter.attempts += 1
        letter.next_attempt_at = letter.data_ended_at = None
        letter.leased_until = clock.now() + LEASE
        letter.save(update_fields=["attempts", "next_attempt_at", "leased_until", "data_ended_at"])
        return Taken(letter.pk, letter.attempts, draft)
    return None


@transaction.atomic(durable=True)
def renew(taken: Taken) -> None:
    """Give a sign of life."""
    _mine(taken).update(leased_until=clock.now() + LEASE)


@transaction.atomic(durable=True)
def end_data(taken: Taken) -> bool:
    """Write down that the last byte of DATA goes out now; False when somebody else has the letter."""
    now = clock.now()
    return _mine(taken).filter(data_ended_at=None).update(data_ended_at=now, leased_until=now + LEASE) == 1


@transaction.atomic(durable=True)
def settle(taken: Taken, state: LetterState, detail: str = "") -> None:
    """Write down what became of it; what it said is erased unless it waits."""
    letter = _mine(taken).select_for_update(no_key=True).first()
    if letter is None:
        return
    if state == LetterState.WAITING:
        _wait(letter, PAUSES, detail)
    else:
        _end(letter, state, detail)


@transaction.atomic(durable=True)
def give_way(taken: Taken | None, detail: str) -> None:
    """The server is of no use at the moment: what is due waits with the letter that found out."""
    letters = [*due().select_for_update(no_key=True, skip_locked=True)[:500]]
    if taken is not None:
        letters += _mine(taken).select_for_update(no_key=True)
    for letter in letters:
        _wait(letter, ROUTE_PAUSES, detail)


def settle_abandoned() -> None:
    """Settle what senders that died left behind."""
    with transaction.atomic(durable=True):
        left = StaffLetter.objects.filter(leased_until__lt=clock.now())
        for letter in left.select_for_update(no_key=True, skip_locked=True)[:500]:
            log.warning("letter.abandoned", letter=letter.pk, ended=bool(letter.data_ended_at))
            if letter.data_ended_at is not None:
                _end(letter, LetterState.UNSURE, "cut off before the server answered")
            else:
                _wait(letter, (timedelta(0),), "cut off")


def hold_everything() -> int:
    """End what waits or is on its way without sending it: it may have been sent since (see dispatching's)."""
    with transaction.atomic(durable=True):
        waiting = list(StaffLetter.objects.filter(state=LetterState.WAITING).select_for_update(no_key=True))
        for letter in waiting:
            _end(letter, LetterState.UNSURE, "restored from a backup")
    return len(waiting)


def forget_old() -> int:
    """Give up and erase what is too old, then forget that it was; give how many were given up."""
    now = clock.now()
    with transaction.atomic(durable=True):
        old = StaffLetter.objects.filter(state=LetterState.WAITING, created_at__lte=now - KEPT)
        given_up = list(old.select_for_update(no_key=True, skip_locked=True)[:500])
        for letter in given_up:
            _end(letter, LetterState.UNSURE if letter.data_ended_at else LetterState.FAILED, letter.detail)
        StaffLetter.objects.filter(finished_at__lt=now - REMEMBERED).delete()
    return len(given_up)


def _mine(taken: Taken) -> QuerySet[StaffLetter]:
    return StaffLetter.objects.filter(pk=taken.pk, attempts=taken.attempt, leased_until__isnull=False)


def _wait(letter: StaffLetter, pauses: tuple[timedelta, ...], detail: str) -> None:
    letter.next_attempt_at = clock.now() + pauses[min(letter.failures, len(pauses) - 1)]
    letter.failures = min(letter.failures + 1, 1000)
    letter.leased_until = letter.data_ended_at = None
    letter.detail = detail[:300]
    letter.save(update_fields=["next_attempt_at", "failures", "leased_until", "data_ended_at", "detail"])


def _end(letter: StaffLetter, state: LetterState, detail: str) -> None:
    letter.state, letter.detail, letter.sealed = state, detail[:300], ""
    letter.next_attempt_at = letter.leased_until = None
    letter.finished_at = clock.now()
    letter.save(update_fields=["state", "detail", "sealed", "next_attempt_at", "leased_until", "finished_at"])
    metrics.LETTERS.labels(str(state)).inc()
    if state != LetterState.SENT:
        log.warning("letter.not_sent", letter=letter.pk, state=str(state))
