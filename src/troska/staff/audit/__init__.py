"""The audit log: who did what, when and from where. Entries are only added, and chained so that no edit goes unseen.

    ROLE_CHANGED = audit.Deed("staff.role_changed", _("zmienia rolę"))
    audit.record(ROLE_CHANGED, by=agent.actor, about=audit.about(colleague), before="agent", after="supervisor")

`record` belongs into the transaction of what it tells of. Details are plain values; secrets and texts of customers have
no place there.
"""

from troska.staff.audit.deeds import Deed, known_deeds
from troska.staff.audit.origins import Origin, coming_from, origin_of
from troska.staff.audit.reading import Line, told
from troska.staff.audit.recording import about, record

__all__ = ["Deed", "Line", "Origin", "about", "coming_from", "known_deeds", "origin_of", "record", "told"]
