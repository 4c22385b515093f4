"""What signs us in to a mailbox's servers."""

from troska.channels.email.models import Authentication, Mailbox
from troska.channels.email.oauth import access_tokens
from troska.core import secrets


def secret_of(mailbox: Mailbox) -> str:
    """Give the password, or for XOAUTH2 an access token that is good now.

    Raises GrantRevoked, ProviderUnavailable, an egress error, SecretUnreadableError.
    """
    if mailbox.authentication == Authentication.XOAUTH2:
        return access_tokens.token_of(mailbox)
    return secrets.decrypt(mailbox.encrypted_secret) if mailbox.encrypted_secret else ""


def refused(mailbox: Mailbox) -> None:
    """Note that a server did not accept it; the next one is got anew where that is possible."""
    access_tokens.forget(mailbox)
