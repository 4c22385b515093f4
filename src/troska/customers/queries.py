"""Questions about customers."""

from collections.abc import Iterable, Sequence

from django.db.models import QuerySet, Value

from troska.core import folding
from troska.core.addresses import InvalidAddressError, email_key
from troska.customers.models import Customer, Identity, IdentityKind


def customer_by_email(address: str) -> Customer | None:
    """Find the customer known by exactly this address."""
    try:
        key = email_key(address)
    except InvalidAddressError:
        return None
    return Customer.objects.filter(identities__kind=IdentityKind.EMAIL, identities__key=key).first()


def customer_by_identity(kind: IdentityKind, key: str) -> Customer | None:
    """Find the customer known by exactly this key."""
    return Customer.objects.filter(identities__kind=kind, identities__key=key).first()


def customers_by_id(ids: Iterable[int]) -> dict[int, Customer]:
    """Fetch customers by id."""
    return Customer.objects.in_bulk(list(ids))


def email_of(customer: Customer) -> str | None:
    """Give the first e-mail address the customer is known by, as he wrote it."""
    identity = Identity.objects.filter(customer=customer, kind=IdentityKind.EMAIL).order_by("pk").first()
    return identity.value if identity else None


def named(beginnings: Sequence[str]) -> QuerySet[Customer]:
    """Find customers in whose names a word begins with each of these folded beginnings."""
    if not beginnings:
        return Customer.objects.none()
    return Customer.objects.alias(words=folding.Words("name")).filter(words=folding.beginning_with(beginnings))


def addressed(beginning: str) -> QuerySet[Customer]:
    """Find customers with an e-mail address that is, or begins with, this."""
    try:
        key = email_key(beginning)
    except InvalidAddressError:
        key = beginning.strip().lower()
    identities = Identity.objects.filter(kind=IdentityKind.EMAIL, key__startswith=key)
    return Customer.objects.filter(pk__in=identities.values("customer")) if key else Customer.objects.none()


def ids_named(groups: Sequence[Sequence[str]], *, limit: int) -> list[list[int]]:
    """Find, in one question, for each group of beginnings the latest customers that are named so, by id."""
    found: list[list[int]] = [[] for _ in groups]
    asked = [
        named(group).order_by("-pk").annotate(nth=Value(nth)).values_list("nth", "pk")[:limit]
        for nth, group in enumerate(groups)
        if group
    ]
    if asked:
        for nth, pk in asked[0].union(*asked[1:], all=True):
            found[nth].append(pk)
    return found
