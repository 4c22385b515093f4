"""Where customers reach the company: brands, stores, inboxes."""

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from troska.core.addresses import email_key
from troska.core.business_hours import office_week
from troska.staff.models import Team

OKLCH = RegexValidator(r"^oklch\([0-9.]+%? [0-9.]+ [0-9.]+\)\Z", _("Podaj kolor jako oklch(jasność nasycenie odcień)."))


def _polish_only() -> list[str]:
    return ["pl"]


class Brand(models.Model):
    """The face a customer sees: on the inbox, on the portal and on letters."""

    name = models.CharField(_("nazwa"), max_length=80, unique=True)
    sender_name = models.CharField(_("nazwa nadawcy"), max_length=80)
    domain = models.CharField(_("domena"), max_length=253, default="", blank=True)
    accent = models.CharField(_("kolor"), max_length=40, default="oklch(0.55 0.13 250)", validators=[OKLCH])
    languages = ArrayField(models.CharField(max_length=5), default=_polish_only, verbose_name=_("języki"))
    #: Stands under every letter, with light marks.
    signature = models.TextField(_("stopka listów"), default="", db_default="", blank=True)
    #: The name of the re-encoded picture in the store of attachments.
    logo = models.CharField(max_length=120, default="", db_default="", blank=True, editable=False)

    class Meta:
        verbose_name = _("marka")

    def __str__(self) -> str:
        return self.name


class Location(models.Model):
    """A store: where it is and when it is open."""

    brand = models.ForeignKey(Brand, on_delete=models.PROTECT, related_name="locations")
    name = models.CharField(_("nazwa"), max_length=80)
    street = models.CharField(_("ulica i numer"), max_length=120)
    postal_code = models.CharField(_("kod pocztowy"), max_length=12)
    city = models.CharField(_("miejscowość"), max_length=80)
    phone = models.CharField(_("telefon"), max_length=32, default="", blank=True)
    #: Seven lists of ["10:00", "18:00"] pairs, Monday first; an empty list is a closed day. Local time.
    opening_hours = models.JSONField(_("godziny otwarcia"), default=list)
    #: Days ("2026-12-24") on which it is closed whatever the week says.
    closed_days = models.JSONField(
        _("dni zamknięcia"), default=list, db_default=models.Value([], models.JSONField()), blank=True
    )

    class Meta:
        verbose_name = _("sklep")

    def __str__(self) -> str:
        return self.name


class Inbox(models.Model):
    """A place where conversations arrive, looked after by one or more teams."""

    name = models.CharField(_("nazwa"), max_length=80, unique=True)
    brand = models.ForeignKey(Brand, on_delete=models.PROTECT, related_name="inboxes")
    teams = models.ManyToManyField(Team, related_name="inboxes", verbose_name=_("zespoły"))
    acknowledgement = models.TextField(
        _("automatyczne potwierdzenie"), default="", blank=True, help_text=_("Puste: bez potwierdzenia.")
    )
    reopen_days = models.PositiveSmallIntegerField(
        _("dni na ponowne otwarcie"),
        default=14,
        help_text=_("Odpowiedź na zamkniętą rozmowę po tylu dniach zaczyna nową, z nią połączoną."),
    )
    is_active = models.BooleanField(_("aktywna"), default=True)
    #: When people are at work here: seven lists of pairs and days without hours, as those of a store.
    opening_hours = models.JSONField(
        _("godziny pracy"), default=office_week, db_default=models.Value(office_week(), models.JSONField()), blank=True
    )
    closed_days = models.JSONField(
        _("dni zamknięcia"), default=list, db_default=models.Value([], models.JSONField()), blank=True
    )
    keeps_holidays = models.BooleanField(_("w święta zamknięte"), default=True, db_default=True)

    class Meta:
        verbose_name = _("skrzynka")

    def __str__(self) -> str:
        return self.name


class InboxAddress(models.Model):
    """An address of ours; the primary one is the sender of replies."""

    inbox = models.ForeignKey(Inbox, on_delete=models.CASCADE, related_name="addresses")
    address = models.EmailField(_("adres"))
    key = models.CharField(max_length=254, unique=True, editable=False)
    is_primary = models.BooleanField(_("główny"), default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["inbox"], condition=models.Q(is_primary=True), name="conversations_one_primary_address"
            )
        ]

    def __str__(self) -> str:
        return self.address

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keep the key in step with the address."""
        self.key = email_key(self.address)
        super().save(*args, **kwargs)
