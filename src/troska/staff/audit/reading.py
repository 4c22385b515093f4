"""The audit log in words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from troska.core.text import one_line
from troska.staff.audit.deeds import known_deeds
from troska.staff.models import Agent, AuditEntry
from troska.staff.permissions import Permission
from troska.staff.programs import described
from troska.timeline.actors import ActorKind

#: What the details of entries are called, in the order in which they are told; one that is not here comes last, by its
#: own name.
_CALLED: dict[str, str | Promise] = {
    "name": _("nazwa"),
    "email": _("e-mail"),
    "role": _("rola"),
    "team": _("zespół"),
    "permissions": _("uprawnienia"),
    "before": _("przedtem"),
    "after": _("teraz"),
    "reason": _("powód"),
    "conversation": _("rozmowa"),
}
_ORDER = {name: nth for nth, name in enumerate(_CALLED)}
_LONGEST = 200


@dataclass(frozen=True, slots=True)
class Line:
    """An entry as a person reads it."""

    id: int
    at: datetime
    who: str | Promise
    did: str | Promise
    about: str
    details: Sequence[tuple[str | Promise, str]]
    address: str
    program: str

    @property
    def described(self) -> str:
        """Name the program as people know it."""
        return described(self.program)


def told(entries: Sequence[AuditEntry]) -> list[Line]:
    """Tell entries in words; one question for all names."""
    names = _names(entries)
    return [_line(entry, names) for entry in entries]


def _line(entry: AuditEntry, names: dict[int, str]) -> Line:
    deed = known_deeds().get(entry.deed)
    kind, _colon, number = entry.about.partition(":")
    about = "" if "name" in entry.details else entry.about  # its name says more than its number
    if kind == "agent" and number.isdigit():
        about = names.get(int(number), entry.about)
    who: str | Promise = ActorKind(entry.actor_kind).label
    if entry.actor_kind == ActorKind.AGENT and entry.actor_id is not None:
        who = names.get(entry.actor_id, f"{who} {entry.actor_id}")
    given = sorted(entry.details.items(), key=lambda detail: (_ORDER.get(detail[0], len(_ORDER)), detail[0]))
    details = [(_CALLED.get(name, name), _written(value)) for name, value in given]
    return Line(
        id=entry.pk,
        at=entry.at,
        who=who,
        did=deed.label if deed else entry.deed,
        about=about,
        details=details,
        address=entry.address or "",
        program=entry.program,
    )


def _names(entries: Sequence[AuditEntry]) -> dict[int, str]:
    ids = {entry.actor_id for entry in entries if entry.actor_kind == ActorKind.AGENT}
    ids |= {int(entry.about.removeprefix("agent:")) for entry in entries if entry.about.startswith("agent:")}
    return dict(Agent.objects.get_queryset().filter(pk__in=ids - {None}).values_list("pk", "name"))


def _written(value: object) -> str:
    text = ", ".join(map(_word, value)) if isinstance(value, list) else str(value)
    return one_line(text)[:_LONGEST]


def _word(value: object) -> str:
    return str(Permission(value).label) if value in Permission.values else str(value)
