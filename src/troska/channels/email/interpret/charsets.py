"""Bytes of unknown or badly named character sets → text.

Labels are repaired, then doubted: a strict decode must succeed, UTF-8 that was called something
else is recognised, and Polish text is read by whichever of CP1250, ISO-8859-2, CP852 and CP1252
gives words instead of symbols (`polish.py`).
"""

import codecs
import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import lru_cache

from troska.channels.email.interpret import polish

_ALIASES = {
    "utf": "utf-8", "utf8mb4": "utf-8", "utf-8-sig": "utf-8", "unicode": "utf-8", "utf-8mb3": "utf-8",
    "unicode-1-1-utf-8": "utf-8", "unicode-1-1-utf-7": "utf-7", "unicode-2-0-utf-7": "utf-7", "x-utf-7": "utf-7",
    "ascii-8bit": "ascii", "ansi-x3.4-1968": "ascii", "iso646-us": "ascii", "usascii": "ascii", "x-us-ascii": "ascii",
    "latin-1": "cp1252", "latin1": "cp1252", "iso-8859-1": "cp1252", "ansi": "cp1252", "windows": "cp1252",
    "iso-8859-1-windows-3.1-latin-1": "cp1252", "x-ansi": "cp1252", "cp-1252": "cp1252", "iso-8859-8859-1": "cp1252",
    "latin-2": "iso8859-2", "latin2": "iso8859-2", "x-cp1250": "cp1250", "win-1250": "cp1250", "ms-ee": "cp1250",
    "x-sjis": "cp932", "shift-jis": "cp932", "sjis": "cp932", "windows-31j": "cp932", "ms-kanji": "cp932",
    "x-ms-cp932": "cp932",
    "gb2312": "gb18030", "gbk": "gb18030", "gb-2312": "gb18030", "x-gbk": "gb18030", "cn-gb": "gb18030", "hz": "hz",
    "gb2312-80": "gb18030", "chinesesimplified": "gb18030", "euc-cn": "gb18030", "cp936": "gb18030",
    "windows-936": "gb18030",
    "big5": "big5hkscs", "big-5": "big5hkscs", "x-x-big5": "big5hkscs", "cn-big5": "big5hkscs", "chinesebig5": "cp950",
    "ks-c-5601-1987": "cp949", "ks-c-5601-1989": "cp949", "ks-c-5601": "cp949", "ksc5601": "cp949",
    "ksc-5601": "cp949",
    "euc-kr": "cp949", "windows-949": "cp949", "x-windows-949": "cp949", "uhc": "cp949",
    "iso-2022-jp": "iso2022_jp_ext", "iso-2022-jp-1": "iso2022_jp_ext", "iso-2022-jp-ms": "iso2022_jp_ext",
    "jis": "iso2022_jp_ext",
    "cp50220": "iso2022_jp_ext", "cp50221": "iso2022_jp_ext", "csiso2022jp": "iso2022_jp_ext",
    "x-euc-jp": "euc_jp", "ujis": "euc_jp", "eucjp-ms": "euc_jp", "eucjp": "euc_jp",
    "koi8": "koi8-r", "koi-8": "koi8-r", "koi8-ru": "koi8-u", "x-mac-ce": "mac-latin2", "x-mac-roman": "mac-roman",
    "macintosh": "mac-roman", "x-mac-cyrillic": "mac-cyrillic", "iso-8859-8-i": "iso8859-8",
    "iso-8859-8-e": "iso8859-8",
    "iso-8859-6-i": "iso8859-6", "iso-8859-9": "cp1254", "iso-8859-11": "cp874", "tis-620": "cp874",
    "windows-874": "cp874",
    "windows-28592": "iso8859-2", "windows-1252http-equivcontent-type": "cp1252", "mazovia": "mazovia",
}  # fmt: skip
_UNKNOWN = frozenset({
    "", "x-unknown", "unknown", "unknown-8bit", "default", "x-user-defined", "none", "binary", "8bit", "7bit",
    "unspecified", "utf-unknown", "iso-unknown", "default-charset", "x-default", "unknown-8-bit", "x-roman8",
})  # fmt: skip
# Only character sets: Python also calls base64, punycode (quadratic) and unicode_escape "encodings".
_ALLOWED = frozenset(
    codecs.lookup(name).name
    for name in (
        ["ascii", "utf-8", "utf-7", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be"]
        + [f"iso8859-{part}" for part in (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 14, 15, 16)]
        + [f"cp{page}" for page in range(1250, 1259)]
        + ["cp437", "cp737", "cp775", "cp850", "cp852", "cp855", "cp857", "cp858", "cp860", "cp861", "cp862"]
        + ["cp863", "cp864", "cp865", "cp866", "cp869", "cp874", "cp932", "cp949", "cp950", "cp1125"]
        + ["koi8-r", "koi8-u", "koi8-t", "kz1048", "ptcp154", "mac-roman", "mac-latin2", "mac-cyrillic", "mac-greek"]
        + ["mac-turkish", "mac-iceland", "hp-roman8", "johab", "hz", "gb18030", "gbk", "gb2312", "big5", "big5hkscs"]
        + ["shift_jis", "shift_jis_2004", "shift_jisx0213", "euc_jp", "euc_jis_2004", "euc_jisx0213", "euc_kr"]
        + [
            "iso2022_jp",
            "iso2022_jp_1",
            "iso2022_jp_2",
            "iso2022_jp_3",
            "iso2022_jp_2004",
            "iso2022_jp_ext",
            "iso2022_kr",
        ]
    )
)
_SINGLE_BYTE_LATIN = frozenset({"cp1250", "cp1252", "iso8859-1", "iso8859-2", "iso8859-15", "iso8859-16", "cp1254"})
_MULTI_BYTE = frozenset({
    "gb18030", "big5hkscs", "cp949", "cp950", "cp932", "euc_jp", "johab", "hz", "utf-7", "iso2022_jp_ext",
    "iso2022_kr",
    "shift_jis_2004", "shift_jisx0213", "euc_jis_2004", "euc_jisx0213", "iso2022_jp_2", "iso2022_jp_3",
    "iso2022_jp_2004",
})  # fmt: skip
_NOT_ASCII = re.compile(rb"[\x80-\xff]")
_LABEL_JUNK = re.compile(r"[^a-z0-9.+-]")
_WINDOWS_PAGE = re.compile(r"(?:windows|win|cp|ibm|ms|x-cp|microsoft-cp|ansi|dos)-?(\d{3,4})$")
_ISO_PART = re.compile(r"(?:x-)?iso-?8859-?(\d{1,2})(?:[-.:]?(?:19|20)\d\d)?$")
DETECTION_BYTES = 2_048
SLOW_GUESSES = 4  # in one mail; a header of 1,800 words in unknown sets took a second
_guesses_left: ContextVar[int | None] = ContextVar("guesses_left", default=None)


@dataclass(frozen=True, slots=True)
class Decoded:
    text: str
    charset: str  # the codec that was used
    problem: str | None  # charset_missing, charset_unknown, charset_wrong


@contextmanager
def bounded_guesses() -> Iterator[None]:
    """Allow the slow detector SLOW_GUESSES times within the block: the bytes of one mail."""
    token = _guesses_left.set(SLOW_GUESSES)
    try:
        yield
    finally:
        _guesses_left.reset(token)


def codec_name(label: str) -> str | None:
    """Return Python's name of the character set a mail calls `label`, None if there is no such set."""
    return _codec_name(label[:100])


@lru_cache(maxsize=512)
def _codec_name(label: str) -> str | None:
    label = _LABEL_JUNK.sub("", label.lower().replace("_", "-").split("*", 1)[0].strip())[:60].strip("-")
    if label in _UNKNOWN:
        return None
    name = _ALIASES.get(label)
    if name is None and (page := _WINDOWS_PAGE.match(label)):
        name = _ALIASES.get(f"cp{page[1]}", f"cp{page[1]}")
    if name is None and (part := _ISO_PART.match(label)):
        name = _ALIASES.get(f"iso-8859-{part[1]}", f"iso8859-{part[1]}")
    try:
        found = codecs.lookup(name or label).name
    except (LookupError, ValueError):
        return None
    return _ALIASES.get(found, found) if found in _ALLOWED else None


def decode(data: bytes, label: str | None, *, hint: str | None = None) -> Decoded:
    """Return the text of `data`, which its mail calls `label`; `hint` is the set of its other parts.

    Never raises; bytes that can't be read become U+FFFD.
    """
    codec = codec_name(label) if label else None
    if b"\x1b" in data and codec in {None, "ascii", "utf-8", "cp1252"}:
        japanese = _strict(data, "iso2022_jp_ext")
        if japanese is not None:
            return Decoded(japanese, "iso2022_jp_ext", "charset_wrong" if codec else "charset_missing")
    if data.isascii() and codec not in _MULTI_BYTE and not (codec or "").startswith(("utf-16", "utf-32")):
        return Decoded(data.decode("ascii"), codec or "ascii", None)
    if codec is None or codec == "ascii":
        problem = "charset_missing" if not label else "charset_wrong" if codec else "charset_unknown"
        text, used = _detect(data, hint)
        return Decoded(text, used, problem)
    if codec == "utf-8":
        return _utf8(data, hint)
    if codec in _SINGLE_BYTE_LATIN:
        return _latin(data, codec)
    return _other(data, codec, hint)


def _strict(data: bytes, codec: str) -> str | None:
    try:
        return data.decode(codec)
    except (UnicodeError, ValueError, LookupError):
        return None


def _utf8(data: bytes, hint: str | None) -> Decoded:
    text = _strict(data, "utf-8")
    if text is not None:
        return Decoded(text.removeprefix("\ufeff"), "utf-8", None)
    text = _surrogates(data)
    if text is not None:
        return Decoded(text, "utf-8", "charset_wrong")
    text = data.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    whole = sum(map(text.count, polish.LETTERS)) + sum(
        1 for char in text[:20_000] if char > "\u017f" and char != "\ufffd"
    )
    if whole >= broken:  # cut within a character, or a stray byte
        return Decoded(text, "utf-8", "charset_wrong")
    text, used = _detect(data, hint)
    return Decoded(text, used, "charset_wrong")


def _surrogates(data: bytes) -> str | None:
    """Decode UTF-8 in which characters beyond U+FFFF stand as two surrogates (Java, old MySQL)."""
    if b"\xed" not in data:
        return None
    try:
        text = data.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        return None
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def _latin(data: bytes, codec: str) -> Decoded:
    text = _strict(data, "utf-8")
    if text is not None:
        return Decoded(text.removeprefix("\ufeff"), "utf-8", "charset_wrong")
    best = polish.better_than(data, codec)
    if best is not None:
        return Decoded(data.decode(best, "replace"), best, "charset_wrong")
    return Decoded(_single_byte(data, codec), codec, None)


def _single_byte(data: bytes, codec: str) -> str:
    """Decode a set of which some octets are not assigned, as browsers do: the rest is Latin-1's."""
    text = _strict(data, codec)
    if text is not None:
        return text
    return data.decode(codec, "replace") if codec != "cp1252" else data.decode("cp1252", "replace")


def _other(data: bytes, codec: str, hint: str | None) -> Decoded:
    text = _strict(data, codec)
    if codec.startswith(("utf-16", "utf-32")) and (
        text is None or (b"\0" not in data and data[:2] not in {b"\xff\xfe", b"\xfe\xff"})
    ):
        text, used = _detect(data, hint)
        return Decoded(text, used, "charset_wrong")
    if codec not in _MULTI_BYTE or text is None:
        utf8 = _strict(data, "utf-8")
        if utf8 is not None:
            return Decoded(utf8.removeprefix("\ufeff"), "utf-8", "charset_wrong")
    if text is not None:
        return Decoded(text.removeprefix("\ufeff"), codec, None)
    try:
        return Decoded(data.decode(codec, "replace"), codec, "charset_wrong")
    except (UnicodeError, ValueError):
        return Decoded(data.decode("latin-1"), "cp1252", "charset_wrong")


def _detect(data: bytes, hint: str | None) -> tuple[str, str]:
    """Return the text and the set it seems to be in, nothing being known but perhaps a hint."""
    text = _strict(data, "utf-8")
    if text is not None:
        return text.removeprefix("\ufeff"), "utf-8"
    if data[:2] in {b"\xff\xfe", b"\xfe\xff"} and (text := _strict(data, "utf-16")) is not None:
        return text, "utf-16"
    if hint and hint not in {"ascii", "utf-8"} and (text := _strict(data, hint)) is not None:
        best = polish.better_than(data, hint) if hint in _SINGLE_BYTE_LATIN else None
        return (data.decode(best, "replace"), best) if best else (text, hint)
    used = polish.guess(data) or _normalizer_guess(data)
    return _single_byte(data, used), used


def _normalizer_guess(data: bytes) -> str:
    """Ask the slow general detector about a small sample around the first non-ASCII octet."""
    left = _guesses_left.get()
    if left is not None:
        if left == 0:
            return "cp1252"
        _guesses_left.set(left - 1)
    first = _NOT_ASCII.search(data)
    start = first.start() if first else 0
    sample = data[max(0, start - 200) : start + DETECTION_BYTES]
    try:
        from charset_normalizer import from_bytes

        match = from_bytes(sample, preemptive_behaviour=False).best()
    except Exception:  # noqa: BLE001 - a guess may fail in any way; the mail is still to be read
        match = None
    found = codec_name(match.encoding) if match else None
    return found if found and not found.startswith("utf-") else "cp1252"
