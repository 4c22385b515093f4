"""The large databases: 20,000 conversations / 60,000 messages, and 500,000 / 1,500,000 spread over two years.

Messages stand in the table in the order they came, so that a conversation's lie pages apart, as in life.
"""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from itertools import count

from psycopg.sql import SQL, Identifier

from bench.company import Company
from bench.copying import NULL, Database, bare, copy, number
from bench.load import vocabulary
from troska.core import clock
from troska.core.ids import new_code

CONVERSATIONS, MESSAGES_EACH, CUSTOMERS, OPEN = 20_000, 3, 2_000, 5_000
#: From this number on, keys are taken off and built anew.
MANY = 100_000
#: How many conversations begin between two messages of one.
_GAP = 200
_HALVES = 4_000
_NUMBERED = ("customers_customer", "conversations_conversation", "conversations_message", "timeline_event")
_BARED = (
    *_NUMBERED[1:3],
    "conversations_conversationinbox",
    "conversations_conversationlabel",
    "conversations_participant",
    "conversations_readmark",
    "email_channel_mailidentity",
    "email_channel_threadreference",
    "channels_intake_key",
    "channels_journal",
    "timeline_event",
    "timeline_position",
)
_RECEIVED = (
    '{"conversation_id": %d, "message_id": %d, "channel": "email", "is_automatic": true, "is_verified": true,'
    ' "starts_conversation": false}'
)
_QUEUED = '{"conversation_id": %d, "message_id": %d, "channel": "email", "is_automatic": true}'


@dataclass(frozen=True)
class Row:
    """One conversation of the set, the `nth`; its ids are what they will be."""

    nth: int
    pk: int
    customer: int
    customer_nth: int
    inbox: int
    assignee: int | None
    status: str
    label: int | None


def fill(
    connection: Database,
    *,
    conversations: int = CONVERSATIONS,
    customers: int = CUSTOMERS,
    open_ones: int = OPEN,
    company: Company | None = None,
    span: timedelta | None = None,
    say: Callable[[str], None] = lambda _: None,
) -> None:
    """Fill a database by COPY; every table that intake or the desk reads or writes gets the rows it would have.

    The connection is one of the tables' owner, with autocommit; an inbox and an account are there already. Without a
    `company` all conversations lie in the first inbox and nobody has one. They begin every 4 minutes, or spread over
    the `span` until now.
    """
    with connection.transaction():
        months = (span or timedelta(minutes=4 * conversations)).days // 28 + 2
        for table in ("timeline_event", "channels_journal"):
            connection.execute(
                "SELECT troska_ensure_partition(%s, (date_trunc('month', now()) - make_interval(months => n))::date)"
                " FROM generate_series(0, %s) AS n",
                [table, months],
            )
        company = company or Company([number(connection, "SELECT min(id) FROM conversations_inbox")])
        written = _Set(connection, conversations, company, customers=customers, open_ones=open_ones, span=span)
        if conversations < MANY:
            written.copy_all(say)
        else:
            with bare(connection, _BARED):
                written.copy_all(say)
                say("building keys")
        for table in _NUMBERED:
            moved = SQL("SELECT setval(pg_get_serial_sequence({}, 'id'), (SELECT max(id) FROM {}))")
            connection.execute(moved.format(table, Identifier(table)))
    say("vacuuming")
    connection.execute("VACUUM ANALYZE")


