"""The small language the stories are written in.

``[Pan|Pani]`` chooses by the customer's gender, ``<em|am>`` by the agent's; ``{a || b || c}`` is one of several wordings;
``{name}`` is a fact, ``{^name}`` the same at the start of a sentence, ``{k=name}`` also keeps it for later as ``{k}``.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from random import Random

from troska.demo.company.script import Gender

_SENTENCE_END = re.compile(r"[.?!]\s+$|\n$")
_ABBREVIATION = re.compile(r"\b(nr|ul|m|godz|tel|szt|np|ok|zam)\.\s$", re.IGNORECASE)
_CLOSING = {"{": "}", "[": "]", "<": ">"}


@dataclass(frozen=True, slots=True)
class Fact:
    """A place for something known about the matter."""

    name: str
    keep_as: str = ""
    capital: bool = False


@dataclass(frozen=True, slots=True)
class Choice:
    """Wordings of which any fits."""

    options: tuple["Text", ...]


@dataclass(frozen=True, slots=True)
class Agreement:
    """A form for a man and one for a woman."""

    of_agent: bool
    man: "Text"
    woman: "Text"


Piece = str | Fact | Choice | Agreement
Text = tuple[Piece, ...]


class BadStory(ValueError):
    """A story is written wrongly: the message names the place."""


@cache
def parse(source: str) -> Text:
    """Turn written text into parts; raises BadStory where a bracket is not closed or a form is missing."""
    parts: list[Piece] = []
    plain = ""
    i = 0
    while i < len(source):
        if source[i] not in _CLOSING:
            plain += source[i]
            i += 1
            continue
        if plain:
            parts.append(plain)
            plain = ""
        end = _matching(source, i)
        parts.append(_part(source[i], source[i + 1 : end]))
        i = end + 1
    if plain:
        parts.append(plain)
    return tuple(parts)


def _matching(source: str, start: int) -> int:
    """Index of the bracket that closes the one at ``start``."""
    opening, closing = source[start], _CLOSING[source[start]]
    depth = 0
    for i in range(start, len(source)):
        if source[i] == opening:
            depth += 1
        elif source[i] == closing:
            depth -= 1
            if depth == 0:
                return i
    raise BadStory(f"not closed: {source[start : start + 60]!r}")


def _split(inner: str, separator: str) -> list[str]:
    """Split at separators that stand outside of any bracket."""
    pieces, depth, current, i = [], 0, "", 0
    while i < len(inner):
        depth += (inner[i] in "{[<") - (inner[i] in "}]>")
        if depth == 0 and inner.startswith(separator, i):
            pieces.append(current)
            current = ""
            i += len(separator)
            continue
        current += inner[i]
        i += 1
    return [*pieces, current]


def _part(opening: str, inner: str) -> Piece:
    if opening == "{":
        options = _split(inner, "||")
        if len(options) > 1:
            return Choice(tuple(parse(option.strip()) for option in options))
        keep_as, _, name = inner.rpartition("=")
        return Fact(name.lstrip("^"), keep_as, name.startswith("^"))
    forms = _split(inner, "|")
    if len(forms) != 2:
        raise BadStory(f"two forms expected: {inner[:60]!r}")
    return Agreement(opening == "<", parse(forms[0]), parse(forms[1]))


def render(
    text: Text,
    *,
    customer: Gender,
    agent: Gender,
    fact: Callable[[Fact], str],
    rng: Random,
    out: list[str] | None = None,
) -> str:
    """Say the text about one matter."""
    pieces: list[str] = [] if out is None else out
    for part in text:
        if isinstance(part, str):
            pieces.append(part)
        elif isinstance(part, Fact):
            said = fact(part)
            pieces.append(said[:1].upper() + said[1:] if _begins_sentence(pieces) else said)
        else:
            chosen = _chosen(part, customer=customer, agent=agent, rng=rng)
            render(chosen, customer=customer, agent=agent, fact=fact, rng=rng, out=pieces)
    return "".join(pieces) if out is None else ""


def _begins_sentence(pieces: list[str]) -> bool:
    before = "".join(pieces[-4:])
    return (not before or bool(_SENTENCE_END.search(before))) and not _ABBREVIATION.search(before)


def _chosen(part: Choice | Agreement, *, customer: Gender, agent: Gender, rng: Random) -> Text:
    if isinstance(part, Choice):
        return rng.choice(part.options)
    gender = agent if part.of_agent else customer
    return part.woman if gender is Gender.WOMAN else part.man


def counted(number: int, forms: Sequence[str]) -> str:
    """The right one of (1 para, 2 pary, 5 par)."""
    if number == 1:
        return forms[0]
    if number % 10 in (2, 3, 4) and number % 100 not in (12, 13, 14):
        return forms[1]
    return forms[2]
