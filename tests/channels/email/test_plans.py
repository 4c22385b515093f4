"""No statement on a mail's way reads a big table from end to end, so that years of mail slow nothing down."""

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import psycopg
import pytest
from bench import large
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests import given

from troska.channels import drain, intake
from troska.channels.email import tokens
from troska.channels.email.identity import external_id
from troska.channels.intake import Delivery
from troska.conversations.models import Conversation, Message
from troska.timeline import reading
from troska.timeline.models import Cursor

pytestmark = pytest.mark.django_db(transaction=True)

CONVERSATIONS = 2_000
BIG = 1_500
EXPLAINABLE = ("SELECT", "INSERT", "UPDATE", "DELETE", "WITH")
#: What the large set is made of; a plan that leaves one of them out was not looked at.
ON_THE_WAY = {
    "channels_intake_key",
    "channels_journal",
    "conversations_conversation",
    "conversations_message",
    "conversations_participant",
    "customers_identity",
    "email_channel_mailidentity",
    "email_channel_threadreference",
    "timeline_event",
    "timeline_position",
}


@pytest.fixture
def old_mail() -> None:
    """A database with a past, and what a first mail sets up."""
    given.delivered(given.mail())
    given.followed()
    with psycopg.connect(given.database_url(), autocommit=True) as owner:
        large.fill(owner, conversations=CONVERSATIONS, customers=BIG + 100, open_ones=500)
    Cursor.objects.update(position=reading.head())


def come_in() -> list[str]:
    """Let mails of every kind come in and be followed; give the statements that it took."""
    old = Conversation.objects.order_by("pk")[CONVERSATIONS // 2]
    his = Message.objects.filter(conversation=old)[0]
    arriving = [
        given.mail("Nowa sprawa", From="Nowy Klient <nowy@poczta.example>"),
        given.mail("Znamy się", From="klient7@poczta.example"),
        given.mail("Odpowiedź", From=his.author_address, To=tokens.reply_address(given.HELP, old.pk)),
        given.mail("Odpowiedź", From=his.author_address, In_Reply_To=f"<old{his.pk}@poczta.example>"),
        given.mail("Nie doręczono", From="mailer-daemon@poczta.example", In_Reply_To=f"<old{his.pk}@poczta.example>"),
    ]
    account = given.account()
    with CaptureQueriesContext(connection) as captured:
        intake.accept([Delivery(account_id=account.pk, external_id=external_id(raw, []), raw=raw) for raw in arriving])
        drain.drain_all()
        given.followed()
    return [query["sql"] for query in captured if query["sql"].lstrip().startswith(EXPLAINABLE)]


def plans(statement: str) -> Iterator[Mapping[str, Any]]:
    """Every node of the plan of a statement."""
    with connection.cursor() as cursor:
        cursor.execute("EXPLAIN (FORMAT JSON) " + statement.replace("%", "%%"), [])
        [explained] = cursor.fetchone()
    waiting = [entry["Plan"] for entry in (json.loads(explained) if isinstance(explained, str) else explained)]
    while waiting:
        node = waiting.pop()
        yield node
        waiting += node.get("Plans", [])


def sizes() -> dict[str, int]:
    """Rows of each table and partition, as the planner knows them."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT relname, reltuples FROM pg_class WHERE relkind = 'r'")
        return {name: int(rows) for name, rows in cursor.fetchall()}


def read_whole(statements: Iterable[str]) -> tuple[dict[str, str], set[str]]:
    """Tables that a statement reads from end to end, with it; and all tables that plans were seen of."""
    rows = sizes()
    whole: dict[str, str] = {}
    seen: set[str] = set()
    for statement in statements:
        for node in plans(statement):
            table = node.get("Relation Name", "")
            seen.add(table)
            if node["Node Type"] == "Seq Scan" and rows.get(table, 0) >= BIG:
                whole[table] = statement
    return whole, seen


def test_no_big_table_is_read_from_end_to_end(old_mail: None) -> None:
    statements = come_in()
    whole, seen = read_whole(statements)
    assert not whole
    assert not {name for name in ON_THE_WAY if not any(table.startswith(name) for table in seen)}
    # The same statements without indexes: what this test looks for is what it would find.
    with connection.cursor() as cursor:
        for way in ("indexscan", "indexonlyscan", "bitmapscan"):
            cursor.execute(f"SET enable_{way} = off")
        try:
            assert len(read_whole(statements)[0]) >= 5
        finally:
            cursor.execute("RESET ALL")
