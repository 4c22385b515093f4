"""Case 45: installer, debug page, Django's admin, metrics, support bundle, backups: from outside there are none."""

import os
import re
import subprocess
import sys
import tarfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.core.mail import send_mail
from django.test import Client
from tests import given
from tests.channels.email import correspondence as people
from tests.servers.smtp import MailServer

from troska.config.doctor import bundling, database  # noqa: F401 -- registers checks
from troska.config.environment import environment
from troska.conversations import actions
from troska.core import clock, processes
from troska.core.doctor import watching
from troska.staff.models import Agent
from troska.staff.permissions import Role

PATHS = [
    *("admin/", "admin/login/", "django-admin/", "administrator/", "__debug__/", "debug/", "debug/view", "console"),
    *("install", "install/", "setup", "setup/", "instalacja/", "kreator/install", "wp-admin/", "phpinfo.php"),
    *("metrics", "metrics/", "-/metrics", "prometheus", "actuator", "actuator/env", "server-status", "stats", "status"),
    *("troska-support.tar.gz", "bundle", "support", "support.tar.gz", "doctor", "doctor.json", "api/doctor", "logs/"),
    *("backup", "backups/", "backup.sql", "backup.tar.gz", "dump.sql", "db.sqlite3", "troska.dump", "kopia", "kopie/"),
    *(".env", ".git/config", ".git/HEAD", ".htpasswd", "secret_key", "static/../secret_key", "config.json", "x.py"),
    *("attachments/", "raw/", "postgres/", "media/", "home/secret_key", "static/%2e%2e/secret_key", "static//etc/pwd"),
]  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize("path", PATHS)
def test_case_45_from_outside_there_is_nothing_of_the_kind(client: Client, path: str) -> None:
    response = client.get(f"/{path}")
    assert response.status_code == 404
    text = b"".join(response) if response.streaming else response.content
    assert not re.search(rb"Traceback|DJANGO|urlpatterns|INSTALLED_APPS|postgresql://|Using the URLconf", text)


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["metrics", "admin/", "__debug__/", "install"])
def test_case_45_not_even_for_an_administrator(client: Client, path: str) -> None:
    client.force_login(given.agent("Ewa", role=Role.ADMINISTRATOR))
    assert client.get(f"/{path}").status_code == 404


