"""The verb by which every channel brings messages into conversations. It takes many at once: a handful of statements
serve the whole batch, which is what lets one small machine take in hundreds of messages a second.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import timedelta

from django.db import connection, transaction

from troska import timeline
from troska.conversations import events
from troska.conversations.actions.answering import attach
from troska.conversations.actions.handling import move
from troska.conversations.actions.hiding import hide, keep_hidden
from troska.conversations.actions.locking import lock_surviving
from troska.conversations.models import (
    Authenticity,
    Channel,
    Conversation,
    ConversationInbox,
    Direction,
    Inbox,
    Message,
    Participant,
    Status,
)
from troska.conversations.ports import Arrival, InboundMessage
from troska.core import clock
from troska.core.text import one_line, preview
from troska.customers.actions import Stranger, find_or_add_customers
from troska.timeline.actors import Actor
from troska.timeline.recording import gathering

#: An author whom nothing vouches for.
STRANGER = Actor.customer(None)

_SAVE_BROUGHT_FORWARD = """
UPDATE conversations_conversation AS conversation
SET last_message_at = given.last_message_at, preview = given.preview, waiting_since = given.waiting_since
FROM unnest(%s::bigint[], %s::timestamptz[], %s::text[], %s::timestamptz[])
    AS given (id, last_message_at, preview, waiting_since)
