"""Reads what a server answers to FETCH; servers put the same things in different places."""

import imaplib
import re
import time
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

_UID = re.compile(rb"\bUID (\d+)", re.IGNORECASE)
_SIZE = re.compile(rb"\bRFC822\.SIZE (\d+)", re.IGNORECASE)
_BEGIN = re.compile(rb"\d+ \(")


@dataclass(slots=True)
class Fetched:
    """One answer: what it says of a mail, and its bytes when they were asked for."""

    uid: int
    size: int | None
    content: bytes | None
    #: When the server got it, by the server's clock.
    received_at: datetime | None = None


def read_fetched(answer: Iterable[Any]) -> list[Fetched]:
    """Give each answer that names a UID, in order; what the server tells unasked (flags) names none or has nothing.

    The same UID may come more than once; what that means is the caller's affair.
    """
    told: list[tuple[bytes, bytes | None]] = []
    for part in answer:
        if isinstance(part, tuple):
            told.append((part[0], part[1]))
        elif isinstance(part, bytes) and _BEGIN.match(part):
            told.append((part, None))
        elif isinstance(part, bytes) and told:
            # What follows a literal still belongs to its answer.
            told[-1] = (told[-1][0] + b" " + part, told[-1][1])
    found = []
    for text, content in told:
        uid, size, received_at = _UID.search(text), _SIZE.search(text), _received(text)
        if uid is not None and (size is not None or content is not None or received_at is not None):
            found.append(Fetched(int(uid[1]), int(size[1]) if size else None, content, received_at))
    return found


def _received(text: bytes) -> datetime | None:
    local = imaplib.Internaldate2tuple(text)  # None also for what is no date
    return datetime.fromtimestamp(time.mktime(local), UTC) if local else None
