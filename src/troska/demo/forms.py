"""What a newcomer fills in to write as a customer."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from troska.core.addresses import InvalidAddressError
from troska.core.text import one_line
from troska.demo.company.people import inboxes
from troska.demo.mail import world

MOST_BYTES = 10 * 1024 * 1024


class LetterForm(forms.Form):
    """A mail to the company; to whom an answer goes is known already."""

    to = forms.ChoiceField(label=_("Do"), required=False)
    subject = forms.CharField(
        label=_("Temat"), max_length=200, required=False, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    text = forms.CharField(
        label=_("Treść"),
        max_length=50_000,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 7}),
        error_messages={"required": _("Napisz coś, choćby jedno zdanie.")},
    )
    file = forms.FileField(label=_("Załącznik (niekonieczny)"), required=False, allow_empty_file=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(inbox.address, f"{inbox.name} <{inbox.address}>") for inbox in inboxes()]
        self.fields["to"] = forms.ChoiceField(label=_("Do"), required=False, choices=choices)

    def clean_text(self) -> str:
        """Refuse a letter of spaces."""
        text: str = self.cleaned_data["text"]
        if not text.strip():
            raise forms.ValidationError(_("Napisz coś, choćby jedno zdanie."))
        return text

    def clean_file(self) -> Any:
        """Refuse a file that the desk's mail server would find too large."""
        file = self.cleaned_data["file"]
        if file and file.size > MOST_BYTES:
            raise forms.ValidationError(_("Załącznik może mieć najwyżej 10 MB."))
        return file


class NewWriterForm(forms.Form):
    """Somebody who has never written before."""

    name = forms.CharField(
        label=_("Imię i nazwisko"),
        max_length=100,
        widget=forms.TextInput(attrs={"autocomplete": "off", "placeholder": "Jan Przykładowy"}),
        error_messages={"required": _("Podaj imię i nazwisko, może być zmyślone.")},
    )
    address = forms.CharField(
        label=_("Adres"),
        max_length=200,
        help_text=_("Musi kończyć się na .example. Takich adresów nie ma w internecie, więc nic stąd nie wyjdzie."),
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "inputmode": "email", "placeholder": "jan@poczta.example"}
        ),
        error_messages={"required": _("Podaj adres, na przykład jan@poczta.example.")},
    )

    def clean_name(self) -> str:
        """Keep the name a single line."""
        return one_line(self.cleaned_data["name"])

    def clean_address(self) -> str:
        """Let in only addresses that do not exist outside of here."""
        try:
            return world.customer_key(self.cleaned_data["address"])
        except InvalidAddressError as error:
            raise forms.ValidationError(
                _("Podaj adres w domenie .example, na przykład jan@poczta.example, ale nie adres firmy.")
            ) from error
