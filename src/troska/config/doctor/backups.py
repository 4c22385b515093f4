"""What doctor asks about backups: is there a good one, did the last one fail, was one ever read again?"""

import os
import shutil
from collections.abc import Iterator
from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from troska.config.environment import environment
from troska.core import clock
from troska.core.doctor import Finding, Where, check, fine_kind, notice_kind, wrong_kind
from troska.core.models import BackupRun

#: A backup that is older than a day and the time it may take is missing.
OLD_AFTER = timedelta(hours=30)
UNREAD_AFTER = timedelta(days=92)

_BACKUP = _("Kopia zapasowa")
GOOD = fine_kind("backup.fresh", _BACKUP, _("Ostatnia sprzed %(hours)s h, %(megabytes)s MB."))
DEMO = fine_kind("backup.demo", _BACKUP, _("Firma pokazowa obchodzi się bez niej."))
NONE = notice_kind(
    "backup.none",
    _BACKUP,
    _("Nie ma żadnej; po awarii dysku wszystko przepadnie."),
    _("Ustaw TROSKA_BACKUP_TO i TROSKA_BACKUP_RECIPIENTS: docs/how-to/backup.md"),
)
OLD = wrong_kind(
    "backup.old",
    _BACKUP,
    _("Ostatnia dobra jest sprzed %(hours)s h."),
    _("Sprawdź, czy działa troska worker na maszynie z tym folderem; zrób kopię: troska backup"),
)
FAILED = wrong_kind(
    "backup.failed", _BACKUP, _("Ostatnia się nie udała: %(reason)s"), _("Usuń przyczynę i zrób kopię: troska backup")
)
INCOMPLETE = notice_kind(
    "backup.incomplete",
    _("Pliki w kopii"),
    _("Brakowało plików, o których wie baza: %(number)s."),
    _("Sprawdź dysk z TROSKA_HOME; brakujące pliki wymienia troska backup."),
)
UNREAD = notice_kind(
    "backup.unread",
    _("Próba kopii"),
    _("Od dawna nikt nie sprawdził, czy kopię da się odczytać."),
    _("Sprawdź ostatnią: troska backup verify PLIK --identity KLUCZ"),
)
READ = fine_kind("backup.read", _("Próba kopii"), _("Ostatnio odczytana w całości %(days)s dni temu."))
ROOM = fine_kind("backup.room", _("Miejsce na kopie"), _("Wolne %(free)s GB w %(folder)s."))
NO_ROOM = wrong_kind(
    "backup.no_room",
    _("Miejsce na kopie"),
    _("W %(folder)s jest tylko %(free)s GB, a kopia zajmuje %(needed)s GB."),
    _("Zrób miejsce albo zmniejsz TROSKA_BACKUP_KEEP."),
)


@check
def backups() -> Iterator[Finding]:
    """There is a good backup of the last day, and the last one did not fail."""
    good = BackupRun.objects.filter(is_good=True).order_by("-started_at").first()
    failed = BackupRun.objects.filter(is_good=False).order_by("-started_at").first()
    if failed is not None and (good is None or failed.started_at > good.started_at):
        yield FAILED(reason=failed.reason)
    if good is None:
        if failed is None:
            yield DEMO() if os.environ.get("TROSKA_DEMO") == "1" else NONE()
        return
    hours = _hours(good.started_at)
    if good.started_at < clock.now() - OLD_AFTER:
        yield OLD(hours=hours)
    else:
        yield GOOD(hours=hours, megabytes=f"{good.size / 1024**2:.1f}")
    if good.missing:
        yield INCOMPLETE(number=good.missing)


@check
def tried_backups() -> Iterator[Finding]:
    """Somebody has seen that backups can be read."""
    first = BackupRun.objects.filter(is_good=True).order_by("started_at").first()
    read = BackupRun.objects.filter(verified_at__isnull=False).order_by("-verified_at").first()
    since = read.verified_at if read else first.started_at if first else None
    if since is not None and (read is None or since < clock.now() - UNREAD_AFTER):
        yield UNREAD()
    elif since is not None:
        yield READ(days=(clock.now() - since).days)


@check(where=Where.MACHINE)
def room_for_backups() -> Iterator[Finding]:
    """The next backup has room, on the machine that writes it."""
    folder = environment().backup_to
    if folder is None or not folder.is_dir():
        return
    last = BackupRun.objects.filter(is_good=True).order_by("-started_at").values_list("size", flat=True).first() or 0
    free, needed = shutil.disk_usage(folder).free, last * 2
    values = {"folder": str(folder), "free": f"{free / 1024**3:.1f}"}
    yield NO_ROOM(needed=f"{needed / 1024**3:.1f}", **values) if free < needed else ROOM(**values)


def _hours(moment: datetime) -> int:
    return int((clock.now() - moment).total_seconds() // 3600)
