"""Which of the Polish single-byte character sets some bytes are in.

Only octets that touch a letter are weighed: as Polish letters they make words, read by the wrong
set they make symbols inside words ("przesy³ka"). Dashes and quotation marks tell nothing, except
that ISO-8859-2 has control characters where CP1250 has those.
"""

import re

LETTERS = "ąćęłńóśźżĄĆĘŁŃÓŚŹŻ"
_WESTERN = "àáâãäåæçèéêëìíîïñòóôõöøùúûüýÿßœšžÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÑÒÓÔÕÖØÙÚÛÜÝŒŠŽŸðþ"
# Words that hold a letter, or are long enough to be one ("żółć"); not a dash between spaces.
_WORDS = re.compile(rb"[\x80-\xff]*+[A-Za-z][A-Za-z\x80-\xff]*+|[\x80-\xff]{3,}+")
_UNITS = re.compile(rb"(?<![A-Za-z])[cdkm]?m[\xb2\xb3](?![A-Za-z\x80-\xff])")
_STOPWORDS = re.compile(
    rb"(?i)(?<![a-z\x80-\xff])(?:nie|jest|czy|dla|oraz|przez|witam|pozdrawiam|tylko|jak|mam|tego|prosz|dzie|zam|od|na|do|za|po|ze|nr|pan|pani)"
    rb"(?![a-z])"
)
_CANDIDATES = ("cp1250", "iso8859-2", "cp852")
_SAMPLE = 64 * 1024
_ASCII = bytes(range(128))


def _classes(codec: str) -> bytes:
    """Return a translation table: P Polish letter, w other letter, s symbol, c control or nothing."""
    table = bytearray(b"." * 256)
    for octet in range(128, 256):
        char = bytes([octet]).decode(codec, "replace")
        if char in LETTERS:
            table[octet] = ord("P")
        elif char == "\ufffd" or "\x80" <= char <= "\x9f":
            table[octet] = ord("c")
        elif char.isalpha() and char not in "ºªµ":
            table[octet] = ord("w" if codec != "cp1252" or char in _WESTERN else "s")
        else:
            table[octet] = ord("s")
    return bytes(table)


_TABLES = {codec: _classes(codec) for codec in (*_CANDIDATES, "cp1252")}


def _octets(data: bytes) -> tuple[bytes, bytes]:
    """Return the non-ASCII octets within words, and all of them."""
    sample = _UNITS.sub(b"", data[:_SAMPLE])
    return b"".join(_WORDS.findall(sample)).translate(None, _ASCII), sample.translate(None, _ASCII)


def _score(words: bytes, every: bytes, codec: str) -> int:
    classes = words.translate(_TABLES[codec])
    controls = every.translate(_TABLES[codec]).count(b"c")
    return 2 * classes.count(b"P") - classes.count(b"w") - 3 * classes.count(b"s") - 6 * controls


def _western_score(words: bytes, every: bytes) -> tuple[int, int]:
    """Return the score as CP1252 and how many octets cannot be letters there."""
    inverted = words.translate(None, b"\xbf\xa1")  # ¿ and ¡ open a Spanish sentence
    classes = inverted.translate(_TABLES["cp1252"])
    odd = classes.count(b"s") + every.translate(_TABLES["cp1252"]).count(b"c")
    letters = classes.count(b"w") + classes.count(b"P")
    return letters - 3 * odd, odd


def better_than(data: bytes, declared: str) -> str | None:
    """Return the Polish set that `data` is really in, None when `declared` may stand."""
    words, every = _octets(data)
    if not every:
        return None
    best = max(_CANDIDATES[:2], key=lambda codec: _score(words, every, codec))
    best_score = _score(words, every, best)
    if declared in {"cp1250", "iso8859-2"}:
        controls = every.translate(_TABLES[declared]).count(b"c")
        is_likely = controls > 0 or _is_mostly_polish(words, best)
        return best if is_likely and best_score > _score(words, every, declared) else None
    if declared not in {"cp1252", "iso8859-1", "iso8859-15", "cp1254"} or best_score <= 0:
        return None
    western, odd = _western_score(words, every)
    is_polish = odd > 0 or len(_STOPWORDS.findall(data[:_SAMPLE])) > 1
    return best if is_polish and best_score > western else None


def _is_mostly_polish(words: bytes, codec: str) -> bool:
    """Tell Polish from its neighbours, which share the same sets."""
    classes = words.translate(_TABLES[codec])
    return classes.count(b"P") >= 2 * classes.count(b"w")


def guess(data: bytes) -> str | None:
    """Return the Polish set that unlabelled `data` is in, None when it does not look Polish."""
    words, every = _octets(data)
    scores = {codec: _score(words, every, codec) for codec in _CANDIDATES}
    best = max(_CANDIDATES, key=lambda codec: scores[codec])
    if scores[best] <= 0 or scores[best] < len(words):  # at least two thirds are Polish letters
        return None
    western, odd = _western_score(words, every)
    if odd == 0 and western >= scores[best] // 2 and len(_STOPWORDS.findall(data[:_SAMPLE])) < 1:
        return None
    return best
