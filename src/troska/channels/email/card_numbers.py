"""Numbers of payment cards in a raw mail: put out before it is kept, wherever a reader would see them.

Bodies and files of text, in every transfer encoding, and the subject. Other headers, boundaries and names of parts hold
long numbers by which mails and parts are found again; files that are no text stay as they came.
"""

import base64
import binascii
import re
from bisect import bisect_right
from collections.abc import Iterator

from troska.core import cards

_BLANK = re.compile(r"\n[ \t]*\r?\n")
_BOUNDARY = re.compile(r"[Bb](?i:oundary)\s*=\s*\"?([^\";\r\n]{1,250})")
_IN_BASE64 = re.compile(r"(?m:^)[Cc](?i:ontent-transfer-encoding:\s*base64)")
_OF_OTHER_KIND = re.compile(r"^content-type:\s*(?!text/)\w", re.IGNORECASE | re.MULTILINE)
_SUBJECT = re.compile(r"subject:", re.IGNORECASE)
_FIELD = re.compile(r"^[^\s:]+:", re.MULTILINE)
_BASE64 = re.compile(r"[A-Za-z0-9+/=]")
_MOST_BOUNDARIES = 100


def without_card_numbers(raw: bytes) -> bytes:
    """Give the mail with stars in place of cards' digits, of the same length; any other mail as it is."""
    mail = raw.decode("latin-1")  # byte for byte, whatever the parts are written in
    masked = _masked_base64(mail)
    found = list(cards.spans(masked))
    if found:
        headers = _headers(masked)
        masked = _replaced(
            masked, ((*span, cards.mask(masked[slice(*span)])) for span in found if _is_read(masked, headers, span[0]))
        )
    return raw if masked is mail else masked.encode("latin-1")


def _headers(mail: str) -> list[tuple[int, int]]:
    """Give where each block of headers begins, with the line between two parts before it, and ends."""
    names = dict.fromkeys(name.strip() for name in _BOUNDARY.findall(mail))
    begins = [0]
    if names:
        known = "|".join(re.escape(name) for name in list(names)[:_MOST_BOUNDARIES])
        begins += [line.start() + 1 for line in re.finditer(rf"\n--(?:{known})", mail)]
    blocks = []
    for begin in begins:
        blank = _BLANK.search(mail, begin)
        blocks.append((begin, blank.end() if blank else len(mail)))
    return blocks


def _is_read(mail: str, headers: list[tuple[int, int]], position: int) -> bool:
    """Say whether a person reads what stands here: within a body, or in the subject."""
    begin, end = headers[bisect_right(headers, (position, len(mail))) - 1]
    if position >= end:
        return True
    fields = [field.start() for field in _FIELD.finditer(mail, begin, position)]
    return bool(fields) and bool(_SUBJECT.match(mail, fields[-1]))


def _masked_base64(mail: str) -> str:
    if not _IN_BASE64.search(mail):
        return mail
    return _replaced(mail, _recoded(mail))


def _recoded(mail: str) -> Iterator[tuple[int, int, str]]:
    """Find bodies of text in base64 that hold a card, and write them anew, line for line."""
    headers = _headers(mail)
    ends = [begin for begin, _ in headers[1:]] + [len(mail)]
    for (begin, body), end in zip(headers, ends, strict=True):
        if not _IN_BASE64.search(mail, begin, body) or _OF_OTHER_KIND.search(mail, begin, body):
            continue
        text = _decoded(mail[body:end])
        masked = cards.without_numbers(text)
        if masked != text:
            yield body, end, _encoded(masked, mail[body:end])


def _decoded(body: str) -> str:
    try:
        return base64.b64decode(body + "==").decode("latin-1")
    except binascii.Error:
        return ""


def _encoded(text: str, before: str) -> str:
    fresh = iter(base64.b64encode(text.encode("latin-1")).decode("ascii"))
    return _BASE64.sub(lambda old: next(fresh, old[0]), before)


def _replaced(text: str, pieces: Iterator[tuple[int, int, str]]) -> str:
    parts: list[str] = []
    done = 0
    for begin, end, piece in pieces:
        parts += text[done:begin], piece
        done = end
    return "".join([*parts, text[done:]]) if parts else text
