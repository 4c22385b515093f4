"""A customer is erased: nothing tells of him any more, wherever it lay; others' words stay, and so it stays."""

from pathlib import Path

import pytest
from django.db import connection
from pytest_django import Settings
from tests import given

from troska.channels import raw_store
from troska.channels.email import dispatching
from troska.conversations import actions, files
from troska.conversations.models import Attachment, Conversation, DeliveryState, Message
from troska.customers import errors, events, tombstones
from troska.customers.actions import apply_tombstones, erase_customer, finish_erasures
from troska.customers.models import Customer, Erasure, ErasureReason
from troska.staff.models import AuditEntry

pytestmark = pytest.mark.django_db(transaction=True)

ZENON = "zenon.zawada@poczta.example"
TELLING = ("zenon", "zawada", "kosiark", "paragon")


@pytest.fixture(autouse=True)
def home(tmp_path: Path, settings: Settings) -> Path:
    settings.TROSKA_HOME = tmp_path
    return tmp_path


def written() -> Message:
    """A mail of Zenon's with a file, answered; he is copied in what Anna writes, too."""
    text = "Kosiarka nie działa. PESEL 44051401359\n"
    raw = given.mail(
        text, From=f"Zenon Zawada <{ZENON}>", Subject="Kosiarka", files=[("paragon.pdf", b"%PDF kosiarka")]
    )
    message = given.arrived(raw)
    actions.reply(message.conversation, text="Panie Zenonie, kosiarka wraca.", by=given.agent().actor)
    given.arrived(given.mail("Pytam o co innego.\n", Cc=f"Zenon Zawada <{ZENON}>", Subject="Grabie"))
    return message


def zenon() -> Customer:
    return given.customer(ZENON, "Zenon Zawada")


def everything() -> dict[str, str]:
    """All rows of all tables, as text."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        names = [name for (name,) in cursor.fetchall()]
        found = {}
        for name in names:
            cursor.execute(f'SELECT string_agg(one::text, chr(10)) FROM "{name}" one')
            found[name] = (cursor.fetchone()[0] or "").casefold()
    return found


def telling() -> set[str]:
    return {f"{table}: {word}" for table, text in everything().items() for word in TELLING if word in text}


def erase(customer: Customer) -> Erasure:
    return erase_customer(customer, by=given.agent("Pola Prywatna").actor, reason=ErasureReason.REQUEST)


def test_no_table_and_no_file_tells_of_him_afterwards() -> None:
    message = written()
    attachment = Attachment.objects.get(message=message)
    assert {"conversations_message: kosiark", "customers_customer: zenon"} <= telling()
    erasure = erase(zenon())
    assert telling() == set()
    with pytest.raises(FileNotFoundError):
        raw_store.get(message.raw_digest)
    with pytest.raises(FileNotFoundError):
        files.read(attachment.storage_name)
    assert erasure.finished_at is not None


def test_that_it_was_and_what_others_said_stays() -> None:
    message = written()
    customer = zenon()
    before = Message.objects.count()
    erase(customer)
    assert Message.objects.count() == before
    assert Conversation.objects.get(pk=message.conversation_id).erased_at is not None
    [other] = Message.objects.filter(subject="Grabie")
    assert (other.text.strip(), other.author_address) == ("Pytam o co innego.", given.ANNA)
    assert raw_store.get(other.raw_digest)
    [told] = [one.event for one in given.sequenced() if isinstance(one.event, events.CustomerErased)]
    assert told.customer_id == customer.pk
    assert AuditEntry.objects.filter(deed="customers.erased").count() == 1
    erase(customer)
    assert AuditEntry.objects.filter(deed="customers.erased").count() == 1, "asked again, it is the same"


def test_what_waits_to_be_sent_to_him_is_called_off_and_what_is_on_its_way_is_waited_for() -> None:
    conversation = given.conversation(sender=ZENON)
    waiting = actions.reply(conversation, text="Panie Zenonie", by=given.agent().actor)
    claim = dispatching.claim([conversation.primary_inbox_id], route="test")
    assert claim is not None
    with pytest.raises(errors.ErasureMustWait):
        erase(zenon())
    assert Erasure.objects.get().finished_at is None
    assert finish_erasures() == 0
    dispatching.postpone(claim, "później")
    assert finish_erasures() == 1
    waiting.refresh_from_db()
    assert (waiting.delivery, waiting.text) == (DeliveryState.FAILED, "")
    assert not dispatching.due().exists()


def test_a_database_that_went_back_in_time_is_cleaned_by_tombstones(home: Path) -> None:
    written()
    customer = zenon()
    erasure = erase(customer)
    [file] = (home / tombstones.FOLDER).iterdir()
    assert not any(word in file.read_text().casefold() for word in TELLING)
    # As a backup from before holds it.
    Erasure.objects.all().delete()
    Customer.objects.filter(pk=customer.pk).update(name="Zenon Zawada", erased_at=None)
    found = tombstones.read(home / tombstones.FOLDER)
    assert apply_tombstones(found * 2) == 1
    assert telling() == set()
    again = Erasure.objects.get()
    assert (again.code, again.asked_at, again.reason) == (erasure.code, erasure.asked_at, erasure.reason)
    assert again.finished_at is not None
    assert apply_tombstones(found) == 0, "done again it does no harm"


def test_a_tombstone_of_somebody_the_backup_does_not_know_yet_is_kept(home: Path) -> None:
    customer = zenon()
    erase(customer)
    Erasure.objects.all().delete()
    Customer.objects.filter(pk=customer.pk).delete()
    assert apply_tombstones(tombstones.read(home / tombstones.FOLDER)) == 0
    assert Erasure.objects.get().customer_code == customer.code


def test_tombstones_lie_beside_the_backups_at_once_and_those_missing_are_brought(
    tmp_path: Path, settings: Settings
) -> None:
    beside = tmp_path / "kopie"
    beside.mkdir()
    settings.TROSKA_BACKUP_TO = beside
    erase(zenon())
    [file] = (beside / tombstones.FOLDER).iterdir()
    file.unlink()
    assert tombstones.copy_all(beside / tombstones.FOLDER) == 1
    assert tombstones.copy_all(beside / tombstones.FOLDER) == 0
    assert file.exists()
    file.write_text('{"code": "a"}')
    with pytest.raises(ValueError, match=file.name):
        tombstones.read(beside / tombstones.FOLDER)


def test_nothing_is_erased_that_could_not_be_written_down(home: Path) -> None:
    customer = zenon()
    (home / tombstones.FOLDER).write_text("a file where the folder should be")
    with pytest.raises(OSError):  # noqa: PT011 -- which one says the system
        erase(customer)
    customer.refresh_from_db()
    assert (customer.name, customer.erased_at) == ("Zenon Zawada", None)
    assert not Erasure.objects.exists()
    assert not AuditEntry.objects.filter(deed="customers.erased").exists()
