"""Tombstones: small files that say who was erased, by ids and random codes only.

They lie in TROSKA_HOME and beside the backups, so that a backup from before is cleaned when it is restored.
"""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

import structlog
from django.conf import settings

from troska.core.files import write_synced
from troska.customers.models import Erasure, ErasureReason
from troska.timeline.actors import ActorKind

log = structlog.get_logger(__name__)

FOLDER = "erasures"


@dataclass(frozen=True, slots=True)
class Tombstone:
    """What is known of an erased customer."""

    code: str
    customer_id: int
    customer_code: str
    reason: str
    by_kind: str
    by_id: int | None
    asked_at: str

    @classmethod
    def of(cls, erasure: Erasure) -> "Tombstone":
        return cls(
            code=erasure.code,
            customer_id=erasure.customer_id,
            customer_code=erasure.customer_code,
            reason=erasure.reason,
            by_kind=erasure.by_kind,
            by_id=erasure.by_id,
            asked_at=erasure.asked_at.isoformat(),
        )

    def erasure(self) -> Erasure:
        """Give the row that it stands for, not saved. Raises ValueError for what no version of ours wrote."""
        return Erasure(
            code=self.code,
            customer_id=self.customer_id,
            customer_code=self.customer_code,
            reason=ErasureReason(self.reason),
            by_kind=ActorKind(self.by_kind),
            by_id=self.by_id,
            asked_at=datetime.fromisoformat(self.asked_at),
        )


def place(erasure: Erasure) -> None:
    """Put the tombstone on the disk; beside the backups too, where this machine has that folder. Raises OSError."""
    write([Tombstone.of(erasure)], Path(settings.TROSKA_HOME) / FOLDER)
    beside = settings.TROSKA_BACKUP_TO
    if beside is not None and beside.is_dir():
        try:
            write([Tombstone.of(erasure)], beside / FOLDER)
        except OSError as error:
            log.warning("tombstone.not_beside_backups", reason=str(error))  # the next backup brings it there


def write(tombstones: Iterable[Tombstone], folder: Path) -> int:
    """Write those that the folder lacks; give how many."""
    lacking = [(folder / f"{one.code}.json", one) for one in tombstones]
    lacking = [(path, one) for path, one in lacking if not path.exists()]
    write_synced((path, json.dumps(asdict(one)).encode()) for path, one in lacking)
    return len(lacking)


def read(folder: Path) -> list[Tombstone]:
    """Read those of a folder. Raises ValueError for a file that is none."""
    found = []
    for path in sorted(folder.glob("*.json")):
        try:
            found.append(Tombstone(**json.loads(path.read_text(encoding="utf-8"))))
        except (TypeError, ValueError) as error:
            raise ValueError(f"{path} is no tombstone: {error}") from error
    return found


def copy_all(folder: Path) -> int:
    """Bring the tombstones of all erasures into a folder; give how many it lacked."""
    return write((Tombstone.of(erasure) for erasure in Erasure.objects.order_by("pk")), folder)
