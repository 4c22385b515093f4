"""The lines of a mail body as the folding rules look at them."""

from __future__ import annotations

import re
from dataclasses import dataclass

MAX_LINES = 6_000
"""Lines that are looked at; what lies below is handed through in one piece."""

MAX_MARKER_LENGTH = 1_000
"""A longer line is never a marker of anything."""

_MAX_QUOTE_PREFIX = 200
_TOO_LONG = "\N{HORIZONTAL ELLIPSIS}"
_INVISIBLE = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u2060\ufeff"))
_RULE_CHARACTERS = "-_=*#~+\u2010\u2013\u2014\u2500\u1427 \t"


@dataclass(frozen=True, slots=True)
class Line:
    """One line: as it came, and its words without quote marks and outer space."""

    raw: str
    text: str
    depth: int

    @property
    def is_blank(self) -> bool:
        """Nothing to read, though it may be a bare quote mark."""
        return not self.text

    @property
    def is_empty(self) -> bool:
        """Nothing at all, not even a quote mark."""
        return not self.text and not self.depth


def split_lines(text: str) -> tuple[list[Line], str]:
    """The first lines of a text with plain line ends, and the rest unread."""
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    raw = text.split("\n", MAX_LINES)
    rest = raw.pop() if len(raw) > MAX_LINES else ""
    return [read_line(line) for line in raw], rest


def read_line(raw: str) -> Line:
    """Take the quote marks off; a line too long to be a marker keeps no words."""
    head = raw[:_MAX_QUOTE_PREFIX] if len(raw) > MAX_MARKER_LENGTH else raw
    text = _clean(head)
    depth = 0
    if text[:1] == ">":
        rest = text[:_MAX_QUOTE_PREFIX].lstrip("> \t\u00a0")
        marks = text[: len(text[:_MAX_QUOTE_PREFIX]) - len(rest)]
        depth = marks.count(">")
        text = text[len(marks) :]
    if head is not raw:
        text = _TOO_LONG
    return Line(raw, text, depth)


def is_rule(text: str) -> bool:
    """A line drawn with dashes, underscores, stars and the like."""
    return bool(text) and text[0] in _RULE_CHARACTERS and not text.strip(_RULE_CHARACTERS)


_NAMED_PREFIX = re.compile(r"[A-Za-z]{1,10}>(?:\s|$)")


def requote_named(lines: list[Line]) -> list[Line]:
    """Read "AB> text" as a quote where at least three lines carry that prefix."""
    counts: dict[str, int] = {}
    for line in lines:
        if not line.depth and (match := _NAMED_PREFIX.match(line.text)):
            prefix = match.group().strip()
            counts[prefix] = counts.get(prefix, 0) + 1
    frequent = tuple(prefix for prefix, count in counts.items() if count >= 3)
    if not frequent:
        return lines
    return [_requote(line, frequent) for line in lines]


def _requote(line: Line, prefixes: tuple[str, ...]) -> Line:
    match = None if line.depth else _NAMED_PREFIX.match(line.text)
    if match is None or not match.group().startswith(prefixes):
        return line
    return Line(line.raw, line.text[match.end() :].strip(), 1)


def _clean(text: str) -> str:
    if not text.isascii():
        text = text.translate(_INVISIBLE)
    return text.strip()
