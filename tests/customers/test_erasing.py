"""A customer is erased: his words, files and originals are gone, that there were conversations stays."""

import json
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from pytest_django import Settings
from tests import given

from troska.channels import raw_store
from troska.channels.email.models import Dispatch
from troska.conversations import actions, files
from troska.conversations.models import Attachment, Conversation, HiddenValue, Message, Participant
from troska.core import clock
from troska.customers import errors, personal_data, tombstones
from troska.customers.actions import apply_tombstones, erase_customer, finish_erasures
from troska.customers.models import Customer, Erasure, ErasureReason, Identity
from troska.staff.audit.verifying import verify
from troska.staff.models import AuditEntry
from troska.timeline.actors import SYSTEM

pytestmark = pytest.mark.django_db

WORDS = "Kubek z żaglówką jest pęknięty"
MAIL = (
    given.mail(WORDS, Subject=WORDS).partition(b"Content-Type")[0]
    + f"""Content-Type: multipart/mixed; boundary="granica"

--granica
Content-Type: text/plain; charset=utf-8

{WORDS}. Moje hasło: Kotek2019!
--granica
Content-Type: text/plain
Content-Disposition: attachment; filename="{WORDS}.txt"

{WORDS}
--granica--
""".replace("\n", "\r\n").encode()
)


@pytest.fixture
def message() -> Message:
    return given.arrived(MAIL)


@pytest.fixture
def anna(message: Message) -> Customer:
    customer = message.conversation.customer
    assert customer is not None
    return customer


def erase(customer: Customer) -> Erasure:
    return erase_customer(customer, by=SYSTEM, reason=ErasureReason.REQUEST)


def texts() -> str:
    """All that is in rows of people and of what was said."""
    models = (Customer, Identity, Conversation, Message, Participant, Attachment, HiddenValue)
    return json.dumps([list(model.objects.values()) for model in models], default=str, ensure_ascii=False)


def test_nothing_of_him_is_left_and_that_he_was_there_is(message: Message, anna: Customer) -> None:
    agent = given.agent("Marta Wójcik")
    actions.reply(message.conversation, text=f"Pani {anna.name}, {WORDS}?", by=agent.actor, has_left=True)
    stored, digest = message.attachments.get().storage_name, message.raw_digest
    assert WORDS in texts()
    erasure = erase(anna)
    assert erasure.finished_at is not None
    for word in (WORDS, given.ANNA, anna.name, "Kotek"):
        assert word not in texts()
    assert Conversation.objects.count() == 1
    assert Message.objects.count() == 2
    with pytest.raises(FileNotFoundError):
        files.read(stored)
    with pytest.raises(FileNotFoundError):
        raw_store.get(digest)
    entry = AuditEntry.objects.get(deed="customers.erased")
    assert WORDS not in str(entry.details)
    assert verify().faults == []


def test_others_lose_nothing_but_him(anna: Customer) -> None:
    other = given.conversation(sender="jan@poczta.example", text="To napisał Jan")
    actions.add_participant(other, address=given.ANNA, name="Anna Nowak", by=SYSTEM)
    written = given.inbound(f"Dopisuję: {WORDS}", sender=given.ANNA)
    actions.receive(written, inboxes=[given.inbox()], conversation=other)
    erase(anna)
    said = list(other.messages.order_by("pk").values_list("text", flat=True))
    assert said == ["To napisał Jan", ""]
    assert given.ANNA not in texts()
    assert other.customer is not None
    other.customer.refresh_from_db()
    assert other.customer.erased_at is None


def test_while_something_is_being_sent_to_him_it_waits_and_is_finished_later(message: Message, anna: Customer) -> None:
    agent = given.agent("Marta Wójcik")
    reply = actions.reply(message.conversation, text="Już sprawdzam", by=agent.actor)
    Dispatch.objects.filter(message=reply).update(leased_until=clock.now() + timedelta(minutes=5), next_attempt_at=None)
    with pytest.raises(errors.ErasureMustWait):
        erase(anna)
    assert finish_erasures() == 0
    Dispatch.objects.filter(message=reply).update(leased_until=None, next_attempt_at=clock.now())
    assert finish_erasures() == 1
    assert WORDS not in texts()


def test_what_waits_to_be_sent_to_him_is_called_off(message: Message, anna: Customer) -> None:
    agent = given.agent("Marta Wójcik")
    later = clock.now().replace(year=2099)
    reply = actions.reply(message.conversation, text="Już sprawdzam", by=agent.actor, send_after=later)
    erase(anna)
    reply.refresh_from_db()
    assert reply.delivery == "failed"


