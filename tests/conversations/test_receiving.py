"""Messages from outside: where they go, whom they change, and that a batch is nothing but one after the other."""

import random
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from itertools import pairwise

import pytest
from django.db import connection, transaction
from tests import given

from troska.conversations import actions, events, files
from troska.conversations.models import (
    Authenticity,
    Channel,
    Conversation,
    ConversationInbox,
    DeliveryState,
    Inbox,
    Message,
    Participant,
    Status,
)
from troska.conversations.ports import Arrival
from troska.core import clock
from troska.customers.models import Customer
from troska.timeline.actors import SYSTEM, Actor, ActorKind
from troska.timeline.events import Event

SALES = "sklep@sklep.example"


def events_of(conversation: Conversation, since: int = 0) -> list[Event]:
    return [
        recorded.event
        for recorded in given.sequenced()[since:]
        if recorded.stream_key == f"conversation:{conversation.pk}"
    ]


@pytest.mark.django_db
def test_a_message_begins_a_conversation() -> None:
    inbox, sales = given.inbox(), given.inbox(SALES)
    inbound = given.inbound("Dzień\ndobry", subject="Pa\u2028czka", authenticity=Authenticity.PASSED)
    message = actions.receive(inbound, inboxes=[inbox, sales, inbox])
    conversation = message.conversation
    assert (conversation.status, conversation.subject, conversation.preview) == (Status.OPEN, "Pa czka", "Dzień dobry")
    assert conversation.primary_inbox == inbox
    assert set(conversation.inboxes.all()) == {inbox, sales}
    assert conversation.customer is not None
    assert conversation.waiting_since is not None
    participant = Participant.objects.get()
    assert (participant.address, participant.is_verified, participant.customer) == (
        given.ANNA, True, conversation.customer,
    )  # fmt: skip
    assert message.author == Actor.customer(conversation.customer.pk)
    assert events_of(conversation) == [
        events.ConversationStarted(
            conversation_id=conversation.pk,
            customer_id=conversation.customer.pk,
            inbox_id=inbox.pk,
            channel=Channel.EMAIL,
        ),
        events.MessageReceived(
            conversation_id=conversation.pk,
            message_id=message.pk,
            channel=Channel.EMAIL,
            is_automatic=False,
            is_verified=True,
            starts_conversation=True,
        ),
    ]


@pytest.mark.django_db
@pytest.mark.parametrize("status", [Status.PENDING, Status.SNOOZED, Status.CLOSED, Status.TRASH])
def test_an_answer_opens_its_conversation(status: Status) -> None:
    conversation = given.conversation()
    if status == Status.SNOOZED:
        actions.snooze_conversation(conversation, until=clock.now() + timedelta(days=1), by=SYSTEM)
    else:
        actions.change_status(conversation, status, by=SYSTEM)
    message = actions.receive(given.inbound("Jeszcze jedno"), inboxes=[given.inbox()], conversation=conversation)
    conversation.refresh_from_db()
    assert message.conversation_id == conversation.pk
    assert (conversation.status, conversation.preview) == (Status.OPEN, "Jeszcze jedno")
    assert conversation.waiting_since is not None


@pytest.mark.django_db
def test_what_is_spam_stays_spam() -> None:
    conversation = given.conversation(status=Status.SPAM)
    actions.receive(given.inbound("Okazja!"), inboxes=[given.inbox()], conversation=conversation)
    conversation.refresh_from_db()
    assert (conversation.status, conversation.waiting_since) == (Status.SPAM, None)
    assert conversation.messages.count() == 2


@pytest.mark.django_db
@pytest.mark.parametrize("status", [Status.PENDING, Status.CLOSED])
def test_an_automatic_message_opens_nothing_and_makes_nobody_wait(status: Status) -> None:
    conversation = given.conversation()
    actions.reply(conversation, text="Już wysłane.", by=given.agent().actor, then=status)
    actions.receive(
        given.inbound("Jestem na urlopie", is_automatic=True), inboxes=[given.inbox()], conversation=conversation
    )
    conversation.refresh_from_db()
    assert (conversation.status, conversation.waiting_since) == (status, None)
    begun = actions.receive(given.inbound("Newsletter", is_automatic=True), inboxes=[given.inbox()]).conversation
    assert begun.waiting_since is None


