"""Small real files that travel with the mails: a one-page invoice as PDF and photographs as PNG."""

import struct
import zlib
from functools import cache

_POLISH = "ąćęłńóśźżĄĆĘŁŃÓŚŹŻ"
_GLYPHS = (
    "aogonek cacute eogonek lslash nacute oacute sacute zacute zdotaccent "
    "Aogonek Cacute Eogonek Lslash Nacute Oacute Sacute Zacute Zdotaccent"
)
_FIRST_CODE = 0x80


def _encoded(text: str) -> bytes:
    """Bytes in the font's own encoding, with the characters escaped that PDF strings reserve."""
    codes = bytearray()
    for character in text:
        if character in "()\\":
            codes += b"\\" + character.encode()
        elif character in _POLISH:
            codes.append(_FIRST_CODE + _POLISH.index(character))
        else:
            codes += {"–": "-", "„": '"', "”": '"'}.get(character, character).encode("ascii", "replace")
    return bytes(codes)


def pdf(title: str, lines: tuple[str, ...]) -> bytes:
    """A valid one-page PDF with a title and lines of text."""
    page = b"BT /F1 16 Tf 56 780 Td (" + _encoded(title) + b") Tj /F1 10 Tf 0 -32 Td 15 TL\n"
    page += b"".join(b"(" + _encoded(line) + b") Tj T*\n" for line in lines) + b"ET"
    encoding = f"<< /Type /Encoding /Differences [{_FIRST_CODE} {' '.join('/' + g for g in _GLYPHS.split())}] >>"
    objects = (
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length " + str(len(page)).encode() + b" >>\nstream\n" + page + b"\nendstream",
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding " + encoding.encode() + b" >>",
    )
    body = b"%PDF-1.4\n"
    offsets = []
    for number, content in enumerate(objects, start=1):
        offsets.append(len(body))
        body += f"{number} 0 obj\n".encode() + content + b"\nendobj\n"
    table = "".join(f"{offset:010} 00000 n \n" for offset in offsets)
    size = len(objects) + 1
    trailer = f"xref\n0 {size}\n0000000000 65535 f \n{table}trailer\n<< /Size {size} /Root 1 0 R >>\nstartxref\n{len(body)}\n%%EOF\n"
    return body + trailer.encode()


@cache
def png(variant: int) -> bytes:
    """A tiny picture: light falling across a brown or grey thing, different for each variant."""
    width, height = 96, 72
    base = ((120, 84, 58), (84, 92, 96), (58, 74, 62), (96, 60, 64))[variant % 4]
    slant = 2 + variant % 5
    rows = bytearray()
    for y in range(height):
        rows.append(0)
        for x in range(width):
            light = (x * slant + y * 3) % 61 - 30 + (40 if (x - 48) ** 2 + (y - 36) ** 2 < 420 + 40 * slant else 0)
            rows += bytes(max(0, min(255, channel + light)) for channel in base)
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(bytes(rows), 9)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in chunks
    )
