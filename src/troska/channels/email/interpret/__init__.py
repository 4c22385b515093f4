"""Bytes of a mail → what it says. Pure: no database, no network, no clock, no Django."""

from troska.channels.email.interpret.mail import (
    Address,
    Attachment,
    BounceReport,
    InboundMail,
    ReportedRecipient,
    ReportKind,
)
from troska.channels.email.interpret.reading import interpret

__all__ = ["Address", "Attachment", "BounceReport", "InboundMail", "ReportKind", "ReportedRecipient", "interpret"]
