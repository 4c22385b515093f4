"""Until when a conversation can be put off, in words or at a moment of one's own."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from troska.conversations.errors import SnoozeInPast
from troska.core import clock
from troska.core.errors import TroskaError

MORNING = time(8)
_MONDAY = 0
#: What the form says for a moment that is written beside it.
OWN = "wlasny"
_FURTHEST = timedelta(days=366 * 2)


class SnoozeUnreadable(TroskaError):
    """The date or the time of a moment of one's own is missing or none."""

    code = "snooze_unreadable"
    message = _("Podaj dzień i godzinę, o której rozmowa ma wrócić.")


class SnoozeTooFar(TroskaError):
    """Nobody will remember what this was about."""

    code = "snooze_too_far"
    message = _("Rozmowę można odłożyć najwyżej o dwa lata.")


@dataclass(frozen=True, slots=True)
class Preset:
    """A moment to come back at, with its name in a form and in words."""

    name: str
    label: str | Promise
    until: datetime


def presets(now: datetime) -> list[Preset]:
    """Offer the moments that make sense now, by the wall clock in Warsaw."""
    local = clock.local(now)
    tomorrow = _morning(local, 1)
    monday = _morning(local, (_MONDAY - local.weekday() - 1) % 7 + 1)
    offers = [
        Preset("za-3-godziny", _("Za 3 godziny"), now.astimezone(UTC) + timedelta(hours=3)),
        Preset("jutro", _("Jutro 8:00"), tomorrow),
    ]
    in_a_week = _morning(local, 7)
    if monday not in (tomorrow, in_a_week):
        offers.append(Preset("poniedzialek", _("W poniedziałek 8:00"), monday))
    offers.append(Preset("za-tydzien", _("Za tydzień"), in_a_week))
    return [offer for offer in offers if offer.until > now]


def until(name: str, now: datetime, given: Mapping[str, str] | None = None) -> datetime:
    """Give the moment of a preset, or the one written in the fields `dzien` and `godzina`.

    Raises SnoozeInPast, also for a preset that is not offered now; SnoozeUnreadable; SnoozeTooFar.
    """
    if name == OWN:
        moment = _own(given or {})
    else:
        found = next((offer.until for offer in presets(now) if offer.name == name), None)
        if found is None:
            raise SnoozeInPast
        moment = found
    if moment <= now:
        raise SnoozeInPast
    if moment > now + _FURTHEST:
        raise SnoozeTooFar
    return moment


def _own(given: Mapping[str, str]) -> datetime:
    try:
        day, at = date.fromisoformat(given.get("dzien", "")), time.fromisoformat(given.get("godzina", ""))
    except ValueError as error:
        raise SnoozeUnreadable from error
    return datetime.combine(day, at.replace(tzinfo=None), tzinfo=clock.WARSAW)


def _morning(local: datetime, days: int) -> datetime:
    day = (local + timedelta(days=days)).date()
    return datetime.combine(day, MORNING, tzinfo=clock.WARSAW)
