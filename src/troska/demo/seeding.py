"""Turns the sample company into rows: its people and places by the product's verbs, its past by `past`."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime

import structlog
from django.contrib.auth.hashers import make_password
from django.db import transaction

from troska.channels.email.models import AutomaticReply
from troska.channels.webchat import actions as chat
from troska.conversations import actions, files
from troska.conversations.models import (
    Authenticity,
    Brand,
    Channel,
    Inbox,
    InboxAddress,
    Label,
    LabelColour,
    Location,
    Priority,
    ReadMark,
    Status,
)
from troska.conversations.ports import InboundMessage, StoredFile
from troska.customers.actions import IdentityHint, Stranger, add_identity, find_or_add_customers
from troska.customers.models import Customer, IdentityKind
from troska.demo.company import company, script
from troska.demo.past import Told, write
from troska.staff.actions import add_agent, add_team, change_company
from troska.staff.models import Agent, Language
from troska.staff.permissions import Role
from troska.timeline.actors import SYSTEM
from troska.timeline.recording import gathering

log = structlog.get_logger(__name__)

#: Everybody of the sample company signs in with this; the demo listens on loopback unless told otherwise.
PASSWORD = "troska-demo"  # noqa: S105 -- printed on purpose, the company is invented
#: Its digits add up, and its tax office has none like it.
_TAX_NUMBER = "5839990013"
ACKNOWLEDGEMENT = (
    "Dzień dobry,\n\ndziękujemy za wiadomość. Odpowiadamy od poniedziałku do soboty, zwykle w ciągu kilku godzin.\n\n"
    "Zespół sklepu {brand}"
)
#: The words that this company sorts by; what else a story is about is no label.
LABELS = {
    "dostawa": LabelColour.BLUE,
    "zwrot": LabelColour.ORANGE,
    "odstąpienie": LabelColour.ORANGE,
    "reklamacja": LabelColour.RED,
    "wymiana": LabelColour.YELLOW,
    "zamówienie": LabelColour.TEAL,
    "płatność": LabelColour.VIOLET,
    "faktura": LabelColour.VIOLET,
    "rabat": LabelColour.PINK,
    "salon": LabelColour.GREEN,
    "pochwała": LabelColour.GREEN,
    "RODO": LabelColour.GREY,
    "B2B": LabelColour.GREY,
}
URGENT = "pilne"
_FROM_OUTSIDE = (script.Speaker.CUSTOMER, script.Speaker.AUTOMATIC)
_AT_WORK = (script.State.OPEN, script.State.PENDING, script.State.SNOOZED)


@dataclass
class _Cast:
    """The rows behind the script's indexes."""

    agents: list[Agent]
    inboxes: list[Inbox]
    labels: dict[str, Label]
    #: Who writes from outside, by address.
    writers: dict[str, Customer] = field(default_factory=dict)
    #: The files of the letters, by the id of the attachment in the script.
    files: dict[int, StoredFile] = field(default_factory=dict)


def is_seeded() -> bool:
    """Say whether there is a company already: then nothing is seeded over it."""
    return Brand.objects.exists()


def seed(*, seed_number: int, at: datetime) -> script.Company:
    """Make the sample company as it stands at `at`, with its past; the same for the same number and moment."""
    told = company(seed_number, at)
    kept = _keep_files(told)
    # One transaction, so that a start that was cut short leaves nothing behind that would look like a company.
    with transaction.atomic():
        cast = _settle_in(told)
        cast.files = kept
        _introduce_customers(told)
        cast.writers = _writers(told)
        past = [_tell(conversation, told, cast) for conversation in told.conversations]
        write(past)
        _read(told, past, cast)
        _acknowledged(past)
    log.info("demo.seeded", customers=len(told.customers), conversations=len(told.conversations))
    return told


def _keep_files(told: script.Company) -> dict[int, StoredFile]:
    """Keep all files at once: most of the time each takes is waiting for the disk."""
    attachments = [
        file for conversation in told.conversations for turn in conversation.turns for file in turn.attachments
    ]
    with ThreadPoolExecutor(8) as pool:
        return dict(zip(map(id, attachments), pool.map(_keep, attachments), strict=True))


def _keep(attachment: script.Attachment) -> StoredFile:
    return files.store(attachment.content, filename=attachment.filename, content_type=attachment.content_type)


