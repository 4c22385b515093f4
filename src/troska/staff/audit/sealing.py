"""Chaining the audit log: each entry gets a place and a hash over itself and all that came before.

Entries are chained after their transactions committed, one batch at a time by an advisory lock, so that nobody waits
for anybody. The hash (SHA-256) lets anyone verify the chain; its signature (HMAC under the installation's key, which is
not in the database) keeps who can write to the database from making the chain anew. Where the chain ended last is also
kept in a file, so that a cut-off end is seen. Nothing is chained to an end that is not ours.
"""

import hashlib
import json
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import structlog
from django.conf import settings
from django.db import connection, transaction

from troska.core import secrets
from troska.core.heartbeat import beat
from troska.core.locks import AdvisoryLock
from troska.staff.audit.recording import AUDITED
from troska.staff.models import AuditEntry, AuditSeal
from troska.timeline.wakeups import Wakeups

log = structlog.get_logger(__name__)

BATCH = 500
PURPOSE = "audit"
SIGNATURE_SIZE = 32
START = bytes(32)
BROKEN_PAUSE = 30.0


class ChainBroken(Exception):
    """The end of the chain is not where, or not what, we left."""


def digest(before: bytes, entry: AuditEntry) -> bytes:
    """Give the hash of an entry that follows `before`."""
    return hashlib.sha256(before + json.dumps(_told(entry), sort_keys=True, ensure_ascii=False).encode()).digest()


def _told(entry: AuditEntry) -> Mapping[str, Any]:
    return {
        "id": entry.pk,
        "at": entry.at.isoformat(),
        "deed": entry.deed,
        "actor": [entry.actor_kind, entry.actor_id],
        "about": entry.about,
        "from": [entry.address, entry.program],
        "details": entry.details,
    }


def signature_of(position: int, seal: bytes) -> bytes:
    """Sign a place of the chain under the installation's key."""
    return secrets.sign(PURPOSE, position.to_bytes(8) + seal, size=SIGNATURE_SIZE)


def is_signed(seal: AuditSeal) -> bool:
    """Say whether a place of the chain carries the signature of this installation."""
    signed = seal.position.to_bytes(8) + bytes(seal.digest)
    return secrets.is_signed(PURPOSE, signed, bytes(seal.signature))


def sound_end() -> tuple[int, bytes]:
    """Give the last place and its hash. Raises ChainBroken when it is not ours, or the end was cut off."""
    last = AuditSeal.objects.order_by("-position").first()
    if last is not None and not is_signed(last):
        raise ChainBroken(f"the seal at {last.position} is not signed by this installation")
    if (known := remembered()) and not AuditSeal.objects.filter(position=known[0], digest=known[1]).exists():
        raise ChainBroken(f"the seal at {known[0]} is not the one that {witness()} remembers")
    return (last.position, bytes(last.digest)) if last else (0, START)


@transaction.atomic
def seal_batch() -> int:
    """Chain the entries that are visible now, at most BATCH; give their number, 0 also when another one is at it.

    Raises ChainBroken.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [AdvisoryLock.AUDIT])
        if not cursor.fetchone()[0]:
            return 0
    position, before = sound_end()
    waiting = list(AuditEntry.objects.filter(seal=None).order_by("pk")[:BATCH])
    seals = []
    for entry in waiting:
        position, before = position + 1, digest(before, entry)
        seal = AuditSeal(position=position, entry=entry, digest=before, signature=signature_of(position, before))
        seals.append(seal)
    AuditSeal.objects.bulk_create(seals)
    if seals:
        transaction.on_commit(lambda: remember(position, before))
    return len(seals)


def seal_all() -> int:
    """Chain everything that is visible now; give the number of entries."""
    total = 0
    while sealed := seal_batch():
        total += sealed
    return total


def witness() -> Path:
    """The file that remembers where the chain ended last."""
    return Path(settings.TROSKA_HOME) / "audit_head"


def remember(position: int, seal: bytes) -> None:
    """Note in the file beside the database, and in the process's log, how far the chain goes."""
    log.info("audit.sealed", position=position, digest=seal.hex())
    file = witness()
    draft = file.with_suffix(".new")
    draft.write_text(f"{position} {seal.hex()}\n", encoding="ascii")
    draft.replace(file)


def remembered() -> tuple[int, bytes] | None:
    """Read how far the chain went when this machine saw it last; None when it never did."""
    try:
        position, seal = witness().read_text(encoding="ascii").split()
        return int(position), bytes.fromhex(seal)
    except FileNotFoundError:
        return None


def run(stop: threading.Event) -> None:
    """Chain until stopped; an end that is not ours is left alone until a person has looked (`troska audit verify`)."""
    with Wakeups([AUDITED]) as wakeups:
        while not stop.is_set():
            beat()
            try:
                if not seal_batch():
                    wakeups.wait(stop)
            except ChainBroken as error:
                log.error("audit.broken", why=str(error))  # noqa: TRY400 -- where it was raised says nothing
                stop.wait(BROKEN_PAUSE)
