"""Opening hours as people write them ("10-14, 15:30-18") and as they are kept: seven lists of pairs, Monday first."""

import itertools
import re
from collections.abc import Sequence
from datetime import date

Span = tuple[str, str]
_SPAN = re.compile(r"(\d{1,2})(?:[:.](\d{2}))?\s*(?:-|–|—|do)\s*(\d{1,2})(?:[:.](\d{2}))?\Z")
_CLOSED = {"", "-", "–", "zamknięte", "nieczynne", "closed"}
MOST_SPANS = 6


class Unclear(ValueError):
    """Part of it can't be understood; its text is the part."""


def spans(text: str) -> list[list[str]]:
    """Read one day; nothing, or "zamknięte", is a closed day. Raises Unclear, also for spans that overlap."""
    if text.strip().lower() in _CLOSED:
        return []
    parts = [part.strip() for part in re.split(r"[,;]", text) if part.strip()]
    if len(parts) > MOST_SPANS:
        raise Unclear(text)
    found = [_span(part) for part in parts]
    for before, after in itertools.pairwise(found):
        if after[0] < before[1]:
            raise Unclear(f"{after[0]}–{after[1]}")
    return [list(span) for span in found]


def written(day: Sequence[Sequence[str]]) -> str:
    """Write one day as `spans` reads it."""
    return ", ".join(f"{begin}–{end}" for begin, end in day)


def days(text: str) -> list[str]:
    """Read days, one or more a line, as 2026-12-24 or 24.12.2026; sorted, each once. Raises Unclear."""
    found = set()
    for word in re.split(r"[\s,;]+", text.strip()):
        if word:
            found.add(_day(word).isoformat())
    return sorted(found)


def _day(word: str) -> date:
    turned = re.fullmatch(r"(\d{1,2})\.(\d{1,2})\.(\d{4})", word)
    try:
        return date(int(turned[3]), int(turned[2]), int(turned[1])) if turned else date.fromisoformat(word)
    except ValueError as error:
        raise Unclear(word) from error


def _span(part: str) -> Span:
    read = _SPAN.match(part)
    if read is None:
        raise Unclear(part)
    begin, end = _clock(read[1], read[2]), _clock(read[3], read[4])
    if begin >= end or end > "24:00":
        raise Unclear(part)
    return begin, end


def _clock(hour: str, minute: str | None) -> str:
    if int(minute or 0) > 59:
        raise Unclear(f"{hour}:{minute}")
    return f"{int(hour):02}:{minute or '00'}"
