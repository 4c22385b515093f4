"""What happened in the sample company's conversations, told in memory and written in a few statements.

The product's verbs would write the same rows and events, one happening at a time, and take half a minute
(tests/demo/test_past.py holds both against each other).
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction

from troska import timeline
from troska.conversations import events, states
from troska.conversations.events import AssignmentReason
from troska.conversations.models import (
    Attachment,
    Authenticity,
    Channel,
    Conversation,
    ConversationInbox,
    ConversationLabel,
    DeliveryState,
    Direction,
    Inbox,
    Label,
    Mention,
    Message,
    Participant,
    Priority,
    Status,
    Visibility,
)
from troska.conversations.ports import InboundMessage, StoredFile
from troska.core import clock
from troska.core.text import one_line, preview
from troska.customers.models import Customer
from troska.staff.models import Agent
from troska.timeline.actors import SYSTEM, Actor
from troska.timeline.events import Event
from troska.timeline.recording import gathering

_BATCH = 1000


@dataclass(frozen=True)
class _Telling:
    """An event that is told once its rows have ids."""

    at: datetime
    make: Callable[[], Event]
    by: Actor


@dataclass
class Told:
    """One conversation as it comes about; `now` is moved along by who tells it."""

    conversation: Conversation
    now: datetime
    messages: list[Message] = field(default_factory=list)
    participants: list[Participant] = field(default_factory=list)
    attachments: list[Attachment] = field(default_factory=list)
    mentions: list[Mention] = field(default_factory=list)
    labels: list[ConversationLabel] = field(default_factory=list)
    tellings: list[_Telling] = field(default_factory=list)

    @classmethod
    def begin(cls, inbound: InboundMessage, *, inbox: Inbox, customer: Customer, at: datetime) -> "Told":
        """Let a customer's first message start the conversation."""
        conversation = Conversation(
            subject=one_line(inbound.subject)[:250],
            primary_inbox=inbox,
            customer=customer,
            status=Status.OPEN,
            status_since=at,
            created_at=at,
            last_message_at=at,
            waiting_since=None if inbound.is_automatic else at,
            preview=preview(inbound.text),
        )
        told = cls(conversation, at)
        told.participants.append(
            Participant(
                conversation=conversation,
                customer=customer,
                name=one_line(inbound.sender_name)[:200],
                address=inbound.sender.value[:320],
                address_key=inbound.sender.key,
                is_verified=inbound.authenticity == Authenticity.PASSED,
            )
        )
        by = Actor.customer(customer.pk)
        told._tell(
            lambda: events.ConversationStarted(
                conversation_id=conversation.pk, customer_id=customer.pk, inbox_id=inbox.pk, channel=inbound.channel
            ),
            by,
        )
        told._arrive(inbound, author=by, starts=True)
        return told

    def receive(self, inbound: InboundMessage, at: datetime) -> None:
        """Let a further message come."""
        self.now = at
        taking_part = {participant.address_key: participant for participant in self.participants}
        participant = taking_part.get(inbound.sender.key)
        if inbound.authenticity == Authenticity.FAILED:
            participant = None
        author = Actor.customer(participant.customer_id if participant else None)
        self._bring_forward(inbound, by=author)
        self._arrive(inbound, author=author, is_known=participant is not None)

    def _bring_forward(self, inbound: InboundMessage, *, by: Actor) -> None:
        conversation = self.conversation
        conversation.last_message_at = self.now
        conversation.preview = preview(inbound.text)
        is_spam = conversation.status == Status.SPAM
        if not inbound.is_automatic and not is_spam and conversation.waiting_since is None:
            conversation.waiting_since = self.now
        if conversation.status not in (Status.OPEN, Status.SPAM) and not inbound.is_automatic:
            self.move(Status.OPEN, by=by)

    def _arrive(self, inbound: InboundMessage, *, author: Actor, starts: bool = False, is_known: bool = True) -> None:
        message = Message(
            conversation=self.conversation,
            channel=inbound.channel,
            direction=Direction.INBOUND,
            actor_kind=author.kind,
            actor_id=author.id,
            author_name=one_line(inbound.sender_name)[:200],
            author_address=inbound.sender.value[:320],
            subject=one_line(inbound.subject)[:250],
            text=inbound.text,
            full_text=inbound.full_text,
            recipients=inbound.recipients,
            authenticity=inbound.authenticity if is_known else Authenticity.FAILED,
            is_automatic=inbound.is_automatic,
            created_at=self.now,
        )
        self._keep(message, inbound.files)
        self._tell(
            lambda: events.MessageReceived(
                conversation_id=self.conversation.pk,
                message_id=message.pk,
                channel=inbound.channel,
                is_automatic=inbound.is_automatic,
                is_verified=message.authenticity != Authenticity.FAILED,
                starts_conversation=starts,
            ),
            author,
        )

    def reply(self, text: str, at: datetime, *, by: Agent, then: Status, files: Iterable[StoredFile] = ()) -> None:
        """Let an agent answer; it has long been sent."""
        self.now = at
        conversation, actor = self.conversation, by.actor
        message = Message(
            conversation=conversation,
            channel=Channel.EMAIL,
            direction=Direction.OUTBOUND,
            actor_kind=actor.kind,
            actor_id=actor.id,
            author_name=by.name,
            subject=conversation.subject,
            text=text.strip(),
            recipients={"to": [[one.name, one.address] for one in self.participants], "cc": []},
            delivery=DeliveryState.SENT,
            sent_at=at,
            created_at=at,
        )
        self._keep(message, files)
        conversation.last_message_at = at
        conversation.preview = preview(message.text)
        conversation.waiting_since = None
        if conversation.assignee_id is None:
            self._assign(by, by=actor, reason=AssignmentReason.ANSWERED)
        if not states.may_become(Status(conversation.status), then):
            self.move(Status.OPEN, by=actor)
        self.move(then, by=actor)
        self._tell(
            lambda: events.DeliveryChanged(
                conversation_id=conversation.pk, message_id=message.pk, state=DeliveryState.SENT
            ),
            actor,
        )

    def note(
        self, text: str, at: datetime, *, by: Agent, files: Iterable[StoredFile] = (), mentioned: Iterable[Agent] = ()
    ) -> None:
        """Let an agent write something down for the team."""
        self.now = at
        note = Message(
            conversation=self.conversation,
            channel=Channel.INTERNAL,
            direction=Direction.INTERNAL,
            visibility=Visibility.TEAM,
            actor_kind=by.actor.kind,
            actor_id=by.actor.id,
            author_name=by.name,
            text=text.strip(),
            created_at=at,
        )
        self._keep(note, files)
        self._tell(lambda: events.NoteAdded(conversation_id=self.conversation.pk, message_id=note.pk), by.actor)
        for agent in mentioned:
            self._mention(agent, note, by=by.actor)

    def _mention(self, agent: Agent, note: Message, *, by: Actor) -> None:
        self.mentions.append(Mention(conversation=self.conversation, message=note, agent=agent))
        self._tell(
            lambda: events.AgentMentioned(conversation_id=self.conversation.pk, message_id=note.pk, agent_id=agent.pk),
            by,
        )

    def assign(self, to: Agent | None, *, by: Actor) -> None:
        """Make an agent responsible, or nobody."""
        if self.conversation.assignee_id != (to.pk if to else None):
            self._assign(to, by=by)

    def _assign(self, to: Agent | None, *, by: Actor, reason: AssignmentReason = AssignmentReason.CHOSEN) -> None:
        before, after = self.conversation.assignee_id, to.pk if to else None
        self.conversation.assignee = to
        self._tell(
            lambda: events.ConversationAssigned(
                conversation_id=self.conversation.pk, to=after, before=before, reason=reason
            ),
            by,
        )

    def snooze(self, until: datetime, *, by: Actor) -> None:
        """Put it off."""
        self.move(Status.SNOOZED, by=by)
        self.conversation.snoozed_until = until

    def move(self, new: Status, *, by: Actor) -> None:
        """Bring it into another state."""
        conversation, before = self.conversation, Status(self.conversation.status)
        if before == new:
            return
        conversation.status, conversation.status_since = new, self.now
        conversation.closed_at = self.now if new == Status.CLOSED else None
        conversation.snoozed_until = None
        if new in (Status.CLOSED, Status.SPAM, Status.TRASH):
            conversation.waiting_since = None
        self._tell(lambda: events.StatusChanged(conversation_id=conversation.pk, before=before, after=new), by)

    def label(self, label: Label) -> None:
        """Put a label on."""
        self.labels.append(ConversationLabel(conversation=self.conversation, label=label))
        self._tell(lambda: events.ConversationLabelled(conversation_id=self.conversation.pk, label_id=label.pk), SYSTEM)

    def prioritise(self, priority: Priority) -> None:
        """Let it come before others."""
        before, self.conversation.priority = Priority(self.conversation.priority), priority
        self._tell(
            lambda: events.PriorityChanged(conversation_id=self.conversation.pk, before=before, after=priority), SYSTEM
        )

    def _keep(self, message: Message, files: Iterable[StoredFile]) -> None:
        self.messages.append(message)
        self.attachments += [
            Attachment(
                message=message,
                filename=file.filename[:200],
                content_type=file.content_type[:120],
                size=file.size,
                storage_name=file.storage_name,
            )
            for file in files
        ]

    def _tell(self, make: Callable[[], Event], by: Actor) -> None:
        self.tellings.append(_Telling(self.now, make, by))


