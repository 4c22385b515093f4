"""Which backups are kept: all of the last day, then the newest of each day, week and month."""

import re
from collections.abc import Callable, Hashable, Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from troska.core import clock

_NAME = re.compile(r"troska-(\d{8}T\d{6})Z\.tar(\.age)?")


def taken_at(file: Path) -> datetime | None:
    """Read from a backup's name when it was begun; None for any other file."""
    found = _NAME.fullmatch(file.name)
    return datetime.strptime(found[1], "%Y%m%dT%H%M%S").replace(tzinfo=UTC) if found else None


def backups(folder: Path) -> list[Path]:
    """List the backups in a folder, the newest first."""
    return sorted((file for file in folder.iterdir() if taken_at(file)), key=lambda file: file.name, reverse=True)


def superfluous(moments: Iterable[datetime], *, daily: int, weekly: int, monthly: int) -> list[datetime]:
    """Give the moments whose backups no rule keeps. Days, weeks and months are those of Warsaw's calendar.

    All within a day of the newest are kept, then the newest of each of so many days, weeks and months; whatever the
    rule, the newest.
    """
    newest_first = sorted(moments, reverse=True)
    kept = {moment for moment in newest_first if moment > newest_first[0] - timedelta(days=1)}
    rules: list[tuple[Callable[[datetime], Hashable], int]] = [
        (lambda local: local.date(), daily),
        (lambda local: local.isocalendar()[:2], weekly),
        (lambda local: (local.year, local.month), monthly),
    ]
    for period_of, number in rules:
        newest: dict[Hashable, datetime] = {}
        for moment in newest_first:
            newest.setdefault(period_of(clock.local(moment)), moment)
        kept |= set(list(newest.values())[:number])
    return [moment for moment in newest_first if moment not in kept]


def prune(folder: Path, *, daily: int, weekly: int, monthly: int) -> list[Path]:
    """Remove the backups that no rule keeps; give them."""
    files = {moment: file for file in backups(folder) if (moment := taken_at(file))}
    removed = [files[moment] for moment in superfluous(files, daily=daily, weekly=weekly, monthly=monthly)]
    for file in removed:
        file.unlink(missing_ok=True)
    return removed
