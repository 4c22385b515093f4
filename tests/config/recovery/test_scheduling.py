"""Backups by the clock."""

import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from tests import given

from troska.config.environment import Environment, environment
from troska.config.recovery import keeping, keys, runs, scheduling
from troska.core import clock
from troska.core.models import BackupRun

WARSAW = "Europe/Warsaw"
SETTINGS = replace(environment(), backup_at=("02:30",), time_zone=WARSAW)


@pytest.mark.parametrize(
    ("now", "due"),
    [
        ("2026-11-27T01:29+00:00", "2026-11-26T11:00+00:00"),
        ("2026-11-27T01:30+00:00", "2026-11-27T01:30+00:00"),
        ("2026-11-27T22:00+00:00", "2026-11-27T11:00+00:00"),
        ("2026-03-29T06:00+00:00", "2026-03-29T01:30+00:00"),  # 02:30 does not exist in that night
        ("2026-10-25T06:00+00:00", "2026-10-25T00:30+00:00"),  # 02:30 comes twice: the first counts
    ],
)
def test_the_last_time_of_day(now: str, due: str) -> None:
    found = scheduling.last_due(("02:30", "12:00"), WARSAW, datetime.fromisoformat(now))
    assert found.astimezone(UTC) == datetime.fromisoformat(due)


@pytest.mark.django_db
def test_one_is_due_until_it_is_written_and_one_that_failed_is_tried_again_later() -> None:
    now = datetime(2026, 11, 27, 2, 0, tzinfo=UTC)
    assert scheduling.is_due(SETTINGS, now)
    runs.note_failed("Nie ma miejsca", started_at=now)
    assert not scheduling.is_due(SETTINGS, now + timedelta(minutes=59))
    assert scheduling.is_due(SETTINGS, now + timedelta(minutes=61))
    BackupRun.objects.create(machine="a", started_at=now + timedelta(minutes=61), is_good=True)
    assert not scheduling.is_due(SETTINGS, now + timedelta(hours=23))
    assert scheduling.is_due(SETTINGS, now + timedelta(hours=23, minutes=30))


@pytest.mark.django_db(transaction=True)
def test_of_two_workers_with_the_folder_one_writes_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    identity, recipient = keys.new_key()
    (tmp_path / "identity").write_text(identity)
    folder = tmp_path / "kopie"
    folder.mkdir()
    given.conversation()
    for name, value in {
        "DATABASE_URL": given.database_url(),
        "TROSKA_BACKUP_TO": str(folder),
        "TROSKA_BACKUP_RECIPIENTS": recipient,
    }.items():
        monkeypatch.setenv(name, value)
    settings: Environment = replace(SETTINGS, backup_to=folder)
    stop = threading.Event()

    def look() -> None:
        scheduling.look(settings, stop)

    given.at_once(look, look)
    look()
    [backup] = keeping.backups(folder)
    [run] = BackupRun.objects.all()
    assert (run.is_good, run.file, run.is_encrypted, run.missing) == (True, str(backup), True, 0)
    assert run.size == backup.stat().st_size
    assert backup.stat().st_mode & 0o777 == 0o600
    with clock.moved_by(timedelta(days=1)):
        look()
    assert BackupRun.objects.count() == 2
