"""The `troska` command as a person or a script meets it."""

import subprocess
import sys
from pathlib import Path

import pytest

from troska.config import command, createadmin, exits
from troska.config.doctor import command as doctor
from troska.config.environment import environment
from troska.core import doctor as registry
from troska.core.doctor import register
from troska.staff.models import Agent


def run(*arguments: str, **environ: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "troska", *arguments],
        check=False,
        capture_output=True,
        text=True,
        env=environ,
        timeout=60,
    )


def test_every_command_is_in_the_help_and_in_the_reference() -> None:
    shown = run("--help").stdout
    page = (Path(__file__).parents[2] / "docs" / "reference" / "command.md").read_text()
    for name in ("serve", "demo", "web", "worker", "intake", "migrate", "doctor", "createadmin", "mail"):
        assert f"\n    {name}" in shown, name
        assert f"`troska {name}" in page, name
    for hidden in ("demo-prepare", "collect-static"):
        assert f"    {hidden}" not in shown


def test_looking_at_a_mail_needs_no_database_and_no_django() -> None:
    code = (
        "import sys; from troska.config.command import main\n"
        "try: main(['mail', 'inspect', '/dev/null'])\n"
        "finally: print(sorted({'django', 'psycopg', 'uvicorn'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], check=False, capture_output=True, text=True, env={"TROSKA_HOME": "/nonexistent"}
    )
    assert done.stdout.splitlines()[-1] == "[]", done.stderr


def test_a_bad_setting_is_one_line_and_not_a_traceback() -> None:
    done = run("serve", PORT="eighty")
    assert done.returncode == exits.CONFIGURATION
    assert done.stderr == "PORT has 'eighty': expected a whole number from 1 to 65535.\n"


def test_an_unknown_command_is_told_what_there_is() -> None:
    done = run("sreve")
    assert done.returncode == 2
    assert "serve" in done.stderr


@pytest.mark.django_db
def test_createadmin_makes_an_administrator_who_can_sign_in(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    password = tmp_path / "password"
    password.write_text("długie hasło administratora\n")
    assert createadmin.main(email="ola@example.pl", name="Ola", password_file=password) == exits.OK
    agent = Agent.objects.get(email="ola@example.pl")
    assert agent.check_password("długie hasło administratora")
    assert agent.role == "administrator"
    assert createadmin.main(email="OLA@example.pl", name="Ola", password_file=password) == exits.FAILED
    password.write_text("krótkie")
    assert createadmin.main(email="jan@example.pl", name="Jan", password_file=password) == exits.FAILED
    assert createadmin.main(email="jan@example.pl", name="Jan", password_file=tmp_path / "none") == exits.FAILED
    assert Agent.objects.count() == 1
    assert "hasło" not in capsys.readouterr().out


@pytest.mark.django_db
def test_doctor_says_what_is_wrong_and_how_to_mend_it(capsys: pytest.CaptureFixture[str]) -> None:
    (environment().home / "secret_key").write_text("k" * 60)
    (environment().home / "secret_key").chmod(0o644)
    try:
        assert doctor.main() == exits.FAILED
    finally:
        (environment().home / "secret_key").unlink()
    said = capsys.readouterr().out
    assert "ok  Migrations" in said
    assert "can read: secret_key" in said
    assert "chmod 600" in said
    # One role owns the tables in tests, and doctor sees it.
    assert "timeline_event" in said
    assert "DATABASE_OWNER_URL" in said


@pytest.mark.django_db
def test_a_check_that_fails_hides_no_other(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    def broken_check() -> list[registry.Finding]:
        raise ZeroDivisionError("Anna Nowak, divided by a zero")

    monkeypatch.setitem(register._checks, "test.broken", registry.Check("test.broken", broken_check))
    assert doctor.main() == exits.FAILED
    said = capsys.readouterr().out
    assert "test.broken" in said
    assert "ZeroDivisionError" in said
    assert "Migrations" in said


def test_what_follows_mail_and_manage_is_theirs(monkeypatch: pytest.MonkeyPatch) -> None:
    given: list[list[str]] = []

    def mail(_arguments: object, rest: list[str]) -> int:
        given.append(rest)
        return 0

    monkeypatch.setattr(command, "_mail", mail)
    assert command.main(["mail", "inspect", "--help", "a.eml"]) == 0
    assert given == [["--help", "a.eml"]]
