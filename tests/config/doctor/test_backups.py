"""What doctor says of backups."""

from datetime import timedelta
from pathlib import Path

import pytest

from troska.config.doctor import backups
from troska.config.recovery import runs
from troska.core import clock
from troska.core.models import BackupRun

pytestmark = pytest.mark.django_db


def good(file: str = "/kopie/troska-20261127T013000Z.tar.age", **more: object) -> BackupRun:
    values = {"machine": "a", "started_at": clock.now(), "is_good": True, "file": file, "size": 5 * 1024**2}
    return BackupRun.objects.create(**values | more)


def said() -> list[str]:
    return [finding.code for finding in backups.backups()]


def test_none_was_ever_written() -> None:
    assert said() == ["backup.none"]
    assert list(backups.tried_backups()) == []


def test_the_age_of_the_last_good_one() -> None:
    good()
    with clock.moved_by(timedelta(hours=29, minutes=59)):
        [finding] = backups.backups()
    assert (finding.code, finding.values["hours"], finding.values["megabytes"]) == ("backup.fresh", 29, "5.0")
    with clock.moved_by(timedelta(hours=31)):
        assert said() == ["backup.old"]


def test_one_that_failed_is_told_until_a_good_one_comes() -> None:
    runs.note_failed("Nie ma miejsca", started_at=clock.now())
    assert said() == ["backup.failed"]
    with clock.moved_by(timedelta(hours=1)):
        good(missing=2)
        assert said() == ["backup.fresh", "backup.incomplete"]
    with clock.moved_by(timedelta(hours=2)):
        runs.note_failed("Nie ma miejsca", started_at=clock.now())
        assert said() == ["backup.failed", "backup.fresh", "backup.incomplete"]


def test_one_has_to_be_read_now_and_then() -> None:
    run = good()
    assert [finding.code for finding in backups.tried_backups()] == ["backup.unread"]
    runs.note_verified(Path("elsewhere", Path(run.file).name))
    assert [finding.code for finding in backups.tried_backups()] == ["backup.read"]
    with clock.moved_by(timedelta(days=93)):
        assert [finding.code for finding in backups.tried_backups()] == ["backup.unread"]
