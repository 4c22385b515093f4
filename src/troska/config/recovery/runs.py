"""What is known of backups that were tried: rows that doctor reads on any machine."""

from datetime import datetime
from pathlib import Path

from django.db import DatabaseError

from troska.config.recovery.backing_up import Backup
from troska.core import clock
from troska.core.doctor.watching import this_machine
from troska.core.models import BackupRun

_REMEMBERED = 400


def note_good(backup: Backup, *, started_at: datetime) -> None:
    """Note that a backup lies where it was wanted."""
    BackupRun.objects.create(
        machine=this_machine(),
        started_at=started_at,
        is_good=True,
        file=str(backup.file),
        size=backup.size,
        is_encrypted=backup.file.suffix == ".age",
        missing=backup.missing,
    )
    _forget_old()


def note_failed(reason: str, *, started_at: datetime) -> None:
    """Note why there is no backup; says nothing when the database is what failed."""
    try:
        BackupRun.objects.create(machine=this_machine(), started_at=started_at, is_good=False, reason=reason[:1000])
        _forget_old()
    except DatabaseError:
        return  # the age of the last good one tells


def note_verified(file: Path) -> None:
    """Note that a backup was read from end to end; one that this installation did not write is nobody's news."""
    BackupRun.objects.filter(file__endswith=f"/{file.name}").update(verified_at=clock.now())


def last_good() -> datetime | None:
    """Tell when the newest good one was begun."""
    return _last(is_good=True)


def last_failed() -> datetime | None:
    """Tell when the last one that failed was begun."""
    return _last(is_good=False)


def _last(*, is_good: bool) -> datetime | None:
    those = BackupRun.objects.filter(is_good=is_good).order_by("-started_at")
    return those.values_list("started_at", flat=True).first()


def _forget_old() -> None:
    kept = BackupRun.objects.order_by("-started_at").values_list("pk", flat=True)[:_REMEMBERED]
    BackupRun.objects.exclude(pk__in=list(kept)).delete()
