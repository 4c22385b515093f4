"""A mail body cut into runs of text, of quoted lines and of markers that announce history."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum

from troska.channels.email.interpret.quotes.attribution import AttributionFinder
from troska.channels.email.interpret.quotes.headers import (
    header_block_end,
    header_field,
    is_separator,
)
from troska.channels.email.interpret.quotes.lines import Line, is_rule

_MAX_GAP = 4


class Kind(IntEnum):
    """What a run of lines is."""

    TEXT = 0
    QUOTE = 1
    MARKER = 2


@dataclass(frozen=True, slots=True)
class Run:
    """Neighbouring lines of one kind, lines[start:end]; empty lines go with what precedes them."""

    kind: Kind
    start: int
    end: int


def find_runs(lines: Sequence[Line]) -> Iterator[Run]:
    """Cut the lines into runs, in order and without gaps."""
    finder = AttributionFinder(lines)
    kind, start, index = Kind.TEXT, 0, 0
    while index < len(lines):
        line = lines[index]
        if line.is_empty:
            index += 1
            continue
        if not (line.depth and kind == Kind.QUOTE and index > start):
            end = _marker_end(lines, index, finder)
            if end > index:
                if index > start:
                    yield Run(kind, start, index)
                yield Run(Kind.MARKER, index, end)
                kind, start, index = Kind.TEXT, end, end
                if end < len(lines) and lines[end].depth:
                    kind = Kind.QUOTE
                continue
        this = Kind.QUOTE if line.depth else Kind.TEXT
        if this != kind:
            if index > start:
                yield Run(kind, start, index)
            kind, start = this, index
        index += 1
    if len(lines) > start:
        yield Run(kind, start, len(lines))


def _marker_end(lines: Sequence[Line], start: int, finder: AttributionFinder) -> int:
    """Where the marker that begins at `start` ends, with those that follow it closely."""
    first = start
    if is_rule(lines[start].text):
        first = _skip_gap(lines, start, lines[start].depth)
        if first >= len(lines) or header_field(lines[first].text) is None:
            first = start
    end = _one_marker_end(lines, first, finder, after_separator=False)
    if end == first:
        return start
    while True:
        following = _skip_gap(lines, end, lines[start].depth)
        if following >= len(lines):
            break
        further = _one_marker_end(lines, following, finder, after_separator=True)
        if further == following:
            break
        end = further
    is_quoted = lines[start].depth > 0
    while end < len(lines) and (lines[end].is_blank if is_quoted else lines[end].is_empty):
        end += 1
    return end


def _one_marker_end(lines: Sequence[Line], start: int, finder: AttributionFinder, *, after_separator: bool) -> int:
    text = lines[start].text
    if is_separator(text):
        return start + 1
    if header_field(text) is not None:
        end = header_block_end(lines, start, after_separator=after_separator)
        if end > start:
            return end
    return finder.end_at(start)


def _skip_gap(lines: Sequence[Line], start: int, depth: int) -> int:
    """The next line with words within a few blank lines and rules, else the end."""
    for index in range(start, min(start + _MAX_GAP, len(lines))):
        line = lines[index]
        if line.is_blank or is_rule(line.text):
            continue
        return index if (line.depth > 0) == (depth > 0) else len(lines)
    return len(lines)
