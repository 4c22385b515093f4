"""A conversation, the inboxes it came to, the people who take part."""

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now  # noqa: TID251 -- the column's default for processes older than the column
from django.utils.translation import gettext_lazy as _

from troska.conversations.models.places import Inbox
from troska.core import clock, ids
from troska.core.folding import Words
from troska.customers.models import Customer
from troska.staff.models import Agent


class Status(models.TextChoices):
    OPEN = "open", _("otwarta")
    PENDING = "pending", _("czeka na klienta")
    SNOOZED = "snoozed", _("odłożona")
    CLOSED = "closed", _("zamknięta")
    SPAM = "spam", _("spam")
    TRASH = "trash", _("kosz")


class Priority(models.TextChoices):
    LOW = "low", _("niski")
    NORMAL = "normal", _("zwykły")
    HIGH = "high", _("wysoki")
    URGENT = "urgent", _("pilny")


class Conversation(models.Model):
    """One matter of one customer, in whatever channels it is spoken of."""

    code = models.CharField(max_length=26, unique=True, default=ids.new_code, editable=False)
    subject = models.CharField(_("temat"), max_length=250, default="", blank=True)
    status = models.CharField(_("stan"), max_length=10, choices=Status, default=Status.OPEN)
    #: Since when it is in this state; what lies in spam or trash is purged by it.
    status_since = models.DateTimeField(default=clock.now, db_default=Now(), editable=False)
    priority = models.CharField(
        _("priorytet"), max_length=8, choices=Priority, default=Priority.NORMAL, db_default=Priority.NORMAL
    )
    primary_inbox = models.ForeignKey(Inbox, on_delete=models.PROTECT, related_name="+", db_index=False)
    inboxes: "models.ManyToManyField[Inbox, ConversationInbox]" = models.ManyToManyField(
        Inbox, through="ConversationInbox", related_name="conversations"
    )
    customer = models.ForeignKey(Customer, on_delete=models.SET_NULL, null=True, related_name="conversations")
    assignee = models.ForeignKey(Agent, on_delete=models.SET_NULL, null=True, related_name="conversations")
    #: Since when the customer waits for a person's answer; null when he does not.
    waiting_since = models.DateTimeField(null=True)
    #: By when the next answer is due; decided above (SLA), kept here.
    due_at = models.DateTimeField(null=True)
    snoozed_until = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    #: Since when, and why, nothing may erase it; null while the rules hold.
    held_at = models.DateTimeField(null=True, editable=False)
    held_reason = models.CharField(max_length=200, default="", db_default="", blank=True, editable=False)
    merged_into = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="merged")
    #: The closed conversation that this one goes on from.
    continues = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, related_name="continued_by")
    created_at = models.DateTimeField(default=clock.now, editable=False)
    last_message_at = models.DateTimeField(default=clock.now)
    preview = models.CharField(max_length=160, default="", blank=True)
    #: When all that it said was erased with the customer's data.
    erased_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        verbose_name = _("rozmowa")
        constraints = [
            models.CheckConstraint(condition=Q(status__in=Status.values), name="conversations_status_known"),
            models.CheckConstraint(condition=Q(priority__in=Priority.values), name="conversations_priority_known"),
            models.CheckConstraint(
                condition=Q(status=Status.SNOOZED, snoozed_until__isnull=False)
                | (~Q(status=Status.SNOOZED) & Q(snoozed_until=None)),
                name="conversations_snoozed_has_end",
            ),
            models.CheckConstraint(condition=~Q(merged_into=F("id")), name="conversations_not_merged_into_itself"),
        ]
        indexes = [
            models.Index(fields=["status", "-last_message_at", "-id"], name="conversations_by_status"),
            models.Index(fields=["assignee", "status", "-last_message_at", "-id"], name="conversations_by_assignee"),
            # What is counted of an inbox is read from here alone.
            models.Index(
                fields=["primary_inbox", "status"],
                include=["assignee", "merged_into", "id"],
                name="conversations_by_inbox",
            ),
            models.Index(fields=["customer", "-last_message_at"], name="conversations_by_customer"),
            models.Index(fields=["snoozed_until"], condition=Q(status=Status.SNOOZED), name="conversations_snoozed"),
            models.Index(
                fields=["status_since"],
                condition=Q(status__in=[Status.SPAM, Status.TRASH]),
                name="conversations_to_purge",
            ),
            GinIndex(Words("subject", "preview"), name="conversations_words"),
            models.Index(
                fields=["status", "waiting_since", "id"],
                condition=Q(waiting_since__isnull=False),
                name="conversations_by_waiting",
            ),
            # For lists that look across states: labels and mentions.
            models.Index(
                fields=["-last_message_at", "-id"],
                condition=~Q(status__in=[Status.SPAM, Status.TRASH]),
                name="conversations_by_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reference} {self.subject}"

    @property
    def reference(self) -> str:
        """Give the short name people say to each other. It opens nothing: mail is joined by signed tokens only."""
        return f"T-{self.pk}"

    @property
    def display_subject(self) -> str:
        return shown_subject(self.subject)


def shown_subject(subject: str) -> str:
    """Give a subject for reading, also where there is none."""
    return subject or str(_("(bez tematu)"))


class ConversationInbox(models.Model):
    """The conversation was addressed to this inbox; its teams see it."""

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="inbox_links")
    inbox = models.ForeignKey(Inbox, on_delete=models.PROTECT, related_name="conversation_links", db_index=False)
    #: Whether this is another one than the primary inbox.
    is_further = models.BooleanField(default=False, db_default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["conversation", "inbox"], name="conversations_inbox_once")]
        indexes = [
            models.Index(
                fields=["inbox", "conversation"], condition=Q(is_further=True), name="conversations_in_further_inbox"
            )
        ]

    def __str__(self) -> str:
        return f"{self.conversation_id} in {self.inbox_id}"

    @classmethod
    def between(cls, conversation: Conversation, inbox: Inbox) -> "ConversationInbox":
        """Make the link, not saved yet."""
        return cls(conversation=conversation, inbox=inbox, is_further=inbox.pk != conversation.primary_inbox_id)


class ParticipantRole(models.TextChoices):
    REQUESTER = "requester", _("zgłaszający")
    COPIED = "copied", _("do wiadomości")


class Participant(models.Model):
    """Someone outside who takes part: he may write here, and gets the replies.

    A verified one has shown that he holds the address (DMARC, a signed identity); what is the customer's own is
    shown to verified participants only.
    """

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="participants")
    customer = models.ForeignKey(Customer, on_delete=models.SET_NULL, null=True, related_name="participations")
    role = models.CharField(max_length=10, choices=ParticipantRole, default=ParticipantRole.REQUESTER)
    #: The channel that the address is of: an answer in another one does not reach it.
    channel = models.CharField(max_length=10, default="email", db_default="email")
    name = models.CharField(max_length=200, default="", blank=True)
    #: Where messages reach him in that channel, as written, and as compared.
    address = models.CharField(max_length=320)
    address_key = models.CharField(max_length=320)
    is_verified = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["conversation", "address_key"], name="conversations_participant_once"),
            models.CheckConstraint(
                condition=Q(role__in=ParticipantRole.values), name="conversations_participant_role_known"
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.address
