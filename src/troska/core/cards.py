"""Numbers of payment cards, as people write them. They are never kept: only the last four digits stay.

Found by scheme, length and check digit (ISO/IEC 7812-1); a bank account (IBAN, NRB) holds stretches that look like a
card's number and is left alone.
"""

import re
from collections.abc import Iterator

from stdnum import iban, luhn

#: What stands between two digits at most: a space, dot or hyphen, also as HTML and transfer encodings write them (the
#: bytes of a mail are looked at as Latin-1); quoted-printable may break the line anywhere.
_BREAK = r"(?:=\r?\n)?"
_GAP = r"(?:[ .-]|\u00c2?\u00a0|=C2=A0|=A0|=20|&nbsp;)"
#: A run of digits. What stands before is looked at from the first digit, for which a search is quick; what follows,
#: afterwards: asked for here, it would make the expression try again from every digit.
_RUN = re.compile(rf"[0-9](?<![0-9A-Za-z/=@_%&#+][0-9])(?<!cid:[0-9])(?:{_BREAK}{_GAP}?{_BREAK}[0-9]){{13,}}+")
_NO_NUMBER_BEFORE = re.compile(r"[0-9A-Za-z@_/]")
#: Two cards and what stands beside them, however encoded; more is a table.
_LONGEST_RUN = 160
_SIGN = re.compile(rf"{_GAP}|=\r?\n|[0-9]")
#: Visa, Mastercard, American Express, Diners Club, Discover, JCB, UnionPay, Maestro as issued here.
_SCHEMES = re.compile(
    r"4\d{15}(?:\d{3})?|5[1-5]\d{14}|2(?:22[1-9]|2[3-9]\d|[3-6]\d\d|7[01]\d|720)\d{12}|3[47]\d{13}|3(?:0[0-5]|[689]\d)\d{11}"
    r"|6(?:011|4[4-9]\d|5\d\d)\d{12}|35(?:2[89]|[3-8]\d)\d{12}|62\d{14}|(?:5018|5020|5038|5893|6304|6759|676[1-3])\d{12}"
)
#: How a number is written in groups: as on the card, or in one.
_GROUPINGS = {(4, 4, 4, 4), (4, 4, 4, 4, 3), (4, 6, 5), (4, 6, 4), (14,), (15,), (16,), (19,)}
_SHOWN = 4


def without_numbers(text: str) -> str:
    """Give the text, of the same length, with stars for all but the last four digits of cards."""
    parts: list[str] = []
    done = 0
    for begin, end in spans(text):
        parts += text[done:begin], mask(text[begin:end])
        done = end
    return "".join([*parts, text[done:]]) if parts else text


def spans(text: str) -> Iterator[tuple[int, int]]:
    """Find the numbers of cards in the text: where each begins and ends."""
    for run in _RUN.finditer(text):
        if run.end() - run.start() > _LONGEST_RUN:
            continue
        for begin, end in _cards(run[0]):
            if not _NO_NUMBER_BEFORE.match(text, run.start() + end):
                yield run.start() + begin, run.start() + end


def mask(number: str) -> str:
    """Put stars for all but the last four digits."""
    signs = _SIGN.findall(number)
    shown_from = [nth for nth, sign in enumerate(signs) if sign.isdigit()][-_SHOWN]
    return "".join("*" if sign.isdigit() and nth < shown_from else sign for nth, sign in enumerate(signs))


def _cards(run: str) -> list[tuple[int, int]]:
    groups = _groups(run)
    digits = "".join(group for _, _, group in groups)
    if iban.is_valid(f"PL{digits}") or iban.is_valid(digits):
        return []
    found: list[tuple[int, int]] = []
    nth = 0
    while nth < len(groups):
        rest = groups[nth : nth + 5]
        count = next((count for count in range(len(rest), 0, -1) if _is_card(rest[:count])), 0)
        if count:
            found.append((groups[nth][0], groups[nth + count - 1][1]))
        nth += count or 1
    return found


def _groups(run: str) -> list[tuple[int, int, str]]:
    """Give where each group of digits begins and ends, and its digits."""
    groups: list[tuple[int, int, str]] = []
    is_new = True
    for sign in _SIGN.finditer(run):
        if not sign[0].isdigit():
            is_new = is_new or not sign[0].endswith("\n")
        elif is_new:
            groups.append((*sign.span(), sign[0]))
            is_new = False
        else:
            begin, _, digits = groups[-1]
            groups[-1] = (begin, sign.end(), digits + sign[0])
    return groups


def _is_card(groups: list[tuple[int, int, str]]) -> bool:
    number = "".join(digits for _, _, digits in groups)
    is_usual = tuple(len(digits) for _, _, digits in groups) in _GROUPINGS
    return is_usual and bool(_SCHEMES.fullmatch(number)) and luhn.is_valid(number)