@transaction.atomic
def write(told: list[Told]) -> None:
    """Write all conversations: rows in the order in which they came about, then what happened, in the order of time."""
    told = sorted(told, key=lambda one: one.conversation.created_at)
    Conversation.objects.bulk_create((one.conversation for one in told), batch_size=_BATCH)
    ConversationInbox.objects.bulk_create(
        (ConversationInbox.between(one.conversation, one.conversation.primary_inbox) for one in told),
        batch_size=_BATCH,
    )
    messages = sorted((message for one in told for message in one.messages), key=lambda message: message.created_at)
    Message.objects.bulk_create(messages, batch_size=_BATCH)
    Participant.objects.bulk_create((row for one in told for row in one.participants), batch_size=_BATCH)
    Attachment.objects.bulk_create((row for one in told for row in one.attachments), batch_size=_BATCH)
    Mention.objects.bulk_create((row for one in told for row in one.mentions), batch_size=_BATCH)
    ConversationLabel.objects.bulk_create((row for one in told for row in one.labels), batch_size=_BATCH)
    tellings = sorted((telling for one in told for telling in one.tellings), key=lambda telling: telling.at)
    for batch in _batches(tellings):
        with gathering():
            for telling in batch:
                with clock.standing_at(telling.at):
                    timeline.record(telling.make(), by=telling.by)


def _batches(tellings: list[_Telling]) -> Iterator[list[_Telling]]:
    for start in range(0, len(tellings), _BATCH):
        yield tellings[start : start + _BATCH]
