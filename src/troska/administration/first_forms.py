"""Forms of the first steps."""

from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from troska.conversations import actions as places
from troska.core import colour
from troska.core.tax_numbers import nip
from troska.staff import actions
from troska.staff.models import Agent, Language
from troska.timeline.actors import Actor

_ACCENT = colour.to_hex("oklch(0.5 0.135 268)")


class AdministratorForm(forms.Form):
    """The first person, and the code that only who runs the server can know."""

    code = forms.CharField(
        label=_("Kod z serwera"),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}),
        help_text=_("Wypisało go polecenie „troska serve”; leży też w pliku setup_code w folderze danych."),
    )
    name = forms.CharField(label=_("Imię i nazwisko"), max_length=120, widget=forms.TextInput({"autocomplete": "name"}))
    email = forms.EmailField(label=_("E-mail"), widget=forms.EmailInput({"autocomplete": "username"}))
    password = forms.CharField(
        label=_("Hasło"),
        strip=False,
        max_length=200,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("Co najmniej 10 znaków."),
    )

    def clean(self) -> dict[str, Any]:
        """Ask for a password that nobody guesses."""
        said = super().clean() or self.cleaned_data
        if password := said.get("password"):
            try:
                validate_password(password, Agent(email=said.get("email", ""), name=said.get("name", "")))
            except ValidationError as error:
                self.add_error("password", error)
        return said

    def make(self, language: Language) -> Agent:
        """Make the administrator. Raises SetUpClosed, WrongCode, AgentExists."""
        return actions.set_up(**self.cleaned_data, language=language)


class BeginningForm(forms.Form):
    """The company, its first brand, team and inbox, in four fields."""

    legal_name = forms.CharField(label=_("Pełna nazwa firmy"), max_length=160)
    tax_number = forms.CharField(label=_("NIP"), max_length=20, required=False)
    brand = forms.CharField(
        label=_("Nazwa, pod którą znają Was klienci"), max_length=80, help_text=_("Podpisuje listy.")
    )
    address = forms.EmailField(label=_("Adres, na który piszą klienci"), help_text=_("Na przykład pomoc@sklep.pl."))

    def clean_tax_number(self) -> str:
        """Accept it as people write it."""
        said: str = self.cleaned_data["tax_number"]
        if said.strip() and nip(said) is None:
            raise ValidationError(_("To nie jest poprawny NIP: cyfra kontrolna się nie zgadza."))
        return said

    @transaction.atomic
    def make(self, agent: Agent, *, by: Actor) -> None:
        """Make them. Raises the errors of the verbs."""
        said = self.cleaned_data
        actions.change_company(
            legal_name=said["legal_name"], tax_number=said["tax_number"], street="", postal_code="", city="",
            privacy_contact="", system_address=agent.email, language=Language(agent.language), by=by,
        )  # fmt: skip
        team = actions.add_team(_now("Obsługa klienta"), by=by)
        actions.join_team(agent, team, by=by)
        brand = places.save_brand(
            None, name=said["brand"], sender_name=said["brand"], accent=_ACCENT, languages=[agent.language], by=by
        )
        places.save_inbox(None, name=_now("Pomoc"), brand=brand, teams=[team], addresses=[said["address"]], by=by)