def _settle_in(told: script.Company) -> _Cast:
    brand = Brand.objects.create(
        name=told.brand.name,
        sender_name=told.brand.sender_name,
        domain=told.brand.website,
        accent=told.brand.accent,
        languages=list(told.brand.languages),
    )
    change_company(
        legal_name=f"{told.brand.name} sp. z o.o.",
        tax_number=_TAX_NUMBER,
        street=told.locations[0].street,
        postal_code=told.locations[0].postcode,
        city=told.locations[0].city,
        privacy_contact=f"iod@{told.brand.website.rpartition('/')[2]}",
        system_address="",
        language=Language.POLISH,
        by=SYSTEM,
    )
    for place in told.locations:
        Location.objects.create(
            brand=brand,
            name=place.name,
            street=place.street,
            postal_code=place.postcode,
            city=place.city,
            phone=place.phone,
            opening_hours=_hours(place),
        )
    teams = [add_team(team.name) for team in told.teams]
    agents = []
    for nth, member in enumerate(told.agents):
        his = [row for row, team in zip(teams, told.teams, strict=True) if nth in team.members or nth == team.lead]
        agents.append(
            add_agent(
                email=member.email,
                name=member.display_name,
                role=Role(member.role.value),
                teams=his,
                signature=member.signature,
                by=SYSTEM,
            )
        )
    # One hash for all, since hashing is slow on purpose.
    Agent.objects.get_queryset().filter(pk__in=[agent.pk for agent in agents]).update(password=make_password(PASSWORD))
    inboxes = []
    for inbox in told.inboxes:
        row = Inbox.objects.create(
            name=inbox.name, brand=brand, acknowledgement=ACKNOWLEDGEMENT.format(brand=told.brand.name)
        )
        row.teams.add(teams[inbox.team])
        InboxAddress.objects.create(inbox=row, address=inbox.address, is_primary=True)
        inboxes.append(row)
    chat.save_widget(inboxes[0], allowed_origins=[told.brand.website], asks_email=True, by=SYSTEM)
    labels = {name: actions.add_label(name, colour=colour, by=SYSTEM) for name, colour in LABELS.items()}
    return _Cast(agents, inboxes, labels)


def _hours(place: script.Location) -> list[list[list[str]]]:
    week: list[list[list[str]]] = [[] for _ in range(7)]
    for day in place.hours:
        week[day.weekday].append([f"{day.opens:%H:%M}", f"{day.closes:%H:%M}"])
    return week


def _introduce_customers(told: script.Company) -> None:
    people = [Stranger(_email(customer.emails[0]), customer.name) for customer in told.customers]
    with gathering():
        rows = find_or_add_customers(people, by=SYSTEM)
        for row, customer in zip(rows, told.customers, strict=True):
            for address in customer.emails[1:]:
                add_identity(row, _email(address), by=SYSTEM)
            if customer.phone:
                add_identity(row, IdentityHint(IdentityKind.PHONE, customer.phone), by=SYSTEM)
            row.language = customer.language
        Customer.objects.bulk_update(rows, ["language"])


def _email(address: str) -> IdentityHint:
    return IdentityHint(IdentityKind.EMAIL, address)


def _writers(told: script.Company) -> dict[str, Customer]:
    """Give who writes from which address; strangers become customers here, as everybody does who writes."""
    senders = [
        _sender(conversation, turn, told)
        for conversation in told.conversations
        for turn in conversation.turns
        if turn.speaker in _FROM_OUTSIDE
    ]
    people = [Stranger(_email(address), name) for name, address in dict.fromkeys(senders)]
    with gathering():
        rows = find_or_add_customers(people, by=SYSTEM)
    return {person.hint.value: row for person, row in zip(people, rows, strict=True)}


def _tell(conversation: script.Conversation, told: script.Company, cast: _Cast) -> Told:
    """Let one conversation happen."""
    first, *further = conversation.turns
    inbound = _inbound(conversation, first, told, cast, is_first=True)
    customer = cast.writers[inbound.sender.value]
    past = Told.begin(inbound, inbox=cast.inboxes[conversation.inbox], customer=customer, at=first.at)
    for name in sorted(LABELS.keys() & set(conversation.labels)):
        past.label(cast.labels[name])
    if conversation.state in _AT_WORK and (URGENT in conversation.labels or conversation.mood == script.Mood.ANGRY):
        past.prioritise(Priority.HIGH)
    for turn in further:
        if turn.speaker in _FROM_OUTSIDE:
            past.receive(_inbound(conversation, turn, told, cast), turn.at)
        else:
            _answer(past, conversation, turn, cast)
    _come_to_rest(past, conversation, cast)
    return past


