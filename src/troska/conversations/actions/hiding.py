"""Verbs about what a message holds and should not show: it is hidden when the message comes, and shown one by one."""

from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import replace

from django.db import transaction

from troska.conversations import deeds, errors
from troska.conversations.models import HiddenValue, Message
from troska.conversations.ports import InboundMessage
from troska.conversations.sensitive import Hiding
from troska.core import secrets
from troska.staff import audit
from troska.timeline.actors import Actor


def hide(inbound: InboundMessage) -> tuple[InboundMessage, Hiding]:
    """Give the message as it may be kept and shown, and what was hidden in it."""
    hiding = Hiding()
    subject, text, whole = (hiding.hide(each) for each in (inbound.subject, inbound.text, inbound.full_text))
    return replace(inbound, subject=subject, text=text, full_text=whole), hiding


def keep_hidden(hidings: Iterable[Hiding], messages: Sequence[Message]) -> None:
    """Keep what was hidden in messages that are saved now, encrypted."""
    rows = [
        HiddenValue(message=message, number=number, kind=kind, encrypted_value=secrets.encrypt(value))
        for hiding, message in zip(hidings, messages, strict=True)
        for value, (kind, number) in hiding.found.items()
    ]
    if rows:
        HiddenValue.objects.bulk_create(rows)


def hidden_values(message: Message) -> list[str]:
    """Give what is hidden in the message, for putting it out where the message is shown in another shape."""
    values = []
    for row in HiddenValue.objects.filter(message=message):
        with suppress(secrets.SecretUnreadableError):
            values.append(secrets.decrypt(row.encrypted_value))
    return values


@transaction.atomic
def show_hidden(message: Message, number: int, *, by: Actor) -> str:
    """Give what a mark in the message stands for; that he saw it is audited. Raises NothingHidden."""
    hidden = HiddenValue.objects.filter(message=message, number=number).first()
    if hidden is None:
        raise errors.NothingHidden
    try:
        value = secrets.decrypt(hidden.encrypted_value)
    except secrets.SecretUnreadableError as error:
        raise errors.NothingHidden from error
    audit.record(
        deeds.SECRET_SEEN,
        by=by,
        about=audit.about(hidden),
        conversation=message.conversation.reference,
        kind=hidden.kind,
    )
    return value