@pytest.mark.django_db
@pytest.mark.parametrize(("days", "reopens"), [(13.9, True), (14.1, False), (400, False)])
def test_a_closed_conversation_opens_again_within_its_days_later_a_new_one_goes_on(
    days: float, *, reopens: bool
) -> None:
    conversation = given.conversation(status=Status.CLOSED)
    with clock.moved_by(timedelta(days=days)):
        message = actions.receive(given.inbound("I znowu ja"), inboxes=[given.inbox()], conversation=conversation)
    conversation.refresh_from_db()
    if reopens:
        assert message.conversation_id == conversation.pk
        assert conversation.status == Status.OPEN
    else:
        assert message.conversation_id != conversation.pk
        assert message.conversation.continues_id == conversation.pk
        assert message.conversation.customer_id == conversation.customer_id
        assert conversation.status == Status.CLOSED


@pytest.mark.django_db
def test_the_days_are_the_inboxs() -> None:
    inbox = given.inbox()
    inbox.reopen_days = 2
    inbox.save(update_fields=["reopen_days"])
    conversation = given.conversation(status=Status.CLOSED)
    with clock.moved_by(timedelta(days=3)):
        message = actions.receive(given.inbound(), inboxes=[inbox], conversation=conversation)
    assert message.conversation.continues_id == conversation.pk


@pytest.mark.django_db
def test_an_absence_note_after_the_days_joins_the_old_conversation_and_starts_none() -> None:
    conversation = given.conversation(status=Status.CLOSED)
    with clock.moved_by(timedelta(days=90)):
        note = given.inbound("Jestem na urlopie", is_automatic=True)
        message = actions.receive(note, inboxes=[given.inbox()], conversation=conversation)
    assert message.conversation_id == conversation.pk
    assert Conversation.objects.count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("sender", "authenticity"),
    [
        ("obcy@evil.example", Authenticity.PASSED),
        ("obcy@evil.example", Authenticity.UNKNOWN),
        (given.ANNA, Authenticity.FAILED),
    ],
)
def test_a_stranger_in_a_conversation_is_kept_marked_and_changes_nothing(
    sender: str, authenticity: Authenticity
) -> None:
    conversation = given.conversation(authenticity=Authenticity.PASSED)
    before = (Customer.objects.count(), Participant.objects.count(), conversation.customer_id)
    arrived = given.inbound("Proszę zmienić adres dostawy", sender=sender, authenticity=authenticity, sender_name="Zła")
    message = actions.receive(arrived, inboxes=[given.inbox()], conversation=conversation)
    conversation.refresh_from_db()
    assert message.conversation_id == conversation.pk
    assert message.is_unverified
    assert message.author == Actor(ActorKind.CUSTOMER, None)
    assert (Customer.objects.count(), Participant.objects.count(), conversation.customer_id) == before
    assert Customer.objects.get().name == "Anna Nowak"
    [*_, told] = events_of(conversation)
    assert isinstance(told, events.MessageReceived)
    assert not told.is_verified


@pytest.mark.django_db
def test_a_stranger_late_to_a_closed_conversation_gets_one_of_his_own_without_its_past() -> None:
    conversation = given.conversation(status=Status.CLOSED)
    with clock.moved_by(timedelta(days=30)):
        arrived = given.inbound(sender="obcy@evil.example")
        message = actions.receive(arrived, inboxes=[given.inbox()], conversation=conversation)
    assert message.conversation_id != conversation.pk
    assert message.conversation.continues_id is None
    assert message.conversation.customer_id != conversation.customer_id


@pytest.mark.django_db
def test_a_false_sender_who_begins_a_conversation_is_marked() -> None:
    message = actions.receive(given.inbound(authenticity=Authenticity.FAILED), inboxes=[given.inbox()])
    assert message.is_unverified
    assert not Participant.objects.get().is_verified


@pytest.mark.django_db
def test_what_was_merged_receives_for_what_it_was_merged_into() -> None:
    first, second, third = (given.conversation() for _ in range(3))
    Conversation.objects.filter(pk=first.pk).update(merged_into=second)
    Conversation.objects.filter(pk=second.pk).update(merged_into=third)
    message = actions.receive(given.inbound(), inboxes=[given.inbox()], conversation=first)
    assert message.conversation_id == third.pk
    assert not message.is_unverified


@pytest.mark.django_db
def test_what_was_erased_begins_anew() -> None:
    message = actions.receive(given.inbound(), inboxes=[given.inbox()], conversation=999_999)
    assert message.conversation_id != 999_999


@pytest.mark.django_db
def test_a_further_inbox_is_added_and_told_once() -> None:
    conversation = given.conversation()
    sales = given.inbox(SALES, teams=[given.team("Sprzedaż")])
    for _ in range(2):
        actions.receive(given.inbound(), inboxes=[sales, given.inbox()], conversation=conversation)
    assert set(conversation.inboxes.all()) == {given.inbox(), sales}
    added = [event for event in events_of(conversation) if isinstance(event, events.InboxAdded)]
    assert added == [events.InboxAdded(conversation_id=conversation.pk, inbox_id=sales.pk)]
    conversation.refresh_from_db()
    assert conversation.primary_inbox == given.inbox(), "it stays where it began"


