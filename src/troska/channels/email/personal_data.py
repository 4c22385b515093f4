"""What e-mail knows of a customer: where mails went, what servers said, which automatic ones he got."""

from collections.abc import Iterator

from django.db import transaction
from django.utils.translation import gettext as _

from troska.channels.email import dispatching
from troska.channels.email.models import AutomaticReply, Dispatch, MailIdentity
from troska.conversations.models import DeliveryState
from troska.conversations.personal_data import his_messages
from troska.customers import errors, personal_data
from troska.customers.models import Customer
from troska.customers.personal_data import Record

RANK = 30
BATCH = 200


def export(_customer: Customer) -> Iterator[Record]:
    """Nothing that the messages would not tell."""
    yield from ()


def erase(customer: Customer) -> None:
    """Call off what waits to be sent to him, then forget addresses and Message-IDs. Raises ErasureMustWait."""
    waiting = his_messages(customer).filter(delivery__in=[DeliveryState.QUEUED, DeliveryState.SENDING])
    for message in waiting:
        if not dispatching.call_off(message, _("Dane odbiorcy usunięto.")):
            raise errors.ErasureMustWait
    last = 0
    while pks := list(his_messages(customer).filter(pk__gt=last).values_list("pk", flat=True)[:BATCH]):
        with transaction.atomic():
            Dispatch.objects.filter(message__in=pks).update(answers={})
            MailIdentity.objects.filter(message__in=pks, fingerprint__isnull=False).update(identifier="")
        last = pks[-1]
    AutomaticReply.objects.filter(address_key__in=personal_data.addresses_of(customer)).delete()
