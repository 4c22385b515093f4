"""Verbs of e-mail that other packages call."""

from troska.channels.email.blocking import block_address, block_domain, unblock
from troska.channels.email.dispatching import confirm_sent, retry

__all__ = ["block_address", "block_domain", "confirm_sent", "retry", "unblock"]
