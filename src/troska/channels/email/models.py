"""E-mail's own tables: mailboxes, how far they are read, how mails hang together, what left."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from troska.channels.models import ChannelAccount
from troska.conversations.models import Conversation, Message
from troska.core import clock
from troska.core.ids import new_code
from troska.staff.models import Agent


class Security(models.TextChoices):
    TLS = "tls", "TLS"
    STARTTLS = "starttls", "STARTTLS"
    PLAIN = "plain", _("bez szyfrowania")


class Authentication(models.TextChoices):
    PASSWORD = "password", _("hasło")
    XOAUTH2 = "xoauth2", "XOAUTH2"
    NONE = "none", _("bez logowania")


class AfterFetch(models.TextChoices):
    KEEP = "keep", _("zostaw na serwerze")
    DELETE = "delete", _("usuń z serwera")
    MOVE = "move", _("przenieś do folderu")


def _inbox_only() -> list[str]:
    return ["INBOX"]


class Mailbox(models.Model):
    """A mailbox read by IMAP and answered by SMTP; either half may be empty."""

    account = models.OneToOneField(ChannelAccount, on_delete=models.CASCADE, primary_key=True, related_name="mailbox")
    imap_host = models.CharField(max_length=253, default="", blank=True)
    imap_port = models.PositiveIntegerField(default=993)
    imap_security = models.CharField(max_length=8, choices=Security, default=Security.TLS)
    smtp_host = models.CharField(max_length=253, default="", blank=True)
    smtp_port = models.PositiveIntegerField(default=465)
    smtp_security = models.CharField(max_length=8, choices=Security, default=Security.TLS)
    authentication = models.CharField(max_length=8, choices=Authentication, default=Authentication.PASSWORD)
    username = models.CharField(max_length=320, default="", blank=True)
    #: Password, or for XOAUTH2 the JSON of its grant; see core.secrets.
    encrypted_secret = models.TextField(default="", blank=True)
    folders = ArrayField(models.CharField(max_length=250), default=_inbox_only)
    #: Whether mail that lies in a folder when it is named here comes in too, or only what comes from then on.
    import_existing = models.BooleanField(default=False)
    after_fetch = models.CharField(max_length=6, choices=AfterFetch, default=AfterFetch.KEEP)
    move_to = models.CharField(max_length=250, default="", blank=True)
    #: Whose Authentication-Results we believe (RFC 8601 authserv-id); "-" for a server that names none (Microsoft
    #: 365); empty: nobody's, senders stay unchecked.
    authserv_id = models.CharField(max_length=253, default="", blank=True)

    class Meta:
        verbose_name = _("skrzynka pocztowa")
        constraints = [
            models.CheckConstraint(condition=Q(imap_security__in=Security.values), name="email_imap_security_known"),
            models.CheckConstraint(condition=Q(smtp_security__in=Security.values), name="email_smtp_security_known"),
            models.CheckConstraint(
                condition=Q(authentication__in=Authentication.values), name="email_authentication_known"
            ),
            models.CheckConstraint(condition=Q(after_fetch__in=AfterFetch.values), name="email_after_fetch_known"),
            models.CheckConstraint(
                condition=~Q(after_fetch=AfterFetch.MOVE) | ~Q(move_to=""), name="email_move_needs_folder"
            ),
        ]

    def __str__(self) -> str:
        return self.username or self.imap_host or self.smtp_host


class FolderCursor(models.Model):
    """How far a folder is read: everything up to `last_uid` of this UIDVALIDITY is in the journal.

    `uid_validity` 0: not opened yet; `last_uid` -1: its place is still to be found.
    """

    mailbox = models.ForeignKey(Mailbox, on_delete=models.CASCADE, related_name="cursors")
    folder = models.CharField(max_length=250)
    uid_validity = models.BigIntegerField()
    last_uid = models.BigIntegerField(default=0)
    #: When the folder was named in the settings, where older mail was to stay outside; null: all of it comes in.
    since = models.DateTimeField(null=True)
    read_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["mailbox", "folder"], name="email_folder_once")]

    def __str__(self) -> str:
        return f"{self.folder} {self.uid_validity}:{self.last_uid}"


class ThreadReference(models.Model):
    """A Message-ID that belongs to a conversation: of a mail in it, or one that such a mail referred to."""

    #: First 16 bytes of SHA-256 of the Message-ID without brackets.
    key = models.BinaryField(max_length=16)
    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="+")
    #: The message that carries this Message-ID; null when it was only referred to.
    message = models.ForeignKey(Message, on_delete=models.CASCADE, null=True, related_name="+", db_index=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["key", "conversation"], name="email_reference_once")]

    def __str__(self) -> str:
        return bytes(self.key).hex()


class MailIdentity(models.Model):
    """What makes a mail this mail, however often and through whichever inbox it comes."""

    #: First 16 bytes of SHA-256 over Message-ID, sender, date and text; null for what we wrote.
    fingerprint = models.BinaryField(max_length=16, unique=True, null=True)
    #: Its Message-ID without brackets, for References of what answers it; empty when it had none.
    identifier = models.CharField(max_length=998, default="", blank=True)
    message = models.OneToOneField(Message, on_delete=models.CASCADE, related_name="mail_identity")

    class Meta:
        verbose_name_plural = "mail identities"
        constraints = [
            # Also the index by which a bounce finds the message it speaks of.
            models.UniqueConstraint(
                fields=["identifier"], condition=Q(fingerprint=None), name="email_own_identifier_once"
            ),
        ]

    def __str__(self) -> str:
        return self.identifier or str(self.message_id)


class Dispatch(models.Model):
    """The way of one outgoing message to the mail server: what was tried, how far it came.

    Queued: `next_attempt_at` is set. Sending: `leased_until` is set. Else neither.
    """

    message = models.OneToOneField(Message, on_delete=models.CASCADE, related_name="dispatch")
    #: How often it was taken up; tells who took it last from whoever had it before.
    attempts = models.PositiveIntegerField(default=0)
    #: How often it failed for a while since it was queued; decides how long the next pause is.
    failures = models.PositiveSmallIntegerField(default=0)
    next_attempt_at = models.DateTimeField(null=True)
    #: When whoever sends it and gives no sign of life is taken for dead.
    leased_until = models.DateTimeField(null=True)
    #: Written before the last byte of DATA goes out: from here on a lost connection leaves us unsure.
    data_ended_at = models.DateTimeField(null=True)
    #: After that moment no temporary failure is followed by another attempt.
    give_up_at = models.DateTimeField()
    #: Per recipient key, the server's last answer: {"anna@x.example": {"code": 250, "text": "…"}}.
    answers = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(next_attempt_at=None) | Q(leased_until=None), name="email_queued_or_sending"
            ),
        ]
        indexes = [
            models.Index(fields=["next_attempt_at"], condition=Q(next_attempt_at__isnull=False), name="email_due"),
            models.Index(fields=["leased_until"], condition=Q(leased_until__isnull=False), name="email_leased"),
        ]

    def __str__(self) -> str:
        return f"{self.message_id}, attempt {self.attempts}"


class RouteLine(models.Model):
    """A connection to a mail server that somebody holds now."""

    route = models.CharField(max_length=320)
    held_until = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["route", "held_until"], name="email_lines")]

    def __str__(self) -> str:
        return self.route


class AutomaticReply(models.Model):
    """An automatic mail went to this address; limits are counted here."""

    address_key = models.CharField(max_length=320)
    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="+")
    sent_at = models.DateTimeField(default=clock.now)

    class Meta:
        indexes = [
            models.Index(fields=["address_key", "sent_at"], name="email_automatic_by_address"),
            models.Index(fields=["sent_at"], name="email_automatic_by_time"),
        ]

    def __str__(self) -> str:
        return self.address_key


class BlockKind(models.TextChoices):
    ADDRESS = "address", _("adres")
    DOMAIN = "domain", _("domena")


class BlockedSender(models.Model):
    """What begins with a mail from here arrives as spam. A domain stands for all of its subdomains too."""

    kind = models.CharField(max_length=7, choices=BlockKind)
    #: An address as `core.addresses.email_key` gives it, or the domain part of one.
    key = models.CharField(max_length=254, unique=True)
    created_at = models.DateTimeField(default=clock.now)
    created_by = models.ForeignKey(Agent, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        verbose_name = _("zablokowany nadawca")
        constraints = [models.CheckConstraint(condition=Q(kind__in=BlockKind.values), name="email_block_kind_known")]

    def __str__(self) -> str:
        return self.key


class LetterState(models.TextChoices):
    WAITING = "waiting", _("czeka")
    SENT = "sent", _("wysłany")
    FAILED = "failed", _("niewysłany")
    UNSURE = "unsure", _("nie wiadomo, czy doszedł")


class StaffLetter(models.Model):
    """A letter of the product to one of its people (see `letters`): what it says is erased when it is done with."""

    code = models.CharField(max_length=26, default=new_code, editable=False)
    created_at = models.DateTimeField(default=clock.now)
    #: Recipient, subject and text, encrypted (core.secrets); empty once the letter is done with.
    sealed = models.TextField(default="", blank=True)
    state = models.CharField(max_length=8, choices=LetterState, default=LetterState.WAITING)
    attempts = models.PositiveIntegerField(default=0)
    failures = models.PositiveSmallIntegerField(default=0)
    next_attempt_at = models.DateTimeField(null=True)
    leased_until = models.DateTimeField(null=True)
    data_ended_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    #: What the server said last.
    detail = models.CharField(max_length=300, default="", blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=LetterState.values), name="email_letter_state_known"),
            models.CheckConstraint(
                condition=Q(next_attempt_at=None) | Q(leased_until=None), name="email_letter_due_or_leased"
            ),
            models.CheckConstraint(condition=Q(state="waiting") | Q(sealed=""), name="email_letter_erased_when_done"),
        ]
        indexes = [
            models.Index(fields=["next_attempt_at"], condition=Q(state="waiting"), name="email_letter_due"),
            models.Index(fields=["finished_at"], condition=~Q(state="waiting"), name="email_letter_done"),
        ]

    def __str__(self) -> str:
        return f"{self.pk} {self.state}"
