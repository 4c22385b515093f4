"""Everything, or all of one customer, in formats that anybody can read."""

import csv
import email
import json
from pathlib import Path
from typing import Any

import pytest
from tests import given

from troska.channels.email.models import Mailbox
from troska.config.recovery import exporting, one_customer
from troska.config.recovery.errors import RecoveryFailed
from troska.conversations import actions
from troska.core import secrets
from troska.staff.models import AuditEntry

pytestmark = pytest.mark.django_db(transaction=True)

JAN = "jan@poczta.example"


@pytest.fixture(autouse=True)
def company() -> None:
    """Two customers, a mail with a file, an answer, a password of a mailbox and one that a customer sent."""
    mailbox = Mailbox.objects.get(account=given.account())
    mailbox.encrypted_secret = secrets.encrypt("tajne-skrzynki")
    mailbox.save(update_fields=["encrypted_secret"])
    raw = given.mail("Moje hasło: tajne-klienta\n", Subject="=cmd|' /C calc'!A0", files=[("zdjęcie.png", b"PNG")])
    message = given.arrived(raw)
    actions.reply(message.conversation, text="Już patrzę.", by=given.agent(password="tajne-konsultanta").actor)
    given.arrived(given.mail("Gdzie mój rower?\n", From=f"Jan <{JAN}>", Subject="Rower"))


def lines(file: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in file.read_text().splitlines()]


def test_everything_is_there_by_noun_and_fits_together(tmp_path: Path) -> None:
    folder = tmp_path / "eksport"
    counted = exporting.export(folder)
    told = {name: len(lines(folder / name)) for name in counted if name.endswith(".jsonl")}
    assert told == {name: number for name, number in counted.items() if name.endswith(".jsonl")}
    assert (counted["customers.jsonl"], counted["conversations.jsonl"], counted["messages.jsonl"]) == (2, 2, 3)
    messages = {one["id"]: one for one in lines(folder / "messages.jsonl")}
    conversations = {one["id"] for one in lines(folder / "conversations.jsonl")}
    assert {one["conversation_id"] for one in messages.values()} == conversations
    [attachment] = lines(folder / "attachments.jsonl")
    assert attachment["message_id"] in messages
    assert (folder / "files" / attachment["code"]).read_bytes() == b"PNG"
    mails = {path.stem: email.message_from_bytes(path.read_bytes()) for path in (folder / "mails").iterdir()}
    assert {mail["From"] for mail in mails.values()} == {f"Anna Nowak <{given.ANNA}>", f"Jan <{JAN}>"}
    assert mails.keys() <= {one["code"] for one in messages.values()}


def test_no_secret_is_in_it_and_no_formula_in_a_table(tmp_path: Path) -> None:
    folder = tmp_path / "eksport"
    exporting.export(folder)
    text = "".join(file.read_text() for file in folder.iterdir() if file.is_file())
    for secret in ("tajne-skrzynki", "tajne-klienta", "tajne-konsultanta", "gAAAA", "argon2", "pbkdf2"):
        assert secret not in text
    with (folder / "conversations.csv").open(encoding="utf-8-sig", newline="") as table:
        subjects = [row["subject"] for row in csv.DictReader(table)]
    assert sorted(subjects) == ["'=cmd|' /C calc'!A0", "Rower"]


def test_it_is_audited_closed_to_others_and_put_over_nothing(tmp_path: Path) -> None:
    folder = tmp_path / "eksport"
    exporting.export(folder)
    assert AuditEntry.objects.filter(deed="recovery.exported").count() == 1
    assert folder.stat().st_mode & 0o777 == 0o700
    with pytest.raises(RecoveryFailed, match="there already"):
        exporting.export(folder)
    assert AuditEntry.objects.filter(deed="recovery.exported").count() == 1


def test_of_one_customer_all_of_his_and_nothing_of_others(tmp_path: Path) -> None:
    folder = tmp_path / "jan"
    agent = given.agent("Pola Prywatna")
    one_customer.export(JAN.upper(), folder, by=agent.email)
    told = lines(folder / "data.jsonl")
    assert [one["noun"] for one in told] == ["export", "customer", "identity", "conversation", "message"]
    assert (told[2]["value"], told[4]["text"].strip()) == (JAN, "Gdzie mój rower?")
    assert given.ANNA not in (folder / "data.jsonl").read_text()
    [mail] = (folder / "mails").iterdir()
    assert b"Subject: Rower" in mail.read_bytes()
    assert list((folder / "files").iterdir()) == []
    entry = AuditEntry.objects.get(deed="customers.exported")
    assert (entry.actor_kind, entry.actor_id) == ("agent", agent.pk)
    assert folder.stat().st_mode & 0o777 == 0o700


def test_his_files_and_originals_are_his_too(tmp_path: Path) -> None:
    folder = tmp_path / "anna"
    one_customer.export(given.customer().code, folder, by=None)
    [file] = (folder / "files").iterdir()
    assert file.read_bytes() == b"PNG"
    attachment = next(one for one in lines(folder / "data.jsonl") if one["noun"] == "attachment")
    assert (attachment["code"], attachment["filename"]) == (file.name, "zdjęcie.png")


@pytest.mark.parametrize(
    ("who", "by"), [("nikt@poczta.example", None), ("nieznany", None), (JAN, "obcy@firma.example")]
)
def test_whoever_is_unknown_is_told_so(tmp_path: Path, who: str, by: str | None) -> None:
    with pytest.raises(RecoveryFailed):
        one_customer.export(who, tmp_path / "eksport", by=by)
    with pytest.raises(RecoveryFailed):
        one_customer.erase(who, reason="request", by=by)
    assert not (tmp_path / "eksport").exists()
    assert not AuditEntry.objects.filter(deed__in=["customers.exported", "customers.erased"]).exists()


def test_erased_by_the_command_he_is_not_found_again() -> None:
    assert "is erased" in one_customer.erase(JAN, reason="objection", by=None)
    with pytest.raises(RecoveryFailed, match="no customer"):
        one_customer.erase(JAN, reason="objection", by=None)
