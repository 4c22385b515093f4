"""What doctor asks about the processes of the installation."""

from collections.abc import Iterator
from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from troska import __version__
from troska.core import processes
from troska.core.doctor import Finding, check, fine_kind, notice_kind, wrong_kind

SILENT_SECONDS = 60
PARTS = ("web", "worker", "intake")

RUNS = fine_kind("part.runs", _("Proces %(part)s"), _("Działa (%(number)s)."))
RUNS_NOT = wrong_kind(
    "part.missing",
    _("Proces %(part)s"),
    _("Nie działa na żadnej maszynie."),
    _("Uruchom: troska serve albo troska %(part)s"),
    patience=timedelta(minutes=2),
)
LOOP_ENDED = wrong_kind(
    "loop.ended",
    _("Pętla %(loop)s"),
    _("Skończyła się w procesie %(part)s na %(machine)s."),
    _("Uruchom ponownie: troska %(part)s"),
)
LOOP_SILENT = wrong_kind(
    "loop.silent",
    _("Pętla %(loop)s"),
    _("Nie daje znaku życia od %(seconds)s s (%(part)s na %(machine)s)."),
    _("Zajrzyj do jej dziennika; uruchom ponownie: troska %(part)s"),
)
LOOP_TROUBLED = notice_kind(
    "loop.troubled",
    _("Pętla %(loop)s"),
    _("Działa, ale przerwała %(failures)s razy, ostatnio: %(trouble)s (%(part)s na %(machine)s)."),
    _("Zajrzyj do dziennika tego procesu."),
)
_VERSIONS = _("Wersje")
VERSIONS = fine_kind("version.one", _VERSIONS, _("Wszędzie %(version)s."))
VERSIONS_MIXED = notice_kind(
    "version.mixed",
    _VERSIONS,
    _("Działają obok siebie: %(versions)s."),
    _("Podczas aktualizacji tak ma być. Potem uruchom ponownie procesy w starej wersji."),
    patience=timedelta(hours=1),
)


@check
def running_parts() -> Iterator[Finding]:
    """Each part runs somewhere and none of its loops is stuck."""
    running = list(processes.alive())
    for part in PARTS:
        number = sum(process.part == part for process in running)
        yield RUNS(part, part=part, number=number) if number else RUNS_NOT(part, part=part)
    for process in running:
        where = {"part": process.part, "machine": process.machine}
        for loop in process.loops:
            yield from _loop(loop, f"{process.machine}:{process.pid}", where)


def _loop(state: dict[str, object], who: str, where: dict[str, str]) -> Iterator[Finding]:
    name, silent = str(state["loop"]).removeprefix("troska."), state["silent_for"]
    key = f"{name} {who}"
    if not state["alive"]:
        yield LOOP_ENDED(key, loop=name, **where)
    elif isinstance(silent, int | float) and silent > SILENT_SECONDS:
        yield LOOP_SILENT(key, loop=name, seconds=round(silent), **where)
    elif state["trouble"]:
        yield LOOP_TROUBLED(key, loop=name, failures=state["failures"], trouble=state["trouble"], **where)


@check
def versions() -> Iterator[Finding]:
    """All processes run the same version."""
    found = sorted({process.version for process in processes.alive()} | {__version__})
    yield VERSIONS(version=found[0]) if len(found) == 1 else VERSIONS_MIXED(versions=", ".join(found))
