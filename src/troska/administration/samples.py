"""A few conversations to try things on, in the company's own inbox, and how they go again.

They come from an address that nobody can have (RFC 2606), so no real person is ever written to; by it they are found.
"""

from datetime import timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from troska.conversations import actions, queries
from troska.conversations.models import Authenticity, Channel, Conversation, Inbox, LabelColour, Status
from troska.conversations.ports import InboundMessage
from troska.core import clock
from troska.customers.actions import IdentityHint, erase_customer
from troska.customers.models import ErasureReason, IdentityKind
from troska.timeline.actors import Actor

_DOMAIN = "@przyklad.example"
_LABEL = gettext_noop("Przykład")
_LETTERS = (
    (
        "Anna Nowak",
        "anna.nowak",
        gettext_noop("Gdzie jest moja paczka?"),
        gettext_noop(
            "Dzień dobry,\n\nzamówienie 1042 miało przyjść we wtorek, a śledzenie stoi w miejscu od trzech dni. Czy "
            "możecie sprawdzić, co się dzieje?\n\nAnna Nowak"
        ),
    ),
    (
        "Jan Kowalski",
        "jan.kowalski",
        gettext_noop("Reklamacja: pęknięty kubek"),
        gettext_noop(
            "Dzień dobry,\n\nkubek przyszedł pęknięty. Proszę o wymianę na nowy albo zwrot pieniędzy.\n\nJan Kowalski"
        ),
    ),
    (
        "Maria Wiśniewska",
        "maria.wisniewska",
        gettext_noop("Faktura do zamówienia 1038"),
        gettext_noop("Dzień dobry, proszę o fakturę na firmę. NIP wyślę, gdy będzie potrzebny. Dziękuję!"),
    ),
)


def samples() -> QuerySet[Conversation]:
    """List the sample conversations."""
    return Conversation.objects.filter(participants__address__endswith=_DOMAIN).distinct()


@transaction.atomic
def add_samples(inbox: Inbox, *, by: Actor) -> int:
    """Put them into the inbox, in the reader's language; none when there are some. Gives how many."""
    if samples().exists():
        return 0
    label = queries.all_labels().filter(name=_(_LABEL)).first()
    label = label or actions.add_label(_(_LABEL), colour=LabelColour.GREY, by=by)
    for name, address, subject, text in _LETTERS:
        arrived = InboundMessage(
            channel=Channel.EMAIL,
            sender=IdentityHint(IdentityKind.EMAIL, f"{address}{_DOMAIN}"),
            sender_name=name,
            subject=_(subject),
            text=_(text),
            authenticity=Authenticity.PASSED,
        )
        message = actions.receive(arrived, inboxes=[inbox])
        actions.label_conversation(message.conversation, label, by=by)
    return len(_LETTERS)


def remove_samples(*, by: Actor) -> int:
    """Take them away for good, with the people in them; gives how many."""
    number = 0
    for conversation in samples():
        customer = conversation.customer
        if conversation.status != Status.TRASH:
            actions.change_status(conversation, Status.TRASH, by=by)
        number += actions.purge(conversation, older_than=clock.now() + timedelta(seconds=1))
        if customer is not None:
            erase_customer(customer, by=by, reason=ErasureReason.REQUEST)
    return number
