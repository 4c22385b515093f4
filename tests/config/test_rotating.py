"""A new key: nothing is lost, whenever it is cut short, and the audit log stays sound without the former key."""

import subprocess
import sys
import urllib.request
from dataclasses import replace
from pathlib import Path

import pytest
from allauth.mfa.models import Authenticator
from bench.stand import Stand
from pytest_django import Settings
from tests import given

from troska.channels.email.models import Mailbox
from troska.config import rotating, secret_key
from troska.config.environment import Environment, environment
from troska.core import secrets
from troska.staff import actions as staff
from troska.staff.audit import sealing, verifying

pytestmark = pytest.mark.django_db


@pytest.fixture
def home(tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Environment:
    """An installation that keeps its key in a file, with one mailbox."""
    here = replace(environment(), home=tmp_path, secret_key=None, former_secret_keys=())
    monkeypatch.setattr(rotating, "environment", lambda: here)
    settings.TROSKA_HOME = tmp_path
    use(here, settings)
    mailbox = Mailbox.objects.get(account=given.account())
    mailbox.encrypted_secret = secrets.encrypt("hasło do poczty")
    mailbox.save(update_fields=["encrypted_secret"])
    sealing.seal_all()
    return here


def use(here: Environment, settings: Settings) -> None:
    """Start anew: read the keys as a process does when it starts."""
    settings.SECRET_KEY = secret_key.secret_key(here)
    settings.SECRET_KEY_FALLBACKS = secret_key.former_keys(here)
    settings.TROSKA_SECRET_KEY_FILE = secret_key.key_file(here)


def stored() -> str:
    return Mailbox.objects.get().encrypted_secret


def test_after_a_rotation_the_former_key_can_go(home: Environment, settings: Settings) -> None:
    former = settings.SECRET_KEY
    assert rotating.change_key(home)
    assert oct(secret_key.key_file(home).stat().st_mode)[-3:] == "600"
    assert oct(secret_key.former_file(home).stat().st_mode)[-3:] == "600"
    use(home, settings)
    assert former != settings.SECRET_KEY
    assert secrets.decrypt(stored()) == "hasło do poczty"
    assert rotating.rotate_command() == 0
    assert rotating.check_command() == 0
    secret_key.former_file(home).unlink()
    use(home, settings)
    assert secrets.decrypt(stored()) == "hasło do poczty"
    assert verifying.verify().faults == []
    assert sealing.seal_all() == 0, "the chain goes on from its end"


def test_a_part_that_runs_on_reads_what_the_new_key_wrote(home: Environment, settings: Settings) -> None:
    running = settings.SECRET_KEY
    rotating.change_key(home)
    use(home, settings)
    rotating.rotate_command()
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = running, []
    assert secrets.decrypt(stored()) == "hasło do poczty"
    sealing.sound_end()


def test_what_a_part_that_runs_on_signs_and_encrypts_outlives_the_former_key(
    home: Environment, settings: Settings
) -> None:
    rotating.change_key(home)
    # This process still goes by the key it was started with.
    staff.add_team("Zwroty")
    assert sealing.seal_all() > 0
    written = secrets.encrypt("nowe hasło")
    secret_key.former_file(home).unlink()
    use(home, settings)
    assert secrets.decrypt(written) == "nowe hasło"
    assert verifying.verify().faults == []
    sealing.sound_end()


def test_a_rotation_cut_short_at_any_place_goes_on(home: Environment, settings: Settings) -> None:
    first = settings.SECRET_KEY
    # Killed after the former key and the note were written, before the new key was.
    rotating.change_key(home)
    secret_key.key_file(home).write_text(first)
    use(home, settings)
    assert rotating.check_command() != 0
    assert rotating.change_key(home), "the new key is still to be made"
    assert secret_key.former_file(home).read_text().split() == [first]
    # Killed after the new key was written, before anything was encrypted anew.
    use(home, settings)
    second = settings.SECRET_KEY
    assert not rotating.change_key(home), "no third key is made"
    assert secret_key.secret_key(home) == second
    assert rotating.encrypt_anew() == (1, 0)
    assert rotating.encrypt_anew() == (0, 0)


def test_what_no_key_reads_is_told(home: Environment, capsys: pytest.CaptureFixture[str]) -> None:
    Mailbox.objects.update(encrypted_secret="gAAAAA-of-another-installation")
    assert rotating.check_command() != 0
    assert "1 can't be read" in capsys.readouterr().out


def test_every_place_of_secrets_is_found() -> None:
    found = {(model.__name__, name) for model, name in rotating.holders()}
    assert found == {
        ("Mailbox", "encrypted_secret"),
        ("StaffLetter", "sealed"),
        ("SignInProvider", "encrypted_secret"),
        ("Authenticator", "data"),
        ("HiddenValue", "encrypted_value"),
        ("IdentityKey", "encrypted_secret"),
    }


def test_a_second_factor_outlives_the_key_it_was_made_under(home: Environment, settings: Settings) -> None:
    agent = given.agent("Marta Wójcik")
    factor = Authenticator.objects.create(
        user=agent, type=Authenticator.Type.TOTP, data={"secret": secrets.encrypt("JBSWY3DP"), "used": 7}
    )
    rotating.change_key(home)
    use(home, settings)
    assert rotating.encrypt_anew() == (2, 0)
    settings.SECRET_KEY_FALLBACKS = []
    factor.refresh_from_db()
    assert secrets.decrypt(factor.data["secret"]) == "JBSWY3DP"
    assert factor.data["used"] == 7


#: Code that encrypts, and where that is kept. What travels in an address is kept nowhere.
KEPT = {
    "channels/email/mailboxes.py": "Mailbox",
    "channels/email/oauth.py": "Mailbox",
    "channels/email/letters/keeping.py": "StaffLetter",
    "channels/email/pictures.py": None,
    "channels/webchat/keys.py": "IdentityKey",
    "config/rotating.py": None,
    "conversations/actions/hiding.py": "HiddenValue",
    "staff/actions/signing_in.py": "SignInProvider",
    "staff/second_factor.py": "Authenticator",
    "staff/sessions.py": None,  # ends by itself
}


def test_no_code_encrypts_what_a_rotation_forgets() -> None:
    source = Path(rotating.__file__).parents[1]
    encrypts = {
        str(file.relative_to(source)) for file in source.rglob("*.py") if "secrets.encrypt(" in file.read_text("utf-8")
    }
    assert encrypts == set(KEPT)
    assert {model.__name__ for model, _name in rotating.holders()} == {model for model in KEPT.values() if model}


CODE = """
from allauth.mfa.models import Authenticator
from troska.channels.email.mailboxes import add_mailbox
from troska.core import secrets
from troska.staff.models import Agent
from troska.timeline.actors import SYSTEM
add_mailbox(name="Poczta", username="a@halny.example", secret="haslo", imap_host="imap.halny.example", by=SYSTEM)
Authenticator.objects.create(user=Agent.objects.get(), type="totp", data={"secret": secrets.encrypt("ziarno")})
"""
READ = """
from allauth.mfa.models import Authenticator
from troska.channels.email.models import Mailbox
from troska.core import secrets
print(secrets.decrypt(Mailbox.objects.get().encrypted_secret))
print(secrets.decrypt(Authenticator.objects.get().data["secret"]))
"""


@pytest.mark.embedded
def test_the_command_changes_the_key_under_a_running_installation() -> None:
    def run(stand: Stand, *words: str) -> tuple[int, str]:
        command = [sys.executable, "-W", "ignore", "-m", "troska", *words]
        done = subprocess.run(command, env=stand.environment, stdout=subprocess.PIPE, text=True, check=False)
        return done.returncode, done.stdout

    with Stand() as stand:
        stand.python(CODE)
        former = (stand.home / "secret_key").read_text()
        code, said = run(stand, "secrets", "rotate")
        assert code == 0, said
        assert "2 stored secrets" in said
        assert (stand.home / "secret_key").read_text() != former
        assert urllib.request.urlopen(f"{stand.address}/konto/login/").status == 200
        stand.stop()
        (stand.home / "former_secret_keys").unlink()
        stand.start()
        assert stand.python(READ).split() == ["haslo", "ziarno"]
        code, said = run(stand, "secrets", "check")
        assert (code, said.splitlines()[0]) == (
            0,
            "2 secrets are encrypted with the present key, 0 with a former one, 0 can't be read.",
        )
        assert run(stand, "audit", "verify")[0] == 0
