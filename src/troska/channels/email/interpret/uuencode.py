"""Files that old programs put between "begin" and "end" lines of a text."""

import binascii
import re

from troska.channels.email.interpret import limits

_BEGIN = re.compile(rb"(?:^|(?<=\n))begin(?:-base64)? [0-7]{3,4} ([^\r\n]{1,300})\r?\n")
_END = re.compile(rb"end[ \t]*(?:\r?\n|\Z)")


def decode_block(data: bytes) -> bytes | None:
    """Return the first file within the data, None when there is none."""
    files, _ = extract_files(data, maximum=1)
    return files[0][1] if files else None


def extract_files(data: bytes, *, maximum: int = limits.ATTACHED_FILES) -> tuple[list[tuple[bytes, bytes]], bytes]:
    """Return (name, content) of each file in the text, and the text without them.

    A block counts only when each of its lines can be decoded and "end" closes it.
    """
    if b"begin " not in data:
        return [], data
    files: list[tuple[bytes, bytes]] = []
    text: list[bytes] = []
    position = 0
    while len(files) < maximum and (begin := _BEGIN.search(data, position)):
        content, after = _lines(data, begin.end())
        if content is None:
            text.append(data[position:after])
        else:
            text.append(data[position : begin.start()])
            files.append((begin[1].strip(), content))
        position = after
    text.append(data[position:])
    return files, b"".join(text)


def _lines(data: bytes, position: int) -> tuple[bytes | None, int]:
    decoded: list[bytes] = []
    while position < len(data):
        if end := _END.match(data, position):
            return (b"".join(decoded), end.end()) if decoded else (None, end.end())
        line_end = data.find(b"\n", position, position + 200)
        if line_end < 0:
            return None, position
        line = data[position:line_end].rstrip(b"\r")
        if line not in {b"`", b"", b" "}:
            try:
                decoded.append(binascii.a2b_uu(line))
            except binascii.Error:
                return None, position
        position = line_end + 1
    return None, position
