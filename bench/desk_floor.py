"""The floor of the desk: the same data by the fewest plain statements, with nothing decided, checked or rendered."""

import json
import os
import statistics
import time
from collections.abc import Callable, Sequence
from typing import LiteralString

from bench.copying import Database
from troska.core import clock

_WHO = """
SELECT s.expire_date, a.*, ARRAY(
    SELECT it.inbox_id FROM staff_membership m JOIN conversations_inbox_teams it USING (team_id) WHERE m.agent_id = a.id
) FROM django_session s, staff_agent a WHERE s.session_key = %s AND a.id = %s
"""
_SEEN = """merged_into_id IS NULL AND (
    c.primary_inbox_id = ANY(%(inboxes)s)
    OR c.assignee_id = %(agent)s
    OR c.id IN (SELECT conversation_id FROM conversations_conversationinbox
        WHERE is_further AND inbox_id = ANY(%(inboxes)s))
    OR c.id IN (SELECT conversation_id FROM conversations_mention WHERE agent_id = %(agent)s))"""
_ROWS = f"""
SELECT c.*, u.name, a.name, i.name FROM conversations_conversation c
LEFT JOIN customers_customer u ON u.id = c.customer_id LEFT JOIN staff_agent a ON a.id = c.assignee_id
JOIN conversations_inbox i ON i.id = c.primary_inbox_id
WHERE {_SEEN} AND c.status = 'open' ORDER BY c.last_message_at DESC, c.id DESC LIMIT 51
"""
_COUNTS = f"""
SELECT (SELECT count(*) FROM (SELECT FROM conversations_conversation c
   WHERE {_SEEN} AND c.status = 'open' LIMIT 1000) x),
  (SELECT count(*) FROM (SELECT FROM conversations_conversation c
   WHERE c.assignee_id = %(agent)s AND c.status = 'open' AND merged_into_id IS NULL LIMIT 1000) x),
  (SELECT count(*) FROM (SELECT FROM conversations_conversation c
   WHERE {_SEEN} AND c.status = 'open' AND c.assignee_id IS NULL LIMIT 1000) x)
"""
_ONE = f"""
SELECT c.*, u.*, a.name, i.name FROM conversations_conversation c
LEFT JOIN customers_customer u ON u.id = c.customer_id LEFT JOIN staff_agent a ON a.id = c.assignee_id
JOIN conversations_inbox i ON i.id = c.primary_inbox_id WHERE c.code = %(code)s AND {_SEEN}
"""
_THREAD: LiteralString = """
SELECT m.*, (SELECT json_agg(t) FROM conversations_attachment t WHERE t.message_id = m.id)
FROM conversations_message m WHERE m.conversation_id = %s ORDER BY m.id
"""
_BESIDE: LiteralString = """
SELECT (SELECT json_agg(p) FROM conversations_participant p WHERE p.conversation_id = %(pk)s),
  (SELECT json_agg(o) FROM (SELECT * FROM conversations_conversation WHERE customer_id = %(customer)s
   ORDER BY last_message_at DESC LIMIT 20) o),
  (SELECT json_agg(a) FROM (SELECT id, name FROM staff_agent WHERE is_active ORDER BY sort_key) a)
"""
_EVENT: LiteralString = """
WITH e AS (INSERT INTO timeline_event (recorded_at, kind, stream_key, actor_kind, actor_id, payload)
  VALUES (%(now)s, %(kind)s, %(stream)s, 'agent', %(agent)s, %(payload)s) RETURNING id, recorded_at)
INSERT INTO timeline_unsequenced (event_id, recorded_at) SELECT id, recorded_at FROM e
"""
_LABEL: LiteralString = """
INSERT INTO conversations_conversationlabel (conversation_id, label_id) VALUES (%s, %s) ON CONFLICT DO NOTHING
"""
_REPLY: LiteralString = """
INSERT INTO conversations_message (code, conversation_id, channel, direction, visibility, actor_kind, actor_id,
  author_name, author_address, language, subject, text, full_text, has_html, raw_digest, recipients, authenticity,
  is_automatic, problems, delivery, delivery_detail, created_at)
VALUES (%(code)s, %(pk)s, 'email', 'out', 'public', 'agent', %(agent)s, 'Konsultant', '', 'pl', 'Re', %(text)s, '',
  false, '', '{}', 'unknown', false, '[]', 'none', '', %(now)s)
"""


