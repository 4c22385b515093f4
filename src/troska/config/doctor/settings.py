"""What doctor asks about the settings."""

import os
from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from troska.config import database_address
from troska.config.environment import environment
from troska.core.doctor import Finding, Where, check, fine_kind, notice_kind, wrong_kind

_SETTINGS = _("Ustawienia serwera")
SETTINGS = fine_kind("settings.fine", _SETTINGS, _("Bez zaskoczeń."))
DEBUG = wrong_kind(
    "settings.debug",
    _SETTINGS,
    _("TROSKA_DEBUG jest włączone i każdemu pokazuje szczegóły błędów."),
    _("Usuń TROSKA_DEBUG i uruchom ponownie."),
)
NO_ADDRESS = wrong_kind(
    "settings.no_public_url",
    _SETTINGS,
    _("Słucha na %(host)s, a nie ma publicznego adresu."),
    _("Ustaw TROSKA_PUBLIC_URL."),
)
ROOT = notice_kind("settings.root", _SETTINGS, _("Działa jako root."), _("Uruchamiaj Troskę jako osobny użytkownik."))
NO_USER = wrong_kind(
    "settings.no_database_user",
    _SETTINGS,
    _("DATABASE_URL nie podaje użytkownika."),
    _("Podaj go: postgresql://użytkownik:hasło@host/nazwa"),
)


@check(where=Where.MACHINE)
def settings() -> Iterator[Finding]:
    """Nothing is set that is meant for developers or that will surprise."""
    given = environment()
    found = []
    if given.debug:
        found.append(DEBUG())
    if given.public_url is None and given.host not in {"127.0.0.1", "::1", "localhost"}:
        found.append(NO_ADDRESS(host=given.host))
    if os.geteuid() == 0:
        found.append(ROOT())
    if not database_address.application_role(given):
        found.append(NO_USER())
    yield from found or [SETTINGS()]
