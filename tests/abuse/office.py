"""A company under attack: mails come in as bytes, an agent sits at his desk, a mail server takes what leaves."""

from collections.abc import Sequence
from email.utils import format_datetime
from html import unescape

from django.test import Client
from tests import given
from tests.channels.email import correspondence
from tests.servers.smtp import MailServer, Received

from troska.channels.email import tokens
from troska.channels.models import JournalEntry
from troska.conversations.models import Conversation, Inbox, Message
from troska.core import clock
from troska.staff.models import Agent
from troska.staff.permissions import Role

ACKNOWLEDGEMENT = "Dziękujemy za wiadomość. Odpowiemy w ciągu jednego dnia roboczego."
LISTS = ("moje", "nieprzypisane", "otwarte", "zamkniete")
UNVERIFIED = "Niezweryfikowany nadawca"
ATTACKER = "zly@evil.example"
ANNA = given.ANNA


class Office:
    """One inbox with an acknowledgement, an agent, an administrator."""

    def __init__(self, server: MailServer) -> None:
        self.server = server
        self.inbox: Inbox = given.inbox(acknowledgement=ACKNOWLEDGEMENT)
        correspondence.mailbox(self.inbox, server)
        self.agent: Agent = given.agent("Marta Wójcik", email="marta@sklep.example")
        self.desk = Client()
        self.desk.force_login(self.agent)
        boss = given.agent("Ewa Nowicka", email="ewa@sklep.example", role=Role.ADMINISTRATOR, teams=[])
        self.boss_desk = Client()
        self.boss_desk.force_login(boss)

    def arrive(self, *raws: bytes, to: Sequence[str] = ()) -> list[Message | None]:
        """Let mails arrive, followers follow, and what then is due leave."""
        messages = given.delivered(*raws, to=to)
        self.let_out()
        return messages

    def let_out(self) -> None:
        given.followed()
        correspondence.send_all(self.inbox)

    def begun(self, text: str = "Gdzie jest moja paczka?", **headers: str) -> Conversation:
        """A conversation that the customer, whose mail server vouches for her, began; already acknowledged."""
        extra = [("Authentication-Results", given.PASSED)]
        date = format_datetime(clock.now())
        [message] = self.arrive(given.mail(text, extra=extra, files=(), **{"Date": date, **headers}))
        assert message is not None
        self.server.received.clear()
        return message.conversation

    def answer(self, conversation: Conversation, text: str = "Już sprawdzam.", *, mode: str = "reply") -> Received:
        """Let the agent answer on the page; give what the mail server got."""
        before = len(self.server.received)
        done = self.desk.post(
            f"/rozmowa/{conversation.code}/odpowiedz", {"text": text, "then": "pending", "mode": mode}
        )
        assert done.status_code in (200, 302), done.status_code
        self.let_out()
        [sent] = self.server.received[before:]
        return sent

    def page(self, conversation: Conversation) -> str:
        """What the agent sees of a conversation, as text."""
        shown = self.desk.get(f"/rozmowa/{conversation.code}/")
        assert shown.status_code == 200
        return unescape(shown.content.decode())

    def shown_anywhere(self, text: str, desk: Client | None = None) -> bool:
        """Say whether a text stands in any list of conversations or in any of the agent's conversations."""
        pages = [(desk or self.desk).get(f"/rozmowy/{slug}/") for slug in LISTS]
        found = [page.content.decode() for page in pages if page.status_code == 200]
        found += [self.page(conversation) for conversation in Conversation.objects.filter(inboxes=self.inbox)]
        assert found
        return any(text in unescape(page) for page in found)

    def quarantine(self, desk: Client | None = None) -> str:
        return unescape((desk or self.desk).get("/rozmowy/kwarantanna/").content.decode())

    def waiting(self) -> list[JournalEntry]:
        return list(JournalEntry.objects.filter(state="quarantined").order_by("id"))

    def recipients(self) -> set[str]:
        """Everybody whom anything was sent to."""
        return {address for sent in self.server.received for address in sent.recipients}


def reply_address(conversation: Conversation) -> str:
    return tokens.reply_address(given.HELP, conversation.pk)