def _inbound(
    conversation: script.Conversation, turn: script.Turn, told: script.Company, cast: _Cast, *, is_first: bool = False
) -> InboundMessage:
    inbox = told.inboxes[conversation.inbox]
    name, address = _sender(conversation, turn, told)
    return InboundMessage(
        channel=Channel.EMAIL,
        sender=_email(address),
        sender_name=name,
        subject=conversation.subject if is_first else f"Re: {conversation.subject}",
        text=turn.text,
        full_text=f"{turn.text}\n\n{turn.quoted}" if turn.quoted else "",
        recipients={"to": [[inbox.name, inbox.address]], "cc": [["", copied] for copied in turn.cc]},
        authenticity=Authenticity.UNKNOWN if turn.sender else Authenticity.PASSED,
        is_automatic=turn.speaker == script.Speaker.AUTOMATIC,
        files=_files(turn, cast),
    )


def _sender(conversation: script.Conversation, turn: script.Turn, told: script.Company) -> tuple[str, str]:
    if turn.sender is not None:
        return turn.sender.name, turn.sender.address
    if conversation.customer is None:
        raise ValueError("a stranger's turn names its sender")
    customer = told.customers[conversation.customer]
    return customer.name, customer.emails[0]


def _answer(past: Told, conversation: script.Conversation, turn: script.Turn, cast: _Cast) -> None:
    agent = cast.agents[turn.agent or 0]
    if turn.speaker == script.Speaker.NOTE:
        called = [other for other in cast.agents if f"@{other.name.partition(' ')[0]}" in turn.text]
        past.note(turn.text, turn.at, by=agent, files=_files(turn, cast), mentioned=called)
        return
    then = Status.CLOSED if _ends_with(conversation, turn) else Status.PENDING
    past.reply(turn.text, turn.at, by=agent, then=then, files=_files(turn, cast))


def _ends_with(conversation: script.Conversation, turn: script.Turn) -> bool:
    return conversation.state == script.State.CLOSED and turn is conversation.turns[-1]


def _files(turn: script.Turn, cast: _Cast) -> tuple[StoredFile, ...]:
    return tuple(cast.files[id(attachment)] for attachment in turn.attachments)


def _come_to_rest(past: Told, conversation: script.Conversation, cast: _Cast) -> None:
    """Leave the conversation with whom, and in the state in which, it stands."""
    assignee = cast.agents[conversation.assignee] if conversation.assignee is not None else None
    by = assignee.actor if assignee else SYSTEM
    past.assign(assignee, by=by)
    if conversation.state == script.State.SNOOZED and conversation.snoozed_until:
        past.snooze(conversation.snoozed_until, by=by)
    elif not (_is_answer(conversation.turns[-1]) and conversation.state in (script.State.CLOSED, script.State.PENDING)):
        past.move(Status(conversation.state.value), by=by)


def _read(told: script.Company, past: list[Told], cast: _Cast) -> None:
    """Let everybody have read what is over, and what we said last."""
    marks = [
        ReadMark(agent=agent, conversation=one.conversation, upto=one.conversation.last_message_at)
        for one, conversation in zip(past, told.conversations, strict=True)
        if conversation.state not in _AT_WORK or conversation.turns[-1].speaker not in _FROM_OUTSIDE
        for agent in cast.agents
    ]
    ReadMark.objects.bulk_create(marks, batch_size=2000)


def _acknowledged(past: list[Told]) -> None:
    """Note that everybody has his acknowledgement: it would go out now, at once, to all who wrote in the last day."""
    AutomaticReply.objects.bulk_create(
        AutomaticReply(
            address_key=one.participants[0].address_key,
            conversation=one.conversation,
            sent_at=one.conversation.created_at,
        )
        for one in past
    )


def _is_answer(turn: script.Turn) -> bool:
    return turn.speaker == script.Speaker.AGENT
