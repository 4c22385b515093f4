"""The quarantine: who sees what, and what a person's decision does."""

from datetime import timedelta

import pytest
from tests import given
from tests.channels import scripted

from troska.channels import drain, errors, quarantine, raw_store
from troska.channels.events import EntryRejected, EntryReleased
from troska.channels.models import JournalEntry, QuarantineReason
from troska.conversations.models import Authenticity, Message
from troska.core import clock
from troska.customers.models import Customer
from troska.staff.permissions import Role

pytestmark = pytest.mark.django_db


def ambiguous(to: str = given.HELP, text: str = "Dzień dobry", **headers: str) -> bytes:
    """A mail with two From headers."""
    return given.mail(text, To=to, extra=[("From", "Bank <bank@bank.example>")], files=(), **headers)


def crashed() -> JournalEntry:
    with scripted.channel() as channel:
        channel.on_interpret[b"bad"] = lambda: 1 / 0
        scripted.came(b"bad")
        for seconds in (0, 6, 40):
            with clock.moved_by(timedelta(seconds=seconds)):
                drain.drain_all()
    return JournalEntry.objects.get(reason=QuarantineReason.CRASHED)


def test_who_sees_what() -> None:
    sales, books = given.team("Sprzedaż"), given.team("Księgowość")
    given.inbox("sklep@sklep.example", teams=[sales])
    given.inbox("faktury@sklep.example", teams=[books])
    for_sales = given.quarantined(ambiguous("sklep@sklep.example"))
    for_books = given.quarantined(ambiguous("faktury@sklep.example"))
    for_both = given.quarantined(ambiguous("faktury@sklep.example, sklep@sklep.example"))
    for_none = given.quarantined(given.mail(To="kto@inny.example"))
    broken = crashed()
    rows = [for_sales, for_books, for_both, for_none, broken]

    def seen(**who: object) -> list[bool]:
        viewer = given.agent(**who)  # type: ignore[arg-type]  # by name
        ids = set(quarantine.waiting(viewer).values_list("id", flat=True))
        for row in rows:
            if row.id in ids:
                assert quarantine.get(viewer, row.id).id == row.id
            else:
                with pytest.raises(errors.EntryNotFound):
                    quarantine.get(viewer, row.id)
        return [row.id in ids for row in rows]

    assert seen(teams=[sales]) == [True, False, True, True, False]
    assert seen(teams=[books]) == [False, True, True, True, False]
    assert seen(teams=[]) == [False, False, False, True, False]
    assert seen(teams=[books], role=Role.SUPERVISOR) == [False, True, True, True, True]
    assert seen(teams=[], role=Role.SUPERVISOR) == [False, False, False, True, True]
    assert seen(teams=[], role=Role.ADMINISTRATOR) == [True] * 5


def test_the_latest_comes_first_and_names_what_a_person_needs() -> None:
    given.quarantined(ambiguous(Subject="Pierwszy"))
    given.quarantined(ambiguous(Subject="Drugi\u202e", From="Anna <anna@poczta.example>"))
    rows = list(quarantine.waiting(given.agent()))
    assert [row.summary["subject"] for row in rows] == ["Drugi\u202e", "Pierwszy"]
    assert rows[0].reason == QuarantineReason.AMBIGUOUS_SENDER
    assert rows[0].summary["from"] == "bank@bank.example"


def test_it_can_be_read_before_anybody_decides() -> None:
    entry = given.quarantined(ambiguous(text="Proszę o przelew na nowe konto."))
    mail = quarantine.opened(entry)
    assert mail.text == "Proszę o przelew na nowe konto."
    assert not Message.objects.exists()


def test_what_is_let_in_becomes_a_message_marked_unverified() -> None:
    entry = given.quarantined(ambiguous(text="Dzień dobry", Authentication_Results=given.PASSED))
    agent = given.agent()
    message = quarantine.release(entry, by=agent.actor)
    assert message is not None
    assert message.authenticity == Authenticity.FAILED
    assert message.text == "Dzień dobry"
    entry = given.now(entry)
    assert (entry.state, entry.reason, entry.message_id) == ("done", "", message.pk)
    assert not quarantine.waiting(agent).exists()
    released = [event for event in given.sequenced() if isinstance(event.event, EntryReleased)]
    assert [(event.actor, event.event) for event in released] == [
        (agent.actor, EntryReleased(entry_id=entry.id, message_id=message.pk))
    ]


@pytest.mark.parametrize(
    "raw",
    [
        given.mail(From=None),
        given.mail(From="ktoś bez adresu"),
        given.mail(To="kto@inny.example"),
    ],
    ids=["no sender", "no address", "no inbox"],
)
def test_what_cannot_become_a_message_stays_where_it_is(raw: bytes) -> None:
    entry = given.quarantined(raw)
    with pytest.raises(errors.CannotBeReleased):
        quarantine.release(entry, by=given.agent().actor)
    assert given.now(entry).state == "quarantined"
    assert quarantine.waiting(given.agent(role=Role.ADMINISTRATOR)).filter(id=entry.id).exists()


def test_a_decision_is_made_once() -> None:
    entry = given.quarantined(ambiguous())
    quarantine.release(entry, by=given.agent().actor)
    for decide in (quarantine.release, quarantine.reject):
        with pytest.raises(errors.EntryNotFound):
            decide(entry, by=given.agent().actor)
    assert Message.objects.count() == 1


def test_what_is_turned_away_leaves_the_quarantine_and_keeps_its_original() -> None:
    entry = given.quarantined(ambiguous())
    agent = given.agent()
    quarantine.reject(entry, by=agent.actor)
    assert given.now(entry).state == "rejected"
    assert raw_store.get(entry.digest)
    assert not Message.objects.exists()
    assert not Customer.objects.exists()
    assert [event.event for event in given.sequenced()][-1] == EntryRejected(entry_id=entry.id)
    assert drain.drain_all() == 0


def test_replay_tries_again_after_the_cause_was_mended() -> None:
    broken = crashed()
    given.quarantined(ambiguous())
    with scripted.channel():
        assert quarantine.replay(reason=QuarantineReason.CRASHED) == 1
        drain.drain_all()
    assert given.now(broken).state == "done"
    assert scripted.texts() == ["bad"]
    assert quarantine.replay() == 1
    drain.drain_all()
    assert JournalEntry.objects.get(state="quarantined").reason == QuarantineReason.AMBIGUOUS_SENDER


def test_mail_to_an_inbox_that_was_made_later_comes_in_by_replay() -> None:
    entry = given.quarantined(given.mail("Zwrot", To="zwroty@sklep.example"))
    assert entry.reason == QuarantineReason.NO_INBOX
    given.inbox("zwroty@sklep.example")
    quarantine.replay(reason=QuarantineReason.NO_INBOX)
    drain.drain_all()
    message = given.became(entry)
    assert message is not None
    assert message.authenticity == Authenticity.UNKNOWN
