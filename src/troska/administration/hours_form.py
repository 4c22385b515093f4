"""The part of a form that is a week of hours and days off."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from troska.core import opening_hours
from troska.core.business_hours import Week

_DAYS = (
    _("Poniedziałek"), _("Wtorek"), _("Środa"), _("Czwartek"), _("Piątek"), _("Sobota"), _("Niedziela"),
)  # fmt: skip


class HoursForm(forms.Form):
    """Seven fields, one a day, and days without hours, as people write them."""

    closed_days = forms.CharField(
        label=_("Dni zamknięcia"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Jeden dzień w wierszu: 24.12.2026."),
    )

    def __init__(self, data: Any, *, initial: dict[str, Any], week: Week, closed_days: Sequence[str]) -> None:
        given = initial | {"closed_days": "\n".join(closed_days)}
        given |= {f"day_{nth}": opening_hours.written(day) for nth, day in enumerate(week[:7])}
        super().__init__(data, initial=given)
        for nth, label in enumerate(_DAYS):
            self.fields[f"day_{nth}"] = forms.CharField(
                label=label,
                required=False,
                max_length=120,
                widget=forms.TextInput(attrs={"placeholder": _("zamknięte")}),
            )

    @property
    def week(self) -> list[forms.BoundField]:
        return [self[f"day_{nth}"] for nth in range(7)]

    def clean_closed_days(self) -> list[str]:
        """Read the days."""
        try:
            return opening_hours.days(self.cleaned_data["closed_days"])
        except opening_hours.Unclear as error:
            raise ValidationError(_("Nie rozumiem dnia „%(what)s”.") % {"what": error}) from error

    def clean(self) -> dict[str, Any]:
        """Read the week; its seven fields become `opening_hours`."""
        said = super().clean() or self.cleaned_data
        week = []
        for nth in range(7):
            try:
                week.append(opening_hours.spans(said.pop(f"day_{nth}", "")))
            except opening_hours.Unclear as error:
                self.add_error(
                    f"day_{nth}", _("Nie rozumiem „%(what)s”. Wpisz na przykład 10–14, 15:30–18.") % {"what": error}
                )
        return said | {"opening_hours": week}