def queries_of(function: Callable[[], object]) -> int:
    connection.queries_log.clear()
    connection.force_debug_cursor = True
    try:
        function()
    finally:
        connection.force_debug_cursor = False
    return len(connection.queries_log)


def receiving(number: int) -> Callable[[], object]:
    inbox = given.inbox()
    batch = [
        Arrival(inbound=given.inbound(sender=f"k{number}.{nth}@poczta.example"), inboxes=[inbox])
        for nth in range(number)
    ]
    return lambda: actions.receive_many(batch)


@pytest.mark.django_db
def test_fifty_new_messages_take_as_many_queries_as_one() -> None:
    one, fifty = receiving(1), receiving(50)
    assert queries_of(one) == queries_of(fifty) <= 12


@dataclass(frozen=True)
class World:
    """Conversations in all sorts of states, the same however often they are made."""

    conversations: list[Conversation]
    inboxes: list[Inbox]


def world(inboxes: list[Inbox]) -> World:
    made = []
    for nth, status in enumerate(
        [Status.OPEN, Status.PENDING, Status.CLOSED, Status.CLOSED, Status.SPAM, Status.TRASH]
    ):
        with clock.moved_by(timedelta(days=-60 if nth == 3 else -1)):
            made.append(given.conversation(sender=f"k{nth}@poczta.example", inboxes=inboxes[:1], status=status))
    snoozed = given.conversation(sender="k6@poczta.example", inboxes=inboxes[1:2])
    made.append(actions.snooze_conversation(snoozed, until=clock.now() + timedelta(days=1), by=SYSTEM))
    merged = given.conversation(sender="k0@poczta.example", inboxes=inboxes[:1])
    Conversation.objects.filter(pk=merged.pk).update(merged_into=made[0])
    return World([*made, merged], inboxes)


def random_batch(there: World, chance: random.Random) -> list[Arrival]:
    arrivals = []
    for nth in range(chance.randint(1, 12)):
        place = chance.choice([None, *range(len(there.conversations))])
        inbound = given.inbound(
            f"Wiadomość {nth}",
            sender=chance.choice([f"k{chance.randrange(8)}@poczta.example", "K0+tag@POCZTA.example", "nowy@x.example"]),
            sender_name=chance.choice(["", "Anna", "Jan"]),
            authenticity=chance.choice(list(Authenticity)),
            is_automatic=chance.random() < 0.2,
        )
        inboxes = chance.sample(there.inboxes, chance.randint(1, 3))
        pk = None if place is None else there.conversations[place].pk
        arrivals.append(Arrival(inbound=inbound, inboxes=inboxes, conversation_id=chance.choice([pk, pk, 999_999])))
    return arrivals


def picture(since: int) -> object:
    """All that can be seen, with numbers that differ from run to run taken out."""
    conversations = {row.pk: nth for nth, row in enumerate(Conversation.objects.order_by("pk"))}
    customers = {row.pk: nth for nth, row in enumerate(Customer.objects.order_by("identities__key"))}
    messages = {row.pk: nth for nth, row in enumerate(Message.objects.order_by("pk"))}
    told: dict[str, list[tuple[str, object]]] = defaultdict(list)
    for recorded in given.sequenced()[since:]:
        plain = dict(recorded.payload)
        plain["conversation_id"] = conversations.get(plain.get("conversation_id", 0))
        plain["customer_id"] = customers.get(plain.get("customer_id") or 0)
        plain["message_id"] = messages.get(plain.get("message_id", 0))
        told[f"{plain['conversation_id']}/{plain['customer_id']}"].append(
            (recorded.kind.kind, sorted((key, str(value)) for key, value in plain.items()))
        )
    return {
        "conversations": [
            (
                row.subject, row.status, row.primary_inbox_id, customers.get(row.customer_id or 0), row.preview,
                conversations.get(row.continues_id or 0), row.waiting_since is None,
                sorted(ConversationInbox.objects.filter(conversation=row).values_list("inbox_id", flat=True)),
                sorted(row.participants.values_list("address", "name", "role", "is_verified")),
            )
            for row in Conversation.objects.order_by("pk")
        ],
        "messages": [
            (
                conversations[row.conversation_id], row.text, row.authenticity,
                customers.get(row.actor_id or 0), row.author_name,
            )
            for row in Message.objects.order_by("pk")
        ],
        "customers": sorted(Customer.objects.values_list("name", "identities__key")),
        # The order of messages and of states in a conversation; that an inbox was added is told before them.
        "events": {key: sorted(of, key=lambda one: one[0] == "conversations.inbox.added") for key, of in told.items()},
    }  # fmt: skip


