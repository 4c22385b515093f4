"""A message: what was said, by whom, which way, and what became of it."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from troska.conversations.models.conversation import Conversation
from troska.core import clock, ids
from troska.staff.models import Agent
from troska.timeline.actors import Actor, ActorKind


class Channel(models.TextChoices):
    EMAIL = "email", _("e-mail")
    CHAT = "chat", _("czat")
    SMS = "sms", "SMS"
    MESSENGER = "messenger", _("komunikator")
    SOCIAL = "social", _("media społecznościowe")
    VOICE = "voice", _("telefon")
    STORE = "store", _("sklep")
    FORM = "form", _("formularz")
    INTERNAL = "internal", _("wewnętrzny")


class Direction(models.TextChoices):
    INBOUND = "in", _("przychodząca")
    OUTBOUND = "out", _("wychodząca")
    INTERNAL = "note", _("notatka")


class Visibility(models.TextChoices):
    PUBLIC = "public", _("widoczna dla klienta")
    TEAM = "team", _("tylko dla zespołu")


class DeliveryState(models.TextChoices):
    NONE = "none", _("nie dotyczy")
    QUEUED = "queued", _("czeka na wysłanie")
    SENDING = "sending", _("wysyłana")
    SENT = "sent", _("wysłana")
    DELIVERED = "delivered", _("doręczona")
    READ = "read", _("przeczytana")
    FAILED = "failed", _("niedoręczona")
    #: The line broke between the last byte and the answer: it may have arrived. A person decides.
    UNSURE = "unsure", _("nie wiadomo, czy doszła")


class Authenticity(models.TextChoices):
    PASSED = "passed", _("potwierdzony nadawca")
    UNKNOWN = "unknown", _("nadawca niesprawdzony")
    FAILED = "failed", _("niezweryfikowany nadawca")


class Message(models.Model):
    code = models.CharField(max_length=26, unique=True, default=ids.new_code, editable=False)
    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="messages", db_index=False)
    channel = models.CharField(max_length=10, choices=Channel)
    direction = models.CharField(max_length=4, choices=Direction)
    visibility = models.CharField(max_length=6, choices=Visibility, default=Visibility.PUBLIC)
    actor_kind = models.CharField(max_length=10, choices=ActorKind)
    actor_id = models.BigIntegerField(null=True)
    author_name = models.CharField(max_length=200, default="", blank=True)
    author_address = models.CharField(max_length=320, default="", blank=True)
    language = models.CharField(max_length=5, default="", blank=True)
    subject = models.CharField(max_length=250, default="", blank=True)
    #: What the reader wants: the new part. `full_text` is the whole as it was written, empty when that is all of it.
    text = models.TextField(default="", blank=True)
    full_text = models.TextField(default="", blank=True)
    has_html = models.BooleanField(default=False)
    #: SHA-256 of the raw original in the raw store; empty for what was written here.
    raw_digest = models.CharField(max_length=64, default="", blank=True)
    #: Recipients as written on the message: {"to": [[name, address], …], "cc": […]}.
    recipients = models.JSONField(default=dict, blank=True)
    authenticity = models.CharField(max_length=10, choices=Authenticity, default=Authenticity.UNKNOWN)
    is_automatic = models.BooleanField(default=False)
    problems = models.JSONField(default=list, blank=True)
    delivery = models.CharField(max_length=10, choices=DeliveryState, default=DeliveryState.NONE)
    #: The provider's own words when it failed.
    delivery_detail = models.CharField(max_length=500, default="", blank=True)
    send_after = models.DateTimeField(null=True)
    #: How the conversation stood before this message, while it can still be taken back.
    undo = models.JSONField(null=True, editable=False)
    sent_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        verbose_name = _("wiadomość")
        constraints = [
            models.CheckConstraint(condition=Q(channel__in=Channel.values), name="conversations_channel_known"),
            models.CheckConstraint(condition=Q(direction__in=Direction.values), name="conversations_direction_known"),
            models.CheckConstraint(
                condition=Q(visibility__in=Visibility.values), name="conversations_visibility_known"
            ),
            models.CheckConstraint(condition=Q(actor_kind__in=ActorKind.values), name="conversations_author_known"),
            models.CheckConstraint(
                condition=Q(authenticity__in=Authenticity.values), name="conversations_authenticity_known"
            ),
            models.CheckConstraint(condition=Q(delivery__in=DeliveryState.values), name="conversations_delivery_known"),
            models.CheckConstraint(
                condition=Q(direction=Direction.OUTBOUND) | Q(delivery=DeliveryState.NONE),
                name="conversations_only_outbound_is_delivered",
            ),
            models.CheckConstraint(
                condition=~Q(direction=Direction.INTERNAL) | Q(visibility=Visibility.TEAM),
                name="conversations_notes_stay_inside",
            ),
        ]
        indexes = [
            models.Index(fields=["conversation", "id"], name="conversations_thread"),
            models.Index(
                fields=["delivery", "id"],
                condition=Q(delivery__in=[DeliveryState.QUEUED, DeliveryState.SENDING]),
                name="conversations_outbox",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.direction} {self.code}"

    @property
    def author(self) -> Actor:
        return Actor(ActorKind(self.actor_kind), self.actor_id)

    @property
    def is_note(self) -> bool:
        return self.direction == Direction.INTERNAL

    @property
    def is_forward(self) -> bool:
        return self.direction == Direction.OUTBOUND and self.visibility == Visibility.TEAM

    @property
    def is_inbound(self) -> bool:
        return self.direction == Direction.INBOUND

    @property
    def is_unverified(self) -> bool:
        return self.authenticity == Authenticity.FAILED


class Attachment(models.Model):
    """A file of a message, kept under a random name of ours; `filename` is only ever shown."""

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="attachments")
    code = models.CharField(max_length=26, unique=True, default=ids.new_code, editable=False)
    filename = models.CharField(max_length=200)
    content_type = models.CharField(max_length=120)
    size = models.PositiveBigIntegerField()
    is_inline = models.BooleanField(default=False)
    content_id = models.CharField(max_length=250, default="", blank=True)
    storage_name = models.CharField(max_length=120, editable=False)

    class Meta:
        verbose_name = _("załącznik")

    def __str__(self) -> str:
        return self.filename


class Mention(models.Model):
    """An agent was called by name in a note; he sees the conversation from then on."""

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="mentions")
    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="mentions")
    agent = models.ForeignKey(Agent, on_delete=models.CASCADE, related_name="mentions")
    seen_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["message", "agent"], name="conversations_mention_once")]
        indexes = [
            models.Index(fields=["agent", "conversation"], condition=Q(seen_at=None), name="conversations_mentioned")
        ]

    def __str__(self) -> str:
        return f"{self.agent_id} in {self.message_id}"
