"""Reads mailboxes by IMAP into the intake journal: by UID, without touching what others see there."""

from troska.channels.email.imap.supervising import run

__all__ = ["run"]
