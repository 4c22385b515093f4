"""What a restored database needs before anything starts on it: time has gone on without it.

Jobs that ran when the backup was taken are taken up again by the worker as after a crash. Mail is not: what waited then
may have been sent since, so a person decides. Sessions and invitations end, since one that was revoked or used later
would live again.
"""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from troska.channels.email import dispatching
from troska.channels.email.letters import keeping as letters
from troska.config.recovery.errors import RecoveryFailed
from troska.core import clock
from troska.core.models import RunningProcess
from troska.customers import tombstones
from troska.customers.actions import apply_tombstones, finish_erasures
from troska.staff import audit
from troska.staff.audit import sealing, verifying
from troska.staff.models import AgentSession, Invitation
from troska.timeline.actors import SYSTEM

#: Positions that the lost part of the timeline may have had are not given again: who stood there starts anew.
GAP = 1_000_000

RESTORED = audit.Deed("recovery.restored", gettext_lazy("przywraca kopię zapasową"))


@dataclass(frozen=True, slots=True)
class Settled:
    """What was done."""

    mails: int
    letters: int
    sessions: int
    tombstones: int
    erased_again: int
    sealed: int
    audit_faults: Sequence[str]


def settle(manifest: Mapping[str, Any], *, erasures: Iterable[Path]) -> Settled:
    """Do all of it; Django runs in the role that owns the tables. May be done again."""
    taken_at = datetime.fromisoformat(manifest["taken_at"])
    with translation.override(settings.LANGUAGE_CODE):
        at = date_format(clock.local(taken_at), "SHORT_DATETIME_FORMAT")
        detail = _("Przywrócono kopię z %(at)s: wiadomość mogła wyjść później. Sprawdź, zanim wyślesz ją jeszcze raz.")
        mails = dispatching.hold_everything(detail % {"at": at})
    held = letters.hold_everything()
    found = [one for folder in erasures for one in _read(folder)]
    again = apply_tombstones(found)
    finish_erasures()
    with transaction.atomic():
        sessions, _kinds = AgentSession.objects.all().delete()
        Invitation.objects.all().delete()
        RunningProcess.objects.all().delete()
        _leap()
        audit.record(RESTORED, by=SYSTEM, taken_at=manifest["taken_at"], position=manifest["timeline"])
    verdict = _vouch_for_audit()
    return Settled(
        mails=mails,
        letters=held,
        sessions=sessions,
        tombstones=len({one.code for one in found}),
        erased_again=again,
        sealed=verdict.sealed,
        audit_faults=verdict.faults,
    )


def _vouch_for_audit() -> verifying.Verdict:
    """Chain what waits, then go through the chain; only from a sound one does this machine remember the end."""
    with suppress(sealing.ChainBroken):  # verifying says so in words
        sealing.seal_all()
    with translation.override("en"):  # as all commands speak
        return verifying.verify()


def _read(folder: Path) -> list[tombstones.Tombstone]:
    try:
        return tombstones.read(folder)
    except (OSError, ValueError) as error:
        raise RecoveryFailed(f"The list of erased people can't be read: {error}") from error


def _leap() -> None:
    """Let the timeline go on far above everything that a browser may have been told after the backup."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE timeline_head SET position = position + %s", [GAP])
