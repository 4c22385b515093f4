"""What doctor asks about the timeline: does the sequencer keep up, do the followers, is anything parked."""

from collections.abc import Iterator
from datetime import timedelta

from django.db.models import Count, Max, Min
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from troska.core import clock
from troska.core.doctor import Finding, check, fine_kind, notice_kind, wrong_kind
from troska.timeline import queries
from troska.timeline.models import ParkedEvent, Unsequenced
from troska.timeline.subscribing import followers

LATE_AFTER = timedelta(seconds=30)
FAR_BEHIND = 5000

_ORDER = _("Kolejność zdarzeń")
ORDER = fine_kind("sequencer.keeps_up", _ORDER, _("Zdarzenia dostają miejsce od razu (ostatnie: %(head)s)."))
ORDER_LATE = wrong_kind(
    "sequencer.late",
    _ORDER,
    ngettext_lazy(
        "%(number)d zdarzenie czeka na swoje miejsce, najstarsze od %(seconds)s s; okna i automaty nic nie wiedzą.",
        "%(number)d zdarzeń czeka na swoje miejsce, najstarsze od %(seconds)s s; okna i automaty nic nie wiedzą.",
        "number",
    ),
    _("Sprawdź, czy działa troska worker i czy nikt nie trzyma blokady w bazie (pg_locks)."),
    patience=timedelta(minutes=2),
)
FOLLOWS = fine_kind("followers.keep_up", _("Obserwatorzy zdarzeń"), _("Wszyscy (%(number)s) są na bieżąco."))
FOLLOWER_BEHIND = wrong_kind(
    "follower.behind",
    _("Obserwator %(follower)s"),
    _("Jest o %(events)s zdarzeń w tyle, najstarsze ma %(minutes)s min."),
    _("Sprawdź, czy działa troska worker. Nowy obserwator dogania przez chwilę sam."),
    patience=timedelta(minutes=10),
)
PARKED = notice_kind(
    "follower.parked",
    _("Obserwator %(follower)s"),
    ngettext_lazy(
        "%(number)d zdarzenie odłożone po trzech nieudanych próbach (%(error)s).",
        "%(number)d zdarzeń odłożonych po trzech nieudanych próbach (%(error)s).",
        "number",
    ),
    _("Po usunięciu przyczyny: troska mail replay"),
)


@check
def sequencer() -> Iterator[Finding]:
    """What was recorded has its place within seconds."""
    waiting = Unsequenced.objects.aggregate(number=Count("pk"), oldest=Min("recorded_at"))
    oldest = waiting["oldest"]
    if oldest is not None and oldest < clock.now() - LATE_AFTER:
        yield ORDER_LATE(number=waiting["number"], seconds=int((clock.now() - oldest).total_seconds()))
    else:
        yield ORDER(head=queries.head())


@check
def following() -> Iterator[Finding]:
    """Each follower is at the head, or nearly."""
    most = LATE_AFTER.total_seconds()
    late = [lag for lag in queries.lags() if lag.seconds > most or lag.events > FAR_BEHIND]
    for lag in late:
        yield FOLLOWER_BEHIND(lag.follower, follower=lag.follower, events=lag.events, minutes=int(lag.seconds // 60))
    if not late:
        yield FOLLOWS(number=len(followers()))


@check
def parked() -> Iterator[Finding]:
    """Nothing was set aside for good."""
    given_up = ParkedEvent.objects.filter(due_at=None)
    for row in given_up.values("follower").annotate(number=Count("pk"), error=Max("error")).order_by("follower"):
        name = row["follower"]
        yield PARKED(name, follower=name, number=row["number"], error=row["error"].rpartition(".")[2] or "?")
