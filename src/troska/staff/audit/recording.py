"""Adding to the audit log."""

from django.db import connection, models

from troska.core import clock
from troska.staff.audit import origins
from troska.staff.audit.deeds import Deed
from troska.staff.models import AuditEntry
from troska.timeline import wires
from troska.timeline.actors import Actor

#: Wakes who chains the entries.
AUDITED = "troska_audited"

Plain = str | int | bool | None


def record(deed: Deed, *, by: Actor, about: str = "", **details: Plain | list[str]) -> None:
    """Add an entry in the caller's transaction; `about` names the thing as "agent:42".

    Raises RuntimeError outside a transaction: an entry without its deed would be a lie, and the other way round.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("audit.record() belongs into the transaction of what it tells of")
    origin = origins.here()
    AuditEntry.objects.create(
        at=clock.now(),
        deed=deed.name,
        actor_kind=by.kind,
        actor_id=by.id,
        about=about,
        address=origin.address,
        program=origin.program,
        details=details,
    )
    wires.wake(AUDITED)


def about(thing: models.Model) -> str:
    """Name a row as the audit log does: "agent:42"."""
    return f"{thing._meta.model_name}:{thing.pk}"
