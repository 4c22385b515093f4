"""How long what was said is kept; one row, which the administrator changes."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class RetentionRules(models.Model):
    """Empty means for ever. What a hold is on is never erased by any of them."""

    conversations_months = models.PositiveSmallIntegerField(_("zamknięte rozmowy, miesięcy"), null=True, blank=True)
    customers_months = models.PositiveSmallIntegerField(
        _("klienci bez otwartych spraw, miesięcy"), null=True, blank=True
    )
    documents_days = models.PositiveSmallIntegerField(
        _("dokumenty tożsamości, dni od zamknięcia rozmowy"), null=True, blank=True, default=30
    )

    class Meta:
        verbose_name = _("czas przechowywania")

    def __str__(self) -> str:
        return f"{self.conversations_months} {self.customers_months} {self.documents_days}"
