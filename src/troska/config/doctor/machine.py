"""What doctor asks about the machine it runs on."""

import shutil
import stat
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from django.db import connection
from django.utils.translation import gettext_lazy as _

from troska.config.environment import environment
from troska.core import clock
from troska.core.doctor import Finding, Where, check, fine_kind, notice_kind, wrong_kind

#: Free gigabytes below which people are told, and below which it is urgent.
LITTLE, LEAST = 5.0, 1.0
SKEW_SECONDS = 2.0

_DISK = _("Dysk")
DISK = fine_kind("disk.room", _DISK, _("Wolne %(free)s GB w %(folder)s."))
DISK_LITTLE = notice_kind(
    "disk.little",
    _DISK,
    _("Zostało %(free)s GB w %(folder)s."),
    _("Zrób miejsce albo powiększ dysk, zanim zabraknie go na pocztę."),
)
DISK_FULL = wrong_kind(
    "disk.full",
    _DISK,
    _("Zostało tylko %(free)s GB w %(folder)s."),
    _("Zrób miejsce. Do tego czasu poczta czeka u nadawców."),
    patience=timedelta(0),
)
_CLOCK = _("Zegar")
CLOCK = fine_kind("clock.agrees", _CLOCK, _("Zgadza się z zegarem bazy."))
CLOCK_SKEWED = wrong_kind(
    "clock.skewed",
    _CLOCK,
    _("Różni się od zegara bazy o %(seconds)s s; terminy i kolejność mogą być fałszywe."),
    _("Niech obie maszyny biorą czas z NTP (timedatectl set-ntp true)."),
    patience=timedelta(minutes=1),
)
_KEYS = _("Pliki kluczy")
KEYS = fine_kind("keys.closed", _KEYS, _("Czyta je tylko właściciel."))
KEYS_OPEN = wrong_kind(
    "keys.open",
    _KEYS,
    _("Inni użytkownicy tej maszyny mogą czytać: %(files)s."),
    _("chmod 600 w %(folder)s"),
)
KEY_GIVEN = fine_kind("keys.given", _("Klucz instalacji"), _("Podany w TROSKA_SECRET_KEY."))
KEY_FILE = fine_kind("keys.file", _("Klucz instalacji"), _("Leży w %(file)s. Bez niego kopia zapasowa jest niepełna."))
KEY_MISSING = wrong_kind(
    "keys.missing",
    _("Klucz instalacji"),
    _("Nie ma pliku %(file)s; po ponownym uruchomieniu powstałby nowy klucz i zapisane hasła przestałyby działać."),
    _("Przywróć plik z kopii albo podaj klucz w TROSKA_SECRET_KEY."),
    patience=timedelta(0),
)


@check(where=Where.MACHINE)
def disk() -> Iterator[Finding]:
    """There is room for mail."""
    given = environment()
    for folder in dict.fromkeys((given.home, given.files or given.home)):
        free = shutil.disk_usage(folder).free / 1024**3
        kind = DISK_FULL if free < LEAST else DISK_LITTLE if free < LITTLE else DISK
        yield kind(free=f"{free:.1f}", folder=str(folder))


@check(where=Where.MACHINE)
def clocks() -> Iterator[Finding]:
    """This machine and the database agree on the time."""
    began = time.monotonic()
    before = clock.now()
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        there = cursor.fetchone()[0]
    # The answer was made somewhere between asking and hearing it.
    took = time.monotonic() - began
    skew = max(0.0, abs((there - before).total_seconds() - took / 2) - took / 2)
    yield CLOCK_SKEWED(seconds=f"{skew:.1f}") if skew > SKEW_SECONDS else CLOCK()


@check(where=Where.MACHINE)
def key_files() -> Iterator[Finding]:
    """The installation's key is there, and it and the database's passwords are closed to others."""
    given = environment()
    file = given.home / "secret_key"
    if given.secret_key:
        yield KEY_GIVEN()
    else:
        yield KEY_FILE(file=str(file)) if file.is_file() else KEY_MISSING(file=str(file))
    open_files = [one.name for one in _files(given.home) if stat.S_IMODE(one.stat().st_mode) & 0o077]
    yield KEYS_OPEN(files=", ".join(open_files), folder=str(given.home)) if open_files else KEYS()


def _files(folder: Path) -> list[Path]:
    return [file for file in (folder / "secret_key", *(folder / "postgres").glob("*.password")) if file.exists()]
