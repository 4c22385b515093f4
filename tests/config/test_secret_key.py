"""The signing key: made once, kept closed, never replaced in silence."""

import stat
import threading
from pathlib import Path

import pytest

from troska.config.environment import BadSetting, Environment
from troska.config.secret_key import secret_key


def test_it_is_made_once_and_readable_by_its_owner_only(tmp_path: Path) -> None:
    environment = Environment(home=tmp_path / "new" / "home")
    key = secret_key(environment)
    assert len(key) > 60
    assert secret_key(environment) == key
    file = environment.home / "secret_key"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(environment.home.stat().st_mode) & 0o066 == 0


def test_of_many_processes_at_once_all_get_the_same(tmp_path: Path) -> None:
    keys: list[str] = []
    gate = threading.Barrier(8)

    def ask() -> None:
        gate.wait()
        keys.append(secret_key(Environment(home=tmp_path / "home")))

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(keys) == 8
    assert len(set(keys)) == 1
    assert [file.name for file in (tmp_path / "home").iterdir()] == ["secret_key"]


def test_the_given_one_is_used_and_not_kept(tmp_path: Path) -> None:
    assert secret_key(Environment(home=tmp_path, secret_key="g" * 40)) == "g" * 40
    assert list(tmp_path.iterdir()) == []


def test_a_damaged_one_is_refused_not_replaced(tmp_path: Path) -> None:
    (tmp_path / "secret_key").write_text("half")
    with pytest.raises(BadSetting, match="damaged"):
        secret_key(Environment(home=tmp_path))
    assert (tmp_path / "secret_key").read_text() == "half"


def test_a_home_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(BadSetting, match="TROSKA_HOME"):
        secret_key(Environment(home=tmp_path / "file" / "home"))
