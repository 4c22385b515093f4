"""The form about how long things are kept."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from troska.conversations import actions, queries
from troska.conversations.models import RetentionRules
from troska.timeline.actors import Actor


class RetentionForm(forms.Form):
    """Three numbers; an empty one is for ever."""

    conversations_months = forms.IntegerField(
        label=_("Zamknięte rozmowy, ile miesięcy"),
        min_value=1,
        max_value=600,
        required=False,
        help_text=_("Potem znikają treść, pliki i oryginały; że rozmowa była, zostaje. Puste: bez końca."),
    )
    customers_months = forms.IntegerField(
        label=_("Klienci bez otwartych spraw, ile miesięcy"),
        min_value=1,
        max_value=600,
        required=False,
        help_text=_("Od zamknięcia ostatniej rozmowy. Roszczenia kupujących przedawniają się zwykle po 6 latach."),
    )
    documents_days = forms.IntegerField(
        label=_("Dokumenty tożsamości, ile dni od zamknięcia rozmowy"),
        min_value=0,
        max_value=3650,
        required=False,
        help_text=_("Skany dowodów i paszportów, rozpoznane po nazwie pliku. Puste: bez końca."),
    )

    def __init__(self, data: Any = None) -> None:
        kept = queries.retention_rules()
        super().__init__(data, initial={name: getattr(kept, name) for name in self.base_fields})

    def rules(self) -> RetentionRules:
        """Give the rules as they would be."""
        return RetentionRules(pk=1, **self.cleaned_data)

    def save(self, *, by: Actor) -> RetentionRules:
        """Keep them."""
        return actions.change_retention(**self.cleaned_data, by=by)
