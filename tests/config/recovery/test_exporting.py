"""Everything in open formats: whole, without secrets, and no formula for a spreadsheet."""

import csv
import json
from pathlib import Path

import pytest
from django.apps import apps
from tests import given

from troska.channels.email.models import Mailbox
from troska.config.recovery import exporting, one_customer
from troska.config.recovery.errors import RecoveryFailed
from troska.conversations import actions
from troska.conversations.models import Message
from troska.core import secrets
from troska.staff.models import AuditEntry

pytestmark = pytest.mark.django_db(transaction=True)

SUBJECT = '=HYPERLINK("https://zly.example")'
MAIL = (
    given.mail("Dzień dobry", Subject=SUBJECT).partition(b"Content-Type")[0]
    + b"""Content-Type: multipart/mixed; boundary="granica"

--granica
Content-Type: text/plain; charset=utf-8

Kubek jest p\xc4\x99kni\xc4\x99ty, PESEL 44051401359
--granica
Content-Type: text/plain
Content-Disposition: attachment; filename="kubek.txt"

kubek
--granica--
""".replace(b"\n", b"\r\n")
)


@pytest.fixture
def message() -> Message:
    return given.arrived(MAIL)


def lines(folder: Path, noun: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in (folder / f"{noun}.jsonl").read_text(encoding="utf-8").splitlines()]


def test_all_that_there_is_stands_in_it(message: Message, tmp_path: Path) -> None:
    agent = given.agent("Marta Wójcik", password="dobre hasło konsultantki")
    Mailbox.objects.update(encrypted_secret=secrets.encrypt("hasło skrzynki"))
    actions.reply(message.conversation, text="Już sprawdzam", by=agent.actor)
    folder = tmp_path / "eksport"
    told = exporting.export(folder)
    assert told["messages.jsonl"] == len(lines(folder, "messages")) == 2
    assert [row["subject"] for row in lines(folder, "conversations")] == [SUBJECT]
    assert (folder / "mails" / f"{message.code}.eml").read_bytes() == MAIL
    [attachment] = lines(folder, "attachments")
    assert (folder / "files" / str(attachment["code"])).read_bytes().strip() == b"kubek"
    assert AuditEntry.objects.filter(deed="recovery.exported").count() == 1
    assert folder.stat().st_mode & 0o777 == 0o700
    everything = "".join(path.read_text(encoding="utf-8") for path in folder.glob("*.jsonl"))
    for secret in (agent.password, "argon2", "44051401359", Mailbox.objects.get().encrypted_secret):
        assert secret not in everything


def test_no_cell_is_a_formula(message: Message, tmp_path: Path) -> None:
    exporting.export(tmp_path / "eksport")
    with (tmp_path / "eksport" / "conversations.csv").open(encoding="utf-8-sig", newline="") as table:
        [row] = csv.DictReader(table)
    assert row["subject"] == f"'{SUBJECT}"


#: How the house runs and what it knows of machines, programs and locks; secrets; what can be told from the rest.
LEFT_OUT = {
    "AgentSession", "AllowedAddress", "AuditSeal", "AutomaticReply", "BackupRun", "Checkup", "Cursor",
    "Dispatch", "EventRow", "FolderCursor", "Guesses", "Head", "HiddenValue", "IntakeKey", "Invitation",
    "JournalEntry", "MailIdentity", "Mailbox", "Opening", "ParkedEvent", "Position", "ReadMark", "RoleRule",
    "RouteLine", "RunningProcess", "SignInProvider", "SignInRules", "StaffLetter", "ThreadReference",
    "Trouble", "Unsequenced", "Upload",
    "IdentityKey", "Said", "UsedIdentity", "VisitorFile",
}  # fmt: skip


def test_every_table_is_exported_or_left_out_on_purpose() -> None:
    """A table that somebody adds must be thought of."""
    ours = {model.__name__ for model in apps.get_models() if model.__module__.startswith("troska.")}
    exported = {noun.model.__name__ for noun in exporting.NOUNS}
    assert ours - exported == LEFT_OUT


def test_a_folder_that_is_there_is_not_touched(tmp_path: Path) -> None:
    with pytest.raises(RecoveryFailed, match="is there already"):
        exporting.export(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_one_customer_gets_his_words_his_mails_and_his_files(message: Message, tmp_path: Path) -> None:
    given.conversation(sender="jan@poczta.example", text="To napisał Jan")
    folder = tmp_path / "anna"
    one_customer.export(given.ANNA, folder, by=None)
    told = (folder / "data.jsonl").read_text(encoding="utf-8")
    assert "Kubek jest pęknięty" in told
    assert "Jan" not in told
    assert [path.name for path in (folder / "mails").iterdir()] == [f"{message.code}.eml"]
    assert AuditEntry.objects.filter(deed="customers.exported").count() == 1
    assert folder.stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize(
    ("who", "by", "said"),
    [
        ("nikt@poczta.example", None, "There is no customer"),
        ("nieznany", None, "There is no customer"),
        (given.ANNA, "obcy@firma.example", "Nobody signs in as"),
    ],
)
def test_nothing_is_done_for_or_by_somebody_unknown(tmp_path: Path, who: str, by: str | None, said: str) -> None:
    given.customer()
    with pytest.raises(RecoveryFailed, match=said):
        one_customer.export(who, tmp_path / "eksport", by=by)
    with pytest.raises(RecoveryFailed, match=said):
        one_customer.erase(who, reason="request", by=by)
    assert not (tmp_path / "eksport").exists()
    assert not AuditEntry.objects.filter(deed__in=["customers.exported", "customers.erased"]).exists()


def test_erased_by_somebody_named_he_is_not_found_again() -> None:
    given.customer()
    agent = given.agent("Pola Prywatna")
    one_customer.erase(given.ANNA.upper(), reason="objection", by=agent.email)
    assert AuditEntry.objects.get(deed="customers.erased").actor_id == agent.pk
    with pytest.raises(RecoveryFailed, match="There is no customer"):
        one_customer.erase(given.ANNA, reason="objection", by=None)
