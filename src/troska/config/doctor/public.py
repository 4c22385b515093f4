"""What doctor asks about the address that people open: does it lead here, is it live, is its certificate good."""

from collections.abc import Iterator
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from troska.config import probe
from troska.config.environment import environment
from troska.core import clock, processes
from troska.core.doctor import Finding, check, fine_kind, notice_kind, wrong_kind
from troska.core.doctor.register import SELDOM
from troska.core.doctor.watching import this_machine

SOON_DAYS, NOW_DAYS = 14, 3
CLOCKS_DIFFER = 5.0

_ADDRESS = _("Adres publiczny")
REACHED = fine_kind("public.reached", _ADDRESS, _("%(address)s prowadzi do tej instalacji."))
UNREACHED = wrong_kind(
    "public.unreached",
    _ADDRESS,
    _("Z tej maszyny nie da się otworzyć %(address)s (%(trouble)s)."),
    _("Sprawdź TROSKA_PUBLIC_URL, DNS, serwer pośredniczący i zaporę."),
)
ELSEWHERE = wrong_kind(
    "public.elsewhere",
    _ADDRESS,
    _("%(address)s odpowiada (%(status)s), ale nie jest to ta instalacja albo nie przepuszcza /strumien."),
    _(
        "Sprawdź TROSKA_PUBLIC_URL i to, dokąd serwer pośredniczący przekazuje ruch. "
        "Klucz instalacji musi być na wszystkich maszynach ten sam."
    ),
)
_STREAM = _("Strumień na żywo")
LIVE = fine_kind("stream.live", _STREAM, _("Dociera od razu."))
BUFFERED = wrong_kind(
    "stream.buffered",
    _STREAM,
    _("Serwer pośredniczący wstrzymuje strumień, więc okna nie odświeżają się same."),
    _("Wyłącz w nim buforowanie dla /strumien (nginx: proxy_buffering off; Caddy: flush_interval -1)."),
)
_CERTIFICATE = _("Certyfikat")
CERTIFICATE = fine_kind("certificate.good", _CERTIFICATE, _("Ważny jeszcze %(days)s dni."))
CERTIFICATE_SOON = notice_kind(
    "certificate.soon",
    _CERTIFICATE,
    _("Wygasa za %(days)s dni i jeszcze się nie odnowił."),
    _("Sprawdź odnawianie certyfikatu (certbot, Caddy)."),
)
CERTIFICATE_OVER = wrong_kind(
    "certificate.over", _CERTIFICATE, _("Wygasa za %(days)s dni."), _("Odnów certyfikat teraz.")
)
CERTIFICATE_BAD = wrong_kind(
    "certificate.bad",
    _CERTIFICATE,
    _("Nie jest dobry dla %(address)s: %(reason)s."),
    _("Załóż certyfikat na tę nazwę, z całym łańcuchem. Własny urząd certyfikacji dodaj do zaufanych na tej maszynie."),
)
PUBLIC_CLOCK = notice_kind(
    "clock.public",
    _("Zegar serwera pośredniczącego"),
    _("Różni się od zegara tej maszyny o %(seconds)s s."),
    _("Niech obie maszyny biorą czas z NTP."),
)


@check(every=SELDOM)
def public_address() -> Iterator[Finding]:
    """The address leads here, a stream gets through as it is written, and the certificate is good for a while."""
    given = environment()
    is_here = processes.alive().filter(part="web", machine=this_machine()).exists()
    if given.public_url is None and not is_here:
        return  # "localhost" is another machine's
    yield from told(given.address, probe.ask(given.address), clock.now())


def told(address: str, heard: probe.Heard, now: datetime) -> Iterator[Finding]:
    """Say what an answer means."""
    if heard.certificate:
        yield CERTIFICATE_BAD(address=address, reason=heard.certificate)
        return
    if heard.trouble:
        yield UNREACHED(address=address, trouble=heard.trouble)
        return
    if heard.expires_at is not None:
        days = (heard.expires_at - now).days
        kind = CERTIFICATE_OVER if days < NOW_DAYS else CERTIFICATE_SOON if days < SOON_DAYS else CERTIFICATE
        yield kind(days=days)
    if not heard.is_us:
        yield ELSEWHERE(address=address, status=heard.status)
        return
    yield REACHED(address=address)
    yield BUFFERED() if heard.is_buffered else LIVE()
    if heard.ahead is not None and abs(heard.ahead) > CLOCKS_DIFFER:
        yield PUBLIC_CLOCK(seconds=f"{abs(heard.ahead):.0f}")
