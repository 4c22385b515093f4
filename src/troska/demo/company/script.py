"""What the sample company consists of: plain frozen values that a seeding turns into rows.

People, inboxes and teams are referred to by their index in the tuples of ``Company``.
"""

from dataclasses import dataclass
from datetime import datetime, time
from enum import StrEnum


class Gender(StrEnum):
    """Grammatical gender of a person, as Polish verbs need it."""

    WOMAN = "f"
    MAN = "m"


class Role(StrEnum):
    """What an agent may do."""

    ADMINISTRATOR = "administrator"
    SUPERVISOR = "supervisor"
    AGENT = "agent"


class Speaker(StrEnum):
    """Who a turn comes from; ``AUTOMATIC`` is the customer's mail program (out of office)."""

    CUSTOMER = "customer"
    AGENT = "agent"
    NOTE = "note"
    AUTOMATIC = "automatic"


class State(StrEnum):
    """Where a conversation stands at the moment of the telling."""

    OPEN = "open"
    PENDING = "pending"
    SNOOZED = "snoozed"
    CLOSED = "closed"
    SPAM = "spam"
    TRASH = "trash"


class Mood(StrEnum):
    """How the customer feels when the conversation begins."""

    CALM = "calm"
    HAPPY = "happy"
    WORRIED = "worried"
    ANGRY = "angry"


@dataclass(frozen=True, slots=True)
class Brand:
    """The face of the company: ``accent`` is an OKLCH colour that carries white text."""

    name: str
    tagline: str
    story: str
    accent: str
    website: str
    sender_name: str
    languages: tuple[str, ...]
    return_policy: str
    complaint_policy: str
    delivery_policy: str
    phone: str


@dataclass(frozen=True, slots=True)
class OpeningHours:
    """One weekday (Monday is 0) of a store."""

    weekday: int
    opens: time
    closes: time


@dataclass(frozen=True, slots=True)
class Location:
    """A store: where it is and when it is open."""

    name: str
    street: str
    postcode: str
    city: str
    phone: str
    email: str
    hours: tuple[OpeningHours, ...]
    directions: str


@dataclass(frozen=True, slots=True)
class Team:
    """A team; ``members`` and ``lead`` are indexes of agents."""

    name: str
    members: tuple[int, ...]
    lead: int


@dataclass(frozen=True, slots=True)
class Agent:
    """Somebody who answers; ``signature`` goes below each of the agent's replies."""

    first_name: str
    last_name: str
    gender: Gender
    email: str
    role: Role
    signature: str

    @property
    def display_name(self) -> str:
        return f"{self.first_name} {self.last_name}"


@dataclass(frozen=True, slots=True)
class Inbox:
    """An address of ours and the team (index) behind it."""

    address: str
    name: str
    team: int


@dataclass(frozen=True, slots=True)
class Customer:
    """A person who writes to us; the first address is the one mostly used."""

    first_name: str
    last_name: str
    gender: Gender
    emails: tuple[str, ...]
    phone: str | None
    city: str
    language: str
    company: str | None
    tax_number: str | None

    @property
    def name(self) -> str:
        return f"{self.first_name} {self.last_name}"


@dataclass(frozen=True, slots=True)
class Mailbox:
    """A name and an address as they stand in a From header."""

    name: str
    address: str


@dataclass(frozen=True, slots=True)
class Attachment:
    """A small real file."""

    filename: str
    content_type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Turn:
    """One message or note.

    ``text`` of an agent comes without the signature. ``quoted`` is the history that the customer's mail program
    put below the text (empty for most); ``sender`` is set when the words came from outside.
    """

    at: datetime
    speaker: Speaker
    text: str
    agent: int | None = None
    sender: Mailbox | None = None
    quoted: str = ""
    cc: tuple[str, ...] = ()
    attachments: tuple[Attachment, ...] = ()


@dataclass(frozen=True, slots=True)
class Conversation:
    """One matter from its first mail to where it stands now; ``customer`` is None for strangers (spam, newsletters)."""

    customer: int | None
    inbox: int
    subject: str
    turns: tuple[Turn, ...]
    state: State
    assignee: int | None
    labels: tuple[str, ...]
    topic: str
    story: str
    mood: Mood
    language: str
    snoozed_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Company:
    """Everything a sample installation begins with; conversations in order of their first message."""

    brand: Brand
    locations: tuple[Location, ...]
    teams: tuple[Team, ...]
    agents: tuple[Agent, ...]
    inboxes: tuple[Inbox, ...]
    customers: tuple[Customer, ...]
    conversations: tuple[Conversation, ...]
