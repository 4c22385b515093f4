"""`troska mail …` as a person calls it."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from tests import given

from troska.channels import replay
from troska.channels.models import JournalEntry, QuarantineReason


def test_inspect_prints_an_object_a_line_without_a_database(tmp_path: Path) -> None:
    file = tmp_path / "list.eml"
    file.write_bytes(given.mail("Gdzie jest moja paczka?\n", Subject="Paczka"))
    command = [sys.executable, "-m", "troska", "mail", "inspect", str(file), str(file)]
    printed = subprocess.run(
        command, env={"TROSKA_HOME": str(tmp_path / "none"), "PATH": ""}, capture_output=True, check=True
    ).stdout.decode()
    one, other = map(json.loads, printed.splitlines())
    assert (one["subject"], one["text"].strip()) == ("Paczka", "Gdzie jest moja paczka?")
    assert one == other
    assert not (tmp_path / "none").exists()


@pytest.mark.django_db
def test_replay_leaves_what_waits_for_a_person(capsys: pytest.CaptureFixture[str]) -> None:
    given.inbox()
    waits = given.quarantined(given.mail(From=f"Pomoc <{given.HELP}>"))
    crashed = given.quarantined(given.mail(From=f"Sklep <{given.HELP}>"))
    JournalEntry.objects.filter(id=crashed.id).update(reason=QuarantineReason.CRASHED)
    assert replay.main([]) == 0
    assert "1 mails and 0 events" in capsys.readouterr().out
    assert (given.now(waits).state, given.now(crashed).state) == ("quarantined", "received")
