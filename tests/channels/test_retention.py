"""What is kept for how long, and what a hold keeps for longer."""

from datetime import timedelta

import pytest
from django.test import Client
from tests import given

from troska.channels import purging, raw_store, retention
from troska.channels.retention import Due
from troska.conversations import actions, errors, files
from troska.conversations.models import Attachment, Conversation, Message, Status
from troska.core import clock
from troska.customers.actions import erase_customer, finish_erasures
from troska.customers.errors import ErasureHeld
from troska.customers.models import Customer, ErasureReason
from troska.staff.models import Agent, AuditEntry
from troska.staff.permissions import Role
from troska.timeline.actors import SYSTEM

pytestmark = pytest.mark.django_db

WORDS = "Kubek z żaglówką jest pęknięty"
MAIL = (
    given.mail(WORDS, Subject=WORDS).partition(b"Content-Type")[0]
    + f"""Content-Type: multipart/mixed; boundary="granica"

--granica
Content-Type: text/plain; charset=utf-8

{WORDS}
--granica
Content-Type: image/jpeg
Content-Disposition: attachment; filename="skan dowodu osobistego.jpg"

dowod
--granica
Content-Type: image/jpeg
Content-Disposition: attachment; filename="kubek.jpg"

kubek
--granica--
""".replace("\n", "\r\n").encode()
)


def rules(
    conversations_months: int | None = None, customers_months: int | None = None, documents_days: int | None = None
) -> None:
    actions.change_retention(
        conversations_months=conversations_months,
        customers_months=customers_months,
        documents_days=documents_days,
        by=SYSTEM,
    )


@pytest.fixture
def message() -> Message:
    """A mail with two files in a conversation that was closed a hundred days ago."""
    with clock.standing_at(clock.now() - timedelta(days=100)):
        message = given.arrived(MAIL)
        actions.change_status(message.conversation, Status.CLOSED, by=SYSTEM)
    return message


def stands(conversation: Conversation) -> bool:
    return WORDS in str(Message.objects.filter(conversation=conversation).values_list("subject", "text"))


def test_documents_go_first_and_nothing_else_with_them(message: Message) -> None:
    """Abuse case 42: identity documents go by themselves after the case."""
    scan, photo = message.attachments.order_by("pk")
    assert retention.retain() == Due(documents=1)
    assert [file.filename for file in Attachment.objects.all()] == ["kubek.jpg"]
    with pytest.raises(FileNotFoundError):
        files.read(scan.storage_name)
    assert files.read(photo.storage_name)
    assert stands(message.conversation)
    [entry] = AuditEntry.objects.filter(deed="channels.retained")
    assert entry.details["documents"] == 1
    assert retention.retain() == Due()
    assert AuditEntry.objects.filter(deed="channels.retained").count() == 1


@pytest.mark.parametrize("state", [Status.OPEN, Status.PENDING])
def test_documents_of_what_goes_on_stay(message: Message, state: Status) -> None:
    actions.change_status(message.conversation, Status.OPEN, by=SYSTEM)
    if state != Status.OPEN:
        actions.change_status(message.conversation, state, by=SYSTEM)
    assert retention.retain() == Due()


def test_words_files_and_originals_of_old_conversations_go(message: Message) -> None:
    recent = given.conversation(sender="jan@poczta.example", text="Świeża", status=Status.CLOSED)
    rules(conversations_months=3)
    assert retention.due(actions.change_retention(
        conversations_months=3, customers_months=None, documents_days=None, by=SYSTEM
    )) == Due(conversations=1)  # fmt: skip
    assert retention.retain() == Due(conversations=1)
    assert not stands(message.conversation)
    with pytest.raises(FileNotFoundError):
        raw_store.get(message.raw_digest)
    assert not Attachment.objects.exists()
    assert Message.objects.filter(conversation=recent, text="Świeża").exists()
    assert Conversation.objects.count() == 2
    assert retention.retain() == Due()


def test_customers_with_whom_all_was_over_long_ago_are_erased(message: Message) -> None:
    with clock.standing_at(clock.now() - timedelta(days=200)):
        busy = given.conversation(sender="jan@poczta.example")
    rules(customers_months=3)
    assert retention.retain() == Due(customers=1)
    [gone] = Customer.objects.exclude(erased_at=None)
    assert gone == message.conversation.customer
    assert gone.name == ""
    assert gone != busy.customer


def test_without_rules_everything_is_kept(message: Message) -> None:
    rules()
    assert retention.retain() == Due()
    assert stands(message.conversation)


def test_a_hold_keeps_it_from_every_rule_from_the_bin_and_from_erasing(message: Message) -> None:
    held = actions.hold(message.conversation, reason="Spór o reklamację", by=SYSTEM)
    rules(conversations_months=1, customers_months=1, documents_days=1)
    assert retention.retain() == Due()
    assert held.customer is not None
    with pytest.raises(ErasureHeld):
        erase_customer(held.customer, by=SYSTEM, reason=ErasureReason.REQUEST)
    assert finish_erasures() == 0
    assert stands(held)
    actions.release(held, by=SYSTEM)
    assert finish_erasures() == 1
    assert not stands(held)
    assert set(AuditEntry.objects.values_list("deed", flat=True)) >= {"conversations.held", "conversations.released"}


def test_a_held_conversation_stays_in_the_bin(message: Message) -> None:
    with clock.standing_at(clock.now() - timedelta(days=90)):
        actions.change_status(message.conversation, Status.TRASH, by=SYSTEM)
    actions.hold(message.conversation, reason="Spór", by=SYSTEM)
    assert purging.purge(after=timedelta(days=30)) == 0
    assert stands(message.conversation)


def test_a_hold_says_why(message: Message) -> None:
    with pytest.raises(errors.HoldUnexplained):
        actions.hold(message.conversation, reason="  ", by=SYSTEM)


@pytest.fixture
def officer(client: Client) -> Agent:
    officer = given.agent("Paweł", role=Role.PRIVACY_OFFICER, teams=[])
    client.force_login(officer)
    return officer


def test_on_the_page_of_the_conversation(client: Client, officer: Agent, message: Message) -> None:
    page = f"/rozmowa/{message.conversation.code}/"
    assert client.post(f"{page}wstrzymaj", {"powod": " "}).status_code == 422
    assert client.post(f"{page}wstrzymaj", {"powod": "Spór o zwrot"}).status_code == 302
    shown = client.get(page).content.decode()
    assert "usuwanie wstrzymane" in shown
    assert "Spór o zwrot" in shown
    assert client.post(f"{page}wstrzymaj", {"znies": "1"}).status_code == 302
    assert "usuwanie wstrzymane" not in client.get(page).content.decode()


def test_the_page_of_rules_counts_before_it_saves(client: Client, message: Message) -> None:
    admin = given.agent("Ewa", role=Role.ADMINISTRATOR)
    client.force_login(admin)
    given.proved(client, admin)
    wanted = {"conversations_months": "3", "customers_months": "", "documents_days": "30"}
    counted = client.post("/ustawienia/przechowywanie/", wanted).content.decode()
    assert "treść 1 rozmowy" in counted
    assert "1 dokument" in counted
    assert not AuditEntry.objects.filter(deed="conversations.retention_changed").exists()
    assert client.post("/ustawienia/przechowywanie/", wanted | {"zapisz": "1"}).status_code == 302
    assert AuditEntry.objects.get(deed="conversations.retention_changed").actor_id == admin.pk
    assert client.post("/ustawienia/przechowywanie/", wanted | {"documents_days": "-1"}).status_code == 422
