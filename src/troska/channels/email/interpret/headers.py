"""A block of header fields as raw bytes: where it ends, and what it holds."""

import re
from dataclasses import dataclass, field

from troska.channels.email.interpret import limits
from troska.channels.email.interpret.problems import Problems

_FIELD = re.compile(rb"([!-9;-~]{1,100})[ \t]*:")
_WELL_KNOWN = re.compile(
    rb"(?i)(?:from|to|cc|subject|date|message-id|mime-version|content-[a-z-]+|received|return-path|reply-to|"
    rb"delivered-to|references|in-reply-to|sender|x-[a-z0-9-]+|dkim-signature|list-[a-z-]+)[ \t]*:"
)
_MBOX_FROM = re.compile(rb">?From ")


@dataclass(slots=True)
class Headers:
    """Fields in their order; names in lower case, values as raw unfolded bytes."""

    fields: dict[str, list[bytes]] = field(default_factory=dict)

    def first(self, name: str) -> bytes | None:
        """Return the value of the first field of that name."""
        values = self.fields.get(name)
        return values[0] if values else None

    def every(self, name: str) -> list[bytes]:
        """Return the values of all fields of that name, top first."""
        return self.fields.get(name, [])


def read_headers(raw: bytes, start: int, end: int, problems: Problems) -> tuple[Headers, int]:
    """Return the fields that begin at `start` and the offset of the body after them.

    The block ends at an empty line, or before a line that is no field: a delimiter, or text that
    follows without an empty line. Junk between two fields is skipped.
    """
    collected: list[tuple[str, list[bytes]]] = []
    kept = 0
    position = start
    while position < end:
        line_end = raw.find(b"\n", position, end)
        following = end if line_end < 0 else line_end + 1
        line = raw[position : min(following, position + limits.HEADER_FIELD_BYTES)]
        if following - position > limits.HEADER_FIELD_BYTES:
            problems.add("header_too_long")
        line = line.rstrip(b"\r\n")
        if not line:
            return _joined(collected), following
        if line[:1] in b" \t" and collected:
            if not line.strip() and _is_blank_end(raw, following, end):
                return _joined(collected), following
            collected[-1][1].append(line)
        elif not line.startswith(b"--") and (name := _FIELD.match(line)):
            collected.append((name[1].decode("ascii").lower(), [line[name.end() :]]))
        elif not _is_junk(raw, following, end, line):
            if collected or position > start:
                problems.add("header_ended_early")
            return _joined(collected), position
        position = following
        kept += len(line)
        if len(collected) > limits.HEADERS or kept > limits.HEADER_BYTES:
            problems.add("too_many_headers")
            return _joined(collected[: limits.HEADERS]), _after_blank_line(raw, position, end)
    return _joined(collected), end


def _is_blank_end(raw: bytes, position: int, end: int) -> bool:
    """Tell whether a line of white space ends the block: what follows is no field."""
    return not _FIELD.match(raw, position, min(end, position + 200))


def _is_junk(raw: bytes, following: int, end: int, line: bytes) -> bool:
    """Tell whether a line that is no field stands among fields (as mbox "From " lines do)."""
    if line.startswith(b"--"):
        return False
    if _MBOX_FROM.match(line) or line[:1] in b" \t:":
        return True
    return bool(_WELL_KNOWN.match(raw, following, min(end, following + 200)))


def _after_blank_line(raw: bytes, position: int, end: int) -> int:
    found = [
        place + size
        for mark, size in ((b"\n\n", 2), (b"\n\r\n", 3))
        if (place := raw.find(mark, position - 1, end)) >= 0
    ]
    return min(found, default=end)


def _joined(collected: list[tuple[str, list[bytes]]]) -> Headers:
    headers = Headers()
    for name, lines in collected:
        value = lines[0] if len(lines) == 1 else b"".join(lines)[: limits.HEADER_FIELD_BYTES]
        if b"\r" in value:
            value = value.replace(b"\r", b" ")  # a bare CR must not begin a field of its own
        headers.fields.setdefault(name, []).append(value.strip(b" \t"))
    return headers
