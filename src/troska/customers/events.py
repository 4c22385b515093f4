"""What can happen to customers."""

from troska.customers.models import IdentityKind
from troska.timeline.events import Event


class CustomerAppeared(Event, kind="customers.customer.appeared", stream="customer_id"):
    customer_id: int


class CustomerNamed(Event, kind="customers.customer.named", stream="customer_id"):
    """How he is called became known, or changed."""

    customer_id: int


class CustomerErased(Event, kind="customers.customer.erased", stream="customer_id"):
    customer_id: int


class IdentityAdded(Event, kind="customers.identity.added", stream="customer_id"):
    customer_id: int
    identity_id: int
    identity_kind: IdentityKind
