"""The Date header → an aware datetime in the sender's offset."""

import re
from datetime import UTC, datetime, timedelta, timezone
from email.utils import parsedate_tz

_COMMENT = re.compile(r"\([^()]{0,100}\)")
_ISO = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d")
_WORD = re.compile(r"[^\W\d_]{2,}\.?")
_ZONES = {
    "cet": 1, "mez": 1, "bst": 1, "met": 1, "cest": 2, "mesz": 2, "eet": 2, "sast": 2, "eest": 3, "msk": 3, "msd": 4,
    "ist": 5.5,
    "hkt": 8, "sgt": 8, "awst": 8, "jst": 9, "kst": 9, "aest": 10, "aedt": 11, "nzst": 12, "nzdt": 13, "brt": -3,
    "wet": 0, "west": 1, "z": 0,
}  # fmt: skip
# Months as mail programs in other languages write them.
_MONTHS = {
    "sty": 1, "lut": 2, "kwi": 4, "maj": 5, "cze": 6, "lip": 7, "sie": 8, "wrz": 9, "paź": 10, "paz": 10, "lis": 11,
    "gru": 12,
    "mär": 3, "mrz": 3, "mai": 5, "okt": 10, "dez": 12, "fév": 2, "avr": 4, "juin": 6, "juil": 7, "aoû": 8, "déc": 12,
    "ene": 1, "abr": 4, "ago": 8, "dic": 12, "gen": 1, "mag": 5, "giu": 6, "lug": 7, "set": 9, "ott": 10, "mei": 5,
    "maa": 3,
}  # fmt: skip
_NAMES = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
FIRST_YEAR, LAST_YEAR = 1980, 2100
MAXIMUM_LENGTH = 200


def parse_date(value: str) -> datetime | None:
    """Return the moment, None when it can't be read or lies in no plausible year.

    Without an offset it is taken as UTC.
    """
    text = " ".join(_COMMENT.sub(" ", value[:MAXIMUM_LENGTH]).split())
    if not text:
        return None
    moment = _iso(text) if _ISO.match(text) else _rfc5322(text)
    if moment is None or not FIRST_YEAR <= moment.year <= LAST_YEAR:
        return None
    return moment


def _iso(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text.replace(" +", "+").replace(" UTC", "Z"))
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _rfc5322(text: str) -> datetime | None:
    parsed = _parsed(text)
    if parsed is None:
        parsed = _parsed(_WORD.sub(_english_month, text))
    if parsed is None:
        return None
    named = _ZONES.get(text.rsplit(" ", 1)[-1].lower())
    offset = int(named * 3600) if named is not None else parsed[9] or 0
    try:
        zone = UTC if offset == 0 else timezone(timedelta(seconds=offset))
        return datetime(*parsed[:5], second=min(parsed[5], 59), tzinfo=zone)
    except (ValueError, OverflowError, TypeError):
        return None


def _parsed(text: str) -> tuple[int, int, int, int, int, int, int, int, int, int | None] | None:
    try:
        return parsedate_tz(text)
    except Exception:  # noqa: BLE001 - the standard library raises what it meets
        return None


def _english_month(found: re.Match[str]) -> str:
    word = found[0].lower()
    number = _MONTHS.get(word[:4]) or _MONTHS.get(word[:3])
    return _NAMES[number - 1] if number else found[0]