def test_a_tombstone_tells_of_nobody_and_cleans_what_went_back_in_time(anna: Customer) -> None:
    erasure = erase(anna)
    file = Path(settings.TROSKA_HOME) / tombstones.FOLDER / f"{erasure.code}.json"
    assert given.ANNA not in file.read_text()
    found = [one for one in tombstones.read(file.parent) if one.code == erasure.code]
    # The same customer as he was, as in a backup from before.
    Erasure.objects.all().delete()
    Customer.objects.filter(pk=anna.pk).update(name="Anna Nowak", erased_at=None)
    Conversation.objects.update(subject=WORDS)
    assert apply_tombstones(found) == 1
    assert "Anna Nowak" not in texts()
    assert WORDS not in texts()
    assert apply_tombstones(found) == 0


def test_a_file_that_is_no_tombstone_is_said_to_be_none(tmp_path: Path) -> None:
    (tmp_path / "x.json").write_text('{"code": "x"}')
    with pytest.raises(ValueError, match="is no tombstone"):
        tombstones.read(tmp_path)


def test_everything_that_is_known_of_him_is_exported(message: Message, anna: Customer) -> None:
    records = list(personal_data.exported(anna))
    assert [noun for noun, _ in records] == ["customer", "identity", "conversation", "message", "attachment"]
    told = json.dumps(records, ensure_ascii=False)
    for word in (WORDS, given.ANNA, message.code):
        assert word in told


def everything() -> str:
    """All rows of all tables, as text."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        found = []
        for (name,) in cursor.fetchall():
            cursor.execute(f'SELECT string_agg(one::text, chr(10)) FROM "{name}" one')
            found += [name, *cursor.fetchone()]
    return "\n".join(filter(None, found)).casefold()


def test_no_table_names_him_not_even_where_he_was_only_copied_in(message: Message, anna: Customer) -> None:
    other = given.arrived(
        given.mail("Pytam o grabie", From="jan@poczta.example", Cc=f"Anna Nowak <{given.ANNA.upper()}>")
    )
    held = given.quarantined(
        given.mail(WORDS, extra=[("From", f"Anna Nowak <{given.ANNA}>")], From="jan@poczta.example")
    )
    assert "nowak" in everything()
    erase(anna)
    for word in ("nowak", WORDS.casefold(), "kotek"):
        assert word not in everything()
    other.refresh_from_db()
    with pytest.raises(FileNotFoundError):
        raw_store.get(held.digest)
    assert other.text.strip() == "Pytam o grabie"
    assert other.recipients["to"] == [["", given.HELP]]


@pytest.fixture
def home(tmp_path: Path, settings: Settings) -> Path:
    settings.TROSKA_HOME = tmp_path
    return tmp_path


def test_a_tombstone_of_somebody_the_backup_does_not_know_yet_is_kept(home: Path) -> None:
    customer = given.customer()
    erase(customer)
    Erasure.objects.all().delete()
    Customer.objects.filter(pk=customer.pk).delete()
    assert apply_tombstones(tombstones.read(home / tombstones.FOLDER)) == 0
    assert Erasure.objects.get().customer_code == customer.code


def test_tombstones_lie_beside_the_backups_at_once_and_those_missing_are_brought(
    home: Path, tmp_path: Path, settings: Settings
) -> None:
    beside = tmp_path / "kopie"
    beside.mkdir()
    settings.TROSKA_BACKUP_TO = beside
    erase(given.customer())
    [file] = (beside / tombstones.FOLDER).iterdir()
    file.unlink()
    assert tombstones.copy_all(beside / tombstones.FOLDER) == 1
    assert tombstones.copy_all(beside / tombstones.FOLDER) == 0
    assert file.exists()


def test_nothing_is_erased_that_could_not_be_written_down(home: Path) -> None:
    customer = given.customer()
    (home / tombstones.FOLDER).write_text("a file where the folder should be")
    with pytest.raises(OSError):  # noqa: PT011 -- which one says the system
        erase(customer)
    customer.refresh_from_db()
    assert (customer.name, customer.erased_at) == ("Anna Nowak", None)
    assert not Erasure.objects.exists()
    assert not AuditEntry.objects.filter(deed="customers.erased").exists()
