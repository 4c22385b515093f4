"""Stories as they are written down, read into values.

    === name
    key: value
    --- customer 2h ?60 att=photo
    a wording of this turn
    ~~
    @tag
    another wording of the same turn

A wording of the first turn may carry a tag; later turns then take the wordings with that tag, if there are any, and
those without a tag otherwise: so the answer belongs to the question.

A turn header says who speaks, how long after the turn before, the chance that the thread goes on so far (``?60``), and
what goes with it. Keys: see ``Story``.
"""

import re
from dataclasses import dataclass

from troska.demo.company.grammar import BadStory, Text, parse
from troska.demo.company.script import Mood, Speaker

_UNITS = {"m": 1, "h": 60, "d": 1440}
_DELAY = re.compile(r"(\d+)([mhd])")


@dataclass(frozen=True, slots=True)
class Wording:
    """One way to say a turn, and the questions it belongs to."""

    text: Text
    tags: frozenset[str]


@dataclass(frozen=True, slots=True)
class Part:
    """One turn of a story: the wordings it may have and how it comes about."""

    speaker: Speaker
    wordings: tuple[Wording, ...]
    delay: int | None  # minutes
    chance: int  # per cent
    voice: str  # which of our people: "" the same as before, "other" team, "lead"
    attachments: tuple[str, ...]
    copies: tuple[str, ...]
    snooze_days: int
    is_bare: bool  # without greeting and farewell of our making


@dataclass(frozen=True, slots=True)
class Story:
    """A matter that can happen to a customer."""

    name: str
    topic: str
    inbox: str
    subjects: tuple[Wording, ...]
    parts: tuple[Part, ...]
    weight: float
    most: int
    product: str
    age: tuple[int, int]
    labels: tuple[str, ...]
    mood: Mood
    who: str
    months: frozenset[int]
    weekdays: frozenset[int]
    only_on_sale: bool
    senders: tuple[str, ...]

    @property
    def snoozes(self) -> bool:
        return any(part.snooze_days for part in self.parts)


def read(source: str, topic: str) -> tuple[Story, ...]:
    """Read the stories of one topic; raises BadStory at the first thing that is written wrongly."""
    return tuple(_story(block, topic) for block in re.split(r"^=== ", source, flags=re.MULTILINE)[1:])


def _story(block: str, topic: str) -> Story:
    head, *turns = re.split(r"^--- ", block, flags=re.MULTILINE)
    name, *lines = head.strip().splitlines()
    keys = dict(line.split(": ", 1) for line in lines)
    parts = tuple(_turn(turn) for turn in turns)
    first, last = keys.pop("age", "2-6").split("-")
    begin, end = keys.pop("months", "1-12").split("-")
    story = Story(
        name=name,
        topic=topic,
        inbox=keys.pop("inbox", "shop"),
        subjects=tuple(_wording(subject.strip(), " ") for subject in keys.pop("subjects").split("##")),
        parts=parts,
        weight=float(keys.pop("weight", "1")),
        most=int(keys.pop("most", "2" if len(parts) > 2 and all(len(p.wordings) == 1 for p in parts) else "1000")),
        product=keys.pop("product", "any"),
        age=(int(first), int(last)),
        labels=tuple(label.strip() for label in keys.pop("labels", "").split(",") if label.strip()),
        mood=Mood(keys.pop("mood", "calm")),
        who=keys.pop("who", "pl"),
        months=_months(int(begin), int(end)),
        weekdays=frozenset(int(day) for day in keys.pop("weekdays", "0123456")),
        only_on_sale=keys.pop("only", "") == "sale",
        senders=tuple(sender.strip() for sender in keys.pop("senders", "").split("##") if sender.strip()),
    )
    if keys or not parts or any(not part.wordings for part in parts):
        raise BadStory(f"{name}: {sorted(keys) or 'an empty turn'}")
    return story


def _months(begin: int, end: int) -> frozenset[int]:
    return frozenset(range(begin, end + 1)) if begin <= end else frozenset({*range(begin, 13), *range(1, end + 1)})


def _wording(text: str, end: str = "\n") -> Wording:
    """A wording and its tags; "@Michał, …" at the beginning of a note calls a colleague and is none."""
    tagged = re.match(rf"@([a-z ]+?){end}", text)
    if not tagged:
        return Wording(parse(text), frozenset())
    return Wording(parse(text[tagged.end() :].strip()), frozenset(tagged[1].split()))


def _turn(turn: str) -> Part:
    header, _, body = turn.partition("\n")
    who, *flags = header.split()
    wordings = tuple(_wording(text.strip()) for text in re.split(r"^~~$", body, flags=re.MULTILINE) if text.strip())
    delay, chance, voice, bare, snooze = None, 100, "", False, 0
    attachments: list[str] = []
    copies: list[str] = []
    for flag in flags:
        if found := _DELAY.fullmatch(flag):
            delay = int(found[1]) * _UNITS[found[2]]
        elif flag.startswith("?"):
            chance = int(flag[1:])
        elif flag.startswith("att="):
            attachments.append(flag[4:])
        elif flag.startswith("cc="):
            copies.append(flag[3:])
        elif flag.startswith("snooze="):
            snooze = int(flag[7:-1])
        elif flag == "bare":
            bare = True
        elif flag in ("other", "lead", "owner"):
            voice = flag
        else:
            raise BadStory(f"unknown flag {flag!r} in {header!r}")
    speaker = Speaker.AUTOMATIC if who == "auto" else Speaker(who)
    return Part(speaker, wordings, delay, chance, voice, tuple(attachments), tuple(copies), snooze, bare)
