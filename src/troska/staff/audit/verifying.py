"""Verifying the audit log: is it all there, and as it was written?"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta

from django.utils.translation import gettext as _

from troska.core import clock
from troska.staff.audit import sealing
from troska.staff.models import AuditEntry, AuditSeal

#: An entry that is older than this and has no place in the chain was not written by us, or nobody chains.
SEALED_WITHIN = timedelta(minutes=2)
#: So many faults are told; more say nothing new.
MOST_FAULTS = 20


@dataclass
class Verdict:
    """What verifying found: how many entries are chained, how many wait, and what is wrong in words."""

    sealed: int = 0
    waiting: int = 0
    #: The hash of the last one; who noted it elsewhere can compare.
    head: str = ""
    faults: list[str] = field(default_factory=list)

    @property
    def is_sound(self) -> bool:
        return not self.faults


def verify() -> Verdict:
    """Go through the whole chain, in its order, with the memory of one batch."""
    verdict = Verdict()
    for fault in _faults(verdict):
        verdict.faults.append(fault)
        if len(verdict.faults) >= MOST_FAULTS:
            break
    return verdict


def _faults(verdict: Verdict) -> Iterator[str]:
    before, last = sealing.START, None
    for seal in AuditSeal.objects.select_related("entry").order_by("position").iterator(chunk_size=2000):
        expected = last.position + 1 if last else 1
        if seal.position != expected:
            yield _("Brakuje wpisów od miejsca %(first)s do %(last)s.") % {"first": expected, "last": seal.position - 1}
        if sealing.digest(before, seal.entry) != bytes(seal.digest):
            yield _("Wpis w miejscu %(position)s albo jego pieczęć zmieniono.") % {"position": seal.position}
        before, last = bytes(seal.digest), seal
        verdict.sealed += 1
    verdict.head = before.hex()
    # Earlier ones may carry a key that is no longer kept: what is signed last vouches for all before it.
    if last is not None and not sealing.is_signed(last):
        yield _("Ostatnia pieczęć nie jest podpisana kluczem tej instalacji.")
    if (known := sealing.remembered()) and not AuditSeal.objects.filter(position=known[0], digest=known[1]).exists():
        yield _(
            "Plik %(file)s pamięta inną pieczęć w miejscu %(position)s: koniec dziennika ucięto albo zmieniono."
        ) % {
            "file": sealing.witness(),
            "position": known[0],
        }
    waiting = AuditEntry.objects.filter(seal=None)
    verdict.waiting = waiting.count()
    if late := waiting.filter(at__lt=clock.now() - SEALED_WITHIN).count():
        yield _("Wpisy bez pieczęci, choć minęły dwie minuty: %(number)s.") % {"number": late}
