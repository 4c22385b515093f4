"""What doctor says of the machine."""

import shutil
from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest

from troska.config.doctor import machine
from troska.core import clock
from troska.core.doctor import Finding, Verdict


def only(findings: Iterable[Finding]) -> Finding:
    [finding] = findings
    return finding


@pytest.mark.django_db
@pytest.mark.parametrize("seconds", [3, -3, 3600])
def test_a_clock_that_differs_from_the_databases_by_more_than_two_seconds_is_wrong(seconds: int) -> None:
    """Fault F9: skew of more than 2 s raises an alarm."""
    with clock.moved_by(timedelta(seconds=seconds)):
        finding = only(machine.clocks())
    assert (finding.code, finding.verdict) == ("clock.skewed", Verdict.WRONG)
    assert abs(float(str(finding.values["seconds"])) - abs(seconds)) < 0.5


@pytest.mark.django_db
@pytest.mark.parametrize("seconds", [0, 1, -1])
def test_a_clock_that_is_nearly_right_is_fine(seconds: int) -> None:
    with clock.moved_by(timedelta(seconds=seconds)):
        assert only(machine.clocks()).verdict == Verdict.FINE


@pytest.mark.parametrize(
    ("free", "code"), [(100, "disk.room"), (4.9, "disk.little"), (0.9, "disk.full"), (0, "disk.full")]
)
def test_room_on_the_disk(free: float, code: str, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = SimpleNamespace(free=int(free * 1024**3))
    monkeypatch.setattr(shutil, "disk_usage", lambda _folder: usage)
    assert only(machine.disk()).code == code


def test_the_key_is_looked_for_where_it_should_be(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine, "environment", lambda: SimpleNamespace(home=tmp_path, secret_key=None))
    assert [finding.code for finding in machine.key_files()] == ["keys.missing", "keys.closed"]
    (tmp_path / "secret_key").write_text("k" * 60)
    (tmp_path / "secret_key").chmod(0o640)
    assert [finding.code for finding in machine.key_files()] == ["keys.file", "keys.open"]
    (tmp_path / "secret_key").chmod(0o600)
    assert [finding.code for finding in machine.key_files()] == ["keys.file", "keys.closed"]
