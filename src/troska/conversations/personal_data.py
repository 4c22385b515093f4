"""What conversations hold of a customer, and how it goes: words, addresses and files; that they were, stays."""

import json
from collections.abc import Iterator
from typing import Any

from django.db import transaction
from django.db.models import CharField, F, Q, QuerySet, TextField, Value
from django.db.models.functions import Cast, Concat, Lower

from troska import timeline
from troska.conversations import events, files
from troska.conversations.actions.locking import lock
from troska.conversations.models import Attachment, Conversation, Draft, HiddenValue, Message, Participant, Upload
from troska.core import clock
from troska.customers import personal_data
from troska.customers.errors import ErasureHeld
from troska.customers.models import Customer
from troska.customers.personal_data import Record
from troska.timeline.actors import SYSTEM, ActorKind

RANK = 10
BATCH = 200

_WORDLESS: dict[str, Any] = {
    "subject": "",
    "text": "",
    "full_text": "",
    "author_address": "",
    "recipients": {},
    "problems": [],
    "delivery_detail": "",
    "raw_digest": "",
    "has_html": False,
    "undo": None,
}


def his_messages(customer: Customer) -> QuerySet[Message]:
    """List what was said in his conversations, and what he said in those of others."""
    # Who was only let into somebody else's conversation is no customer there: his address tells.
    his_words = Q(actor_id=customer.pk) | Q(author_address__in=_addresses(customer))
    elsewhere = Q(actor_kind=ActorKind.CUSTOMER) & his_words
    his = Message.objects.filter(Q(conversation__customer=customer) | elsewhere)
    return Message.objects.filter(pk__in=his.values("pk")).order_by("pk")


def _addresses(customer: Customer) -> list[str]:
    written = customer.identities.values_list("value", flat=True)
    as_participant = _as_participant(customer).exclude(address="").values_list("address", flat=True)
    return sorted({*written, *as_participant, *personal_data.addresses_of(customer)})


def export(customer: Customer) -> Iterator[Record]:
    """Give his conversations and what was said in them; who of the staff said it is not named."""
    for conversation in _by_key(Conversation.objects.filter(customer=customer)):
        yield (
            "conversation",
            {
                "reference": conversation.reference,
                "code": conversation.code,
                "subject": conversation.subject,
                "status": conversation.status,
                "created_at": conversation.created_at.isoformat(),
            },
        )
    for message in _by_key(his_messages(customer).select_related("conversation")):
        is_his = message.actor_kind == ActorKind.CUSTOMER
        yield (
            "message",
            {
                "code": message.code,
                "conversation": message.conversation.code,
                "at": message.created_at.isoformat(),
                "channel": message.channel,
                "direction": message.direction,
                "author": message.author_address if is_his else str(ActorKind(message.actor_kind).value),
                "subject": message.subject,
                "text": message.full_text or message.text,
            },
        )
        for attachment in message.attachments.order_by("pk"):
            yield (
                "attachment",
                {
                    "code": attachment.code,
                    "message": message.code,
                    "filename": attachment.filename,
                    "content_type": attachment.content_type,
                    "bytes": attachment.size,
                },
            )


def _by_key(rows: QuerySet[Any]) -> Iterator[Any]:
    last = 0
    while batch := list(rows.filter(pk__gt=last).order_by("pk")[:BATCH]):
        yield from batch
        last = batch[-1].pk


def erase(customer: Customer) -> None:
    """Take the words out of his conversations, and him out of those of others."""
    addresses = {address.casefold() for address in _addresses(customer)}
    for pk in list(Conversation.objects.filter(customer=customer).order_by("pk").values_list("pk", flat=True)):
        erase_conversation(pk)
    _erase_messages(his_messages(customer).filter(conversation__in=_those_of_others(customer)))
    for pk in list(_those_of_others(customer).values_list("pk", flat=True)):
        _leave(pk, customer)
    _take_off_lists(addresses)


def check(customer: Customer) -> None:
    """Raise ErasureHeld while somebody holds one of his conversations back."""
    if Conversation.objects.filter(customer=customer).exclude(held_at=None).exists():
        raise ErasureHeld


def erase_conversation(pk: int) -> None:
    """Take the words, names and files out of one conversation; done again it does no harm."""
    _erase_messages(Message.objects.filter(conversation=pk))
    _erase_uploads(pk)
    _erase_conversation(pk)


def erase_file(file: Attachment) -> None:
    """Erase one file of a message, in the caller's transaction."""
    files.remove(file.storage_name)
    file.delete()


def _those_of_others(customer: Customer) -> QuerySet[Conversation]:
    ids = _as_participant(customer).values("conversation")
    return Conversation.objects.filter(pk__in=ids).exclude(customer=customer)


def _as_participant(customer: Customer) -> QuerySet[Participant]:
    return Participant.objects.filter(Q(customer=customer) | Q(address_key__in=personal_data.addresses_of(customer)))


def _erase_messages(messages: QuerySet[Message]) -> None:
    last = 0
    while pks := list(messages.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:BATCH]):
        with transaction.atomic():
            attachments = Attachment.objects.filter(message__in=pks)
            # Files before rows: cut off here, the rows still say what is to be done.
            for name in attachments.values_list("storage_name", flat=True):
                files.remove(name)
            attachments.delete()
            HiddenValue.objects.filter(message__in=pks).delete()
            Message.objects.filter(pk__in=pks).update(**_WORDLESS)
            Message.objects.filter(pk__in=pks, actor_kind=ActorKind.CUSTOMER).update(author_name="")
        last = pks[-1]


def _erase_uploads(conversation_id: int) -> None:
    with transaction.atomic():
        uploads = Upload.objects.filter(conversation=conversation_id)
        for name in uploads.values_list("storage_name", flat=True):
            files.remove(name)
        uploads.delete()


@transaction.atomic
def _erase_conversation(pk: int) -> None:
    conversation = lock(pk)
    Draft.objects.filter(conversation=conversation).delete()
    _make_nameless(Participant.objects.filter(conversation=conversation))
    was_erased, conversation.erased_at = conversation.erased_at, conversation.erased_at or clock.now()
    conversation.subject = conversation.preview = ""
    conversation.save(update_fields=["subject", "preview", "erased_at"])
    if was_erased is None:
        timeline.record(events.ConversationErased(conversation_id=pk), by=SYSTEM)


@transaction.atomic
def _leave(pk: int, customer: Customer) -> None:
    """Take him out of a conversation of somebody else."""
    lock(pk)
    _make_nameless(_as_participant(customer).filter(conversation=pk))


def _take_off_lists(addresses: set[str]) -> None:
    """Take him off the addressees of what others wrote, in all messages: no index says where he was only copied in."""
    written = Message.objects.exclude(recipients={}).alias(lists=Lower(Cast("recipients", TextField())))
    named = Q(pk__in=())
    for address in addresses:
        named |= Q(lists__contains=json.dumps(address, ensure_ascii=False))
    for pk in list(written.filter(named).order_by("pk").values_list("pk", flat=True)):
        _take_off_list(pk, addresses)


@transaction.atomic
def _take_off_list(pk: int, addresses: set[str]) -> None:
    message = Message.objects.select_for_update(no_key=True).get(pk=pk)
    message.recipients = {
        way: [one for one in people if str(one[-1] if isinstance(one, list) else one).casefold() not in addresses]
        for way, people in message.recipients.items()
    }
    message.save(update_fields=["recipients"])


def _make_nameless(participants: QuerySet[Participant]) -> None:
    nameless = Concat(Value("erased:"), Cast(F("pk"), CharField()))
    participants.update(name="", address="", address_key=nameless, is_verified=False)
