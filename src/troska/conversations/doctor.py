"""What doctor asks about conversations: does somebody open far more of them than his work asks for?"""

from collections.abc import Iterator
from datetime import timedelta

from django.db.models import Count
from django.utils.translation import gettext_lazy as _

from troska.conversations.actions import opening
from troska.conversations.models import Opening
from troska.core import clock
from troska.core.doctor import Finding, check, fine_kind, wrong_kind

_READING = _("Otwieranie rozmów")
READING = fine_kind("reading.usual", _READING, _("Nikt nie otwiera niezwykle wielu cudzych rozmów."))
READING_MANY = wrong_kind(
    "reading.many",
    _READING,
    _("%(name)s: %(number)s cudzych rozmów w ciągu godziny."),
    _("Zapytaj tę osobę i przejrzyj dziennik. Jeśli to nie ona, odbierz jej dostęp."),
    patience=timedelta(0),
)


@check
def reading() -> Iterator[Finding]:
    """Nobody collects conversations that are not his (an insider, a stolen session)."""
    openings = Opening.objects.filter(at__gt=clock.now() - timedelta(hours=1)).values("agent", "agent__name")
    many = openings.annotate(number=Count("pk")).filter(number__gte=opening.MOST_IN_AN_HOUR).order_by("agent")
    found = [READING_MANY(row["agent"], name=row["agent__name"], number=row["number"]) for row in many]
    yield from found or [READING()]
