"""Verbs about customers."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from django.db import connection, transaction

from troska import timeline
from troska.core import clock
from troska.core.addresses import email_key
from troska.core.text import one_line, polish_sort_key
from troska.customers import errors, events
from troska.customers.erasing import apply_tombstones, erase_customer, finish_erasures
from troska.customers.models import Customer, Identity, IdentityKind
from troska.timeline.actors import Actor

__all__ = [
    "IdentityHint",
    "Stranger",
    "add_identity",
    "apply_tombstones",
    "erase_customer",
    "find_or_add_customers",
    "finish_erasures",
    "name_customer",
]

_Key: TypeAlias = tuple[IdentityKind, str]


@dataclass(frozen=True, slots=True)
class IdentityHint:
    """How a channel knows the person who writes: the address or handle as written."""

    kind: IdentityKind
    value: str

    @property
    def key(self) -> str:
        """Give the canonical key. Raises InvalidAddressError for an e-mail that is none."""
        return email_key(self.value) if self.kind == IdentityKind.EMAIL else self.value.strip().casefold()


@dataclass(frozen=True, slots=True)
class Stranger:
    """Somebody who writes: known, perhaps, by this identity."""

    hint: IdentityHint
    name: str = ""


@transaction.atomic(savepoint=False)
def find_or_add_customers(people: Sequence[Stranger], *, by: Actor) -> list[Customer]:
    """Give for each person the customer known by exactly this identity; a new one when nobody is.

    Who is known is left unchanged, whatever name came along.
    """
    wanted = {(person.hint.kind, person.hint.key): person for person in reversed(people)}
    known = _known_by(wanted)
    missing = {key: person for key, person in wanted.items() if key not in known}
    if missing:
        known |= _add_customers(missing, by=by)
    return [known[person.hint.kind, person.hint.key] for person in people]


def _add_customers(people: Mapping[_Key, Stranger], *, by: Actor) -> dict[_Key, Customer]:
    added = Customer.objects.bulk_create(
        Customer(name=one_line(person.name)[:200], sort_key=polish_sort_key(one_line(person.name)[:200]))
        for person in people.values()
    )
    customers = dict(zip(people, added, strict=True))
    claimed = _claim(people, customers)
    if len(claimed) < len(people):
        # First messages of one person met in two transactions: the other one was first.
        lost = people.keys() - claimed
        Customer.objects.filter(pk__in=[customers[key].pk for key in lost]).delete()
        customers |= _known_by(lost)
    for key in claimed:
        timeline.record(events.CustomerAppeared(customer_id=customers[key].pk), by=by)
    return customers


@transaction.atomic
def name_customer(customer: Customer, name: str, *, by: Actor) -> Customer:
    """Call a customer by this name from now on."""
    customer = Customer.objects.select_for_update(no_key=True).get(pk=customer.pk)
    name = one_line(name)[:200]
    if name and name != customer.name:
        customer.name = name
        customer.save(update_fields=["name", "sort_key"])
        timeline.record(events.CustomerNamed(customer_id=customer.pk), by=by)
    return customer


@transaction.atomic
def add_identity(customer: Customer, hint: IdentityHint, *, by: Actor) -> Identity:
    """Let the customer be known by one more identity."""
    identity, is_new = Identity.objects.get_or_create(
        kind=hint.kind, key=hint.key, defaults={"customer": customer, "value": hint.value}
    )
    if identity.customer_id != customer.pk:
        raise errors.IdentityTaken
    if is_new:
        event = events.IdentityAdded(customer_id=customer.pk, identity_id=identity.pk, identity_kind=hint.kind)
        timeline.record(event, by=by)
    return identity


def _claim(people: Mapping[_Key, Stranger], customers: Mapping[_Key, Customer]) -> set[_Key]:
    """Take the identities nobody has; waits for a transaction that is just taking one. Gives the keys that are ours."""
    rows = [(customers[key].pk, key[0], people[key].hint.value[:320], key[1]) for key in people]
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO customers_identity (customer_id, kind, value, key, created_at)"
            " SELECT customer_id, kind, value, key, %s"
            " FROM unnest(%s::bigint[], %s::text[], %s::text[], %s::text[]) AS given (customer_id, kind, value, key)"
            " ORDER BY kind, key ON CONFLICT (kind, key) DO NOTHING RETURNING kind, key",
            [clock.now(), *(list(column) for column in zip(*rows, strict=True))],
        )
        return {(IdentityKind(kind), key) for kind, key in cursor.fetchall()}


def _known_by(keys: Iterable[_Key]) -> dict[_Key, Customer]:
    by_kind: dict[IdentityKind, list[str]] = {}
    for kind, key in keys:
        by_kind.setdefault(kind, []).append(key)
    known: dict[_Key, Customer] = {}
    for kind, values in by_kind.items():
        for identity in Identity.objects.filter(kind=kind, key__in=values).select_related("customer"):
            known[kind, identity.key] = identity.customer
    return known
