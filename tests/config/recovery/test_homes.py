"""What of a home gets into a backup, and what is never let out of it."""

from dataclasses import replace
from pathlib import Path

import pytest
from pytest_django import Settings

from troska.config import rotating
from troska.config.environment import Environment, environment
from troska.config.recovery import homes, keys
from troska.config.secret_key import secret_key
from troska.staff import setting_up


@pytest.fixture
def home(tmp_path: Path, settings: Settings) -> Environment:
    settings.TROSKA_HOME = tmp_path
    return replace(environment(), home=tmp_path, secret_key=None, former_secret_keys=())


def put(home: Environment, *names: str) -> None:
    for name in names:
        path = home.home / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name)


def test_no_key_and_no_code_leaves_the_home_also_after_a_rotation(home: Environment, settings: Settings) -> None:
    former = settings.SECRET_KEY = secret_key(home)
    setting_up.code()
    rotating.change_key(home)
    put(home, "raw/ab/abcd", "audit_head", "troska.lock", ".secret_key.17.draft", "postgres/secret", "static/a.css")
    assert [name for name, _path in homes.kept_files(home)] == ["raw/ab/abcd"]
    assert keys.fingerprints(home) == [keys.fingerprint(secret_key(home)), keys.fingerprint(former)]


def test_data_of_every_folder_is_kept_but_drafts_and_the_backups_themselves(home: Environment) -> None:
    put(home, "attachments/a/b", "erasures/c.json", "later/d", "raw/e.part", "kopie/troska.tar.age")
    (home.home / "raw" / "link").symlink_to("/etc/passwd")
    found = [name for name, _path in homes.kept_files(home, but=home.home / "kopie")]
    assert found == ["attachments/a/b", "erasures/c.json", "later/d"]


def test_files_that_lie_elsewhere_have_the_same_names(home: Environment, tmp_path: Path) -> None:
    shared = replace(home, home=tmp_path / "home", files=tmp_path / "shared")
    put(shared, "erasures/c.json")
    put(replace(home, home=tmp_path / "shared"), "raw/ab/abcd", "attachments/f", "other/g")
    assert [name for name, _path in homes.kept_files(shared)] == ["attachments/f", "erasures/c.json", "raw/ab/abcd"]
    assert homes.in_the_way(shared) == [tmp_path / "shared" / "attachments", tmp_path / "shared" / "raw"]


@pytest.mark.parametrize("name", ["raw/ab/abcd", "postgres/data", "audit_head", "demo/ports", "unknown"])
def test_a_home_with_anything_of_an_installation_is_not_empty(home: Environment, name: str) -> None:
    put(home, "secret_key", "former_secret_keys", "erasures/c.json", "static/a.css")
    assert homes.in_the_way(home) == []
    put(home, name)
    assert homes.in_the_way(home) == [home.home / name.partition("/")[0]]
