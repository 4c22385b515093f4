"""When a backup is due, and what doctor says of those that were tried."""

import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from tests import given

from troska.config.doctor import backups
from troska.config.environment import Environment, environment
from troska.config.recovery import keeping, keys, runs, scheduling
from troska.core import clock
from troska.core.models import BackupRun

pytestmark = pytest.mark.django_db

AT = datetime(2026, 11, 27, 1, 30, tzinfo=UTC)  # half past two in Warsaw


@pytest.fixture
def settings_() -> Environment:
    return replace(environment(), backup_at=("02:30", "14:30"), time_zone="Europe/Warsaw")


def run(at: datetime, *, is_good: bool = True, **more: object) -> BackupRun:
    return BackupRun.objects.create(machine="a", started_at=at, is_good=is_good, **more)


def test_it_is_due_at_its_times_and_once(settings_: Environment) -> None:
    assert scheduling.is_due(settings_, AT)
    run(AT + timedelta(seconds=5))
    assert not scheduling.is_due(settings_, AT + timedelta(hours=11, minutes=59))
    assert scheduling.is_due(settings_, AT + timedelta(hours=12))


def test_one_that_was_missed_is_made_up_for(settings_: Environment) -> None:
    run(AT - timedelta(days=3))
    assert scheduling.is_due(settings_, AT + timedelta(hours=5))


def test_one_that_failed_is_tried_again_after_an_hour(settings_: Environment) -> None:
    run(AT + timedelta(seconds=5), is_good=False, reason="brak miejsca")
    assert not scheduling.is_due(settings_, AT + timedelta(minutes=59))
    assert scheduling.is_due(settings_, AT + timedelta(minutes=61))


@pytest.mark.parametrize(
    ("now", "due"),
    [
        # The clock goes back at 03:00 on 25 October 2026: 02:30 comes twice, and once is enough.
        (datetime(2026, 10, 25, 0, 31, tzinfo=UTC), datetime(2026, 10, 25, 0, 30, tzinfo=UTC)),
        (datetime(2026, 10, 25, 1, 31, tzinfo=UTC), datetime(2026, 10, 25, 0, 30, tzinfo=UTC)),
        # It goes forward at 02:00 on 29 March 2026: there is no 02:30.
        (datetime(2026, 3, 29, 2, 0, tzinfo=UTC), datetime(2026, 3, 29, 1, 30, tzinfo=UTC)),
    ],
)
def test_nights_on_which_the_clock_changes(now: datetime, due: datetime) -> None:
    assert scheduling.last_due(("02:30",), "Europe/Warsaw", now).astimezone(UTC) == due


@pytest.mark.django_db(transaction=True)
def test_of_two_workers_with_the_folder_one_writes_it(
    settings_: Environment, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
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
    settings = replace(settings_, backup_to=folder)
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


def codes() -> list[str]:
    return [finding.code for finding in backups.backups()] + [finding.code for finding in backups.tried_backups()]


def test_doctor_tells_of_none_of_old_and_failed_ones_and_of_lacking_files() -> None:
    assert codes() == [backups.NONE.code]
    run(clock.now() - timedelta(days=3), missing=2, size=10)
    assert codes()[:2] == [backups.OLD.code, backups.INCOMPLETE.code]
    run(clock.now() - timedelta(hours=1), size=10)
    assert codes()[0] == backups.GOOD.code
    runs.note_failed("brak miejsca", started_at=clock.now())
    assert codes()[0] == backups.FAILED.code


def test_a_backup_that_nobody_read_for_long_is_told() -> None:
    run(clock.now() - timedelta(days=200), size=10, file="/kopie/troska-1.tar.age")
    run(clock.now(), size=10, file="/kopie/troska-2.tar.age")
    assert backups.UNREAD.code in codes()
    runs.note_verified(Path("/elsewhere/troska-2.tar.age"))
    assert backups.READ.code in codes()
