"""What conversations are sorted by: labels with colours."""

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from troska.conversations.models.conversation import Conversation
from troska.core.text import polish_sort_key


class LabelColour(models.TextChoices):
    GREY = "grey", _("szary")
    RED = "red", _("czerwony")
    ORANGE = "orange", _("pomarańczowy")
    YELLOW = "yellow", _("żółty")
    GREEN = "green", _("zielony")
    TEAL = "teal", _("morski")
    BLUE = "blue", _("niebieski")
    VIOLET = "violet", _("fioletowy")
    PINK = "pink", _("różowy")


class Label(models.Model):
    """A word that conversations are sorted by; the company has one set of them."""

    name = models.CharField(_("nazwa"), max_length=40)
    key = models.CharField(max_length=80, unique=True, editable=False)
    sort_key = models.CharField(max_length=80, editable=False)
    colour = models.CharField(_("kolor"), max_length=8, choices=LabelColour, default=LabelColour.GREY)

    class Meta:
        verbose_name = _("etykieta")
        constraints = [
            models.CheckConstraint(condition=Q(colour__in=LabelColour.values), name="conversations_label_colour_known"),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keep the derived keys in step with the name."""
        self.key = self.name.casefold()
        self.sort_key = polish_sort_key(self.name, longest=80)
        super().save(*args, **kwargs)


class ConversationLabel(models.Model):
    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="label_links", db_index=False)
    label = models.ForeignKey(Label, on_delete=models.CASCADE, related_name="links", db_index=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["conversation", "label"], name="conversations_label_once")]
        indexes = [models.Index(fields=["label", "conversation"], name="conversations_by_label")]

    def __str__(self) -> str:
        return f"{self.label_id} on {self.conversation_id}"