class Floor:
    """One agent's connection to the database."""

    def __init__(self, connection: Database, *, agent: int, session: str, label: int) -> None:
        self.connection, self.agent, self.session, self.put_on = connection, agent, session, label
        row = connection.execute(_WHO.encode(), [session, agent]).fetchone()
        assert row is not None  # noqa: S101 -- it was signed in just now
        self.seen = {"inboxes": row[-1], "agent": agent}

    def _who(self) -> None:
        self.connection.execute(_WHO.encode(), [self.session, self.agent]).fetchall()

    def show_list(self, _code: str) -> None:
        """Read who asks, 51 rows, three counts."""
        self._who()
        self.connection.execute(_ROWS.encode(), self.seen).fetchall()
        self.connection.execute(_COUNTS.encode(), self.seen).fetchall()

    def open(self, code: str) -> None:
        """Read who asks, one conversation, what was said in it, what stands beside it."""
        self._who()
        row = self.connection.execute(_ONE.encode(), self.seen | {"code": code}).fetchone()
        if row is not None:
            self.connection.execute(_THREAD, [row[0]]).fetchall()
            self.connection.execute(_BESIDE, {"pk": row[0], "customer": None}).fetchall()

    def reply(self, code: str) -> None:
        """Write a message, its conversation and two events, and read them back."""
        with self.connection.transaction():
            pk = self._locked(code)
            given = self._event(pk, "bench.reply") | {"code": os.urandom(13).hex(), "text": "słowo " * 60, "pk": pk}
            self.connection.execute(_REPLY, given)
            self.connection.execute(_EVENT, given)
            self.connection.execute(_EVENT, given)
            self.connection.execute(
                "UPDATE conversations_conversation SET last_message_at = %s, status = 'pending' WHERE id = %s",
                [given["now"], pk],
            )
        self.open(code)

    def assign(self, code: str) -> None:
        """Write whose it is and one event, and read it back."""
        with self.connection.transaction():
            pk = self._locked(code)
            self.connection.execute(
                "UPDATE conversations_conversation SET assignee_id = %s WHERE id = %s", [self.agent, pk]
            )
            self.connection.execute(_EVENT, self._event(pk, "bench.assign"))
        self.open(code)

    def label(self, code: str) -> None:
        """Write a label and one event, and read it back."""
        with self.connection.transaction():
            pk = self._locked(code)
            self.connection.execute(_LABEL, [pk, self.put_on])
            self.connection.execute(_EVENT, self._event(pk, "bench.label"))
        self.open(code)

    def _locked(self, code: str) -> int:
        query: LiteralString = "SELECT id FROM conversations_conversation WHERE code = %s FOR NO KEY UPDATE"
        row = self.connection.execute(query, [code]).fetchone()
        assert row is not None  # noqa: S101 -- codes come from the table
        return int(str(row[0]))

    def _event(self, pk: int, kind: str) -> dict[str, object]:
        payload = json.dumps({"conversation_id": pk})
        return {
            "now": clock.now(),
            "kind": kind,
            "stream": f"conversation:{pk}",
            "agent": self.agent,
            "payload": payload,
        }


def median_ms(call: Callable[[str], None], codes: Sequence[str]) -> float:
    """Time one call per code; give the median in milliseconds."""
    taken = []
    for code in codes:
        began = time.perf_counter()
        call(code)
        taken.append((time.perf_counter() - began) * 1000)
    return statistics.median(taken)