WHERE conversation.id = given.id
"""


@transaction.atomic
def receive_many(arrivals: Sequence[Arrival]) -> list[Message]:
    """Keep messages from outside: each in the conversation it belongs to, else in a new one; all or none.

    `conversation_id` is what the channel found by its own evidence (a signed token, a reference). A sender who takes
    no part in the conversation, or is known to be false, is kept and marked unverified; he becomes no participant, and
    nothing about the customer changes. A closed conversation is opened again within its inbox's `reopen_days`; later
    a new one goes on from it. An automatic message (absence, bounce) opens nothing and makes nobody wait. What
    begins with spam begins as spam. What should not lie open is kept apart (`conversations.sensitive`).
    """
    hidden = [hide(arrival.inbound) for arrival in arrivals]
    arrivals = [replace(arrival, inbound=inbound) for arrival, (inbound, _) in zip(arrivals, hidden, strict=True)]
    with gathering():
        found = lock_surviving(arrival.conversation_id for arrival in arrivals if arrival.conversation_id is not None)
        participants = _participants(found.values())
        placed = [_place(arrival, found, participants) for arrival in arrivals]
        _start([place for place in placed if place.starts])
        _address([place for place in placed if not place.starts])
        messages = Message.objects.bulk_create([_message(place) for place in placed])
        keep_hidden((hiding for _, hiding in hidden), messages)
        _attach(placed, messages)
        brought_forward = [
            place.conversation
            for place, message in zip(placed, messages, strict=True)
            if _after_message(place, message)
        ]
        _save_brought_forward(brought_forward)
    return messages


def receive(
    inbound: InboundMessage, *, inboxes: Sequence[Inbox], conversation: Conversation | int | None = None
) -> Message:
    """Keep one message from outside; see `receive_many`."""
    pk = conversation.pk if isinstance(conversation, Conversation) else conversation
    return receive_many([Arrival(inbound=inbound, inboxes=inboxes, conversation_id=pk)])[0]


class _Place:
    """Where one arrival goes, and who its sender is there."""

    def __init__(
        self,
        arrival: Arrival,
        *,
        conversation: Conversation | None = None,
        participant: Participant | None = None,
        continues: Conversation | None = None,
    ) -> None:
        self.inbound = arrival.inbound
        self.at = clock.now()
        self.inboxes = list(dict.fromkeys(arrival.inboxes))
        self.starts = conversation is None
        self.conversation = conversation or self._new_conversation(continues)
        self.participant = participant

    def _new_conversation(self, continues: Conversation | None) -> Conversation:
        return Conversation(
            subject=one_line(self.inbound.subject)[:250],
            primary_inbox=self.inboxes[0],
            continues=continues,
            preview=preview(self.inbound.text),
            created_at=self.at,
            last_message_at=self.at,
            status=Status.SPAM if self.inbound.is_spam else Status.OPEN,
            status_since=self.at,
            waiting_since=None if self.inbound.is_automatic or self.inbound.is_spam else self.at,
        )

    @property
    def author(self) -> Actor:
        return Actor.customer(self.participant.customer_id) if self.participant else STRANGER


def _participants(conversations: Iterable[Conversation]) -> dict[tuple[int, str], Participant]:
    ids = {conversation.pk for conversation in conversations}
    rows = Participant.objects.filter(conversation__in=ids) if ids else ()
    return {(row.conversation_id, row.address_key): row for row in rows}


def _place(
    arrival: Arrival, found: dict[int, Conversation], participants: dict[tuple[int, str], Participant]
) -> _Place:
    conversation = found.get(arrival.conversation_id) if arrival.conversation_id is not None else None
    if conversation is None:
        return _Place(arrival)
    participant = participants.get((conversation.pk, arrival.inbound.sender.key))
    if arrival.inbound.authenticity == Authenticity.FAILED:
        participant = None
    if _is_over(conversation) and not arrival.inbound.is_automatic:
        return _Place(arrival, continues=conversation if participant else None)
    return _Place(arrival, conversation=conversation, participant=participant)


def _is_over(conversation: Conversation) -> bool:
    if conversation.status != Status.CLOSED or conversation.closed_at is None:
        return False
    return conversation.closed_at < clock.now() - timedelta(days=conversation.primary_inbox.reopen_days)


def _start(places: Sequence[_Place]) -> None:
    """Make the rows of conversations that begin."""
    if not places:
        return
    people = [Stranger(place.inbound.sender, place.inbound.sender_name) for place in places]
    for place, customer in zip(places, find_or_add_customers(people, by=STRANGER), strict=True):
        place.conversation.customer = customer
    Conversation.objects.bulk_create(place.conversation for place in places)
    ConversationInbox.objects.bulk_create(
        ConversationInbox.between(place.conversation, inbox) for place in places for inbox in place.inboxes
    )
    for place in places:
        place.participant = _new_participant(place)
    Participant.objects.bulk_create(place.participant for place in places if place.participant)
    for place in places:
        event = events.ConversationStarted(
            conversation_id=place.conversation.pk,
            customer_id=place.conversation.customer_id,
            inbox_id=place.inboxes[0].pk,
            channel=place.inbound.channel,
        )
        timeline.record(event, by=place.author)


def _new_participant(place: _Place) -> Participant:
    return Participant(
        conversation=place.conversation,
        customer_id=place.conversation.customer_id,
        channel=place.inbound.channel,
        name=one_line(place.inbound.sender_name)[:200],
        address=place.inbound.sender.value[:320],
        address_key=place.inbound.sender.key,
        is_verified=place.inbound.authenticity == Authenticity.PASSED,
    )


def _address(places: Sequence[_Place]) -> None:
    """Let the teams of all addressed inboxes see the conversations."""
    if not places:
        return
    ids = {place.conversation.pk for place in places}
    links = ConversationInbox.objects.filter(conversation__in=ids).values_list("conversation_id", "inbox_id")
    linked = set(links)
    for place in places:
        for inbox in place.inboxes:
            if (place.conversation.pk, inbox.pk) not in linked:
                linked.add((place.conversation.pk, inbox.pk))
                ConversationInbox.between(place.conversation, inbox).save()
                event = events.InboxAdded(conversation_id=place.conversation.pk, inbox_id=inbox.pk)
                timeline.record(event, by=place.author)


def _message(place: _Place) -> Message:
    inbound, author = place.inbound, place.author
    # A new conversation's sender takes part in it, and is still not who he says he is when the check failed.
    is_false = place.participant is None or inbound.authenticity == Authenticity.FAILED
    return Message(
        conversation=place.conversation,
        channel=inbound.channel,
        direction=Direction.INBOUND,
        actor_kind=author.kind,
        actor_id=author.id,
        author_name=one_line(inbound.sender_name)[:200],
        author_address=inbound.sender.value[:320],
        subject=one_line(inbound.subject)[:250],
        text=inbound.text,
        full_text=inbound.full_text,
        has_html=inbound.has_html,
        raw_digest=inbound.raw_digest,
        recipients=inbound.recipients,
        authenticity=Authenticity.FAILED if is_false else inbound.authenticity,
        is_automatic=inbound.is_automatic,
        problems=list(inbound.problems),
        created_at=place.at,
    )


def _attach(places: Sequence[_Place], messages: Sequence[Message]) -> None:
    for place, message in zip(places, messages, strict=True):
        if place.inbound.files:
            attach(message, place.inbound.files)


def _after_message(place: _Place, message: Message) -> bool:
    """Record that the message came; say whether its conversation was brought forward and is still to be saved."""
    is_unsaved = not place.starts and _bring_forward(place.conversation, message, by=place.author)
    event = events.MessageReceived(
        conversation_id=place.conversation.pk,
        message_id=message.pk,
        channel=Channel(message.channel),
        is_automatic=message.is_automatic,
        is_verified=message.authenticity != Authenticity.FAILED,
        starts_conversation=place.starts,
    )
    timeline.record(event, by=place.author)
    return is_unsaved


def _bring_forward(conversation: Conversation, message: Message, *, by: Actor) -> bool:
    """Let an existing conversation show that it has something new; False when that is saved already."""
    conversation.last_message_at = message.created_at
    conversation.preview = preview(message.text)
    is_spam = conversation.status == Status.SPAM
    if not message.is_automatic and not is_spam and conversation.waiting_since is None:
        conversation.waiting_since = message.created_at
    if conversation.status in (Status.OPEN, Status.SPAM) or message.is_automatic:
        return True
    move(conversation, Status.OPEN, by=by, also=["last_message_at", "preview"])
    return False


def _save_brought_forward(conversations: Iterable[Conversation]) -> None:
    """Save what `_bring_forward` changed, all in one statement; the rows are locked."""
    rows = {row.pk: (row.pk, row.last_message_at, row.preview, row.waiting_since) for row in conversations}
    if rows:
        with connection.cursor() as cursor:
            cursor.execute(_SAVE_BROUGHT_FORWARD, [list(column) for column in zip(*rows.values(), strict=True)])