@pytest.mark.django_db
def test_a_batch_is_one_message_after_the_other() -> None:
    """Property over random batches: same conversations, same messages, same people, same events."""
    moment = clock.now()
    there = world([given.inbox(), given.inbox(SALES), given.inbox("faktury@sklep.example")])
    since = len(given.sequenced())
    for seed in range(40):
        arrivals = random_batch(there, random.Random(seed))
        pictures = []
        for batches in ([arrivals], [[arrival] for arrival in arrivals]):
            with transaction.atomic(), clock.standing_at(moment):
                for batch in batches:
                    actions.receive_many(batch)
                pictures.append(picture(since))
                transaction.set_rollback(True)
        assert pictures[0] == pictures[1], f"seed {seed}"


@pytest.mark.django_db(transaction=True)
def test_first_messages_of_one_person_in_two_transactions_are_of_one_customer() -> None:
    inbox = given.inbox()
    for nth in range(10):
        sender = f"anna{nth}@poczta.example"
        given.at_once(
            *[lambda sender=sender: actions.receive(given.inbound(sender=sender), inboxes=[inbox]) for _ in range(2)]
        )
    assert Customer.objects.count() == 10
    assert Conversation.objects.count() == 20
    assert all(customer.conversations.count() == 2 for customer in Customer.objects.all())


@pytest.mark.django_db(transaction=True)
def test_two_threads_receiving_into_one_conversation_both_keep_theirs_in_a_sane_order() -> None:
    conversation = given.conversation(status=Status.CLOSED)
    inbox = given.inbox()

    def receive(worker: int) -> list[int]:
        return [
            actions.receive(given.inbound(f"{worker}.{nth}"), inboxes=[inbox], conversation=conversation).pk
            for nth in range(15)
        ]

    kept = given.at_once(*[lambda worker=worker: receive(worker) for worker in range(3)])
    texts = list(conversation.messages.order_by("pk").values_list("text", flat=True))[1:]
    assert len(texts) == 45
    for worker in range(3):
        assert [text for text in texts if text.startswith(f"{worker}.")] == [f"{worker}.{nth}" for nth in range(15)]
    told = [event.message_id for event in events_of(conversation) if isinstance(event, events.MessageReceived)][1:]
    assert told == sorted(pk for pks in kept for pk in pks), "events stand in the order of the messages"
    assert [event for event in events_of(conversation) if isinstance(event, events.StatusChanged)][1:] == [
        events.StatusChanged(conversation_id=conversation.pk, before=Status.CLOSED, after=Status.OPEN)
    ]


@pytest.mark.django_db(transaction=True)
def test_agents_and_customers_at_once_lose_no_word() -> None:
    conversation = given.conversation()
    inbox, agent = given.inbox(), given.agent()

    def answer() -> None:
        for nth in range(10):
            actions.reply(conversation, text=f"odpowiedź {nth}", by=agent.actor)

    def ask() -> None:
        for nth in range(10):
            actions.receive(given.inbound(f"pytanie {nth}"), inboxes=[inbox], conversation=conversation)

    def close() -> None:
        for _ in range(10):
            actions.change_status(conversation, Status.CLOSED, by=agent.actor)

    given.at_once(answer, ask, ask, close)
    assert conversation.messages.count() == 31
    told = [event for event in events_of(conversation) if isinstance(event, events.StatusChanged)]
    assert all(one.after == other.before for one, other in pairwise(told)), "a chain without gaps"
    conversation.refresh_from_db()
    assert told[-1].after == conversation.status


@pytest.mark.django_db
def test_files_come_with_their_message() -> None:
    stored = files.store(b"\x89PNG", filename="../../etc/zdjęcie.png", content_type="image/png", is_inline=True)
    message = actions.receive(given.inbound(files=(stored,)), inboxes=[given.inbox()])
    attachment = message.attachments.get()
    assert (attachment.filename, attachment.is_inline, attachment.size) == ("../../etc/zdjęcie.png", True, 4)
    assert files.read(attachment.storage_name) == b"\x89PNG"
    assert "etc" not in attachment.storage_name


@pytest.mark.django_db
def test_nothing_from_outside_is_ever_sent_back() -> None:
    message = actions.receive(given.inbound(), inboxes=[given.inbox()])
    assert message.delivery == DeliveryState.NONE
