"""What a mark in a message's text stands for: it should not lie open, and may be needed once."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from troska.conversations.models.message import Message


class SecretKind(models.TextChoices):
    PESEL = "pesel", "PESEL"
    PASSWORD = "password", _("hasło")
    KEY = "key", _("klucz programu")

    @property
    def word(self) -> str:
        """The kind as the mark in the text names it, whoever reads it."""
        return {"pesel": "PESEL", "password": "hasło", "key": "klucz"}[self.value]


class HiddenValue(models.Model):
    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="hidden_values", db_index=False)
    number = models.PositiveSmallIntegerField(help_text="As the mark in the text says it.")
    kind = models.CharField(max_length=10, choices=SecretKind)
    encrypted_value = models.TextField(help_text="By `core.secrets`.")

    class Meta:
        verbose_name = _("ukryta wartość")
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=SecretKind.values), name="conversations_hidden_kind_known"),
            models.UniqueConstraint(fields=["message", "number"], name="conversations_hidden_once"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.number}"
