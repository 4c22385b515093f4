"""Forms about the company and where customers reach it."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from troska.administration.hours_form import HoursForm
from troska.conversations import actions, queries
from troska.conversations.models import Brand, Inbox, Location
from troska.core import colour
from troska.core.tax_numbers import grouped, nip
from troska.staff import actions as staff_actions
from troska.staff import queries as staff
from troska.staff.models import Agent, Company, Language, Team
from troska.timeline.actors import Actor

_PHONE = re.compile(r"\+?[0-9][0-9 ()-]{5,28}[0-9]\Z")
_DOMAIN = re.compile(r"(?=.{1,253}\Z)[\w-]{1,63}(\.[\w-]{1,63})+\Z")


class CompanyForm(forms.Form):
    """Who runs this installation."""

    legal_name = forms.CharField(label=_("Pełna nazwa firmy"), max_length=160)
    tax_number = forms.CharField(
        label=_("NIP"), max_length=20, required=False, help_text=_("Na przykład 526-025-09-95.")
    )
    street = forms.CharField(label=_("Ulica i numer"), max_length=120, required=False)
    postal_code = forms.CharField(label=_("Kod pocztowy"), max_length=12, required=False)
    city = forms.CharField(label=_("Miejscowość"), max_length=80, required=False)
    privacy_contact = forms.EmailField(
        label=_("Kontakt w sprawie danych osobowych"),
        required=False,
        help_text=_("Adres inspektora ochrony danych albo osoby, która za to odpowiada."),
    )
    system_address = forms.EmailField(
        label=_("Adres listów systemowych"), required=False, help_text=_("Tu trafią ostrzeżenia o stanie Troski.")
    )
    language = forms.ChoiceField(label=_("Język"), choices=Language.choices)

    def __init__(self, data: Any = None, *, company: Company | None) -> None:
        given = {name: getattr(company, name) for name in self.base_fields} if company else {"language": "pl"}
        if company:
            given["tax_number"] = grouped(company.tax_number)
        super().__init__(data, initial=given)

    def clean_tax_number(self) -> str:
        """Accept it as people write it."""
        said: str = self.cleaned_data["tax_number"]
        if said.strip() and nip(said) is None:
            raise ValidationError(_("To nie jest poprawny NIP: cyfra kontrolna się nie zgadza."))
        return said

    def save(self, *, by: Actor) -> Company:
        """Change the company."""
        said = self.cleaned_data
        return staff_actions.change_company(**said | {"language": Language(said["language"])}, by=by)


class BrandForm(forms.Form):
    """Name, look and signature of a brand."""

    name = forms.CharField(label=_("Nazwa"), max_length=80)
    sender_name = forms.CharField(
        label=_("Nazwa nadawcy"), max_length=80, help_text=_("Tak podpisują się listy w skrzynce klienta.")
    )
    accent = forms.CharField(
        label=_("Kolor"),
        widget=forms.TextInput(attrs={"type": "color"}),
        help_text=_("Biały tekst na nim musi być czytelny (kontrast co najmniej 4,5)."),
    )
    logo = forms.FileField(
        label=_("Logo"), required=False, help_text=_("PNG, JPEG albo WebP, najwyżej 2 MB. Puste: zostaje obecne.")
    )
    drop_logo = forms.BooleanField(label=_("Usuń logo"), required=False)
    languages = forms.MultipleChoiceField(
        label=_("Języki"), choices=Language.choices, widget=forms.CheckboxSelectMultiple
    )
    domain = forms.CharField(label=_("Domena"), max_length=253, required=False, help_text=_("Na przykład sklep.pl."))
    signature = forms.CharField(
        label=_("Stopka listów"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Stoi pod każdym listem tej marki. Adresy stron stają się odnośnikami."),
    )

    def __init__(self, data: Any = None, files: Any = None, *, brand: Brand | None) -> None:
        self.brand = brand
        given: dict[str, Any] = {"languages": ["pl"], "accent": colour.to_hex("oklch(0.5 0.13 250)")}
        if brand:
            given = {name: getattr(brand, name) for name in ("name", "sender_name", "languages", "domain", "signature")}
            given["accent"] = colour.to_hex(brand.accent)
        super().__init__(data, files, initial=given)
        if not brand or not brand.logo:
            del self.fields["drop_logo"]

    def clean_domain(self) -> str:
        """Accept a bare domain."""
        said: str = self.cleaned_data["domain"].strip().lower().rstrip(".")
        if said and not _DOMAIN.match(said):
            raise ValidationError(_("Podaj samą domenę, na przykład sklep.pl."))
        return said

    def save(self, *, by: Actor) -> Brand:
        """Add or change the brand. Raises the errors of the verbs."""
        said = dict(self.cleaned_data)
        logo, drops = said.pop("logo", None), said.pop("drop_logo", False)
        with transaction.atomic():
            brand = actions.save_brand(self.brand, **said, by=by)
            return actions.set_logo(brand, logo.read() if logo else None, by=by) if logo or drops else brand


class LocationForm(HoursForm):
    """Address and opening hours of a store."""

    name = forms.CharField(label=_("Nazwa"), max_length=80)
    brand: "forms.ModelChoiceField[Brand]" = forms.ModelChoiceField(
        label=_("Marka"), queryset=Brand.objects.none(), empty_label=None
    )
    street = forms.CharField(label=_("Ulica i numer"), max_length=120)
    postal_code = forms.CharField(label=_("Kod pocztowy"), max_length=12)
    city = forms.CharField(label=_("Miejscowość"), max_length=80)
    phone = forms.CharField(label=_("Telefon"), max_length=32, required=False)

    def __init__(self, data: Any = None, *, location: Location | None) -> None:
        self.location = location
        given: dict[str, Any] = {}
        if location:
            of_row = ("name", "street", "postal_code", "city", "phone")
            given = {name: getattr(location, name) for name in of_row} | {"brand": location.brand_id}
        kept = location or Location()
        super().__init__(data, initial=given, week=kept.opening_hours, closed_days=kept.closed_days)
        self.fields["brand"].queryset = queries.all_brands()  # type: ignore[attr-defined]  # the field above

    def clean_phone(self) -> str:
        """Accept what a telephone could dial."""
        said: str = self.cleaned_data["phone"].strip()
        if said and not _PHONE.match(said):
            raise ValidationError(_("Podaj numer cyframi, na przykład +48 58 123 45 67."))
        return said

    def save(self, *, by: Actor) -> Location:
        """Add or change the store."""
        return actions.save_location(self.location, **self.cleaned_data, by=by)


class InboxForm(HoursForm):
    """Name, addresses, teams, manners and hours of an inbox."""

    name = forms.CharField(label=_("Nazwa"), max_length=80)
    brand: "forms.ModelChoiceField[Brand]" = forms.ModelChoiceField(
        label=_("Marka"), queryset=Brand.objects.none(), empty_label=None
    )
    addresses = forms.CharField(
        label=_("Adresy"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Jeden w wierszu. Pierwszy jest nadawcą odpowiedzi."),
    )
    teams: "forms.ModelMultipleChoiceField[Team]" = forms.ModelMultipleChoiceField(
        label=_("Zespoły"), queryset=Team.objects.none(), required=False, widget=forms.CheckboxSelectMultiple
    )
    acknowledgement = forms.CharField(
        label=_("Automatyczne potwierdzenie"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("Wysyłane raz, gdy klient zaczyna rozmowę. Puste: bez potwierdzenia."),
    )
    reopen_days = forms.IntegerField(
        label=_("Dni na ponowne otwarcie"),
        min_value=0,
        max_value=3650,
        help_text=_("Odpowiedź na zamkniętą rozmowę po tylu dniach zaczyna nową, z nią połączoną."),
    )
    keeps_holidays = forms.BooleanField(
        label=_("W święta zamknięte"),
        required=False,
        help_text=_("Święta ustawowo wolne od pracy, od 2025 roku także Wigilia."),
    )
    is_active = forms.BooleanField(
        label=_("Przyjmuje nowe wiadomości"),
        required=False,
        help_text=_("Wyłączona zachowuje wszystkie rozmowy; nowe listy na jej adresy czekają w kwarantannie."),
    )

    def __init__(self, data: Any = None, *, inbox: Inbox | None) -> None:
        self.inbox = inbox
        kept = inbox or Inbox()
        of_row = ("name", "acknowledgement", "reopen_days", "keeps_holidays", "is_active")
        given: dict[str, Any] = {name: getattr(kept, name) for name in of_row}
        if inbox:
            rows = inbox.addresses.order_by("-is_primary", "pk")
            given |= {"brand": inbox.brand_id, "teams": list(inbox.teams.all())}
            given["addresses"] = "\n".join(row.address for row in rows)
        super().__init__(data, initial=given, week=kept.opening_hours, closed_days=kept.closed_days)
        self.fields["brand"].queryset = queries.all_brands()  # type: ignore[attr-defined]  # the field above
        self.fields["teams"].queryset = staff.all_teams()  # type: ignore[attr-defined]  # the field above

    def clean_addresses(self) -> list[str]:
        """Read the addresses."""
        found = self.cleaned_data["addresses"].replace(",", " ").split()
        for address in found:
            validate_email(address)
        return list(dict.fromkeys(found))

    def save(self, *, by: Actor) -> Inbox:
        """Add or change the inbox. Raises the errors of the verb."""
        return actions.save_inbox(self.inbox, **self.cleaned_data, by=by)


class TeamForm(forms.Form):
    """Name, members and inboxes of a team."""

    name = forms.CharField(label=_("Nazwa"), max_length=80)
    members: "forms.ModelMultipleChoiceField[Agent]" = forms.ModelMultipleChoiceField(
        label=_("Kto w nim pracuje"), queryset=Agent.objects.none(), required=False, widget=forms.CheckboxSelectMultiple
    )
    inboxes: "forms.ModelMultipleChoiceField[Inbox]" = forms.ModelMultipleChoiceField(
        label=_("Skrzynki"), queryset=Inbox.objects.none(), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, data: Any = None, *, team: Team | None) -> None:
        self.team = team
        given: dict[str, Any] = {}
        if team:
            given = {
                "name": team.name,
                "members": list(team.agents.values_list("pk", flat=True)),
                "inboxes": list(Inbox.objects.filter(teams=team).values_list("pk", flat=True)),
            }
        super().__init__(data, initial=given)
        self.fields["members"].queryset = staff.everyone().filter(is_active=True)  # type: ignore[attr-defined]
        self.fields["inboxes"].queryset = queries.all_inboxes()  # type: ignore[attr-defined]  # the field above

    def save(self, *, by: Actor) -> Team:
        """Add or change the team. Raises TeamExists."""
        said = self.cleaned_data
        if self.team is None:
            self.team = staff_actions.add_team(said["name"], by=by)
        elif self.team.name != said["name"]:
            staff_actions.rename_team(self.team, said["name"], by=by)
        wanted, present = set(said["members"]), set(self.team.agents.filter(is_active=True))
        for agent in wanted - present:
            staff_actions.join_team(agent, self.team, by=by)
        for agent in present - wanted:
            staff_actions.leave_team(agent, self.team, by=by)
        actions.set_inboxes_of(self.team, said["inboxes"], by=by)
        return self.team


class AddressForm(forms.Form):
    """A private address that we may connect to."""

    word = forms.CharField(
        label=_("Sieć albo host"), max_length=253, help_text=_("10.1.2.3, 10.1.2.0/24 albo poczta.firma.lan.")
    )
    note = forms.CharField(label=_("Do czego"), max_length=120, required=False)
    is_sure = forms.BooleanField(label=_("Wiem, że sieć 169.254.0.0/16 może wydać klucze do serwera"), required=False)

    def save(self, *, by: Actor) -> None:
        """Allow it. Raises the errors of the verb."""
        said = self.cleaned_data
        staff_actions.allow_address(said["word"], note=said["note"], is_sure=said["is_sure"], by=by)
