"""Troska's own mailbox in the demo: read by IMAP and answered by SMTP, both at the demo's mail server."""

from typing import Any

from django.db import transaction

from troska.channels.email import mailboxes
from troska.channels.email.models import Authentication, Mailbox, Security
from troska.conversations.models import InboxAddress
from troska.demo.mail import ports, world
from troska.demo.seeding import PASSWORD

NAME = "Poczta firmy (demo)"


@transaction.atomic
def connect() -> Mailbox:
    """Let Troska read and send through the demo's mail server, where it listens now."""
    settings = _settings(ports.recorded() or ports.choose())
    known = Mailbox.objects.filter(account__name=NAME).first()
    if known is not None:
        return mailboxes.change_mailbox(known, secret=PASSWORD, **settings)
    fallback = InboxAddress.objects.select_related("inbox").get(key=world.company_login()).inbox
    return mailboxes.add_mailbox(name=NAME, inbox=fallback, secret=PASSWORD, **settings)


def _settings(known: ports.Ports) -> dict[str, Any]:
    return {
        "imap_host": ports.HOST,
        "imap_port": known.imap,
        "imap_security": Security.PLAIN,
        "smtp_host": ports.HOST,
        "smtp_port": known.smtp,
        "smtp_security": Security.PLAIN,
        "authentication": Authentication.PASSWORD,
        "username": world.company_login(),
        "import_existing": True,
        "authserv_id": world.SERVER_NAME,
    }
