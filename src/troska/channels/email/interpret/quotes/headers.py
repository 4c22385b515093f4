"""Lines that announce a copied message: separators and blocks of header lines."""

from __future__ import annotations

from collections.abc import Sequence

from troska.channels.email.interpret.quotes.lines import Line
from troska.channels.email.interpret.quotes.words import (
    FORWARD_LINES,
    HEADER_KEYS,
    REPLY_ABOVE,
    SEPARATORS,
)

_MAX_KEY = 25
_MAX_BLOCK = 40
_MAX_CONTINUATION = 3
_MAX_SEPARATOR = 120
_ADDRESS_KINDS = frozenset({"from", "to", "cc", "reply"})
_DECORATION = "-_=*#<>~+\u2013\u2014 \t"


def is_separator(text: str) -> bool:
    """A line such as "-----Wiadomość oryginalna-----" or "Begin forwarded message:"."""
    if not 8 <= len(text) <= _MAX_SEPARATOR:
        return False
    core = text.strip(_DECORATION)
    if core[-1:] in (":", "\uff1a") and core[:-1].rstrip().casefold() in FORWARD_LINES:
        return True
    if text[0] not in _DECORATION:
        return False
    words = core.rstrip(":").rstrip().casefold()
    if words in SEPARATORS:
        return text.lstrip("*_ ").startswith("--") or text.startswith("==")
    return text[-1] in _DECORATION and any(phrase in words for phrase in REPLY_ABOVE)


def header_field(text: str) -> tuple[str, str] | None:
    """The kind and value of a line such as "Od: Jan Kowalski", bold or not."""
    head = text[:_MAX_KEY]
    at = head.find(":")
    if at < 0:
        at = head.find("\uff1a")
    if at < 1:
        return None
    kind = HEADER_KEYS.get(head[:at].strip("*_ \t\u00a0").casefold())
    return None if kind is None else (kind, text[at + 1 :].strip("* \t"))


def header_block_end(lines: Sequence[Line], start: int, *, after_separator: bool) -> int:
    """Where the copied header lines that begin at `start` end; `start` when there are none.

    A story may hold "Od:" and "Do:" as well (a parcel, a train), so a block must name a sender
    and a day, and show an address, or a subject and an hour, unless a separator announced it.
    """
    fields, end = _read_block(lines, start)
    end = _past_wrapped_addresses(lines, end)
    if "from" not in fields or len(fields) < 2:
        return start
    if after_separator:
        return end
    if not any(character.isdigit() for character in fields.get("date", "")):
        return start
    has_address = any("@" in value for kind, value in fields.items() if kind in _ADDRESS_KINDS)
    if has_address and len(fields) >= 3:
        return end
    return end if "subject" in fields and ":" in fields["date"] else start


def _past_wrapped_addresses(lines: Sequence[Line], end: int) -> int:
    """Past the lines of a list of recipients that goes on below its header line."""
    limit = min(end + _MAX_CONTINUATION, len(lines))
    while end < limit and (lines[end].text.startswith("<") or lines[end - 1].text[-1:] in (",", ";")):
        if "@" not in lines[end].text:
            break
        end += 1
    return end


def _read_block(lines: Sequence[Line], start: int) -> tuple[dict[str, str], int]:
    fields: dict[str, str] = {}
    end = start
    is_quoted = lines[start].depth > 0
    loose = 0
    for index in range(start, min(start + _MAX_BLOCK, len(lines))):
        line = lines[index]
        if (line.depth > 0) != is_quoted and not line.is_empty:
            break
        field = header_field(line.text)
        if field is None:
            loose += 1
            gap = index > start and line.is_blank and lines[index - 1].is_blank
            if index == start or loose > _MAX_CONTINUATION or gap:
                break
            continue
        if field[0] in fields:
            break
        fields[field[0]] = field[1]
        end = index + 1
        loose = 0
    return fields, end
