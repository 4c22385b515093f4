"""Verbs of e-mail that other packages call."""

from troska.channels.email.blocking import block_address, block_domain, unblock
from troska.channels.email.dispatching import confirm_sent, retry
from troska.channels.email.mailboxes import add_mailbox, change_mailbox
from troska.channels.email.probing import Step, probe

__all__ = [
    "Step",
    "add_mailbox",
    "block_address",
    "block_domain",
    "change_mailbox",
    "confirm_sent",
    "probe",
    "retry",
    "unblock",
]
