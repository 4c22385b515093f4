"""Header text: RFC 2047 encoded words, raw 8-bit octets, and what the world makes of both."""

import binascii
import re

from troska.channels.email.interpret import charsets
from troska.channels.email.interpret.cleaning import single_line
from troska.channels.email.interpret.problems import Problems

_START = re.compile(r"=\?\s?([^?\s]{1,60})\s?\?\s?([bBqQ])\s?\?")
MAXIMUM_WORD = 1024  # RFC 2047 says 75; some programs encode a whole subject as one
_NOT_BASE64 = re.compile(r"[^A-Za-z0-9+/=]")


def as_text(raw: bytes) -> str:
    """Return raw header bytes as a string that `as_octets` can turn back; no decoding is done."""
    return raw.decode("ascii", "surrogateescape")


def as_octets(value: str, charset: str | None = None) -> bytes:
    """Return the bytes a string of `as_text` was made of."""
    try:
        return value.encode("ascii", "surrogateescape")
    except UnicodeEncodeError:
        return value.encode(charsets.codec_name(charset or "") or "utf-8", "replace")


def decode_octets(data: bytes, charset: str | None) -> str:
    """Return raw bytes of a header as text."""
    return charsets.decode(data, charset).text


def decode_header(
    raw: bytes, hint: str | None = None, problems: Problems | None = None, repairs: dict[str, str] | None = None
) -> str:
    """Return a header field as one clean line of text.

    `hint` is the character set of the body, `repairs` says which sets the body was really in.
    """
    return single_line(decode_text(unraw(raw, hint, problems), problems, repairs))


def unraw(raw: bytes, hint: str | None = None, problems: Problems | None = None) -> str:
    """Return a header field with its raw 8-bit octets decoded, its encoded words still encoded."""
    if raw.isascii() and b"\x1b" not in raw:
        return raw.decode("ascii")
    if problems is not None and not raw.isascii():
        problems.add("raw_8bit_header")
    return charsets.decode(raw, None, hint=hint).text


def decode_text(value: str, problems: Problems | None = None, repairs: dict[str, str] | None = None) -> str:
    """Return the text with its encoded words decoded, in one pass.

    Words that follow each other are joined as octets before they are decoded, because many
    programs cut within a character. Spaces within words, a missing end and wrong letters are borne.
    """
    first = value.find("=?")
    if first < 0:
        return value
    output: list[str] = [value[:first]]
    run: list[bytes] = []  # octets of adjacent words in one set
    run_charset = ""
    position = first
    while start := _START.search(value, position):
        between = value[position : start.start()]
        if run and between.strip():
            output.append(_text_of(run, run_charset, problems, repairs))
            run = []
        if between.strip() or (not run and between):
            output.append(between)
        payload, position = _payload(value, start, problems)
        charset = start[1].split("*", 1)[0].lower()
        if run and charset != run_charset:
            output.append(_text_of(run, run_charset, problems, repairs))
            run = []
        run_charset = charset
        run.append(_octets(payload, start[2], problems))
    if run:
        output.append(_text_of(run, run_charset, problems, repairs))
    output.append(value[position:])
    return "".join(output)


def _payload(value: str, start: re.Match[str], problems: Problems | None) -> tuple[str, int]:
    """Return the encoded text of a word and the place after it."""
    begin = start.end()
    end = value.find("?=", begin, begin + MAXIMUM_WORD)
    following = _START.search(value, begin, end if end >= 0 else min(len(value), begin + MAXIMUM_WORD))
    if end >= 0 and following is None:
        return value[begin:end], end + 2
    if problems is not None:
        problems.add("broken_encoded_word")
    stop = following.start() if following else len(value)
    cut = value.find(" ", begin, stop)
    stop = cut if cut >= 0 else stop
    return value[begin:stop].rstrip("?"), stop


def _octets(payload: str, encoding: str, problems: Problems | None) -> bytes:
    if encoding in "qQ":
        return binascii.a2b_qp(_latin(payload).replace(b"\n", b"").replace(b"\r", b""), header=True)
    pieces = [piece for piece in _NOT_BASE64.sub("", payload).split("=") if piece]
    if problems is not None and any(len(piece) % 4 == 1 for piece in pieces):
        problems.add("broken_encoded_word")
    return b"".join(map(_base64, pieces))


def _base64(piece: str) -> bytes:
    piece = piece[: len(piece) - (len(piece) % 4 == 1)]
    return binascii.a2b_base64(piece + "=" * (-len(piece) % 4))


def _latin(payload: str) -> bytes:
    return payload.encode("utf-8", "surrogateescape")


def _text_of(run: list[bytes], charset: str, problems: Problems | None, repairs: dict[str, str] | None) -> str:
    data = b"".join(run)
    repaired = (repairs or {}).get(charsets.codec_name(charset) or "")
    decoded = charsets.decode(data, repaired or charset)
    if decoded.problem and problems is not None:
        problems.add(decoded.problem)
    # A word may hold line breaks and NULs; the tokenizers of addresses must not see them.
    return single_line_keeping_ends(decoded.text)


def single_line_keeping_ends(text: str) -> str:
    """Clean a word without losing the spaces at its ends, which it was encoded to keep."""
    if text.isprintable():
        return text
    body = single_line(text)
    left = " " if text[:1].isspace() else ""
    right = " " if text[-1:].isspace() and body else ""
    return left + body + right
