"""The automatic acknowledgement: whom it may go to, and how often (RFC 3834).

An address in a From field proves nothing, so whoever can make us answer can make us write to a stranger. Hence: one
automatic mail per address in 24 hours, whichever inbox it wrote to; three per conversation; a cap on all together; and
not a word of the sender's in it.
"""

from collections.abc import Sequence
from datetime import timedelta
from email.parser import BytesHeaderParser

import structlog
from django.conf import settings
from django.db import connection
from django.utils import translation
from django.utils.translation import gettext as _

from troska.channels import raw_store
from troska.channels.email.interpret.dates import parse_date
from troska.channels.email.models import AutomaticReply
from troska.channels.email.screening import is_robot
from troska.conversations.actions import reply
from troska.conversations.events import MessageReceived
from troska.conversations.models import Authenticity, Channel, Conversation, Direction, InboxAddress, Message, Status
from troska.core import clock
from troska.core.addresses import InvalidAddressError, email_key
from troska.core.locks import AdvisoryLock
from troska.staff.models import Agent
from troska.timeline.actors import SYSTEM
from troska.timeline.events import Recorded

log = structlog.get_logger(__name__)

PER_ADDRESS, PER_CONVERSATION, CAP = timedelta(hours=24), timedelta(hours=24), timedelta(hours=1)
MOST_PER_CONVERSATION = 3
#: Older mails are not acknowledged: after an outage of days, or when the timeline is read anew, it would only confuse.
STALE_AFTER = timedelta(hours=24)
_LONGEST_HEAD = 256 * 1024
_ROBOTS = ("mailer-daemon", "postmaster", "mail-daemon", "mdaemon", "bounce", "bounces", "listserv", "majordomo")


def to_be_considered(events: Sequence[Recorded]) -> list[Recorded]:
    """Give those that begin a conversation lately, in an inbox that acknowledges: one question for all of them."""
    asked = {event.message_id: recorded for recorded in events if (event := _beginning(recorded)) is not None}
    acknowledged = Message.objects.filter(pk__in=asked).exclude(conversation__primary_inbox__acknowledgement="")
    return [asked[pk] for pk in acknowledged.values_list("pk", flat=True)] if asked else []


def on_received(recorded: Recorded) -> None:
    """Acknowledge the mail that begins a conversation, where that is allowed; the same event twice does it once."""
    if (event := _beginning(recorded)) is None:
        return
    message = Message.objects.select_related("conversation__primary_inbox__brand").filter(pk=event.message_id).first()
    if message is not None and _is_answerable(message):
        _acknowledge(message)


def _beginning(recorded: Recorded) -> MessageReceived | None:
    event = recorded.event
    if not isinstance(event, MessageReceived) or event.channel != Channel.EMAIL:
        return None
    if not event.starts_conversation or event.is_automatic or not event.is_verified:
        return None
    return event if recorded.recorded_at >= clock.now() - STALE_AFTER else None


def _is_answerable(message: Message) -> bool:
    """Say whether this mail may be acknowledged at all, whatever was sent before."""
    conversation = message.conversation
    if not conversation.primary_inbox.acknowledgement.strip():
        return False
    if conversation.status in (Status.CLOSED, Status.SPAM, Status.TRASH) or _is_answered(conversation):
        return False
    if message.is_automatic or message.authenticity == Authenticity.FAILED:
        return False
    try:
        key = email_key(message.author_address)
    except InvalidAddressError:
        return False
    return not _is_robot(key) and not _is_ours(key) and _was_written_lately(message)


def _is_answered(conversation: Conversation) -> bool:
    """Say whether a person was quicker: "we have got your mail" after an answer would only confuse."""
    return conversation.messages.filter(direction=Direction.OUTBOUND, is_automatic=False).exists()


def _was_written_lately(message: Message) -> bool:
    """Say whether its author still waits, as far as we know: old mail comes in by imports and with a new mailbox."""
    if not message.raw_digest:
        return True
    try:
        head = raw_store.get(message.raw_digest)[:_LONGEST_HEAD]
    except (OSError, ValueError):
        return False
    written = parse_date(str(BytesHeaderParser().parsebytes(head)["Date"] or ""))
    return written is None or written > clock.now() - STALE_AFTER


def _is_robot(key: str) -> bool:
    local = key.partition("@")[0]
    return is_robot(key) or local in _ROBOTS or local.startswith("owner-") or local.endswith("-request")


def _is_ours(key: str) -> bool:
    is_inbox = InboxAddress.objects.filter(key=key).exists()
    return is_inbox or Agent.objects.get_queryset().filter(email_key=key).exists()


def _acknowledge(message: Message) -> None:
    conversation = message.conversation
    key = email_key(message.author_address)
    if not may_send(key, conversation.pk):
        log.info("mail.not_acknowledged", conversation=conversation.pk)
        return
    brand = conversation.primary_inbox.brand
    with translation.override(next(iter(brand.languages), "pl")):
        subject = _("Otrzymaliśmy Twoją wiadomość (%s)") % conversation.reference
        number = _("Numer sprawy: %s") % conversation.reference
    text = f"{conversation.primary_inbox.acknowledgement.strip()}\n\n{number}"
    reply(conversation, text=text, subject=subject, by=SYSTEM, author_name=brand.sender_name, is_automatic=True)
    AutomaticReply.objects.create(address_key=key, conversation=conversation)


def may_send(key: str, conversation_id: int) -> bool:
    """Say whether one more automatic mail may go to the address; until the transaction ends nobody else is told so."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [AdvisoryLock.AUTOMATIC_MAIL])
    now = clock.now()
    recent = AutomaticReply.objects.filter(sent_at__gt=now - PER_ADDRESS)
    if recent.filter(address_key=key).exists():
        return False
    in_conversation = AutomaticReply.objects.filter(conversation=conversation_id, sent_at__gt=now - PER_CONVERSATION)
    if in_conversation.count() >= MOST_PER_CONVERSATION:
        return False
    if sent_within_hour() >= settings.TROSKA_AUTOMATIC_MAILS_PER_HOUR:
        log.warning("mail.automatic_cap_reached", cap=settings.TROSKA_AUTOMATIC_MAILS_PER_HOUR)
        return False
    return True


def sent_within_hour() -> int:
    """Count the automatic mails of the last hour."""
    return AutomaticReply.objects.filter(sent_at__gt=clock.now() - CAP).count()
