"""Lines that say who wrote the quote below, and when ("W dniu … napisał(a):").

Every line is read once, word by word, into a few flags; a candidate of several lines is the sum of
its lines. No pattern runs over more than one word, so the work is linear in the text.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from troska.channels.email.interpret.quotes.lines import Line
from troska.channels.email.interpret.quotes.words import (
    ASIAN_VERBS,
    MACHINE_VERBS,
    MONTHS,
    OPENERS,
    SMALL_WORDS,
    SPOKEN_VERBS,
    USER_WORDS,
    VERBS,
    WEEKDAYS,
)

_MAX_LINE = 400
_MAX_WINDOW = 6
_MAX_WORDS = 40
_MAX_PROSE = 6
_MAX_CANDIDATES = 2_000
_PUNCTUATION = "\"'<>()[]{},.;:*\u201e\u201d\u201c\u00ab\u00bb\u2019`-\u2013\u2014|\uff0c\uff1a"
_DATE = re.compile(r"\d{1,4}[./-]\d{1,2}[./-]\d{2,4}$|\d{4}[\u5e74\ub144]")
_TIME = re.compile(r"\d{1,2}[:.h]\d{2}(?:[:.]\d{2})?(?:[ap]m)?$")
_YEAR = re.compile(r"(?:19|20)\d\d$")


@dataclass(slots=True)
class Words:
    """What the words of one or more lines are, added up."""

    count: int = 0
    prose: int = 0
    names: int = 0
    numbers: int = 0
    months: int = 0
    dates: int = 0
    times: int = 0
    years: int = 0
    addresses: int = 0
    verbs: int = 0
    machine_verbs: int = 0
    spoken_verbs: int = 0
    users: int = 0
    offsets: int = 0
    bracketed: int = 0
    frames: int = 0
    colon: bool = False

    def add(self, other: Words) -> None:
        """Take in the next line."""
        self.count += other.count
        self.prose += other.prose
        self.names += other.names
        self.numbers += other.numbers
        self.months += other.months
        self.dates += other.dates
        self.times += other.times
        self.years += other.years
        self.addresses += other.addresses
        self.verbs += other.verbs
        self.machine_verbs += other.machine_verbs
        self.spoken_verbs += other.spoken_verbs
        self.users += other.users
        self.offsets += other.offsets
        self.bracketed += other.bracketed
        self.frames += other.frames
        self.colon = other.colon

    @property
    def has_date(self) -> bool:
        """A day is named, in figures or as a number and a month."""
        numeric = self.years and self.numbers >= 2
        return bool(self.dates or numeric or (self.months and self.numbers))

    @property
    def is_dated(self) -> bool:
        """A day with its year or hour is named."""
        return self.has_date and bool(self.times or self.years or self.dates)

    @property
    def is_stamped(self) -> bool:
        """Day, hour and a bracketed address, as programs write them."""
        return bool(self.has_date and self.times and self.bracketed)


class AttributionFinder:
    """Looks for attributions in the lines of one mail; forgets nothing, reads a line once."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self._lines = lines
        self._read: dict[int, Words] = {}
        self._candidates = 0

    def end_at(self, start: int) -> int:
        """Where the attribution that begins at line `start` ends; `start` when there is none."""
        end = self._end_from(start)
        return start if end > start + 1 and self._begins_later(start, end) else end

    def _begins_later(self, start: int, end: int) -> bool:
        """Whether the first lines are words of the writer that end right above an attribution."""
        head = Words()
        for index in range(start, end - 1):
            head.add(self._words(index))
            following = index + 1
            if self._lines[following].is_blank or head.verbs or head.users:
                continue
            tail = Words()
            for line in range(following, end):
                tail.add(self._words(line))
            has_hour = head.times or tail.times
            is_dated_once = head.has_date and has_hour and not tail.has_date
            if not head.has_date and self._opening(following) and tail.has_date:
                return True
            if not is_dated_once and self._end_from(following) == end:
                return True
        return False

    def _end_from(self, start: int) -> int:
        opens_with_date = self._opening(start)
        if opens_with_date is None or self._candidates >= _MAX_CANDIDATES:
            return start
        self._candidates += 1
        is_quoted = self._lines[start].depth > 0
        total, blanks = Words(), 0
        for index in range(start, min(start + _MAX_WINDOW, len(self._lines))):
            line = self._lines[index]
            if line.is_blank:
                blanks += 1
                if blanks > 1 or line.depth:
                    break
                continue
            if not self._belongs(line, index, is_quoted=is_quoted):
                break
            total.add(self._words(index))
            if total.count > _MAX_WORDS or total.prose > _MAX_PROSE:
                break
            if self._accepts(total, start, index, opens_with_date=opens_with_date):
                return index + 1
            if total.verbs and total.colon:
                break
        return self._asian_end(start)

    def _belongs(self, line: Line, index: int, *, is_quoted: bool) -> bool:
        # Some programs break an address so that its ">" begins the next line.
        if (line.depth > 0) != is_quoted and not (
            line.depth == 1 and index and self._lines[index - 1].text and line.text[-1:] == ":"
        ):
            return False
        return len(line.text) <= _MAX_LINE

    def _opening(self, start: int) -> bool | None:
        """Whether a first line opens with a date or such; None when it opens no attribution."""
        text = self._lines[start].text
        if len(text) > _MAX_LINE:
            return None
        first = text.lstrip("-*_ \"'").split(None, 1)
        word = first[0].strip(_PUNCTUATION).casefold() if first else ""
        if word in OPENERS or word in WEEKDAYS or word[:1].isdigit():
            return True
        if "@" in text or text[-1:] in (":", "\uff1a", "<"):
            return False
        return False if not text.isascii() and any(verb in text for verb in ASIAN_VERBS) else None

    def _words(self, index: int) -> Words:
        words = self._read.get(index)
        if words is None:
            words = self._read[index] = read_words(self._lines[index].text)
        return words

    def _accepts(self, total: Words, start: int, last: int, *, opens_with_date: bool) -> bool:
        following = self._following(last + 1)
        is_quote_next = following[:1] == ">"
        is_own = start == 0 or self._lines[start - 1].is_blank
        if not total.verbs:
            below = following if last == start else ""
            return opens_with_date and _accepts_without_verb(total, is_own=is_own, below=below)
        if not total.colon:
            return False
        if is_quote_next or self._lines[start].depth:
            return _accepts_above_quote(total, is_own=is_own)
        return _accepts_above_text(total, is_own=is_own)

    def _following(self, index: int) -> str:
        for line in self._lines[index : index + 4]:
            if line.depth:
                return ">"
            if line.text:
                return line.text[:1]
        return ""

    def _asian_end(self, start: int) -> int:
        for index in range(start, min(start + 3, len(self._lines))):
            text = self._lines[index].text
            if len(text) > _MAX_LINE or not text:
                break
            if text[-1] in ":\uff1a" and any(verb in text for verb in ASIAN_VERBS):
                return index + 1
        return start


