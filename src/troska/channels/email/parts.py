"""Parts of the mails we write (RFC 2045, RFC 2046): text, files, and what holds several of them together."""

import base64
import quopri
from collections.abc import Sequence

from troska.channels.email import fields


def text(subtype: str, written: str) -> bytes:
    """Give a part of text, encoded as what makes it shorter."""
    content = written.encode("utf-8", "replace")
    head = fields.field("Content-Type", f"text/{subtype}; charset=utf-8")
    if sum(byte > 127 for byte in content) * 3 > len(content):
        return head + base64_body(content)
    encoded = quopri.encodestring(content).replace(b"\n", b"\r\n")
    return head + b"Content-Transfer-Encoding: quoted-printable\r\n\r\n" + encoded


def multipart(subtype: str, parts: Sequence[bytes], boundary: str) -> bytes:
    """Give a part that holds others; `boundary` may stand in none of them."""
    mark = f"--{boundary}".encode("ascii")
    inner = b"".join(mark + b"\r\n" + part.rstrip(b"\r\n") + b"\r\n" for part in parts)
    return (
        fields.field("Content-Type", f'multipart/{subtype};\r\n boundary="{boundary}"')
        + b"\r\n"
        + inner
        + mark
        + b"--\r\n"
    )


def base64_body(content: bytes) -> bytes:
    """Give the last field and the body of a part of mere bytes."""
    return b"Content-Transfer-Encoding: base64\r\n\r\n" + base64.encodebytes(content).replace(b"\n", b"\r\n")
