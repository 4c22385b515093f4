"""Content-Transfer-Encoding undone, also where it is not what it says."""

import binascii
import re

from troska.channels.email.interpret.problems import Problems
from troska.channels.email.interpret.uuencode import decode_block

_BASE64 = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/="
_BASE64_AND_BREAKS = _BASE64 + b" \t\r\n"
_FIRST_LINE = re.compile(rb"(?:[A-Za-z0-9+/]{4}){10,}+\r?\n|(?:[A-Za-z0-9+/]{4})*+[A-Za-z0-9+/]{2,3}={1,2}\r?\n")
_SAMPLE = 16 * 1024
_NOT_QP = re.compile(rb"=(?![0-9A-Fa-f]{2}|[ \t]*\r?\n|[ \t]*\Z)")
_UNENCODED = frozenset({"", "7bit", "8bit", "binary", "7-bit", "8-bit", "8bits", "none", "unencoded", "identity"})


def decode_transfer(data: bytes, encoding: str, problems: Problems) -> bytes:
    """Return the octets a part was made of; data that is not encoded as it says is returned as it is."""
    if encoding in _UNENCODED:
        return data
    if encoding in {"base64", "b64", "base-64"}:
        return _base64(data, problems)
    if encoding in {"quoted-printable", "quotedprintable", "quoted_printable", "qp"}:
        if _NOT_QP.search(data, 0, _SAMPLE):
            problems.add("broken_quoted_printable")
        return binascii.a2b_qp(data)
    if encoding in {"x-uuencode", "x-uue", "uuencode", "uue"}:
        decoded = decode_block(data)
        if decoded is not None:
            return decoded
    problems.add("transfer_encoding_unknown")
    return data


def _base64(data: bytes, problems: Problems) -> bytes:
    sample = data[:_SAMPLE].strip()
    if not sample:
        return b""
    foreign = len(sample.translate(None, _BASE64_AND_BREAKS))
    is_prose = foreign * 20 > len(sample) or sample.count(b" ") * 25 > len(sample)
    if is_prose and not _FIRST_LINE.match(sample):
        problems.add("broken_base64")
        return data
    try:
        return binascii.a2b_base64(data)
    except binascii.Error:
        problems.add("broken_base64")
    compact = data.translate(None, bytes(set(range(256)) - set(_BASE64[:-1])))
    compact = compact[: len(compact) - (len(compact) % 4 == 1)]
    return binascii.a2b_base64(compact + b"=" * (-len(compact) % 4))
