"""What doctor asks about people and the audit log."""

from collections.abc import Iterator
from datetime import timedelta

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from troska.core import clock
from troska.core.doctor import Finding, check, fine_kind, notice_kind, wrong_kind
from troska.staff import setting_up
from troska.staff.audit import sealing, verifying
from troska.staff.models import AuditEntry
from troska.staff.permissions import Permission
from troska.staff.queries import who_may

_AUDIT = _("Dziennik zdarzeń")
AUDIT = fine_kind("audit.chained", _AUDIT, _("Wszystkie wpisy (%(number)s) są związane pieczęcią."))
AUDIT_BROKEN = wrong_kind(
    "audit.broken",
    _AUDIT,
    _("Pieczęć się nie zgadza: %(reason)s"),
    _("Ktoś zmienił dziennik. Uruchom: troska audit verify"),
    patience=timedelta(0),
)
AUDIT_LATE = wrong_kind(
    "audit.late",
    _AUDIT,
    ngettext_lazy("%(number)d wpis nie ma jeszcze pieczęci.", "%(number)d wpisów nie ma jeszcze pieczęci.", "number"),
    _("Sprawdź, czy działa troska worker."),
)
_PEOPLE = _("Administratorzy")
PEOPLE = fine_kind("administrators.exist", _PEOPLE, _("Jest ktoś, kto może zarządzać ludźmi."))
NO_PEOPLE = wrong_kind(
    "administrators.none", _PEOPLE, _("Nikt nie może zarządzać ludźmi."), _("Uruchom: troska createadmin")
)

NOBODY = notice_kind(
    "administrators.not_yet",
    _PEOPLE,
    _("Nikt nie ma jeszcze konta."),
    _("Otwórz /zacznij/ z kodem z pliku setup_code."),
)


@check
def audit_log() -> Iterator[Finding]:
    """The audit log is chained up to now, and its end is ours; `troska audit verify` looks at all of it."""
    try:
        position, _digest = sealing.sound_end()
    except sealing.ChainBroken as error:
        yield AUDIT_BROKEN(reason=str(error))
        return
    late = AuditEntry.objects.filter(seal=None, at__lt=clock.now() - verifying.SEALED_WITHIN).count()
    yield AUDIT_LATE(number=late) if late else AUDIT(number=position)


@check
def administrators() -> Iterator[Finding]:
    """Somebody can look after the installation."""
    if who_may(Permission.MANAGE_PEOPLE).exists():
        yield PEOPLE()
    elif setting_up.is_open():
        yield NOBODY()
    else:
        yield NO_PEOPLE()
