"""What agents write and choose."""

import re
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from troska.conversations.models import Channel, DraftKind, Status
from troska.core.addresses import is_email

LONGEST_TEXT = 100_000
LONGEST_ADDRESSES = 4000
MOST_ADDRESSES = 20
_PIECES = re.compile(r'(?:"[^"]*"|[^,;\n"])+')
_NAMED = re.compile(r'"?(?P<name>[^"<>]*)"?\s*<(?P<address>[^<>]+)>')
_CODE = re.compile(r"[a-z2-7]{26}", re.ASCII)


class TextField(forms.CharField):
    """Text of several lines; a browser sends CR LF, we keep LF."""

    def to_python(self, value: object) -> str | None:
        text = super().to_python(value)
        return text.replace("\r\n", "\n").replace("\r", "\n") if text else text


class AddressesField(forms.CharField):
    """Addresses as people write them, apart by commas, semicolons or lines: "Jan <jan@x.pl>, ewa@y.pl"."""

    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=LONGEST_ADDRESSES, strip=True, **options)

    def clean(self, value: Any) -> Any:
        """Give [(name, address)], each address once. Raises ValidationError that names the one that is none."""
        text = super().clean(value)
        people: dict[str, tuple[str, str]] = {}
        for piece in filter(None, map(str.strip, _PIECES.findall(text))):
            named = _NAMED.fullmatch(piece)
            name, address = (named["name"].strip(), named["address"].strip()) if named else ("", piece)
            if not is_email(address) or "." not in address.rpartition("@")[2]:
                raise ValidationError(_("„%(piece)s” nie wygląda na adres e-mail."), params={"piece": piece[:80]})
            people.setdefault(address.lower(), (name, address))
        if len(people) > MOST_ADDRESSES:
            raise ValidationError(
                _("Za dużo adresów naraz, największa liczba to %(most)d."), params={"most": MOST_ADDRESSES}
            )
        return list(people.values())


class CodesField(forms.Field):
    """Codes of files; what is none is left out."""

    widget = forms.MultipleHiddenInput

    def clean(self, value: Any) -> Any:
        """Give the codes in their order."""
        return [code for code in value or () if _CODE.fullmatch(code)]


class WritingForm(forms.Form):
    """Words, files, and the token that lets them go out once."""

    kind: ClassVar[DraftKind]
    nothing: ClassVar[Any]

    text = TextField(max_length=LONGEST_TEXT, strip=True, required=False)
    file = CodesField(required=False)
    token = forms.CharField(required=False, max_length=26)

    def clean(self) -> dict[str, Any]:
        """Ask for words or a file."""
        cleaned = super().clean() or self.cleaned_data
        has_files = cleaned.get("file") or cleaned.get("copy") or self.files.getlist("files")
        if "text" not in self.errors and not cleaned.get("text") and not has_files:
            self.add_error("text", self.nothing)
        return cleaned


class ReplyForm(WritingForm):
    """Words to the customer, who else gets them, and what becomes of the conversation when they are sent."""

    kind = DraftKind.REPLY
    nothing = _("Napisz odpowiedź, zanim ją wyślesz.")

    mode = forms.ChoiceField(choices=[("reply", ""), ("all", "")], required=False)
    #: Which way it goes; left out, the way the customer wrote last.
    channel = forms.ChoiceField(choices=Channel.choices, required=False)
    cc = AddressesField(required=False)
    bcc = AddressesField(required=False)
    then = forms.ChoiceField(
        choices=[(s.value, s.label) for s in (Status.PENDING, Status.OPEN, Status.CLOSED)], required=False
    )
    #: What `then` was when the answer was held back by news.
    meant = forms.ChoiceField(choices=[(s.value, "") for s in Status], required=False)
    #: The last message the agent saw, and the last one that he answers knowingly.
    seen = forms.IntegerField(required=False, min_value=0)
    despite = forms.IntegerField(required=False, min_value=0)

    @property
    def last_seen(self) -> int | None:
        """The last message that the agent knows of."""
        numbers = [self.cleaned_data.get(name) for name in ("seen", "despite")]
        return max((number for number in numbers if number is not None), default=None)

    @property
    def then_or_usual(self) -> Status:
        """What becomes of the conversation."""
        return Status(self.cleaned_data["then"] or self.cleaned_data["meant"] or Status.PENDING)


class ForwardForm(WritingForm):
    """Words to somebody who takes no part in the conversation, and copies of files that came in it."""

    kind = DraftKind.FORWARD
    nothing = _("Napisz coś, zanim to przekażesz.")

    to = AddressesField(error_messages={"required": _("Podaj adres, na który chcesz to przekazać.")})
    subject = forms.CharField(required=False, max_length=250, strip=True)
    copy = CodesField(required=False)


class NoteForm(WritingForm):
    """Words to the team."""

    kind = DraftKind.NOTE
    nothing = _("Napisz coś, zanim dodasz notatkę.")


class DraftForm(forms.Form):
    """What is being written, as typed, and the version it goes on from."""

    text = TextField(max_length=LONGEST_TEXT, strip=False, required=False)
    to = forms.CharField(required=False, max_length=LONGEST_ADDRESSES)
    cc = forms.CharField(required=False, max_length=LONGEST_ADDRESSES)
    bcc = forms.CharField(required=False, max_length=LONGEST_ADDRESSES)
    subject = forms.CharField(required=False, max_length=250)
    mode = forms.ChoiceField(choices=[("reply", ""), ("all", "")], required=False)
    known = forms.DateTimeField(required=False)
    token = forms.CharField(required=False, max_length=26)

    @property
    def recipients(self) -> dict[str, str]:
        """What stands beside the text."""
        return {
            name: self.cleaned_data[name] for name in ("to", "cc", "bcc", "subject", "mode") if self.cleaned_data[name]
        }


class StatusForm(forms.Form):
    """A state to bring the conversation into; snoozing has a form of its own."""

    status = forms.ChoiceField(choices=[(s.value, s.label) for s in Status if s != Status.SNOOZED])
