"""Text as Polish readers and careful readers need it: sorting keys and visible disguises."""

import re
import unicodedata

_POLISH_ORDER = {letter: f"{base}\x7f" for letter, base in zip("ąćęłńóśź", "acelnosz", strict=True)} | {
    "ż": "z\x7f\x7f"
}

#: Characters that change how the rest is read without being seen: controls, bidi controls, zero-width, tags.
_DISGUISE = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff"
    "\U000e0000-\U000e007f]"
)
_LINE_BREAKS = frozenset("\r\n\v\f\x1c\x1d\x1e\x85\u2028\u2029")


def polish_sort_key(name: str, *, longest: int = 400) -> str:
    """Give the key by which names sort as in a Polish phone book, in any collation that compares bytes.

    "Łoś" comes after "Lys" and before "Ma": each Polish letter sorts right after its base letter.
    """
    folded = unicodedata.normalize("NFC", name).casefold()
    return "".join(_POLISH_ORDER.get(letter, letter) for letter in folded)[:longest]


def one_line(text: str) -> str:
    """Join lines into one, so that no text of others can break a header or a list row."""
    if not any(mark in _LINE_BREAKS for mark in text):
        return text.strip()
    return " ".join("".join(" " if mark in _LINE_BREAKS else mark for mark in text).split())


def preview(text: str, *, longest: int = 160) -> str:
    """Give the beginning of a text as one line, for a row of a list."""
    return one_line(text[: longest * 2])[:longest]


def show_disguises(text: str) -> str:
    """Write characters that deceive the eye as ⟨U+202E⟩; tabs and line ends stay."""
    return _DISGUISE.sub(lambda mark: f"⟨U+{ord(mark[0]):04X}⟩", text)
