"""What `troska doctor` asks: each package registers its own checks in its `doctor.py`."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum


class Verdict(StrEnum):
    """How bad it is: nothing, worth knowing, or to be mended."""

    FINE = "fine"
    NOTICE = "notice"
    WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class Finding:
    """What one check found; `remedy` says what to do when it is not fine."""

    subject: str
    verdict: Verdict
    text: str
    remedy: str = ""


Check = Callable[[], Iterable[Finding]]
checks: list[Check] = []


def check(function: Check) -> Check:
    """Register a function that looks at one thing and yields what it found; it may take a second, no more."""
    checks.append(function)
    return function


def fine(subject: str, text: str) -> Finding:
    """All is well."""
    return Finding(subject, Verdict.FINE, text)


def notice(subject: str, text: str, remedy: str) -> Finding:
    """Works, but a person should know."""
    return Finding(subject, Verdict.NOTICE, text, remedy)


def wrong(subject: str, text: str, remedy: str) -> Finding:
    """Does not work, or will not for long."""
    return Finding(subject, Verdict.WRONG, text, remedy)
