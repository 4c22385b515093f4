"""Forms about how people sign in: one's own profile, invitations, rules, providers."""

from datetime import datetime, time, timedelta
from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from troska.administration.forms import role_called, role_choices, role_word
from troska.core import clock
from troska.core.errors import TroskaError
from troska.staff import actions, queries
from troska.staff.actions import invitations
from troska.staff.models import Agent, Language, OwnRole, ProviderKind, SignInProvider, Team
from troska.staff.permissions import Role
from troska.timeline.actors import Actor


class ProfileForm(forms.Form):
    """What one says about oneself."""

    name = forms.CharField(label=_("Imię i nazwisko"), max_length=120)
    language = forms.ChoiceField(label=_("Język"), choices=Language.choices)
    signature = forms.CharField(
        label=_("Podpis"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, data: Any = None, *, agent: Agent) -> None:
        self.agent = agent
        super().__init__(data, initial={name: getattr(agent, name) for name in ("name", "language", "signature")})

    def save(self) -> None:
        """Change it."""
        said = self.cleaned_data
        actions.change_agent(
            self.agent,
            name=said["name"],
            signature=said["signature"],
            language=Language(said["language"]),
            by=self.agent.actor,
        )


class InviteForm(forms.Form):
    """Who may join, as what."""

    email = forms.EmailField(label=_("E-mail"), widget=forms.EmailInput(attrs={"autofocus": True}))
    name = forms.CharField(label=_("Imię i nazwisko"), max_length=120, required=False)
    role = forms.ChoiceField(label=_("Rola"), initial=Role.AGENT.value)
    teams: "forms.ModelMultipleChoiceField[Team]" = forms.ModelMultipleChoiceField(
        label=_("Zespoły"), queryset=Team.objects.none(), required=False, widget=forms.CheckboxSelectMultiple
    )
    language = forms.ChoiceField(label=_("Język"), choices=Language.choices)

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        self.fields["teams"].queryset = queries.all_teams()  # type: ignore[attr-defined]  # the field above
        self.fields["role"].choices = role_choices()  # type: ignore[attr-defined]  # the field above

    def save(self, *, by: Actor) -> invitations.Sent:
        """Invite. Raises the errors of the verb."""
        said = self.cleaned_data
        return invitations.invite(
            email=said["email"],
            name=said["name"],
            role=role_called(said["role"]),
            teams=said["teams"],
            language=Language(said["language"]),
            by=by,
        )


class SessionRulesForm(forms.Form):
    """How long one stays signed in, in hours."""

    idle = forms.FloatField(label=_("Bez używania, najdłużej godzin"), min_value=0.1, max_value=168)
    whole = forms.FloatField(label=_("W całości, najdłużej godzin"), min_value=0.5, max_value=168)

    def __init__(self, data: Any = None) -> None:
        present = queries.session_rules()
        hours = {name: getattr(present, name).total_seconds() / 3600 for name in ("idle", "whole")}
        given = {name: int(value) if value.is_integer() else value for name, value in hours.items()}
        super().__init__(data, initial=given)

    def save(self, *, by: Actor) -> None:
        """Change it."""
        idle, whole = (timedelta(hours=self.cleaned_data[name]) for name in ("idle", "whole"))
        actions.change_session_rules(idle=min(idle, whole), whole=whole, by=by)


class RoleRuleForm(forms.Form):
    """How those of one role sign in."""

    second_factor_from = forms.DateField(
        label=_("Drugi składnik obowiązkowy od"),
        required=False,
        help_text=_("Puste: nie jest obowiązkowy. Kto go wtedy nie ma, nie wejdzie dalej, póki go nie doda."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    allows_password = forms.BooleanField(label=_("Może logować się hasłem"), required=False)

    def __init__(self, data: Any = None, *, role: Role | OwnRole) -> None:
        self.role = role
        rule = queries.rule_of(role)
        begin = clock.local(rule.second_factor_from).date() if rule.second_factor_from else None
        super().__init__(data, initial={"second_factor_from": begin, "allows_password": rule.allows_password})

    def save(self, *, by: Actor) -> None:
        """Change it. Raises the errors of the verb."""
        day = self.cleaned_data["second_factor_from"]
        actions.change_role_rule(
            self.role,
            second_factor_from=datetime.combine(day, time.min, clock.WARSAW) if day else None,
            allows_password=self.cleaned_data["allows_password"],
            by=by,
        )


class _AnyProviderForm(forms.Form):
    """What is asked of every provider."""

    label = forms.CharField(label=_("Napis na przycisku"), max_length=40, help_text=_("Na przykład: Konto firmowe"))
    domains = forms.CharField(
        label=_("Domeny, z których można dołączyć bez zaproszenia"),
        required=False,
        max_length=1000,
        help_text=_("Po przecinku. Puste: nikt nie dołącza sam."),
    )
    role = forms.ChoiceField(label=_("Rola tych, którzy dołączają sami"))
    is_on = forms.BooleanField(label=_("Włączony"), required=False)

    def __init__(self, data: Any = None, *, row: SignInProvider | None) -> None:
        self.row = row
        given: dict[str, Any] = {"role": Role.AGENT.value, "is_on": True}
        if row is not None:
            given = {name: getattr(row, name) for name in ("label", "issuer", "client_id", "is_on")}
            given |= {"domains": ", ".join(row.domains), "role": role_word(row.own_role or Role(row.role))}
        super().__init__(data, initial=given)
        self.fields["role"].choices = role_choices()  # type: ignore[attr-defined]  # the field above

    def clean_domains(self) -> list[str]:
        """Read domains between commas."""
        words = [word.strip().lstrip("@").lower() for word in self.cleaned_data["domains"].split(",")]
        domains = [word for word in words if word]
        if any("." not in word or " " in word or "*" in word for word in domains):
            raise forms.ValidationError(_("To nie wygląda na domenę."))
        return domains

    def keep(self, issuer: str, *, by: Actor, **values: Any) -> SignInProvider:
        """Add or change it. Raises the errors of the verbs."""
        said = self.cleaned_data
        values |= {name: said[name] for name in ("label", "domains", "is_on")}
        values["role"] = role_called(said["role"])
        if self.row is None:
            return actions.add_provider(issuer=issuer, by=by, **values)
        return actions.change_provider(self.row, by=by, **values)


class ProviderForm(_AnyProviderForm):
    """A provider of OpenID Connect."""

    issuer = forms.URLField(
        label=_("Adres wystawcy"),
        max_length=300,
        assume_scheme="https",
        help_text=_("Bez końcówki /.well-known/…; nie da się go potem zmienić."),
    )
    client_id = forms.CharField(label=_("Identyfikator klienta"), max_length=190)
    secret = forms.CharField(
        label=_("Sekret klienta"),
        required=False,
        max_length=500,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
    )
    field_order = ("label", "issuer", "client_id", "secret", "domains", "role", "is_on")

    def __init__(self, data: Any = None, *, row: SignInProvider | None) -> None:
        super().__init__(data, row=row)
        if row is not None:
            self.fields["issuer"].disabled = True
            self.fields["secret"].help_text = _("Jest zapisany. Puste pole go nie zmienia.")

    def clean_issuer(self) -> str:
        """Take encrypted addresses only, but for hosts that the owner of the server allows."""
        issuer: str = self.cleaned_data["issuer"].rstrip("/")
        if urlsplit(issuer).scheme != "https" and not settings.TROSKA_EGRESS_ALLOW:
            raise forms.ValidationError(_("Adres musi zaczynać się od https://."))
        return issuer

    def save(self, *, by: Actor) -> SignInProvider:
        """Add or change it. Raises the errors of the verbs."""
        said = self.cleaned_data
        return self.keep(said["issuer"], by=by, client_id=said["client_id"], secret=said["secret"])


class SamlForm(_AnyProviderForm):
    """A provider of SAML 2.0: all that is to be known of it stands in its metadata."""

    metadata = forms.CharField(
        label=_("Metadane dostawcy (XML)"),
        max_length=200_000,
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false"}),
    )
    field_order = ("label", "metadata", "domains", "role", "is_on")

    def __init__(self, data: Any = None, *, row: SignInProvider | None) -> None:
        super().__init__(data, row=row)
        self.fields["metadata"].help_text = _("Wystawca, adres logowania i certyfikat podpisu są z nich odczytywane.")
        if row is not None:
            self.fields["metadata"].required = False
            self.fields["metadata"].help_text = _("Puste: zostają obecne. Wklej nowe, gdy dostawca zmienia certyfikat.")

    def clean_metadata(self) -> dict[str, str]:
        """Read them; the issuer of a provider does not change."""
        given = self.cleaned_data["metadata"]
        if not given and self.row is not None:
            return {name: getattr(self.row, name) for name in ("issuer", "sso_url", "certificates")}
        try:
            found = queries.saml_metadata(given)
        except TroskaError as error:
            raise forms.ValidationError(str(error)) from error
        if self.row is not None and found["issuer"] != self.row.issuer:
            raise forms.ValidationError(_("To metadane innego wystawcy. Dodaj go jako nowego dostawcę."))
        return found

    def save(self, *, by: Actor) -> SignInProvider:
        """Add or change it. Raises the errors of the verbs."""
        found = dict(self.cleaned_data["metadata"])
        issuer = found.pop("issuer")
        return self.keep(issuer, by=by, kind=ProviderKind.SAML, client_id="saml", secret="", **found)
