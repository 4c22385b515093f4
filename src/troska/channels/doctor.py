"""What doctor asks about what comes in: the journal, the quarantine, the accounts."""

from collections.abc import Iterator
from datetime import timedelta

from django.db.models import Count, Min
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from troska.channels.models import ChannelAccount, Health, JournalEntry, JournalState
from troska.core import clock
from troska.core.doctor import Finding, check, fine_kind, notice_kind, wrong_kind

LATE_AFTER = timedelta(minutes=2)
HELD_AFTER = timedelta(hours=24)

_JOURNAL = _("Dziennik odbioru")
JOURNAL = fine_kind("journal.empty", _JOURNAL, _("Wszystko, co przyszło, jest przetworzone."))
JOURNAL_LATE = wrong_kind(
    "journal.late",
    _JOURNAL,
    ngettext_lazy(
        "%(number)d wiadomość czeka na przetworzenie, najstarsza od %(minutes)s min.",
        "%(number)d wiadomości czeka na przetworzenie, najstarsza od %(minutes)s min.",
        "number",
    ),
    _("Sprawdź, czy działa troska worker. Nic nie ginie: wiadomości są zapisane."),
)
_QUARANTINE = _("Kwarantanna")
QUARANTINE = fine_kind("quarantine.looked_after", _QUARANTINE, _("Nic nie czeka tu dłużej niż dobę."))
QUARANTINE_FULL = notice_kind(
    "quarantine.waiting",
    _QUARANTINE,
    ngettext_lazy(
        "%(number)d wiadomość czeka na decyzję dłużej niż dobę.",
        "%(number)d wiadomości czeka na decyzję dłużej niż dobę.",
        "number",
    ),
    _("Otwórz kwarantannę i zdecyduj, co wpuścić. Po usunięciu usterki: troska mail replay"),
)
ACCOUNT = fine_kind("account.works", _("Konto %(name)s"), _("Działa; ostatnio %(minutes)s min temu."))
ACCOUNT_FAILING = wrong_kind(
    "account.failing",
    _("Konto %(name)s"),
    _("Nie działa: %(reason)s"),
    _("Sprawdź ustawienia konta; poczta czeka na serwerze i przyjdzie sama, gdy połączenie wróci."),
    patience=timedelta(minutes=5),
)
NO_ACCOUNTS = fine_kind("account.none", _("Konta"), _("Nie ma jeszcze żadnego, które odbiera pocztę."))


@check
def journal() -> Iterator[Finding]:
    """What arrived is understood within minutes."""
    waiting = JournalEntry.objects.filter(state=JournalState.RECEIVED).aggregate(
        n=Count("pk"), oldest=Min("received_at")
    )
    oldest = waiting["oldest"]
    if oldest is not None and oldest < clock.now() - LATE_AFTER:
        yield JOURNAL_LATE(number=waiting["n"], minutes=int((clock.now() - oldest).total_seconds() // 60))
    else:
        yield JOURNAL()


@check
def quarantine() -> Iterator[Finding]:
    """Somebody looks after what was held at the door."""
    held = JournalEntry.objects.filter(state=JournalState.QUARANTINED, received_at__lt=clock.now() - HELD_AFTER).count()
    yield QUARANTINE_FULL(number=held) if held else QUARANTINE()


@check
def accounts() -> Iterator[Finding]:
    """Each account that is on says that it works."""
    now = clock.now()
    known = list(ChannelAccount.objects.filter(is_active=True).exclude(health=Health.UNKNOWN).order_by("pk"))
    for account in known:
        if account.health == Health.FAILING:
            yield ACCOUNT_FAILING(account.pk, name=account.name, reason=account.last_error)
        else:
            minutes = int((now - (account.last_ok_at or now)).total_seconds() // 60)
            yield ACCOUNT(account.pk, name=account.name, minutes=minutes)
    if not known:
        yield NO_ACCOUNTS()
