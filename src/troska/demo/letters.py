"""A customer's mailbox as his mail program would show it: what came and what went, latest first."""

import heapq
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path

from troska.channels.email import interpret
from troska.channels.email.interpret.mail import InboundMail
from troska.channels.email.models import MailIdentity
from troska.conversations.models import Conversation
from troska.core.errors import NotFound
from troska.demo.mail.maildirs import Letter, maildirs

MOST_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Shown:
    """A mail as the mailbox shows it."""

    name: str
    mail: InboundMail
    is_sent: bool
    at: datetime
    #: Where Troska has put what was sent; None as long as it has not.
    conversation: Conversation | None = None

    @property
    def text(self) -> str:
        """Give what a mail program shows at once: without history in his own mail; the company's quotes nothing."""
        return self.mail.text if self.folded else self.mail.text_full

    @property
    def folded(self) -> str:
        """Give the quoted history below the new text."""
        text, whole = self.mail.text.strip(), self.mail.text_full.strip()
        return whole[len(text) :].strip() if self.is_sent and whole.startswith(text) else ""

    @property
    def recipient(self) -> str:
        """Give the address it went to, without the token for answers."""
        local, _, domain = (self.mail.to[0].address if self.mail.to else "").rpartition("@")
        return f"{local.partition('+')[0]}@{domain}"


def mailbox_of(address: str) -> list[Shown]:
    """Show the latest mails of a customer's mailbox."""
    found = heapq.nlargest(MOST_SHOWN, maildirs().letters(address), key=_came_at)
    shown = [Shown(letter.name, _read(letter.path), letter.is_sent, _moment(letter)) for letter in found]
    known = _conversations(one.mail.message_id for one in shown if one.is_sent and one.mail.message_id)
    return [_with_conversation(one, known) for one in shown]


def to_staff() -> list[Shown]:
    """Show the latest letters that Troska wrote to those who work with it."""
    found = heapq.nlargest(MOST_SHOWN, maildirs().staff_letters(), key=_came_at)
    return [Shown(letter.name, _read(letter.path), letter.is_sent, _moment(letter)) for letter in found]


def state_of(address: str, shown: Iterable[Shown]) -> str:
    """Give a mark that changes when the mailbox would look different."""
    return f"{address}-" + ".".join(f"{one.name[-12:]}{'v' if one.conversation else ''}" for one in shown)


def find(address: str, name: str) -> Shown:
    """Give one received or sent mail of a customer's. Raises NotFound."""
    for letter in maildirs().letters(address):
        if letter.name == name:
            return Shown(letter.name, _read(letter.path), letter.is_sent, _moment(letter))
    raise NotFound


@lru_cache(maxsize=256)
def _read(path: Path) -> InboundMail:
    return interpret.interpret(path.read_bytes())


def _came_at(letter: Letter) -> tuple[float, str]:
    # A maildir's file names begin with the second and the microsecond of delivery.
    seconds, _, rest = letter.name.partition(".")
    micro = rest.partition("P")[0].removeprefix("M")
    return float(seconds) + (int(micro) / 1e6 if micro.isdigit() else 0.0), letter.name


def _moment(letter: Letter) -> datetime:
    return datetime.fromtimestamp(_came_at(letter)[0], UTC)


def _conversations(identifiers: Iterable[str]) -> dict[str, Conversation]:
    rows = MailIdentity.objects.filter(identifier__in=list(identifiers)).select_related("message__conversation")
    return {row.identifier: row.message.conversation for row in rows}


def _with_conversation(one: Shown, known: dict[str, Conversation]) -> Shown:
    conversation = known.get(one.mail.message_id or "") if one.is_sent else None
    return Shown(one.name, one.mail, one.is_sent, one.at, conversation)
