"""People who write to each other: a shop with an inbox, its agent, its customers, all by real actions."""

import hashlib
from collections.abc import Sequence

from django.db import connection
from procrastinate.contrib.django.models import ProcrastinateJob
from tests.servers.smtp import MailServer

from troska.channels.actions import add_account
from troska.channels.email import delivering
from troska.channels.email.models import Authentication, Mailbox, MailIdentity, Security
from troska.conversations import actions
from troska.conversations.models import Authenticity, Brand, Channel, Conversation, Inbox, InboxAddress, Message
from troska.conversations.ports import InboundMessage, StoredFile
from troska.core import secrets
from troska.customers.actions import IdentityHint
from troska.customers.models import IdentityKind
from troska.staff.actions import add_agent
from troska.staff.models import Agent
from troska.timeline.actors import SYSTEM


def inbox(address: str = "pomoc@halny.example", *, acknowledgement: str = "", name: str = "Pomoc") -> Inbox:
    brand, _ = Brand.objects.get_or_create(name="Halny", defaults={"sender_name": "Sklep Halny"})
    made = Inbox.objects.create(name=name, brand=brand, acknowledgement=acknowledgement)
    InboxAddress.objects.create(inbox=made, address=address, is_primary=True)
    return made


def mailbox(inbox: Inbox, server: MailServer, *, security: Security = Security.PLAIN, password: str = "") -> Mailbox:
    return Mailbox.objects.create(
        account=add_account(channel=Channel.EMAIL, name=f"Poczta {inbox.name}", inbox=inbox),
        smtp_host="127.0.0.1",
        smtp_port=server.port,
        smtp_security=security,
        authentication=Authentication.PASSWORD if password else Authentication.NONE,
        username="halny" if password else "",
        encrypted_secret=secrets.encrypt(password) if password else "",
    )


def agent(name: str = "Marta Wójcik", *, email: str = "marta@halny.example", signature: str = "") -> Agent:
    return add_agent(email=email, name=name, by=SYSTEM, signature=signature)


def received(
    inbox: Inbox,
    *,
    sender: str = "anna.nowak@poczta.example",
    name: str = "Anna Nowak",
    subject: str = "Gdzie jest paczka?",
    identifier: str = "",
    conversation: Conversation | None = None,
    authenticity: Authenticity = Authenticity.UNKNOWN,
    is_automatic: bool = False,
) -> Message:
    """Let a mail come in as the adapter brings it."""
    message = actions.receive(
        InboundMessage(
            channel=Channel.EMAIL,
            sender=IdentityHint(IdentityKind.EMAIL, sender),
            sender_name=name,
            subject=subject,
            text="Dzień dobry, czekam już tydzień.",
            authenticity=authenticity,
            is_automatic=is_automatic,
        ),
        inboxes=[inbox],
        conversation=conversation,
    )
    if identifier:
        fingerprint = hashlib.sha256(identifier.encode()).digest()[:16]
        MailIdentity.objects.create(fingerprint=fingerprint, identifier=identifier, message=message)
    return message


def answered(
    question: Message,
    by: Agent,
    text: str = "Paczka jest już w drodze.",
    *,
    copied: Sequence[tuple[str, str]] = (),
    files: Sequence[StoredFile] = (),
) -> Message:
    """Let an agent answer."""
    return actions.reply(question.conversation, text=text, by=by.actor, author_name=by.name, copied=copied, files=files)


def send_all(inbox: Inbox) -> None:
    while delivering.drain(inbox):
        pass


def now(message: Message) -> Message:
    """Read the message as it is now."""
    return Message.objects.select_related("conversation", "dispatch").get(pk=message.pk)


def jobs() -> list[ProcrastinateJob]:
    """List the jobs that wait, the oldest first."""
    return list(ProcrastinateJob.objects.filter(queue_name="mail-out").order_by("pk"))


def forget_jobs() -> None:
    """Take all jobs away, as when their wake-up was lost."""
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE procrastinate_jobs CASCADE")