class _Set:
    """The rows of a large set, the same for the same numbers but for their random codes."""

    def __init__(
        self,
        connection: Database,
        conversations: int,
        company: Company,
        *,
        customers: int,
        open_ones: int,
        span: timedelta | None,
    ) -> None:
        self.connection = connection
        self.customers = customers
        self.customer_id, first, self.message_id, self.event_id = (
            1 + number(connection, SQL("SELECT coalesce(max(id), 0) FROM {}").format(Identifier(table)))
            for table in _NUMBERED
        )
        self.chance = random.Random(20_000)
        slots = conversations + (MESSAGES_EACH - 1) * _GAP
        step = (span / slots) if span else timedelta(minutes=4)
        self.now = clock.now()
        began = self.now - step * slots
        self.times = [str(began + step * slot) for slot in range(slots)]
        self.rows = [
            self._row(n, first + n, company, left=conversations - n, open_ones=open_ones) for n in range(conversations)
        ]

    def _row(self, nth: int, pk: int, company: Company, *, left: int, open_ones: int) -> Row:
        chance = self.chance
        customer = chance.randrange(self.customers)
        # Three inboxes get most of the mail, as everywhere.
        inbox = company.inboxes[int(len(company.inboxes) * chance.random() ** 2)]
        people = company.agents.get(inbox, [])
        if left <= open_ones:
            status, share = "open", 0.6
        elif not people:
            status, share = "closed", 0
        else:
            status, share = _status(left - open_ones, chance.random()), 0.95
        return Row(
            nth,
            pk,
            customer + self.customer_id,
            customer,
            inbox,
            chance.choice(people) if people and chance.random() < share else None,
            status,
            chance.choice(company.labels) if company.labels and chance.random() < 0.3 else None,
        )

    def copy_all(self, say: Callable[[str], None]) -> None:
        """Copy table after table."""
        say("copying customers and conversations")
        self._copy_customers()
        self._copy_conversations()
        say("copying messages")
        self._copy_messages()
        say("copying journal and timeline")
        self._copy_journal()
        self._copy_timeline()

    def messages(self) -> Iterator[tuple[int, Row, int, str]]:
        """Give (id, its conversation, which of it, when) in the order they came."""
        numbers = count(self.message_id)
        for slot, at in enumerate(self.times):
            for which in range(MESSAGES_EACH):
                if 0 <= (n := slot - which * _GAP) < len(self.rows):
                    yield next(numbers), self.rows[n], which, at

    def _copy_customers(self) -> None:
        everybody = range(self.customers)
        copy(
            self.connection,
            "customers_customer (id, code, name, sort_key, language, created_at)",
            (f"{n + self.customer_id}\t{new_code()}\tKlient {n}\tklient {n}\tpl\t{self.now}" for n in everybody),
        )
        copy(
            self.connection,
            "customers_identity (customer_id, kind, value, key, created_at)",
            (f"{n + self.customer_id}\temail\t{_address(n)}\t{_address(n)}\t{self.now}" for n in everybody),
        )

    def _copy_conversations(self) -> None:
        connection, rows = self.connection, self.rows
        copy(
            connection,
            "conversations_conversation (id, code, subject, status, status_since, primary_inbox_id, customer_id,"
            " assignee_id, waiting_since, snoozed_until, closed_at, created_at, last_message_at, preview)",
            map(self._conversation, rows),
        )
        copy(
            connection,
            "conversations_conversationinbox (conversation_id, inbox_id)",
            (f"{row.pk}\t{row.inbox}" for row in rows),
        )
        copy(
            connection,
            "conversations_conversationlabel (conversation_id, label_id)",
            (f"{row.pk}\t{row.label}" for row in rows if row.label),
        )
        copy(
            connection,
            "conversations_readmark (agent_id, conversation_id, upto)",
            (f"{row.assignee}\t{row.pk}\t{self._last(row)}" for row in rows if row.assignee and row.pk % 5),
        )
        copy(
            connection,
            "conversations_participant (conversation_id, customer_id, role, name, address, address_key, is_verified)",
            (
                f"{row.pk}\t{row.customer}\trequester\tKlient {row.customer_nth}\t{_address(row.customer_nth)}"
                f"\t{_address(row.customer_nth)}\tf"
                for row in rows
            ),
        )

    def _conversation(self, row: Row) -> str:
        last, is_open = self._last(row), row.status == "open"
        return (
            f"{row.pk}\t{new_code()}\tPytanie {row.nth} o zamówienie\t{row.status}\t{last}\t{row.inbox}\t{row.customer}"
            f"\t{row.assignee or NULL}\t{last if is_open else NULL}"
            f"\t{self.now + timedelta(days=3) if row.status == 'snoozed' else NULL}"
            f"\t{last if row.status == 'closed' else NULL}\t{self.times[row.nth]}\t{last}\t{'x' * 120}"
        )

    def _last(self, row: Row) -> str:
        return self.times[row.nth + (MESSAGES_EACH - 1) * _GAP]

    def _copy_messages(self) -> None:
        halves = self._halves()
        copy(
            self.connection,
            "conversations_message (id, code, conversation_id, channel, direction, visibility, actor_kind, actor_id,"
            " author_name, author_address, language, subject, text, full_text, has_html, raw_digest, recipients,"
            " authenticity, is_automatic, problems, delivery, delivery_detail, created_at)",
            (
                f"{m}\t{new_code()}\t{row.pk}\temail\t{_author(row, which)}\tpl\tPytanie {row.nth} o zamówienie"
                f"\t{self.chance.choice(halves)} {self.chance.choice(halves)}\t\tf\t\t{{}}\tunknown\tf\t[]"
                f"\t{'sent' if which == 1 else 'none'}\t\t{at}"
                for m, row, which, at in self.messages()
            ),
        )
        randbytes = self.chance.randbytes
        copy(
            self.connection,
            "email_channel_mailidentity (fingerprint, identifier, message_id)",
            (f"\\\\x{randbytes(16).hex()}\told{m}@poczta.example\t{m}" for m, *_ in self.messages()),
        )
        copy(
            self.connection,
            "email_channel_threadreference (key, conversation_id, message_id)",
            (f"\\\\x{randbytes(16).hex()}\t{row.pk}\t{m}" for m, row, *_ in self.messages()),
        )

    def _halves(self) -> list[str]:
        """Half texts: any two are one text of 50 to 130 words, and two in a row are hardly ever the same."""
        words, weights = vocabulary(20_000)
        return [
            " ".join(self.chance.choices(words, cum_weights=weights, k=self.chance.randint(25, 65)))
            for _ in range(_HALVES)
        ]

    def _copy_journal(self) -> None:
        account = number(self.connection, "SELECT min(id) FROM channels_channelaccount")
        copy(
            self.connection,
            "channels_intake_key (account_id, external_id, received_at)",
            (f"{account}\told-{m}\t{at}" for m, _, which, at in self.messages() if which != 1),
        )
        digest = "0" * 64
        copy(
            self.connection,
            "channels_journal (received_at, account_id, external_id, state, reason, attempts, due_at, digest, size,"
            " envelope, summary, error, processed_at, message_id)",
            (
                f"{at}\t{account}\told-{m}\tdone\t\t1\t{at}\t{digest}\t2000\t{{}}\t{{}}\t\t{at}\t{m}"
                for m, _, which, at in self.messages()
                if which != 1
            ),
        )

    def _copy_timeline(self) -> None:
        copy(
            self.connection,
            "timeline_event (id, recorded_at, kind, stream_key, actor_kind, actor_id, payload)",
            (_event(self.event_id + nth, *message) for nth, message in enumerate(self.messages())),
        )
        first = number(self.connection, "SELECT coalesce(max(position), 0) + 1 FROM timeline_head")
        copy(
            self.connection,
            "timeline_position (position, event_id, recorded_at)",
            (f"{first + nth}\t{self.event_id + nth}\t{at}" for nth, (*_, at) in enumerate(self.messages())),
        )
        new = MESSAGES_EACH * len(self.rows)
        self.connection.execute("UPDATE timeline_head SET position = position + %s", [new])
        # Nobody follows the past anew.
        self.connection.execute("UPDATE timeline_cursor SET position = (SELECT position FROM timeline_head)")


def _status(age: int, drawn: float) -> str:
    """Of what is not open, the youngest waits for customers; a little of everything lies among the old."""
    if age <= 10_000:
        return "pending" if drawn < 0.8 else "snoozed" if drawn < 0.9 else "closed"
    return "closed" if drawn < 0.97 else "spam" if drawn < 0.99 else "trash"


def _address(customer_nth: int) -> str:
    return f"klient{customer_nth}@poczta.example"


def _author(row: Row, which: int) -> str:
    """Columns direction, visibility, actor_kind, actor_id, author_name, author_address."""
    if which == 1:
        return f"out\tpublic\tagent\t{row.assignee or NULL}\tKonsultant\t"
    return f"in\tpublic\tcustomer\t{row.customer}\tKlient {row.customer_nth}\t{_address(row.customer_nth)}"


def _event(pk: int, message: int, row: Row, which: int, at: str) -> str:
    kind, payload, actor = (
        ("queued", _QUEUED, f"agent\t{row.assignee or NULL}")
        if which == 1
        else ("received", _RECEIVED, f"customer\t{row.customer}")
    )
    said = payload % (row.pk, message)
    return f"{pk}\t{at}\tconversations.message.{kind}\tconversation:{row.pk}\t{actor}\t{said}"
