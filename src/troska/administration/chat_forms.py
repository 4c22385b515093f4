"""The form of an inbox's chat: where it may stand, what it says first, what it asks."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from troska.channels.webchat import actions
from troska.channels.webchat.models import Widget
from troska.conversations.models import Inbox
from troska.core.origins import origin_of
from troska.timeline.actors import Actor

MOST_PAGES = 50
if TYPE_CHECKING:
    _Form = forms.ModelForm[Widget]
else:
    _Form = forms.ModelForm


class ChatForm(_Form):
    """One field is not the model's: the pages, one a line, as people write them."""

    pages = forms.CharField(
        label=_("Strony, na których działa czat"),
        widget=forms.Textarea(attrs={"rows": 3, "spellcheck": "false"}),
        required=False,
        max_length=10_000,
        help_text=_("Po jednej w wierszu, na przykład https://sklep.pl. Na innych stronach czat się nie pokaże."),
    )

    privacy_url = forms.URLField(
        label=_("Informacja o prywatności"),
        required=False,
        max_length=300,
        assume_scheme="https",
        help_text=_("Adres strony, na której piszecie, jak dbacie o dane."),
    )

    class Meta:
        model = Widget
        fields = (*("is_active", "welcome", "asks_name", "asks_email", "needs_email", "needs_consent", "privacy_url"),)
        help_texts = {
            "welcome": _("Puste: „Cześć! W czym możemy pomóc?” w języku klienta."),
            "asks_email": _("Odpowiedź, której klient nie zobaczy na czacie, pójdzie e-mailem."),
        }

    def __init__(self, data: Any = None, *, inbox: Inbox) -> None:
        self.inbox = inbox
        found = Widget.objects.filter(inbox=inbox).first() or Widget(inbox=inbox)
        pages = {"pages": "\n".join(found.allowed_origins)}
        super().__init__(data, instance=found, initial=pages)

    def clean_pages(self) -> list[str]:
        """Read the pages as browsers name them. Raises ValidationError for one that is none."""
        found = []
        for line in filter(None, map(str.strip, self.cleaned_data["pages"].splitlines())):
            origin = origin_of(line)
            if not origin:
                raise ValidationError(_("„%(page)s” nie jest adresem strony."), params={"page": line[:80]})
            found.append(origin)
        if len(found) > MOST_PAGES:
            raise ValidationError(_("Najwyżej %(most)d stron."), params={"most": MOST_PAGES})
        return list(dict.fromkeys(found))

    def save(self, commit: bool = True, *, by: Actor | None = None) -> Widget:  # noqa: FBT001, FBT002, ARG002 -- the form's own
        """Keep it."""
        if by is None:
            raise TypeError("who saves it?")
        said = dict(self.cleaned_data)
        return actions.save_widget(self.inbox, allowed_origins=said.pop("pages"), by=by, **said)
