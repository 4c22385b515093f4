"""How messages come in: accounts and their health, the intake journal."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from troska.conversations.models import Channel, Inbox
from troska.core import clock


class Health(models.TextChoices):
    UNKNOWN = "unknown", _("jeszcze nie sprawdzono")
    OK = "ok", _("działa")
    FAILING = "failing", _("nie działa")


class ChannelAccount(models.Model):
    """One way in and out: a mailbox, a listener, later a phone number or a page. Its settings lie with its channel."""

    channel = models.CharField(max_length=10, choices=Channel)
    name = models.CharField(_("nazwa"), max_length=80, unique=True)
    #: Where mail goes that is addressed to none of our addresses.
    inbox = models.ForeignKey(Inbox, on_delete=models.PROTECT, null=True, related_name="accounts")
    is_active = models.BooleanField(_("włączone"), default=True)
    health = models.CharField(max_length=10, choices=Health, default=Health.UNKNOWN)
    last_ok_at = models.DateTimeField(null=True)
    last_error_at = models.DateTimeField(null=True)
    last_error = models.CharField(max_length=500, default="", blank=True)

    class Meta:
        verbose_name = _("konto kanału")
        constraints = [
            models.CheckConstraint(condition=Q(channel__in=Channel.values), name="channels_account_channel_known"),
            models.CheckConstraint(condition=Q(health__in=Health.values), name="channels_account_health_known"),
        ]

    def __str__(self) -> str:
        return self.name


class JournalState(models.TextChoices):
    RECEIVED = "received", _("czeka")
    DONE = "done", _("przyjęta")
    QUARANTINED = "quarantined", _("w kwarantannie")
    REJECTED = "rejected", _("odrzucona")


class QuarantineReason(models.TextChoices):
    NONE = "", "—"
    UNREADABLE = "unreadable", _("nie da się jej odczytać")
    CRASHED = "crashed", _("przetwarzanie się nie udało")
    AMBIGUOUS_SENDER = "ambiguous_sender", _("nie wiadomo, kto jest nadawcą")
    NO_SENDER = "no_sender", _("brak nadawcy")
    OWN_ADDRESS = "own_address", _("podaje się za kogoś z firmy")
    VERIFICATION_CODE = "verification_code", _("kod lub link do logowania")
    TOO_LARGE = "too_large", _("za duża")
    NO_INBOX = "no_inbox", _("nie pasuje do żadnej skrzynki")


class JournalEntry(models.Model):
    """Something that arrived, written down before anybody thought about it.

    The table is partitioned by month of `received_at`; that the same delivery is one row is kept by IntakeKey.
    """

    # The key in the database is (id, received_at), as partitions ask for it; ids come from one sequence.
    id = models.BigAutoField(primary_key=True)
    received_at = models.DateTimeField()
    account = models.ForeignKey(ChannelAccount, on_delete=models.DO_NOTHING, db_constraint=False, db_index=False)
    external_id = models.CharField(max_length=200)
    state = models.CharField(max_length=12, choices=JournalState, default=JournalState.RECEIVED)
    reason = models.CharField(max_length=20, choices=QuarantineReason, default=QuarantineReason.NONE, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField()
    digest = models.CharField(max_length=64, help_text="SHA-256 of the raw original in the raw store.")
    size = models.PositiveBigIntegerField()
    #: What the transport said: {"from": "…", "to": ["…"]}.
    envelope = models.JSONField(default=dict)
    #: What a person needs to recognise it in the quarantine: {"from": …, "subject": …}.
    summary = models.JSONField(default=dict)
    processed_at = models.DateTimeField(null=True)
    message_id = models.BigIntegerField(null=True, help_text="The message it became.")
    error = models.CharField(max_length=500, default="", blank=True)

    class Meta:
        db_table = "channels_journal"
        managed = False

    def __str__(self) -> str:
        return f"{self.id} {self.state}"


class IntakeKey(models.Model):
    """The identity of a delivery, unique over all months: the same delivery twice is one journal row."""

    account = models.ForeignKey(ChannelAccount, on_delete=models.CASCADE, db_index=False)
    external_id = models.CharField(max_length=200)
    entry_id = models.BigIntegerField(null=True)
    received_at = models.DateTimeField(default=clock.now)

    class Meta:
        db_table = "channels_intake_key"
        constraints = [models.UniqueConstraint(fields=["account", "external_id"], name="channels_delivery_once")]

    def __str__(self) -> str:
        return self.external_id
