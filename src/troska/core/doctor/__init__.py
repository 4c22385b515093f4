"""What `troska doctor` and the page "Stan systemu" know: each package registers its checks in its `doctor.py`.

A check looks at one thing and yields what it found. What can be found is declared as a Kind: a stable code, and texts
that are put into words only when a person reads them, in his language.

    LOW = wrong_kind("disk.low", _("Dysk"), _("Zostało %(free)s GB."), _("Zrób miejsce."))

    @check(where=Where.MACHINE)
    def disk() -> Iterator[Finding]:
        yield LOW(free="0.4")
"""

from troska.core.doctor.findings import (
    Finding,
    Kind,
    Verdict,
    fine,
    fine_kind,
    kinds,
    notice,
    notice_kind,
    wrong,
    wrong_kind,
)
from troska.core.doctor.register import Check, Where, check, checks

__all__ = [
    "Check",
    "Finding",
    "Kind",
    "Verdict",
    "Where",
    "check",
    "checks",
    "fine",
    "fine_kind",
    "kinds",
    "notice",
    "notice_kind",
    "wrong",
    "wrong_kind",
]
