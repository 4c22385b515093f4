"""What a person may set, and what he is told when it is wrong."""

from dataclasses import fields
from pathlib import Path

import pytest

from troska.config.environment import BadSetting, Environment, default_home, read


def test_nothing_needs_to_be_set() -> None:
    environment = read({})
    assert environment.port == 8000
    assert environment.host == "127.0.0.1"
    assert environment.database_url is None
    assert environment.home == default_home()
    assert environment.address == "http://127.0.0.1:8000"


def test_an_empty_variable_is_one_that_is_not_set() -> None:
    assert read({"PORT": "", "TROSKA_DEBUG": " "}) == read({})


def test_values_become_what_they_mean() -> None:
    environment = read(
        {
            "PORT": "8123",
            "TROSKA_HOME": "/srv/troska",
            "TROSKA_PUBLIC_URL": "https://pomoc.example.pl/",
            "TROSKA_ALLOWED_HOSTS": "a.example, b.example,",
            "TROSKA_DEBUG": "yes",
            "TROSKA_LOG_LEVEL": "WARNING",
        }
    )
    assert environment.port == 8123
    assert environment.home == Path("/srv/troska")
    assert environment.address == "https://pomoc.example.pl"
    assert environment.allowed_hosts == ("a.example", "b.example")
    assert environment.debug is True
    assert environment.log_level == "warning"


def test_a_relative_home_becomes_absolute(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    assert read({"TROSKA_HOME": "var"}).home == tmp_path / "var"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "http"),
        ("PORT", "0"),
        ("PORT", "65536"),
        ("PORT", "٨٠٠٠"),
        ("PORT", "-1"),
        ("TROSKA_DEBUG", "perhaps"),
        ("TROSKA_TIME_ZONE", "Europe/Warszawa"),
        ("TROSKA_TIME_ZONE", "../../etc/passwd"),
        ("TROSKA_LANGUAGE", "de"),
        ("TROSKA_PUBLIC_URL", "pomoc.example.pl"),
        ("TROSKA_PUBLIC_URL", "https://example.pl/troska"),
        ("DATABASE_URL", "mysql://troska@localhost/troska"),
        ("TROSKA_SECRET_KEY", "short"),
    ],
)
def test_a_bad_value_is_refused_by_name(name: str, value: str) -> None:
    with pytest.raises(BadSetting, match=rf"^{name} has .*: expected .*\.$"):
        read({name: value})


def test_a_bad_secret_is_not_repeated() -> None:
    with pytest.raises(BadSetting) as caught:
        read({"DATABASE_URL": "mysql://troska:hunter2@localhost/troska"})
    assert "hunter2" not in str(caught.value)


def test_a_secret_is_read_from_a_file(tmp_path: Path) -> None:
    file = tmp_path / "url"
    file.write_text("postgresql://troska:x@db/troska\n")
    assert read({"DATABASE_URL_FILE": str(file)}).database_url == "postgresql://troska:x@db/troska"


def test_what_is_no_secret_is_not_read_from_a_file(tmp_path: Path) -> None:
    file = tmp_path / "port"
    file.write_text("9000")
    assert read({"PORT_FILE": str(file)}).port == 8000


def test_a_secret_given_twice_missing_or_empty_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "key"
    with pytest.raises(BadSetting, match="cannot read"):
        read({"TROSKA_SECRET_KEY_FILE": str(file)})
    file.write_text("\n")
    with pytest.raises(BadSetting, match="is empty"):
        read({"TROSKA_SECRET_KEY_FILE": str(file)})
    with pytest.raises(BadSetting, match="are both set"):
        read({"TROSKA_SECRET_KEY_FILE": str(file), "TROSKA_SECRET_KEY": "k" * 40})


def test_every_setting_says_what_it_means_in_one_sentence() -> None:
    for row in fields(Environment):
        assert row.metadata["meaning"].endswith("."), row.name
        assert row.metadata["name"].isupper(), row.name
    names = [row.metadata["name"] for row in fields(Environment)]
    assert len(names) == len(set(names))


def test_every_setting_is_in_the_reference() -> None:
    page = (Path(__file__).parents[2] / "docs" / "reference" / "settings.md").read_text(encoding="utf-8")
    for row in fields(Environment):
        assert f"| `{row.metadata['name']}` |" in page, f"{row.metadata['name']} is missing; run: make docs"
        assert row.metadata["meaning"] in page, f"{row.metadata['name']} has changed; run: make docs"
