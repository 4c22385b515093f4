"""Sessions: Django's in the database, with whose they are, from where, and when a person was last seen in them.

What is kept in one is encrypted: while somebody sets up a second factor or confirms who he is, secrets lie in it. A
session ends when nobody used it for so long, or after so long in all, as the company's rules for signing in say; both
are looked up in the question that fetches it.
"""

import hashlib
from datetime import datetime, timedelta
from typing import Any

from asgiref.sync import sync_to_async
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DatabaseSessions
from django.db.models import DateTimeField, DurationField, ExpressionWrapper, F, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from troska.core import clock, secrets
from troska.staff.audit import origins
from troska.staff.models import AgentSession, SignInRules

#: Between two notes that a person is still there; a page may be asked for many times in between.
NOTED_EVERY = timedelta(minutes=1)


class SessionStore(DatabaseSessions):
    """The session of one browser; `row` is what the database knows of it beside what it holds."""

    row: AgentSession | None = None
    #: From where somebody signed in just now; it is saved when the request is over.
    origin = origins.Origin()

    @classmethod
    def get_model_class(cls) -> type[AgentSession]:
        return AgentSession

    def encode(self, session_dict: dict[str, Any]) -> str:
        return secrets.encrypt(super().encode(session_dict))

    def decode(self, session_data: bytes | str) -> dict[str, Any]:
        text = session_data if isinstance(session_data, str) else session_data.decode()
        try:
            return super().decode(secrets.decrypt(text))
        except secrets.SecretUnreadableError:
            return {}

    def create_model_instance(self, data: dict[str, Any]) -> AgentSession:
        made: AgentSession = super().create_model_instance(data)  # type: ignore[assignment]  # the model above
        made.agent_id = int(data[SESSION_KEY]) if SESSION_KEY in data else None
        before = self.row
        if before is not None and before.agent_id == made.agent_id:
            made.began_at, made.seen_at = before.began_at, before.seen_at
            made.address, made.program = before.address, before.program
        else:
            origin = self.origin
            made.began_at = made.seen_at = clock.now()
            made.address, made.program = origin.address, origin.program
        self.row = made
        return made

    def flush(self) -> None:
        super().flush()
        self.row = None

    def _get_session_from_db(self) -> AgentSession | None:
        self.row = living().filter(session_key=self.session_key).first()
        if self.row is None:
            self._session_key = None
        return self.row

    async def _aget_session_from_db(self) -> AgentSession | None:
        found: AgentSession | None = await sync_to_async(self._get_session_from_db)()
        return found

    def note_person(self) -> None:
        """Note that a person does something here now; at most once a minute."""
        now = clock.now()
        if self.row is not None and self.row.seen_at < now - NOTED_EVERY:
            AgentSession.objects.filter(pk=self.row.pk, seen_at__lt=now).update(seen_at=now)
            self.row.seen_at = now


def living() -> QuerySet[AgentSession]:
    """Give the sessions that have not ended, by their own end or by the rules."""
    now = clock.now()
    idle, whole = (
        Coalesce(Subquery(SignInRules.objects.values(name)[:1]), Value(usual), output_field=DurationField())
        for name, usual in (("idle", SignInRules.IDLE), ("whole", SignInRules.WHOLE))
    )
    return AgentSession.objects.alias(
        _idle_at=ExpressionWrapper(F("seen_at") + idle, DateTimeField()),
        _whole_at=ExpressionWrapper(F("began_at") + whole, DateTimeField()),
    ).filter(expire_date__gt=now, _idle_at__gt=now, _whole_at__gt=now)


def forget_ended() -> int:
    """Delete sessions that have ended; give their number."""
    ended = AgentSession.objects.exclude(pk__in=living().values("pk"))
    deleted, _kinds = ended.delete()
    return deleted


def name_of(session_key: str) -> str:
    """Name a session where its key must not be told."""
    return hashlib.sha256(b"session " + session_key.encode()).hexdigest()[:20]


def ends_at(session: AgentSession, rules: SignInRules) -> datetime:
    """Tell when the session ends if nobody uses it any more."""
    return min(session.seen_at + rules.idle, session.began_at + rules.whole)
