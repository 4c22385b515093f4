"""Which lines of a mail are new, which are history and which are signature."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum

from troska.channels.email.interpret.quotes.headers import header_field
from troska.channels.email.interpret.quotes.lines import (
    Line,
    is_rule,
    requote_named,
    split_lines,
)
from troska.channels.email.interpret.quotes.runs import Kind, Run, find_runs
from troska.channels.email.interpret.quotes.signatures import find_signature

_MAX_LIST_FOOTER = 8
_LONG_QUOTE = 8
_UNQUOTED_LINE = re.compile(r"^[^>\n]", re.MULTILINE)


@dataclass(frozen=True)
class Folded:
    """A mail body in three parts, each made of lines of the original in their order.

    `visible` is what a reader wants first, `quoted` the history and `signature` the footers folded
    away; `is_folded` says that something was.
    """

    visible: str
    quoted: str
    signature: str
    is_folded: bool


class Part(IntEnum):
    """Where a line goes."""

    VISIBLE = 0
    QUOTED = 1
    SIGNATURE = 2


def fold(text: str) -> Folded:
    """Part the new words of a mail from history and signature; in doubt a line stays visible.

    Never raises and takes time linear in the text. A text of more than `lines.MAX_LINES` lines is
    judged by its head. `visible` is blank only when the text is.
    """
    lines, rest = split_lines(text)
    runs = list(find_runs(lines))
    if any(run.kind == Kind.MARKER for run in runs):
        requoted = requote_named(lines)
        if requoted is not lines:
            lines = requoted
            runs = list(find_runs(lines))
    parts, rest_part = _Sorting(lines, runs, rest).sort()
    return _assemble(lines, parts, rest, rest_part)


class _Sorting:
    """Gives each line of one mail its part."""

    def __init__(self, lines: Sequence[Line], runs: Sequence[Run], rest: str) -> None:
        self._lines = lines
        self._runs = runs
        self._rest = rest
        self._parts = [Part.VISIBLE] * len(lines)
        markers = (number for number, run in enumerate(runs) if run.kind == Kind.MARKER)
        self._first_marker = next(markers, len(runs))
        self._texts: list[int] = []
        self._quotes: list[int] = []

    def sort(self) -> tuple[list[Part], Part]:
        """The part of each line, and that of the rest which was not looked at."""
        for number, run in enumerate(self._runs):
            if run.kind == Kind.QUOTE:
                self._quotes.append(number)
            elif run.kind == Kind.TEXT:
                if self._sort_text(number, run):
                    self._texts.append(number)
            elif self._texts and not self._is_quote(number + 1):
                self._set(range(run.start, len(self._lines)), Part.QUOTED)
                self._sort_quotes()
                return self._parts, Part.QUOTED
            elif self._texts or not self._opens_with_header(run):
                self._set(range(run.start, run.end), Part.QUOTED)
        self._sort_quotes()
        return self._parts, self._rest_part()

    def _sort_text(self, number: int, run: Run) -> bool:
        """Set the signature of a run of text aside; whether words are left."""
        is_last = number + 1 == len(self._runs)
        if is_last and self._rest.strip():
            signature: set[int] = set()
        elif is_last and self._is_list_footer(number, run):
            signature = set(range(run.start, run.end))
        else:
            ends_here = is_last or self._runs[number + 1].kind == Kind.MARKER
            signature = find_signature(self._lines, run.start, run.end, is_last=ends_here)
        self._set(signature, Part.SIGNATURE)
        return any(
            self._lines[index].text and not is_rule(self._lines[index].text)
            for index in range(run.start, run.end)
            if index not in signature
        )

    def _is_list_footer(self, number: int, run: Run) -> bool:
        """A few lines below a rule, below history: the footer of a list or a signature."""
        lines = [line.text for line in self._lines[run.start : run.end] if line.text]
        return (
            number > 0
            and self._is_quote(number - 1)
            and self._first_marker < number
            and bool(lines)
            and is_rule(lines[0])
            and len(lines[0]) >= 5
            and len(lines) <= _MAX_LIST_FOOTER
            and not any("?" in line for line in lines)
        )

    def _sort_quotes(self) -> None:
        """Fold the quotes that nobody answers: below all text, or above one whole answer."""
        if not self._texts or not self._quotes:
            return
        first, last = self._texts[0], self._texts[-1]
        if self._quotes[-1] < first and self._first_marker < self._quotes[0]:
            folded = self._quotes
        else:
            folded = [n for n in self._quotes if n > last and self._is_history(n)]
        for number in folded:
            run = self._runs[number]
            self._set(range(run.start, run.end), Part.QUOTED)

    def _is_history(self, number: int) -> bool:
        """Whether a quote was made by a program, and is no list or arrow of the writer's."""
        if self._first_marker < number:
            return True
        run = self._runs[number]
        quote = [line for line in self._lines[run.start : run.end] if line.depth]
        if any(line.depth > 1 for line in quote):
            return True
        above = self._lines[run.start - 1].text if run.start else ""
        has_gap = any(line.is_blank for line in quote[1:-1])
        return not above.endswith(":") and (has_gap or len(quote) >= _LONG_QUOTE)

    def _opens_with_header(self, run: Run) -> bool:
        """Header lines at the very top that nothing announced: the writer's own, or a forward."""
        texts = (self._lines[index].text for index in range(run.start, run.end))
        first = next((text for text in texts if text and not is_rule(text)), "")
        return header_field(first) is not None

    def _is_quote(self, number: int) -> bool:
        return number < len(self._runs) and self._runs[number].kind == Kind.QUOTE

    def _rest_part(self) -> Part:
        if not self._rest or not self._quotes or self._quotes[-1] + 1 != len(self._runs):
            return Part.VISIBLE
        is_folded = self._parts[self._runs[-1].start] == Part.QUOTED
        return Part.VISIBLE if not is_folded or _UNQUOTED_LINE.search(self._rest) else Part.QUOTED

    def _set(self, indexes: range | set[int], part: Part) -> None:
        for index in indexes:
            self._parts[index] = part


def _assemble(lines: Sequence[Line], parts: Sequence[Part], rest: str, rest_part: Part) -> Folded:
    texts = {part: [line.raw for line, its in zip(lines, parts, strict=True) if its == part] for part in Part}
    if rest:
        texts[rest_part].append(rest)
    if not any(map(str.strip, texts[Part.VISIBLE])):
        everything = [line.raw for line in lines] + ([rest] if rest else [])
        return Folded(_join(everything), "", "", is_folded=False)
    quoted, signature = _join(texts[Part.QUOTED]), _join(texts[Part.SIGNATURE])
    return Folded(_join(texts[Part.VISIBLE]), quoted, signature, is_folded=bool(quoted or signature))


def _join(lines: list[str]) -> str:
    start, end = 0, len(lines)
    while start < end and not lines[start].strip():
        start += 1
    while end > start and not lines[end - 1].strip():
        end -= 1
    return "\n".join(lines[start:end])
