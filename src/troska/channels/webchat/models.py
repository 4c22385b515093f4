"""The chat of an inbox on the company's pages: the widget, its visitors, their chats, what they look at."""

from datetime import datetime

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from troska.conversations.models import Conversation, Inbox, Message
from troska.core import clock, ids
from troska.customers.models import Customer

LONGEST_NAME = 120


class Widget(models.Model):
    """The chat of one inbox. `key` stands in the page that shows it and opens nothing by itself."""

    inbox = models.OneToOneField(Inbox, on_delete=models.CASCADE, related_name="widget", verbose_name=_("skrzynka"))
    key = models.CharField(max_length=26, unique=True, default=ids.new_code, editable=False)
    is_active = models.BooleanField(_("włączony"), default=True)
    #: "https://sklep.example", as browsers say it: scheme, host, port when it is not the usual one.
    allowed_origins = ArrayField(models.CharField(max_length=260), default=list, verbose_name=_("strony"))
    welcome = models.CharField(_("powitanie"), max_length=200, default="", blank=True)
    asks_name = models.BooleanField(_("pyta o imię"), default=False)
    asks_email = models.BooleanField(_("pyta o e-mail"), default=True)
    needs_email = models.BooleanField(_("e-mail jest konieczny"), default=False)
    needs_consent = models.BooleanField(_("prosi o zgodę przed rozmową"), default=False)
    privacy_url = models.URLField(_("informacja o prywatności"), max_length=300, default="", blank=True)

    class Meta:
        verbose_name = _("czat")

    def __str__(self) -> str:
        return self.key


class Algorithm(models.TextChoices):
    HS256 = "HS256", _("wspólny sekret (HS256)")
    RS256 = "RS256", _("klucz publiczny strony (RS256)")


class IdentityKey(models.Model):
    """A key by which the company's own site says who its visitor is; several at once while one takes over."""

    widget = models.ForeignKey(Widget, on_delete=models.CASCADE, related_name="identity_keys")
    code = models.CharField(max_length=26, unique=True, default=ids.new_code, editable=False)
    algorithm = models.CharField(_("rodzaj"), max_length=5, choices=Algorithm, default=Algorithm.HS256)
    encrypted_secret = models.TextField(default="", blank=True, help_text="Of HS256, by `core.secrets`.")
    public_key = models.TextField(_("klucz publiczny"), default="", blank=True, help_text="Of RS256, as PEM.")
    created_at = models.DateTimeField(default=clock.now, editable=False)
    retired_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        verbose_name = _("klucz tożsamości")
        constraints = [
            models.CheckConstraint(condition=Q(algorithm__in=Algorithm.values), name="webchat_algorithm_known"),
            models.CheckConstraint(
                condition=(Q(algorithm=Algorithm.HS256) & ~Q(encrypted_secret="") & Q(public_key=""))
                | (Q(algorithm=Algorithm.RS256) & ~Q(public_key="") & Q(encrypted_secret="")),
                name="webchat_key_of_its_kind",
            ),
        ]

    def __str__(self) -> str:
        return self.code


class Visitor(models.Model):
    """One browser, known by a random token of which only the digest is kept.

    `subject` is who he is according to the company's own site, proved by a signed token; "" while nobody says so.
    """

    widget = models.ForeignKey(Widget, on_delete=models.CASCADE, related_name="visitors", db_index=False)
    code = models.CharField(max_length=26, unique=True, default=ids.new_code, editable=False)
    token_digest = models.CharField(max_length=64, unique=True)
    #: When its token stopped opening anything: the visitor signed out.
    left_at = models.DateTimeField(null=True)
    subject = models.CharField(max_length=200, default="", blank=True)
    customer = models.ForeignKey(Customer, on_delete=models.SET_NULL, null=True, related_name="visitors")
    name = models.CharField(max_length=LONGEST_NAME, default="", blank=True)
    email = models.EmailField(default="", blank=True)
    #: The site vouches for the address, or the visitor only typed it.
    is_email_verified = models.BooleanField(default=False)
    consented_at = models.DateTimeField(null=True)
    language = models.CharField(max_length=2, default="pl")
    #: The network he came from (IPv4 /24, IPv6 /64), to hold back floods.
    network = models.CharField(max_length=50, default="", blank=True)
    #: The puzzle that was solved for the token; each is good for one.
    proof = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(default=clock.now, editable=False)
    #: When he was last heard or had a stream open; renewed every few seconds at most.
    seen_at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = _("gość czatu")
        indexes = [
            models.Index(fields=["network", "created_at"], name="webchat_visitors_from"),
            models.Index(fields=["widget", "subject"], condition=~Q(subject=""), name="webchat_visitors_known"),
            models.Index(fields=["left_at"], condition=Q(left_at__isnull=False), name="webchat_visitors_left"),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def is_verified(self) -> bool:
        return self.subject != ""

    @property
    def topic(self) -> str:
        """Name what his streams listen to: a verified visitor's browsers hear the same."""
        return f"{self.widget_id}:{self.subject}" if self.subject else f"#{self.pk}"

    @property
    def shown_name(self) -> str:
        return self.name or self.email


class UsedIdentity(models.Model):
    """A signed identity that was used; once signed out of, it is spent: whoever shows it again is anonymous."""

    digest = models.CharField(max_length=64, unique=True)
    visitor = models.ForeignKey(Visitor, on_delete=models.CASCADE, related_name="identities")
    spent_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["expires_at"], name="webchat_identities_by_end")]

    def __str__(self) -> str:
        return self.digest[:8]


