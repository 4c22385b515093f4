"""Connecting a mailbox."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from troska.administration.mail_providers import PROVIDERS, Provider
from troska.channels.email import actions
from troska.channels.email.models import AfterFetch, Authentication, Mailbox, Security
from troska.conversations import queries
from troska.conversations.models import Inbox
from troska.timeline.actors import Actor

_OF_ROW = (
    "imap_host", "imap_port", "imap_security", "smtp_host", "smtp_port", "smtp_security", "username",
    "import_existing", "after_fetch", "move_to", "authserv_id",
)  # fmt: skip


class MailboxForm(forms.Form):
    """Servers, sign-in and habits of a mailbox; the password is never shown again."""

    name = forms.CharField(label=_("Nazwa"), max_length=80, help_text=_("Dla Was, na przykład „Poczta sklepu”."))
    inbox: "forms.ModelChoiceField[Inbox]" = forms.ModelChoiceField(
        label=_("Skrzynka"),
        queryset=Inbox.objects.none(),
        required=False,
        empty_label=_("według adresu listu"),
        help_text=_("Dokąd trafia list, którego adres nie należy do żadnej skrzynki."),
    )
    username = forms.CharField(label=_("Użytkownik"), max_length=320, help_text=_("Zwykle cały adres e-mail."))
    secret = forms.CharField(
        label=_("Hasło"),
        required=False,
        max_length=1000,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    imap_host = forms.CharField(label=_("Serwer IMAP"), max_length=253, required=False)
    imap_port = forms.IntegerField(label=_("Port IMAP"), min_value=1, max_value=65535)
    imap_security = forms.ChoiceField(label=_("Szyfrowanie IMAP"), choices=Security.choices)
    smtp_host = forms.CharField(label=_("Serwer SMTP"), max_length=253, required=False)
    smtp_port = forms.IntegerField(label=_("Port SMTP"), min_value=1, max_value=65535)
    smtp_security = forms.ChoiceField(label=_("Szyfrowanie SMTP"), choices=Security.choices)
    folders = forms.CharField(
        label=_("Foldery do czytania"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Jeden w wierszu."),
    )
    import_existing = forms.BooleanField(label=_("Weź też listy, które już są w folderach"), required=False)
    after_fetch = forms.ChoiceField(label=_("Po odebraniu"), choices=AfterFetch.choices)
    move_to = forms.CharField(label=_("Folder docelowy"), max_length=250, required=False)
    authserv_id = forms.CharField(
        label=_("Serwer, który sprawdza nadawców"),
        max_length=253,
        required=False,
        help_text=_("Nazwa z nagłówka Authentication-Results; puste: nadawcy zostają niesprawdzeni."),
    )
    is_active = forms.BooleanField(label=_("Włączone"), required=False)

    def __init__(self, data: Any = None, *, mailbox: Mailbox | None, provider: Provider = PROVIDERS[-1]) -> None:
        self.mailbox = mailbox
        if mailbox:
            given: dict[str, Any] = {name: getattr(mailbox, name) for name in _OF_ROW}
            given |= {"name": mailbox.account.name, "inbox": mailbox.account.inbox_id}
            given |= {"is_active": mailbox.account.is_active, "folders": "\n".join(mailbox.folders)}
        else:
            given = {"imap_host": provider.imap_host, "imap_port": provider.imap_port, "imap_security": Security.TLS}
            given |= {"smtp_host": provider.smtp_host, "smtp_port": provider.smtp_port}
            given |= {"smtp_security": provider.smtp_security, "after_fetch": AfterFetch.KEEP}
            given |= {"folders": "INBOX", "is_active": True}
        super().__init__(data, initial=given)
        self.fields["inbox"].queryset = queries.all_inboxes()  # type: ignore[attr-defined]  # the field above
        if mailbox and mailbox.authentication == Authentication.XOAUTH2:
            del self.fields["secret"]
        elif mailbox:
            self.fields["secret"].help_text = _("Puste: zostaje obecne. Przy zmianie serwera podaj je ponownie.")
        self.fields["folders"].strip = False  # type: ignore[attr-defined]  # names may begin with a blank

    def clean_folders(self) -> list[str]:
        """Read one folder a line."""
        return [line for line in self.cleaned_data["folders"].splitlines() if line.strip()]

    def save(self, *, by: Actor) -> Mailbox:
        """Add or change the mailbox. Raises the errors of the verbs."""
        said = dict(self.cleaned_data)
        secret = said.pop("secret", "") or None
        for way in ("imap", "smtp"):
            said[f"{way}_host"] = said[f"{way}_host"].strip().lower()
        if self.mailbox:
            return actions.change_mailbox(self.mailbox, secret=secret, by=by, **said)
        self.mailbox = actions.add_mailbox(secret=secret or "", by=by, **said)
        return self.mailbox
