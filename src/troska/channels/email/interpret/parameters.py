"""Content-Type and Content-Disposition: a value and its parameters, RFC 2231 included."""

import re
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import unquote_to_bytes

from troska.channels.email.interpret import words

_TYPE = re.compile(r"\s*([A-Za-z0-9!#$&^_.+-]{1,127})\s*(?:/\s*([A-Za-z0-9!#$&^_.+-]{1,127}))?")
# name = "quoted" | =?encoded word?= | anything up to the next ";" (unquoted names with spaces occur).
_PARAMETER = re.compile(
    r'[;\s]*+([^\s=;"]++)\s*+=\s*+(?:"((?:[^"\\]|\\.)*+)"?|((?:=\?[^?;]*+\?[bBqQ]\?[^?]*+\?=\s*+)++)|([^;]*+))',
    re.DOTALL,
)
_SECTION = re.compile(r"(.+?)\*(\d{1,3})?(\*?)$")
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
MAXIMUM_PARAMETERS = 100
LONGEST_REMEMBERED = 300  # so that hostile mails can't fill the memory of a worker


@dataclass(frozen=True, slots=True)
class ContentType:
    main: str
    full: str  # "main/sub"
    parameters: dict[str, str]
    boundary: bytes


@dataclass(frozen=True, slots=True)
class Disposition:
    kind: str  # "attachment", "inline", "" when not given
    parameters: dict[str, str]


def content_type(raw: bytes | None, default: str) -> ContentType:
    """Return the media type of a part; what can't be read is `default`."""
    if raw is not None and len(raw) > LONGEST_REMEMBERED:
        return _content_type.__wrapped__(raw, default)
    return _content_type(raw, default)


@lru_cache(maxsize=1024)
def _content_type(raw: bytes | None, default: str) -> ContentType:
    value = words.as_text(raw or b"")
    found = _TYPE.match(value)
    main, sub = (found[1].lower(), (found[2] or "").lower()) if found else ("", "")
    if not sub:  # "Content-Type: text", or ": multipart"
        full = {"text": "text/plain", "html": "text/html", "multipart": "multipart/mixed"}.get(main, default)
    else:
        full = f"{main}/{sub}"
    semicolon = value.find(";")
    given = parameters(value[semicolon:]) if semicolon >= 0 else {}
    boundary = given.get("boundary", "").encode("utf-8", "surrogateescape").rstrip()
    return ContentType(full.partition("/")[0], full, given, boundary)


def disposition(raw: bytes | None) -> Disposition:
    """Return how a part wants to be shown, with its parameters."""
    value = words.as_text(raw or b"")
    kind, _, rest = value.partition(";")
    kind = kind.strip().strip('"').lower()
    if "=" in kind:  # "Content-Disposition: filename=x"
        return Disposition("attachment", parameters(value))
    return Disposition("" if not kind else "inline" if kind == "inline" else "attachment", parameters(rest))


def parameters(text: str) -> dict[str, str]:
    """Return the parameters by lower-case name, continuations joined and character sets undone."""
    plain: dict[str, str] = {}
    sections: dict[str, list[tuple[int, bool, str]]] = {}
    position = 0
    for _ in range(MAXIMUM_PARAMETERS):
        found = _PARAMETER.match(text, position)
        if not found:
            position = text.find(";", position) + 1
            if position == 0:
                break
            continue
        position = found.end()
        name, value = found[1].lower(), _value(found)
        part = _SECTION.match(name) if "*" in name else None
        if part is None:
            plain.setdefault(name, value)
        else:
            sections.setdefault(part[1], []).append((int(part[2] or 0), bool(part[3]) or part[2] is None, value))
    for name, found_sections in sections.items():
        plain[name] = _joined(sorted(found_sections, key=lambda section: section[0])) or plain.get(name, "")
    return plain


def _value(found: re.Match[str]) -> str:
    if found[2] is not None:
        return _ESCAPED.sub(r"\1", found[2]) if "\\" in found[2] and not _is_path(found[2]) else found[2]
    return (found[3] or found[4] or "").strip()


def _is_path(value: str) -> bool:
    return value[1:3] == ":\\"


def _joined(sections: list[tuple[int, bool, str]]) -> str:
    r"""Undo RFC 2231: charset'language'percent-encoded, in several sections of which some are encoded."""
    charset: str | None = None
    pieces: list[bytes] = []
    for place, (_, is_encoded, section) in enumerate(sections):
        value = section
        if is_encoded and place == 0:
            head = value.split("'", 2)
            if len(head) == 3:
                charset, value = head[0], head[2]
            elif "%" not in value and "=?" in value:
                return words.decode_text(value)
        if is_encoded and "%" in value:
            pieces.append(unquote_to_bytes(value.encode("utf-8", "surrogateescape")))
        else:
            pieces.append(words.as_octets(value, charset))
    joined = b"".join(pieces)
    text = words.decode_octets(joined, charset or None)
    return words.decode_text(text) if "=?" in text else text
