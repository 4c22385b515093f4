"""From a mailbox's settings to an open connection."""

from troska.channels.email import credentials
from troska.channels.email.imap.connection import Source
from troska.channels.email.imap.errors import SignInRefused
from troska.channels.email.models import Authentication, Mailbox, Security


def connect(mailbox: Mailbox) -> Source:
    """Open a connection and sign in. Raises MailboxTrouble, an egress error, or what `secret_of` raises."""
    secret = credentials.secret_of(mailbox)
    source = Source(mailbox.imap_host, mailbox.imap_port, Security(mailbox.imap_security))
    try:
        source.sign_in(mailbox.username, secret, Authentication(mailbox.authentication))
    except BaseException as error:
        source.close()
        if isinstance(error, SignInRefused):
            credentials.refused(mailbox)
        raise
    return source
