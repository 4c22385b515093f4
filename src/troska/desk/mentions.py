"""Who is called by name in a note."""

import re
from collections.abc import Iterable

from troska.staff.models import Agent


def mentioned(text: str, colleagues: Iterable[Agent]) -> list[Agent]:
    """Give the colleagues named as "@Imię Nazwisko", each once; the longest name that fits is meant.

    A name that two colleagues share calls both.
    """
    named: dict[str, list[Agent]] = {}
    for colleague in colleagues:
        named.setdefault(colleague.name.casefold(), []).append(colleague)
    if "@" not in text or not named:
        return []
    names = "|".join(re.escape(name) for name in sorted(named, key=len, reverse=True))
    found = re.findall(rf"(?<!\w)@({names})(?!\w)", text.casefold())
    return [colleague for name in dict.fromkeys(found) for colleague in named[name]]
