"""What should not lie open in a thread: PESEL numbers, passwords, keys of programs. A mark stands in their place.

Everything made of a message (lists, search, quotes, exports, what a model is asked) is made of the text with the marks;
what they stand for is kept encrypted and shown to a person who asks for it. Numbers of cards are not kept at all.
"""

import re
from dataclasses import dataclass, field
from datetime import date

from stdnum.pl import pesel

from troska.conversations.models import SecretKind
from troska.core import cards, clock

_LEFT, _RIGHT = "\u27e6", "\u27e7"
#: A mark as it stands in a text: kind and number. Whoever types one himself finds nothing behind it.
MARK = re.compile(rf"{_LEFT}(\w+)\u00a0([0-9]{{1,3}}){_RIGHT}")
_MOST = 50

_PESEL = re.compile(r"[0-9]{11}(?<![0-9A-Za-z+/=@_-][0-9]{11})(?![0-9A-Za-z@_/-])")
_SAID = re.compile(
    r"\b(?:has(?:ło|lo|ła|la|łem|lem)|password|passwd|passcode|pwd|pin)\b"  # what it is
    r"(?:[ \t]+(?:do|dla|for|of|na)(?:[ \t]+[^\s:=]{1,30}){1,3}?)?"  # of what
    r"[ \t]*(?:[:=]|[ \t](?:to|jest|brzmi|is|było|bylo)\b[ \t]*:?|[ \t])[ \t]*[\"'„”«]?"
    r"(?P<value>[^\s\"'„”«»<>]{3,100})",
    re.IGNORECASE,
)
#: After "hasło" and "hasło to" may follow any word; one with a digit or a sign in it is a password.
_LIKE_A_PASSWORD = re.compile(r"(?=.*[^\W\d_])(?=.*[\d!@#$%^&*+=?_-]).{4,}|[0-9]{4,}")
_KEY = re.compile(
    r"-----BEGIN [A-Z ]*PRIVATE KEY-----.{20,8000}?-----END [A-Z ]*PRIVATE KEY-----"
    r"|\b(?:sk|rk|pk)_(?:live|test)_[0-9A-Za-z]{16,}|\bgh[pousr]_[0-9A-Za-z]{30,}|\bgithub_pat_\w{40,}"
    r"|\bglpat-[\w-]{20,}|\bxox[abprs]-[0-9A-Za-z-]{20,}|\bAKIA[0-9A-Z]{16}\b|\bAIza[\w-]{35}|\bsk-[\w-]{32,}"
    r"|\bSG\.[\w-]{16,}\.[\w-]{16,}|\beyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]{10,}"
    r"|(?<=\bBearer )[\w.~+/-]{20,}=*",
    re.DOTALL,
)
#: All need one of these; most messages have none and are not looked at again.
_WORTH_A_LOOK = re.compile(
    rf"[0-9]{{11}}|[hH]as|HAS|[pP]ass|PASS|[pP]wd|PWD|\b[pP]in\b|PIN|[_-][0-9A-Za-z]{{16}}|AKIA|AIza|eyJ|SG\.|Bearer|KEY|{_LEFT}"
)


@dataclass
class Hiding:
    """Hides within the texts of one message; the same value gets the same mark in all of them."""

    found: dict[str, tuple[SecretKind, int]] = field(default_factory=dict)

    def hide(self, text: str) -> str:
        """Give the text with marks for what should not lie open, and stars for numbers of cards."""
        text = cards.without_numbers(text)
        if not _WORTH_A_LOOK.search(text):
            return text
        text = MARK.sub(r"[\1 \2]", text)  # nobody makes marks but we
        text = _KEY.sub(lambda found: self._mark(SecretKind.KEY, found[0]), text)
        text = _SAID.sub(self._hide_password, text)
        return _PESEL.sub(
            lambda found: self._mark(SecretKind.PESEL, found[0]) if is_pesel(found[0]) else found[0], text
        )

    def _hide_password(self, said: re.Match[str]) -> str:
        value = said["value"].rstrip(".,;)")
        is_named = said[0][: said.start("value") - said.start()].rstrip("\"'„”« \t").endswith((":", "="))
        if MARK.search(said["value"]) or _LEFT in value or not (is_named or _LIKE_A_PASSWORD.fullmatch(value)):
            return said[0]
        begin = said.start("value") - said.start()
        return said[0][:begin] + self._mark(SecretKind.PASSWORD, value) + said[0][begin + len(value) :]

    def _mark(self, kind: SecretKind, value: str) -> str:
        if value not in self.found:
            if len(self.found) >= _MOST:
                return "\u2022" * 8
            self.found[value] = (kind, len(self.found) + 1)
        known, number = self.found[value]
        return f"{_LEFT}{known.word}\u00a0{number}{_RIGHT}"


def is_pesel(number: str) -> bool:
    """Say whether it is the PESEL of somebody who is born: check digit and date."""
    if not pesel.is_valid(number):
        return False
    born: date = pesel.get_birth_date(number)
    return date(1900, 1, 1) <= born <= clock.now().date()


def without_values(text: str, values: list[str]) -> str:
    """Put dots for values within HTML, between its tags."""
    parts = re.split(r"(<[^>]*>)", text)
    for value in sorted(values, key=len, reverse=True):
        parts[::2] = [part.replace(value, "\u2022" * 8) for part in parts[::2]]
    return "".join(parts)
