"""The people who are served: one customer with several identities."""

from typing import Any

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from troska.core import clock, ids
from troska.core.folding import Words
from troska.core.text import polish_sort_key
from troska.timeline.actors import ActorKind


class IdentityKind(models.TextChoices):
    EMAIL = "email", _("e-mail")
    PHONE = "phone", _("telefon")
    HANDLE = "handle", _("konto")
    CARD = "card", _("karta")


class Customer(models.Model):
    """A person, known by one or more identities; never matched by name."""

    code = models.CharField(max_length=26, unique=True, default=ids.new_code, editable=False)
    name = models.CharField(_("nazwa"), max_length=200, default="", blank=True)
    sort_key = models.CharField(max_length=400, default="", editable=False)
    language = models.CharField(_("język"), max_length=5, default="", blank=True)
    created_at = models.DateTimeField(default=clock.now, editable=False)
    #: When his data were erased; the row stays for what refers to it.
    erased_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        verbose_name = _("klient")
        indexes = [GinIndex(Words("name"), name="customers_words")]

    def __str__(self) -> str:
        return self.name or self.code

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keep the sort key in step with the name."""
        self.sort_key = polish_sort_key(self.name)
        super().save(*args, **kwargs)


class ErasureReason(models.TextChoices):
    """Why; never in free words, which would tell of the person."""

    REQUEST = "request", _("na żądanie")
    OBJECTION = "objection", _("po sprzeciwie")
    RETENTION = "retention", _("po upływie czasu przechowywania")


class Erasure(models.Model):
    """That a customer was erased, without a word about him: what a restored backup is cleaned by.

    It outlives the customer's row in `TROSKA_HOME/erasures` and beside the backups (see `tombstones`).
    """

    code = models.CharField(max_length=26, unique=True, default=ids.new_code, editable=False)
    customer_id = models.BigIntegerField()
    customer_code = models.CharField(max_length=26, unique=True)
    reason = models.CharField(_("powód"), max_length=10, choices=ErasureReason)
    by_kind = models.CharField(max_length=10, choices=ActorKind)
    by_id = models.BigIntegerField(null=True)
    asked_at = models.DateTimeField(default=clock.now)
    #: When nothing was left; null while it is under way, or was interrupted and will be taken up again.
    finished_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("usunięcie danych")
        constraints = [
            models.CheckConstraint(condition=Q(reason__in=ErasureReason.values), name="customers_erasure_reason_known"),
            models.CheckConstraint(condition=Q(by_kind__in=ActorKind.values), name="customers_erasure_by_known"),
        ]
        indexes = [
            models.Index(fields=["asked_at"], condition=Q(finished_at=None), name="customers_erasures_open"),
        ]

    def __str__(self) -> str:
        return self.code


class Identity(models.Model):
    """One way to know a customer: `value` as he wrote it, `key` as it is compared."""

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="identities")
    kind = models.CharField(max_length=10, choices=IdentityKind)
    value = models.CharField(max_length=320)
    key = models.CharField(max_length=320)
    created_at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        verbose_name = _("tożsamość")
        indexes = [models.Index(fields=["key"], opclasses=["text_pattern_ops"], name="customers_identity_beginning")]
        constraints = [
            models.UniqueConstraint(fields=["kind", "key"], name="customers_identity_once"),
            models.CheckConstraint(condition=Q(kind__in=IdentityKind.values), name="customers_identity_kind_known"),
        ]

    def __str__(self) -> str:
        return f"{self.kind}:{self.key}"
