"""States for tests, reached as people and mail servers reach them: by the product's own verbs.

inbox = given.inbox("pomoc@sklep.example")
[message] = given.delivered(given.mail("Gdzie jest moja paczka?", From="Anna <anna@poczta.example>"))
"""

import itertools
import threading
from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar
from urllib.parse import quote

from django.db import connections
from django.test import Client

from troska.channels import drain, intake
from troska.channels.actions import add_account
from troska.channels.email.card_numbers import without_card_numbers
from troska.channels.email.identity import external_id
from troska.channels.email.models import Mailbox
from troska.channels.intake import Delivery
from troska.channels.models import ChannelAccount, JournalEntry
from troska.conversations import actions
from troska.conversations.models import (
    Authenticity,
    Brand,
    Channel,
    Conversation,
    Inbox,
    InboxAddress,
    Message,
    Status,
)
from troska.conversations.ports import InboundMessage
from troska.core import clock
from troska.customers.actions import IdentityHint, Stranger, find_or_add_customers
from troska.customers.models import Customer, IdentityKind
from troska.staff.actions import add_agent, add_team
from troska.staff.models import Agent, Team
from troska.staff.permissions import Role
from troska.timeline import followers, reading, sequencer
from troska.timeline.actors import SYSTEM
from troska.timeline.events import Recorded
from troska.timeline.wire_postgresql import listening_connection

T = TypeVar("T")

ANNA = "anna.nowak@poczta.example"
HELP = "pomoc@sklep.example"
#: The name of the mail server whose Authentication-Results `account` believes.
TRUSTED = "mx.sklep.example"
PASSED = f"{TRUSTED}; dmarc=pass (p=REJECT) header.from=poczta.example"
FAILED = f"{TRUSTED}; dmarc=fail (p=REJECT) header.from=poczta.example"

_numbers = itertools.count(1)


def brand(name: str = "Sklep Bałtyk") -> Brand:
    """The company's face; the same for the same name."""
    return Brand.objects.get_or_create(name=name, defaults={"sender_name": name, "domain": "sklep.example"})[0]


def team(name: str = "Obsługa klienta") -> Team:
    """A team; the same for the same name."""
    return add_team(name)


def inbox(address: str = HELP, *, teams: Iterable[Team] | None = None, acknowledgement: str = "") -> Inbox:
    """The inbox behind an address of ours, looked after by the usual team unless others are named."""
    known = InboxAddress.objects.filter(address=address).select_related("inbox").first()
    if known is not None:
        return known.inbox
    made = Inbox.objects.create(name=address.partition("@")[0], brand=brand(), acknowledgement=acknowledgement)
    made.teams.set([team()] if teams is None else teams)
    InboxAddress.objects.create(inbox=made, address=address, is_primary=True)
    return made


def agent(
    name: str = "Marta Wójcik",
    *,
    role: Role = Role.AGENT,
    teams: Iterable[Team] | None = None,
    email: str = "",
    password: str | None = None,
) -> Agent:
    """A member of staff, in the usual team unless others are named."""
    address = email or f"konsultant{next(_numbers)}@firma.example"
    his = [team()] if teams is None else teams
    return add_agent(email=address, name=name, role=role, teams=his, password=password, by=SYSTEM)


def proved(browser: Client, person: Agent) -> Client:
    """The browser of a person who has just proved who he is; `force_login` alone proves nothing."""
    session = browser.session
    session["account_authentication_methods"] = [{"method": "password", "at": clock.now().timestamp()}]
    session["account_authentication_methods_user"] = str(person.pk)
    session.save()
    return browser


def customer(address: str = ANNA, name: str = "Anna Nowak") -> Customer:
    """The person known by the address."""
    [found] = find_or_add_customers([Stranger(IdentityHint(IdentityKind.EMAIL, address), name)], by=SYSTEM)
    return found


def inbound(
    text: str = "Dzień dobry, gdzie jest moja paczka?", *, sender: str = ANNA, **more: object
) -> InboundMessage:
    """A message as a channel brings it."""
    values = {"channel": Channel.EMAIL, "sender_name": "Anna Nowak", "subject": "Paczka", "text": text} | more
    return InboundMessage(sender=IdentityHint(IdentityKind.EMAIL, sender), **values)  # type: ignore[arg-type]  # by name


def conversation(
    *,
    sender: str = ANNA,
    inboxes: Sequence[Inbox] = (),
    status: Status = Status.OPEN,
    authenticity: Authenticity = Authenticity.UNKNOWN,
    text: str = "Dzień dobry, gdzie jest moja paczka?",
) -> Conversation:
    """A conversation that a customer began, brought into a state."""
    arrived = inbound(text, sender=sender, authenticity=authenticity)
    begun = actions.receive(arrived, inboxes=list(inboxes) or [inbox()]).conversation
    return begun if status == Status.OPEN else actions.change_status(begun, status, by=SYSTEM)