@pytest.mark.django_db
def test_case_45_a_failure_shows_no_more_than_a_number(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    from troska.administration import health

    def broken() -> None:
        raise RuntimeError("hasło bazy: tajne-kanarek")

    monkeypatch.setattr(health, "state", broken)
    client.force_login(given.agent("Ewa", role=Role.ADMINISTRATOR))
    client.raise_request_exception = False
    response = client.get("/ustawienia/system/")
    assert response.status_code == 500
    assert "kanarek" not in response.content.decode()
    assert "Traceback" not in response.content.decode()


def test_case_45_program_errors_are_never_shown_unless_a_developer_asks_for_it(tmp_path: Path) -> None:
    assert settings.DEBUG is False
    program = "from django.conf import settings; import django; django.setup(); print(settings.DEBUG)"

    def debug(**given: str) -> str:
        environ = {"TROSKA_HOME": str(tmp_path), "DJANGO_SETTINGS_MODULE": "troska.config.settings", "PATH": os.defpath}
        done = subprocess.run(
            [sys.executable, "-c", program], env=environ | given, check=True, capture_output=True, text=True
        )
        return done.stdout.strip()

    assert debug() == "False"
    assert debug(DEBUG="1", DJANGO_DEBUG="True") == "False"
    assert debug(TROSKA_DEBUG="1") == "True"


@pytest.mark.parametrize(
    "given", [{"HOST": "0.0.0.0"}, {"TROSKA_PUBLIC_URL": "https://pomoc.example.pl"}, {"HOST": "10.1.2.3"}]
)
def test_case_45_with_program_errors_shown_it_does_not_serve_the_public(given: dict[str, str], tmp_path: Path) -> None:
    environ = {"TROSKA_HOME": str(tmp_path), "TROSKA_DEBUG": "1", "PATH": os.defpath} | given
    done = subprocess.run(
        [sys.executable, "-m", "troska", "web"], env=environ, check=False, capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 78
    assert "TROSKA_DEBUG" in done.stderr


@pytest.mark.django_db
def test_case_45_healthz_and_readyz_say_nothing_about_us(client: Client) -> None:
    response = client.get("/healthz")
    assert response.content == b"ok\n"
    assert "Server" not in response.headers
    from troska import __version__

    assert __version__ not in str(response.headers)


# --- the bundle -----------------------------------------------------------------------------------------------------
CANARIES = {
    "key": "the key of all tests, which is no secret at all",
    "smtp password": "kanarek-haslo-smtp",
    "smtp user": "kanarek-nadawca",
    "mailbox password": "kanarek-haslo-skrzynki",
    "letter": "kanarek-klucz-do-hasla",
    "customer": "kanarkowa",
    "customer's address": "kanarek@poczta.example",
    "text": "kanarkowy tekst wiadomości",
    "note": "kanarkowa notatka",
    "colleague": "Kanarska",
    "colleague's address": "kanarska@firma.example",
    "inbox": "kanarkowa skrzynka",
    "server's words": "kanarek-serwera",
    "machine": "kanarek-maszyna",
    "host": "kanarek-host.example",
}


@pytest.fixture
def full_of_canaries(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[Agent]:
    monkeypatch.setenv("TROSKA_SMTP_URL", "smtp://kanarek-nadawca:kanarek-haslo-smtp@kanarek-host.example:587")
    monkeypatch.setenv("TROSKA_PUBLIC_URL", "https://kanarek-host.example")
    environment.cache_clear()
    monkeypatch.setattr(settings, "EMAIL_BACKEND", "troska.channels.email.letters.backend.LetterBackend")
    agent = given.agent("Ewa Kanarska", email="kanarska@firma.example", role=Role.ADMINISTRATOR)
    with MailServer() as server:
        inbox = people.inbox(name="kanarkowa skrzynka")
        mailbox = people.mailbox(inbox, server, password="kanarek-haslo-skrzynki")
        from troska.channels.actions import report_health

        report_health(mailbox.pk, error="535 kanarek-serwera <kanarska@firma.example>")
        message = given.arrived(
            given.mail(
                "kanarkowy tekst wiadomości", From="Anna kanarkowa <kanarek@poczta.example>", To="pomoc@halny.example"
            )
        )
        actions.add_note(message.conversation, text="kanarkowa notatka", by=agent.actor, author_name=agent.name)
        send_mail("Nowe hasło", "kanarek-klucz-do-hasla", None, [agent.email])
        processes.beat(
            machine="kanarek-maszyna",
            pid=7,
            part="web",
            started_at=clock.now(),
            loops=[
                {"loop": "troska.timeline.sequencer", "alive": True, "silent_for": 1.0, "failures": 0, "trouble": ""}
            ],
        )
        watching.load()
        watching.watch()
        yield agent
    environment.cache_clear()


def test_case_45_the_bundle_for_support_holds_nothing_of_the_company(full_of_canaries: Agent, tmp_path: Path) -> None:
    file = tmp_path / "troska.tar.gz"
    bundling.write(file, watching.ask_all())
    assert file.stat().st_mode & 0o077 == 0
    with tarfile.open(file) as archive:
        contents = {one.name: content.read().decode() for one in archive if (content := archive.extractfile(one))}
    whole = "\n".join(contents.values()).lower()
    # What is not ASCII stands in JSON as \u escapes, so it is looked for in both spellings.
    spellings = {
        what: {word.lower(), word.encode("unicode_escape").decode().lower()} for what, word in CANARIES.items()
    }
    assert [what for what, words in spellings.items() if any(word in whole for word in words)] == []
    assert "kanar" not in whole
    assert "@" not in re.sub(r"@\d", "", whole)
    # And it is of use.
    assert '"account.failing"' in whole
    assert '"troska_smtp_url": "set"' in whole
    assert '"troska_debug": false' in whole
    assert "conversations_message" in contents["troska-support/tables.json"]


def test_case_45_the_bundle_is_written_by_who_runs_the_machine_only(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "troska", "doctor", "--help"], check=True, capture_output=True, text=True
    )
    assert "--bundle FILE" in done.stdout
