"""Where mail is kept: the servers of common providers, so that nobody has to look them up."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from troska.channels.email.models import Security


@dataclass(frozen=True, slots=True)
class Provider:
    """A mail provider's servers, and what a person has to know of it. IMAP goes by TLS."""

    key: str
    name: str | Promise
    imap_host: str = ""
    smtp_host: str = ""
    smtp_port: int = 465
    smtp_security: Security = Security.TLS
    hint: str | Promise = ""
    imap_port: int = 993


_APP_PASSWORD = _("Włącz dwustopniowe logowanie i utwórz hasło do aplikacji; zwykłe hasło nie zadziała.")
_IMAP_ON = _("Włącz IMAP w ustawieniach poczty i utwórz hasło do aplikacji, jeśli dostawca go wymaga.")
#: Hosting companies that give each customer a server of his own.
_IN_PANEL = _("Nazwę swojego serwera znajdziesz w panelu klienta, przy skrzynce: „Serwery pocztowe”. Porty już pasują.")
PROVIDERS = (
    Provider("gmail", "Gmail", "imap.gmail.com", "smtp.gmail.com", hint=_APP_PASSWORD),
    Provider("icloud", "iCloud", "imap.mail.me.com", "smtp.mail.me.com", 587, Security.STARTTLS, _APP_PASSWORD),
    Provider("wp", "WP", "imap.wp.pl", "smtp.wp.pl", hint=_IMAP_ON),
    Provider("o2", "O2", "poczta.o2.pl", "poczta.o2.pl", hint=_IMAP_ON),
    Provider("onet", "Onet", "imap.poczta.onet.pl", "smtp.poczta.onet.pl", hint=_IMAP_ON),
    Provider("interia", "Interia", "poczta.interia.pl", "poczta.interia.pl", hint=_IMAP_ON),
    Provider("home", "home.pl", hint=_IN_PANEL),
    Provider("nazwa", "nazwa.pl", hint=_IN_PANEL),
    Provider("ovh", "OVH", "ssl0.ovh.net", "ssl0.ovh.net"),
    Provider(
        "inny", _("inny"), hint=_("Nazwy serwerów znajdziesz w pomocy dostawcy albo w panelu hostingu, pod „IMAP”.")
    ),
)


def provider_called(key: str) -> Provider:
    """Give the provider, "inny" for one that we do not know."""
    return next((one for one in PROVIDERS if one.key == key), PROVIDERS[-1])
