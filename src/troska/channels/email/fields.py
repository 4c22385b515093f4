"""Header fields of the mails we write: whatever text goes in, one field comes out (RFC 5322, 2047, 2231)."""

import base64
import re
import unicodedata
from collections.abc import Iterable
from urllib.parse import quote

import idna

from troska.core.text import one_line

#: Characters that turn the direction of what follows; a name or subject of ours never needs them.
_TURNING = frozenset([0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)])
_TAGS = range(0xE0000, 0xE0080)
_UNSEEN_CATEGORIES = ("Cc", "Cs", "Zl", "Zp")
_ATOM = re.compile(r"[^\s()<>\[\]:;@\\,.\"\x00-\x20\x7f]+")
_QUOTED_LOCAL = re.compile(r"\"[^\"\\\r\n\x00-\x1f\x7f]{1,62}\"")
_IDENTIFIER = re.compile(r"[!-;=?-~]{3,250}")
_PREFIX = re.compile(
    r"(?:re|odp|odpowiedź|fw|fwd|pd|aw|sv|wg)\s{0,3}(?:\[\d{1,3}\]|\(\d{1,3}\))?\s{0,3}[:：]\s*", re.IGNORECASE
)
_TYPE = re.compile(r"[a-z0-9][a-z0-9!#$&^_.+-]{0,63}/[a-z0-9][a-z0-9!#$&^_.+-]{0,63}")
_WORD_BYTES = 42  # 56 characters of base64, 68 with "=?utf-8?b?" and "?="
_LONGEST_LINE = 900
_MOST_REFERENCES = 20
LONGEST_NAME, LONGEST_SUBJECT = 120, 250


class UnsafeHeader(Exception):
    """A field would break out of its line; never a customer's fault, so the mail is not sent."""


def field(name: str, value: str) -> bytes:
    """Write one field, CRLF included. Raises UnsafeHeader when the value has anything but text and our own folds."""
    unfolded = value.replace("\r\n ", " ")
    if any(ord(mark) < 32 or ord(mark) == 127 or mark in "\x85\u2028\u2029" for mark in unfolded):
        raise UnsafeHeader(name)
    line = f"{name}: {value}\r\n".encode()
    if max(map(len, line.split(b"\r\n"))) > 998:
        raise UnsafeHeader(name)
    return line


def clean(text: str) -> str:
    """Make text of others fit for a field: one line, no control characters, nothing that turns the direction."""
    return "".join(mark for mark in one_line(text) if _is_kept(mark)).strip()


def _is_kept(mark: str) -> bool:
    point = ord(mark)
    return point not in _TURNING and point not in _TAGS and unicodedata.category(mark) not in _UNSEEN_CATEGORIES


def unstructured(value: str, *, longest: int = LONGEST_SUBJECT) -> str:
    """Give unstructured text: as it is when ASCII, else as encoded words (RFC 2047), folded."""
    value = clean(value)[:longest]
    if value.isascii() and "=?" not in value and all(len(word) < 70 for word in value.split(" ")):
        return _folded(value)
    return "\r\n ".join(encoded_words(value))


def _folded(value: str) -> str:
    lines: list[str] = []
    for word in value.split():
        if lines and len(lines[-1]) + len(word) < 64:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return "\r\n ".join(lines)


def encoded_words(value: str) -> list[str]:
    """Cut text into encoded words of at most 75 characters, never within a character."""
    chunks: list[bytes] = [b""]
    for mark in value:
        encoded = mark.encode("utf-8", "replace")
        if len(chunks[-1]) + len(encoded) > _WORD_BYTES:
            chunks.append(b"")
        chunks[-1] += encoded
    return [f"=?utf-8?b?{base64.b64encode(chunk).decode('ascii')}?=" for chunk in chunks]


def mailbox(name: str, address: str) -> str:
    """Give `name <address>` with the name quoted or encoded as it needs; `address` comes from `wire_address`."""
    name = clean(name)[:LONGEST_NAME]
    if not name or name == address:
        return address
    if name.isascii() and "=?" not in name:
        escaped = name.replace("\\", "\\\\").replace('"', '\\"')
        return f'"{escaped}" <{address}>'
    return "\r\n ".join([*encoded_words(name), f"<{address}>"])


def mailboxes(people: Iterable[tuple[str, str]]) -> str:
    """Give a list of (name, address), one to a line."""
    return ",\r\n ".join(mailbox(name, address) for name, address in people)


def wire_address(address: str) -> str | None:
    """Give the address as it goes over the wire, its domain in ASCII; None when it can't (RFC 5321 4.1.2)."""
    local, at, domain = address.strip().rpartition("@")
    is_atom = all(_ATOM.fullmatch(part) for part in local.split("."))
    if not at or len(local.encode("utf-8", "replace")) > 64 or not (is_atom or _QUOTED_LOCAL.fullmatch(local)):
        return None
    try:
        local.encode()
        return f"{local}@{idna.encode(domain.rstrip('.'), uts46=True).decode('ascii').lower()}"
    except (idna.IDNAError, UnicodeError):
        return None


def identifiers(values: Iterable[str]) -> str:
    """Give Message-IDs as a References field has them: the first and the last ones, those that are none left out."""
    usable = list(dict.fromkeys(value for value in values if _IDENTIFIER.fullmatch(value)))
    if len(usable) > _MOST_REFERENCES:
        usable = [usable[0], *usable[1 - _MOST_REFERENCES :]]
    return "\r\n ".join(f"<{value}>" for value in usable)


def answer_subject(subject: str) -> str:
    """Give the subject of an answer: "Re: " once, whatever stood in front ("Odp: Re: PD: …")."""
    bare = clean(subject)
    while found := _PREFIX.match(bare):
        bare = bare[found.end() :]
    return f"Re: {bare}".strip()


def media_type(value: str) -> str:
    """Give a type that may stand on an attachment; what has a structure of its own goes as mere bytes."""
    value = value.strip().lower()
    if not _TYPE.fullmatch(value) or value.startswith(("multipart/", "message/")):
        return "application/octet-stream"
    return value


def file_fields(filename: str, content_type: str) -> bytes:
    """Write Content-Type and Content-Disposition of an attachment.

    A name beyond ASCII stands as `filename*` (RFC 2231, without continuations, which some programs cannot join) and,
    for older ones such as Outlook 2007, once more as encoded words in `name`, as Thunderbird writes it.
    """
    name = _file_name(filename)
    if name.isascii() and "=?" not in name:
        quoted = name.replace("\\", "_").replace('"', "'")
        type_name, disposition = f'name="{quoted}"', f'filename="{quoted}"'
    else:
        words = "\r\n ".join(encoded_words(name))
        type_name, disposition = f'name="{words}"', f"filename*=utf-8''{quote(name, safe='')}"
    return field("Content-Type", f"{media_type(content_type)};\r\n {type_name}") + field(
        "Content-Disposition", f"attachment;\r\n {disposition}"
    )


def _file_name(filename: str) -> str:
    name = re.sub(r"[/\\:]", "_", clean(filename)).strip(". ") or "plik"
    stem, dot, extension = name.rpartition(".")
    while len(quote(name, safe="")) > _LONGEST_LINE and len(stem) > 1:
        stem = stem[: len(stem) * 3 // 4]
        name = f"{stem}{dot}{extension}"
    return name if len(quote(name, safe="")) <= _LONGEST_LINE else "plik"
