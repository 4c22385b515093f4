"""What doctor asks about people and the audit log."""

from collections.abc import Iterator

from troska.core import clock
from troska.core.doctor import Finding, check, fine, notice, wrong
from troska.staff import setting_up
from troska.staff.audit import sealing, verifying
from troska.staff.models import AuditEntry
from troska.staff.permissions import Permission
from troska.staff.queries import who_may


@check
def audit_log() -> Iterator[Finding]:
    """The audit log is chained up to now, and its end is ours; `troska audit verify` looks at all of it."""
    try:
        position, _digest = sealing.sound_end()
    except sealing.ChainBroken as error:
        yield wrong("audit log", str(error), "somebody changed the audit log: troska audit verify")
        return
    late = AuditEntry.objects.filter(seal=None, at__lt=clock.now() - verifying.SEALED_WITHIN).count()
    if late:
        yield wrong("audit log", f"{late} entries are not chained", "look whether troska worker runs")
    else:
        yield fine("audit log", f"{position} entries are chained")


@check
def administrators() -> Iterator[Finding]:
    """Somebody can look after the installation."""
    if who_may(Permission.MANAGE_PEOPLE).exists():
        yield fine("administrators", "there is one who can sign in")
    elif setting_up.is_open():
        yield notice("administrators", "nobody has begun yet", "open /zacznij/ with the code in TROSKA_HOME/setup_code")
    else:
        yield wrong("administrators", "nobody may manage people", "troska createadmin")