def mail(
    text: str = "Dzień dobry, gdzie jest moja paczka?\n",
    *,
    extra: Sequence[tuple[str, str]] = (),
    files: Sequence[tuple[str, bytes]] = (),
    **headers: str | None,
) -> bytes:
    """A mail as bytes. Headers by name, with "_" for "-": From, To, In_Reply_To; None leaves out a usual one.

    `extra` headers come on top, as a mail server adds them; nothing is checked, so that a mail can be as false as
    mails are.
    """
    usual: dict[str, str | None] = {
        "From": f"Anna Nowak <{ANNA}>",
        "To": HELP,
        "Subject": "Paczka",
        "Date": "Mon, 05 Oct 2026 10:00:00 +0200",
        "Message-ID": f"<{next(_numbers)}.mail@poczta.example>",
        "MIME-Version": "1.0",
    }
    usual |= {name.replace("_", "-"): value for name, value in headers.items()}
    lines = [*extra, *((name, value) for name, value in usual.items() if value is not None)]
    head = "".join(f"{name}: {value}\r\n" for name, value in lines).encode()
    body = text.replace("\r\n", "\n").replace("\n", "\r\n").encode()
    plain = b"Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n" + body
    if not files:
        return head + plain
    parts = [plain, *(_part(name, content) for name, content in files)]
    joined = b"".join(b"--granica\r\n" + part + b"\r\n" for part in parts)
    return head + b'Content-Type: multipart/mixed; boundary="granica"\r\n\r\n' + joined + b"--granica--\r\n"


def _part(name: str, content: bytes) -> bytes:
    head = f'Content-Type: application/octet-stream\r\nContent-Disposition: attachment; filename="{name}"\r\n\r\n'
    return head.encode() + content


def account(name: str = "Poczta", *, inbox: Inbox | None = None, authserv_id: str = TRUSTED) -> ChannelAccount:
    """A mailbox that mail comes from, with the name of the server whose findings it believes."""
    made = add_account(channel=Channel.EMAIL, name=name, inbox=inbox)
    Mailbox.objects.get_or_create(account=made, defaults={"authserv_id": authserv_id})
    return made


def _usual_account() -> ChannelAccount:
    return account()


def accepted(*raws: bytes, to: Sequence[str] = (), account: ChannelAccount | None = None) -> list[JournalEntry]:
    """Mails that a mail server handed over and that wait in the journal; the envelope says `to` where it is known."""
    where = account or _usual_account()
    if not InboxAddress.objects.exists():
        inbox()
    names = [external_id(raw, to) for raw in raws]
    envelope = {"from": "", "to": list(to)} if to else {}
    intake.accept(
        [
            Delivery(account_id=where.pk, external_id=name, raw=raw, envelope=envelope, redact=without_card_numbers)
            for name, raw in zip(names, raws, strict=True)
        ]
    )
    found = {entry.external_id: entry for entry in JournalEntry.objects.filter(account=where, external_id__in=names)}
    return [found[name] for name in names]


def delivered(*raws: bytes, to: Sequence[str] = (), account: ChannelAccount | None = None) -> list[Message | None]:
    """What mails became once they were handed over and understood; None for one that is no message (yet)."""
    entries = accepted(*raws, to=to, account=account)
    drain.drain_all()
    return [became(entry) for entry in entries]


def arrived(raw: bytes, *, to: Sequence[str] = (), account: ChannelAccount | None = None) -> Message:
    """The message that one mail became."""
    [message] = delivered(raw, to=to, account=account)
    assert message is not None, now(JournalEntry.objects.latest("id"))
    return message


def quarantined(raw: bytes, *, to: Sequence[str] = (), account: ChannelAccount | None = None) -> JournalEntry:
    """The journal entry of one mail that was not let in."""
    [entry] = accepted(raw, to=to, account=account)
    drain.drain_all()
    entry = now(entry)
    assert entry.state == "quarantined", (entry.state, entry.error)
    return entry


def became(entry: JournalEntry) -> Message | None:
    """The message of a journal entry, as it is now."""
    message_id = now(entry).message_id
    return Message.objects.select_related("conversation").get(pk=message_id) if message_id else None


def now(entry: JournalEntry) -> JournalEntry:
    """The journal entry as it is now."""
    return JournalEntry.objects.select_related("account").get(id=entry.id)


def sequenced() -> list[Recorded]:
    """All events so far, in their order."""
    sequencer.sequence_all()
    return list(reading.window(0, reading.head()))


def followed() -> None:
    """Let every follower come up to date."""
    sequencer.sequence_all()
    followers.drain_all()


def at_once(*functions: Callable[[], T]) -> list[T]:
    """Do things at the same time, each in a thread with a database connection of its own; give what they gave."""
    together = threading.Barrier(len(functions))
    results: dict[int, T] = {}
    failures: list[BaseException] = []

    def run(nth: int, function: Callable[[], T]) -> None:
        try:
            together.wait(30)
            results[nth] = function()
        except BaseException as error:  # noqa: BLE001 -- told to the test below
            failures.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(nth, function)) for nth, function in enumerate(functions)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    if failures:
        raise failures[0]
    return [results[nth] for nth in range(len(functions))]


def database_url() -> str:
    """Where the tests' database is, for a process of its own."""
    known = connections["default"].get_connection_params()
    host = str(known.get("host", ""))
    user = f"{known['user']}:{quote(known.get('password', ''))}"
    if host.startswith("/"):
        return f"postgresql://{user}@/{known['dbname']}?host={quote(host, safe='')}"
    return f"postgresql://{user}@{host}:{known.get('port') or 5432}/{known['dbname']}"


def lost_connection() -> None:
    """End this thread's connection to the database from its other side, as a server that stops does."""
    with connections["default"].cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        [pid] = cursor.fetchone()
    with listening_connection([]) as other:
        other.execute("SELECT pg_terminate_backend(%s)", [pid])