def _accepts_above_quote(total: Words, *, is_own: bool) -> bool:
    if total.machine_verbs and (total.names or total.addresses or total.prose):
        return total.prose <= 4
    if total.has_date:
        limit = 2 if total.is_dated or total.addresses else 0
        return total.prose <= (_MAX_PROSE if total.is_stamped else limit)
    if total.addresses:
        return total.prose <= 1 and total.count <= 14
    if total.users:
        return total.prose <= 1 and total.count <= 8
    return is_own and not total.prose and total.names >= 2 and total.count <= 5


def _accepts_above_text(total: Words, *, is_own: bool) -> bool:
    if total.frames:
        return total.prose <= 1
    if not total.is_dated:
        is_sure = bool(total.machine_verbs) or is_own
        return is_sure and bool(total.bracketed) and total.prose <= 1 and total.count <= 12
    is_spoken = bool(total.spoken_verbs) and not total.users
    if total.is_stamped:
        return total.prose <= (3 if is_spoken else _MAX_PROSE)
    if total.machine_verbs:
        return total.prose <= 4
    if total.bracketed or (total.addresses and not is_spoken):
        return total.prose <= 2
    has_sender = bool(total.names or total.users)
    return is_own and has_sender and not is_spoken and not total.prose and bool(total.times)


def _accepts_without_verb(total: Words, *, is_own: bool, below: str) -> bool:
    """Older Gmail and the like: "2016-10-24 15:36 GMT+02:00 Jan Kowalski <jan@…>:"."""
    if not total.has_date:
        return False
    if total.colon and total.times and total.addresses:
        return total.prose <= (4 if total.offsets else 0)
    if total.offsets and total.times and total.names:
        return is_own and not total.prose
    return bool(total.addresses) and is_own and total.prose <= 3 and below in (">", "|")


def read_words(text: str) -> Words:
    """Sort the words of one line into kinds."""
    words = Words()
    stripped = text.rstrip("* \t")
    is_framed = text.startswith("--") and stripped.endswith("--")
    is_news = f" {stripped}".rpartition(" ")[2].startswith("news:")
    words.frames = int(is_framed)
    words.colon = stripped.endswith((":", "\uff1a")) or is_framed or is_news
    for token in text.replace("&lt;", " <").replace("&gt;", "> ").split(None, _MAX_WORDS):
        if "@" in token or token.startswith(("<http", "http")):
            words.addresses += 1
            words.bracketed += "<" in token or ">" in token
            words.count += 1
            continue
        word = token.strip(_PUNCTUATION)
        if word:
            words.count += 1
            _sort_word(words, word)
    return words


def _sort_word(words: Words, word: str) -> None:
    folded = word.casefold()
    if folded in VERBS:
        words.verbs += 1
        words.machine_verbs += folded in MACHINE_VERBS
        words.spoken_verbs += folded in SPOKEN_VERBS
    elif word[0].isdigit() or word[0] == "+":
        _sort_number(words, word)
    elif folded in MONTHS:
        words.months += 1
    elif folded in WEEKDAYS or folded in SMALL_WORDS:
        words.users += folded in USER_WORDS
        words.offsets += folded in ("gmt", "utc")
    elif folded.startswith("gmt"):
        words.offsets += 1
    elif word == "I" or (word.isalpha() and word.islower()):
        words.prose += 1
    else:
        words.names += 1


def _sort_number(words: Words, word: str) -> None:
    if _YEAR.match(word):
        words.years += 1
    elif _DATE.match(word):
        words.dates += 1
    elif _TIME.match(word):
        words.times += 1
    else:
        words.numbers += 1
