"""What the chat knows of a customer: given out and erased with him (see `customers.personal_data`)."""

from collections.abc import Iterator
from functools import partial

from django.db import transaction

from troska.channels.webchat.models import Chat, Visitor, VisitorFile
from troska.conversations import files
from troska.customers.models import Customer
from troska.customers.personal_data import Record

RANK = 31


def export(customer: Customer) -> Iterator[Record]:
    """Give his browsers, the pages he looked at, his cart, what he thought of talks."""
    visitors = Visitor.objects.filter(customer=customer).prefetch_related("pages").select_related("cart")
    for visitor in visitors.order_by("pk"):
        yield (
            "visitor",
            {
                "name": visitor.name,
                "email": visitor.email,
                "subject": visitor.subject,
                "language": visitor.language,
                "network": visitor.network,
                "since": visitor.created_at.isoformat(),
                "consented_at": visitor.consented_at.isoformat() if visitor.consented_at else None,
                "pages": [[page.at.isoformat(), page.url, page.title, page.seconds] for page in visitor.pages.all()],
                "cart": visitor.cart.items if hasattr(visitor, "cart") else [],
            },
        )
    for chat in Chat.objects.filter(visitor__customer=customer).order_by("pk"):
        said = {"since": chat.started_at.isoformat(), "rating": chat.rating, "comment": chat.rating_comment}
        yield "chat", said


def erase(customer: Customer) -> None:
    """Forget his browsers with all that they told; what they still hold opens nothing from then on."""
    with transaction.atomic():
        left = list(VisitorFile.objects.filter(visitor__customer=customer).values_list("storage_name", flat=True))
        Visitor.objects.filter(customer=customer).delete()
        for name in left:
            transaction.on_commit(partial(files.remove, name))