class Chat(models.Model):
    """That a conversation is spoken in a widget, with whom, and how far he has read."""

    conversation = models.OneToOneField(Conversation, on_delete=models.CASCADE, primary_key=True, related_name="chat")
    visitor = models.ForeignKey(Visitor, on_delete=models.CASCADE, related_name="chats")
    started_at = models.DateTimeField(default=clock.now)
    #: The last message of ours that stood before his eyes; 0: none.
    read_upto = models.BigIntegerField(default=0)
    #: The last message of ours that he was written by e-mail, because he had left.
    mailed_upto = models.BigIntegerField(default=0)
    #: When the visitor last had a transcript sent.
    transcript_at = models.DateTimeField(null=True)
    rating = models.PositiveSmallIntegerField(null=True)
    rating_comment = models.CharField(max_length=1000, default="", blank=True)
    rated_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("czat z gościem")
        constraints = [
            models.CheckConstraint(
                condition=Q(rating=None, rated_at=None) | Q(rating__range=(1, 5), rated_at__isnull=False),
                name="webchat_rating_1_to_5",
            )
        ]

    def __str__(self) -> str:
        return f"{self.conversation_id} with {self.visitor_id}"


class Said(models.Model):
    """A message that the visitor's browser sent, by the key it gave it: sent again, it is the same one."""

    visitor = models.ForeignKey(Visitor, on_delete=models.CASCADE, related_name="said", db_index=False)
    key = models.UUIDField()
    message = models.OneToOneField(Message, on_delete=models.CASCADE, related_name="said_in_chat")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["visitor", "key"], name="webchat_said_once")]
        indexes = [models.Index(fields=["visitor", "at"], name="webchat_said_lately")]

    def __str__(self) -> str:
        return str(self.key)


class VisitorFile(models.Model):
    """A file that a visitor put into what he writes; it becomes an attachment when that is sent."""

    visitor = models.ForeignKey(Visitor, on_delete=models.CASCADE, related_name="files", db_index=False)
    code = models.CharField(max_length=26, unique=True, default=ids.new_code, editable=False)
    filename = models.CharField(max_length=200)
    content_type = models.CharField(max_length=120)
    size = models.PositiveBigIntegerField()
    storage_name = models.CharField(max_length=120, editable=False)
    created_at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        indexes = [models.Index(fields=["visitor", "created_at"], name="webchat_files_lately")]

    def __str__(self) -> str:
        return self.filename


class PageView(models.Model):
    """A page of the company's site that a visitor looked at, and for how long."""

    visitor = models.ForeignKey(Visitor, on_delete=models.CASCADE, related_name="pages", db_index=False)
    url = models.CharField(max_length=500)
    title = models.CharField(max_length=200, default="", blank=True)
    at = models.DateTimeField(default=clock.now)
    seconds = models.PositiveIntegerField(default=0)

    class Meta:
        indexes = [models.Index(fields=["visitor", "-at"], name="webchat_pages_of")]

    def __str__(self) -> str:
        return self.url


class Cart(models.Model):
    """What lies in a visitor's cart, as the site said last."""

    visitor = models.OneToOneField(Visitor, on_delete=models.CASCADE, primary_key=True, related_name="cart")
    #: [{"name": …, "quantity": 1, "price": "199.00"}, …]
    items = models.JSONField(default=list)
    total = models.CharField(max_length=20, default="", blank=True)
    currency = models.CharField(max_length=3, default="PLN")
    updated_at: "models.DateTimeField[datetime, datetime]" = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = _("koszyk")

    def __str__(self) -> str:
        return f"{len(self.items)} of {self.visitor_id}"
