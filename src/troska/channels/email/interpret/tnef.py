"""winmail.dat (MS-OXTNEF), read in one pass within bounds.

A library was looked at and left out: it trusts counts of the file (four thousand million rounds of
a loop for 20 octets) and copies the rest of the file for each of its attributes.
"""

import struct
from dataclasses import dataclass, field

from troska.channels.email.interpret import limits

SIGNATURE = b"\x78\x9f\x3e\x22"
_BODY, _MAPI_PROPERTIES, _OEM_CODEPAGE = 0x800C, 0x9003, 0x9007
_RENDERING, _TITLE, _DATA, _ATTACHMENT = 0x9002, 0x8010, 0x800F, 0x9005
_PR_BODY, _PR_BODY_HTML = 0x1000, 0x1013
_PR_DISPLAY_NAME, _PR_ATTACH_DATA, _PR_ATTACH_FILENAME, _PR_ATTACH_LONG_FILENAME = 0x3001, 0x3701, 0x3704, 0x3707
_PR_ATTACH_MIME, _PR_ATTACH_CONTENT_ID, _PR_INTERNET_CODEPAGE = 0x370E, 0x3712, 0x3FDE
_FIXED_SIZES = {
    0x0002: 4,
    0x0003: 4,
    0x0004: 4,
    0x0005: 8,
    0x0006: 8,
    0x0007: 8,
    0x000A: 4,
    0x000B: 4,
    0x0014: 8,
    0x0040: 8,
    0x0048: 16,
}
_VARIABLE = frozenset({0x000D, 0x001E, 0x001F, 0x0102})
_MULTIPLE = 0x1000
_NAMED = 0x8000
_MAXIMUM_ATTRIBUTES = 20_000
_OBJECT_HEADER = 16  # class id before an embedded object


@dataclass(slots=True)
class TnefFile:
    name: str = ""
    content: bytes = b""
    content_type: str = ""
    content_id: str = ""


@dataclass(slots=True)
class Tnef:
    body: str = ""
    html: str = ""
    files: list[TnefFile] = field(default_factory=list)
    is_whole: bool = True
    codepage: str = "cp1252"


class _Damaged(Exception):
    pass


def read_tnef(data: bytes) -> Tnef | None:
    """Return the bodies and files of winmail.dat as far as they can be read, None when it is none."""
    if not data.startswith(SIGNATURE):
        return None
    tnef = Tnef()
    try:
        _read_attributes(data, tnef)
    except (_Damaged, struct.error):
        tnef.is_whole = False
    tnef.files = [file for file in tnef.files if file.content or file.name]
    return tnef


def _read_attributes(data: bytes, tnef: Tnef) -> None:
    offset, count = 6, 0
    while offset + 11 <= len(data):
        name, _, length = struct.unpack_from("<HHI", data, offset + 1)
        end = offset + 9 + length
        count += 1
        if end > len(data) or count > _MAXIMUM_ATTRIBUTES or len(tnef.files) > limits.ATTACHED_FILES:
            raise _Damaged
        _attribute(name, data, offset + 9, end, tnef)
        offset = end + 2  # a check sum, which some programs get wrong


def _attribute(name: int, data: bytes, start: int, end: int, tnef: Tnef) -> None:
    if name == _OEM_CODEPAGE and end - start >= 4:
        tnef.codepage = _codec(struct.unpack_from("<I", data, start)[0])
    elif name == _BODY:
        tnef.body = tnef.body or _text(data[start:end], tnef.codepage)
    elif name == _MAPI_PROPERTIES:
        _message_properties(_properties(data, start, end), tnef)
    elif name == _RENDERING:
        tnef.files.append(TnefFile())
    elif tnef.files:
        file = tnef.files[-1]
        if name == _TITLE:
            file.name = file.name or _text(data[start:end], tnef.codepage)
        elif name == _DATA:
            file.content = data[start:end]
        elif name == _ATTACHMENT:
            _file_properties(_properties(data, start, end), file, tnef.codepage)


def _message_properties(found: dict[int, tuple[int, bytes]], tnef: Tnef) -> None:
    codepage = tnef.codepage
    if _PR_INTERNET_CODEPAGE in found:
        codepage = _codec(struct.unpack_from("<I", found[_PR_INTERNET_CODEPAGE][1].ljust(4, b"\0"))[0])
    if _PR_BODY in found:
        tnef.body = _string(*found[_PR_BODY], tnef.codepage)
    if _PR_BODY_HTML in found:
        tnef.html = _string(*found[_PR_BODY_HTML], codepage)


def _file_properties(found: dict[int, tuple[int, bytes]], file: TnefFile, codepage: str) -> None:
    names = (_PR_ATTACH_LONG_FILENAME, _PR_ATTACH_FILENAME, _PR_DISPLAY_NAME)
    given = (_string(*found[name], codepage) for name in names if name in found)
    file.name = next(filter(None, given), file.name)
    if _PR_ATTACH_DATA in found:
        kind, value = found[_PR_ATTACH_DATA]
        file.content = value[_OBJECT_HEADER:] if kind == 0x000D else value
        if file.content.startswith(SIGNATURE):
            file.content_type = "application/ms-tnef"
            file.name = file.name or "winmail.dat"
    if _PR_ATTACH_MIME in found:
        file.content_type = _string(*found[_PR_ATTACH_MIME], codepage)
    if _PR_ATTACH_CONTENT_ID in found:
        file.content_id = _string(*found[_PR_ATTACH_CONTENT_ID], codepage)


def _properties(data: bytes, start: int, end: int) -> dict[int, tuple[int, bytes]]:
    """Return (type, value) of each MAPI property by its number; the first of several values."""
    found: dict[int, tuple[int, bytes]] = {}
    offset = start + 4
    while offset + 4 <= end:
        kind, name = struct.unpack_from("<HH", data, offset)
        offset += 4
        if name >= _NAMED:
            offset = _after_name(data, offset, end)
        is_multiple = bool(kind & _MULTIPLE)
        kind &= ~_MULTIPLE
        values = 1
        if is_multiple or kind in _VARIABLE:
            values = struct.unpack_from("<I", data, offset)[0] if offset + 4 <= end else 0
            offset += 4
        for place in range(values):
            if kind in _VARIABLE:
                if offset + 4 > end:
                    raise _Damaged
                size = struct.unpack_from("<I", data, offset)[0]
                offset += 4
            elif kind in _FIXED_SIZES:
                size = _FIXED_SIZES[kind]
            else:
                raise _Damaged
            if offset + size > end:
                raise _Damaged
            if place == 0:
                found.setdefault(name, (kind, data[offset : offset + size]))
            offset += size + (-size % 4)
    return found


def _after_name(data: bytes, offset: int, end: int) -> int:
    if offset + 24 > end:
        raise _Damaged
    kind, size = struct.unpack_from("<II", data, offset + 16)
    return int(offset + 24) if kind == 0 else int(offset + 24 + size + (-size % 4))


def _codec(page: int) -> str:
    from troska.channels.email.interpret import charsets

    return {65001: "utf-8", 20127: "cp1252", 28591: "cp1252", 28592: "iso8859-2", 20866: "koi8-r"}.get(
        page, charsets.codec_name(f"cp{page}") or "cp1252"
    )


def _text(value: bytes, codepage: str) -> str:
    return value.decode(codepage, "replace").rstrip("\0")


def _string(kind: int, value: bytes, codepage: str) -> str:
    return _text(value, "utf-16-le" if kind == 0x001F else codepage)
