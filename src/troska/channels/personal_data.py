"""What the door knows of a customer: raw originals, envelopes, and what waits in quarantine."""

from collections.abc import Iterable, Iterator

from django.db import transaction
from django.db.models import QuerySet

from troska.channels import raw_store
from troska.channels.models import JournalEntry, JournalState
from troska.conversations.models import Message
from troska.conversations.personal_data import his_messages
from troska.customers import personal_data
from troska.customers.models import Customer
from troska.customers.personal_data import Record

RANK = 20
BATCH = 200


def export(_customer: Customer) -> Iterator[Record]:
    """Nothing that the messages would not tell: the originals are their sources."""
    yield from ()


def erase(customer: Customer) -> None:
    """Remove the originals of all his messages; of each delivery only stays that it was one."""
    _erase_originals(his_messages(customer))
    _forget(list(_held_from(customer)), set())


def erase_originals(conversation_id: int) -> None:
    """Remove the originals of a conversation's messages; of each delivery only stays that it was one."""
    _erase_originals(Message.objects.filter(conversation=conversation_id).order_by("pk"))


def _erase_originals(messages: QuerySet[Message]) -> None:
    last = 0
    while pairs := list(messages.filter(pk__gt=last).values_list("pk", "raw_digest")[:BATCH]):
        entries = JournalEntry.objects.filter(message_id__in=[pk for pk, _ in pairs])
        _forget(entries.values_list("id", "digest"), {digest for _, digest in pairs if digest})
        last = pairs[-1][0]


def _held_from(customer: Customer) -> Iterator[tuple[int, str]]:
    """Find what never became a message, by its sender."""
    written = customer.identities.values_list("value", flat=True)
    held = JournalEntry.objects.filter(state__in=[JournalState.QUARANTINED, JournalState.REJECTED])
    for address in {*personal_data.addresses_of(customer), *written}:
        yield from held.filter(summary__from__iexact=address).values_list("id", "digest")


def _forget(entries: Iterable[tuple[int, str]], digests: set[str]) -> None:
    with transaction.atomic():
        found = list(entries)
        # Files before rows: cut off here, the rows still say what is to be done.
        for digest in digests | {digest for _, digest in found}:
            raw_store.remove(digest)
        JournalEntry.objects.filter(id__in=[pk for pk, _ in found], state=JournalState.QUARANTINED).update(
            state=JournalState.REJECTED
        )
        JournalEntry.objects.filter(id__in=[pk for pk, _ in found]).update(summary={}, envelope={}, error="")
