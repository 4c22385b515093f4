"""What a check can find, and what it found."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from typing import Any

from django.utils.functional import Promise

#: What a template of text is: words, or words that wait for a language.
Words = str | Promise

#: How long something has to be wrong before people are written to.
PATIENCE = timedelta(minutes=3)


class Verdict(StrEnum):
    """How bad it is: nothing, worth knowing, or to be mended."""

    FINE = "fine"
    NOTICE = "notice"
    WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class Finding:
    """What one check found; `key` tells apart several of one code (a mailbox, a queue), by no personal data."""

    code: str
    verdict: Verdict
    key: str = ""
    values: Mapping[str, Any] = field(default_factory=dict)

    @property
    def kind(self) -> "Kind | None":
        """Give its kind; None when it was said in plain words, or by a version that knew more."""
        return _kinds.get(self.code)

    @property
    def subject(self) -> str:
        return self._said("subject")

    @property
    def text(self) -> str:
        return self._said("text")

    @property
    def remedy(self) -> str:
        """What to do about it; empty when it is fine."""
        return self._said("remedy")

    def _said(self, part: str) -> str:
        kind = self.kind
        if kind is None:
            return str(self.values.get(part, self.code if part == "subject" else ""))
        try:
            return str(getattr(kind, part) % self.values)
        except (KeyError, TypeError, ValueError):  # kept by another version, with other values
            return str(getattr(kind, part))


@dataclass(frozen=True, slots=True)
class Kind:
    """Something that can be found; texts are templates for %-formatting with the values of a finding."""

    code: str
    verdict: Verdict
    subject: Words
    text: Words
    remedy: Words = ""
    patience: timedelta = PATIENCE

    def __call__(self, key: object = "", /, **values: object) -> Finding:
        """Say that it was found."""
        return Finding(self.code, self.verdict, str(key), values)


_kinds: dict[str, Kind] = {}


def kinds() -> Mapping[str, Kind]:
    """List everything that can be found, by code."""
    return _kinds


def fine_kind(code: str, subject: Words, text: Words) -> Kind:
    """Declare that all can be well."""
    return _known(Kind(code, Verdict.FINE, subject, text))


def notice_kind(code: str, subject: Words, text: Words, remedy: Words, *, patience: timedelta = PATIENCE) -> Kind:
    """Declare something that works, but that a person should know."""
    return _known(Kind(code, Verdict.NOTICE, subject, text, remedy, patience))


def wrong_kind(code: str, subject: Words, text: Words, remedy: Words, *, patience: timedelta = PATIENCE) -> Kind:
    """Declare something that does not work, or will not for long."""
    return _known(Kind(code, Verdict.WRONG, subject, text, remedy, patience))


def _known(kind: Kind) -> Kind:
    if _kinds.setdefault(kind.code, kind) != kind:
        raise ValueError(f"two kinds of finding have the code {kind.code}")
    return kind


# --- in plain words, for a check that needs no kinds ----------------------------------------------------------------


def fine(subject: str, text: str) -> Finding:
    """All is well."""
    return _plain(Verdict.FINE, subject, text)


def notice(subject: str, text: str, remedy: str) -> Finding:
    """Works, but a person should know."""
    return _plain(Verdict.NOTICE, subject, text, remedy)


def wrong(subject: str, text: str, remedy: str) -> Finding:
    """Does not work, or will not for long."""
    return _plain(Verdict.WRONG, subject, text, remedy)


def _plain(verdict: Verdict, subject: str, text: str, remedy: str = "") -> Finding:
    code = f"{subject.replace(' ', '_')}.{verdict}"
    return Finding(code, verdict, "", {"subject": subject, "text": text, "remedy": remedy})
