"""The floor: the rows that a mail becomes, written by plain psycopg in batches, with nothing decided or checked."""

import hashlib
import json
import os
import time
from typing import Any

from bench.load import Mail
from bench.stand import Stand
from troska.core import clock

BATCH = 100


def write(stand: Stand, load: list[Mail]) -> float:
    """Write the rows of the mails; give mails a second. They are taken away again."""
    with stand.connect() as connection:
        connection.autocommit = False
        last = {table: _last(connection, table) for table in _TABLES}
        began = time.perf_counter()
        conversation = last["conversations_conversation"]
        message = last["conversations_message"]
        customer = last["customers_customer"]
        placed: list[int] = []
        for start in range(0, len(load), BATCH):
            rows: dict[str, list[tuple[Any, ...]]] = {}
            for mail in load[start : start + BATCH]:
                message += 1
                if mail.answers is None:
                    conversation += 1
                    customer += 1
                    placed.append(conversation)
                    _new(rows, conversation, customer)
                else:
                    placed.append(placed[mail.answers])
                _each(rows, mail, message, placed[-1])
            with connection.pipeline(), connection.cursor() as cursor:
                for statement, values in rows.items():
                    cursor.executemany(statement, values)
            connection.commit()
        taken = time.perf_counter() - began
        _take_away(connection)
        connection.commit()
    return len(load) / taken


_TABLES = ("conversations_conversation", "conversations_message", "customers_customer")


def _last(connection: Any, table: str) -> int:
    return 1_000_000_000 + int(connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0])


def _new(rows: dict[str, list[tuple[Any, ...]]], conversation: int, customer: int) -> None:
    now = clock.now()
    code = os.urandom(13).hex()
    _add(
        rows,
        "INSERT INTO customers_customer (id, code, name, sort_key, language, created_at) OVERRIDING SYSTEM VALUE"
        " VALUES (%s, %s, 'Klient', 'klient', '', %s)",
        (customer, code, now),
    )
    _add(
        rows,
        "INSERT INTO customers_identity (customer_id, kind, value, key, created_at) VALUES (%s, 'email', %s, %s, %s)",
        (customer, f"{code}@x.example", f"{code}@x.example", now),
    )
    _add(
        rows,
        "INSERT INTO conversations_conversation (id, code, subject, status, primary_inbox_id, customer_id,"
        " waiting_since, created_at, last_message_at, preview) OVERRIDING SYSTEM VALUE"
        " VALUES (%s, %s, 'Pytanie o zamówienie', 'open', 1, %s, %s, %s, %s, %s)",
        (conversation, code, customer, now, now, now, "x" * 160),
    )
    _add(
        rows, "INSERT INTO conversations_conversationinbox (conversation_id, inbox_id) VALUES (%s, 1)", (conversation,)
    )
    _add(
        rows,
        "INSERT INTO conversations_participant (conversation_id, customer_id, role, name, address, address_key,"
        " is_verified) VALUES (%s, %s, 'requester', 'Klient', %s, %s, false)",
        (conversation, customer, f"{code}@x.example", f"{code}@x.example"),
    )
    for kind in ("customers.customer.appeared", "conversations.conversation.started"):
        _event(rows, kind, conversation)


def _each(rows: dict[str, list[tuple[Any, ...]]], mail: Mail, message: int, conversation: int) -> None:
    now = clock.now()
    digest = hashlib.sha256(mail.raw).hexdigest()
    text = mail.raw.decode("utf-8", "replace")[-900:].replace("\0", "")
    _add(
        rows,
        "INSERT INTO channels_intake_key (account_id, external_id, received_at)"
        " VALUES ((SELECT min(id) FROM channels_channelaccount), %s, %s)",
        (f"floor-{digest}", now),
    )
    _add(
        rows,
        "INSERT INTO channels_journal (received_at, account_id, external_id, state, reason, attempts, due_at,"
        " digest, size, envelope, summary, error, processed_at, message_id)"
        " VALUES (%s, 1, %s, 'done', '', 1, %s, %s, %s, '{}', '{}', '', %s, %s)",
        (now, f"floor-{digest}", now, digest, len(mail.raw), now, message),
    )
    _add(
        rows,
        "INSERT INTO conversations_message (id, code, conversation_id, channel, direction, visibility,"
        " actor_kind, author_name, author_address, language, subject, text, full_text, has_html, raw_digest,"
        " recipients, authenticity, is_automatic, problems, delivery, delivery_detail, created_at)"
        " OVERRIDING SYSTEM VALUE"
        " VALUES (%s, %s, %s, 'email', 'in', 'public', 'customer', 'Klient', 'k@x.example', '', 'Pytanie', %s, '',"
        " false, %s, '{}', 'unknown', false, '[]', 'none', '', %s)",
        (message, os.urandom(13).hex(), conversation, text, digest, now),
    )
    _add(rows, "UPDATE conversations_conversation SET last_message_at = %s WHERE id = %s", (now, conversation))
    _add(
        rows,
        "INSERT INTO email_channel_mailidentity (fingerprint, identifier, message_id) VALUES (%s, %s, %s)",
        (os.urandom(16), mail.message_id, message),
    )
    _add(
        rows,
        "INSERT INTO email_channel_threadreference (key, conversation_id, message_id) VALUES (%s, %s, %s)",
        (os.urandom(16), conversation, message),
    )
    _event(rows, "conversations.message.received", conversation)


def _event(rows: dict[str, list[tuple[Any, ...]]], kind: str, conversation: int) -> None:
    _add(
        rows,
        "INSERT INTO timeline_event (recorded_at, kind, stream_key, actor_kind, payload)"
        " VALUES (%s, %s, %s, 'customer', %s)",
        (clock.now(), kind, f"conversation:{conversation}", json.dumps({"conversation_id": conversation})),
    )


def _add(rows: dict[str, list[tuple[Any, ...]]], statement: str, values: tuple[Any, ...]) -> None:
    rows.setdefault(statement, []).append(values)


def _take_away(connection: Any) -> None:
    for statement in (
        "DELETE FROM channels_intake_key WHERE external_id LIKE 'floor-%%'",
        "DELETE FROM channels_journal WHERE external_id LIKE 'floor-%%'",
        "DELETE FROM timeline_event WHERE stream_key LIKE 'conversation:1000%%'",
        "DELETE FROM email_channel_threadreference WHERE conversation_id > 1000000000",
        "DELETE FROM email_channel_mailidentity WHERE message_id > 1000000000",
        "DELETE FROM conversations_message WHERE id > 1000000000",
        "DELETE FROM conversations_participant WHERE conversation_id > 1000000000",
        "DELETE FROM conversations_conversationinbox WHERE conversation_id > 1000000000",
        "DELETE FROM conversations_conversation WHERE id > 1000000000",
        "DELETE FROM customers_identity WHERE customer_id > 1000000000",
        "DELETE FROM customers_customer WHERE id > 1000000000",
    ):
        connection.execute(statement)
