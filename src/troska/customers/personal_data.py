"""Personal data of one customer: every package that knows a customer says how its part is exported and erased.

Who lies above erases first, so that what leads to the customer goes last.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from troska.customers.models import Customer, Identity

#: A noun ("message"), and one of them as plain values.
Record: TypeAlias = tuple[str, Mapping[str, object]]
Export: TypeAlias = Callable[[Customer], Iterator[Record]]
#: Erases in transactions of its own, each of bounded size; done again it does no harm. Raises ErasureMustWait.
Erase: TypeAlias = Callable[[Customer], None]


@dataclass(frozen=True, slots=True)
class Keeper:
    """What a package does for a customer's rights; `rank` is higher the further up it lies."""

    name: str
    rank: int
    export: Export
    erase: Erase
    #: Raises ErasureMustWait, before anything is erased, when it must not be now.
    check: Erase | None = None


_keepers: dict[str, Keeper] = {}


def register(name: str, *, rank: int, export: Export, erase: Erase, check: Erase | None = None) -> None:
    """Let a package take part; called when the application starts."""
    _keepers[name] = Keeper(name, rank, export, erase, check)


def exported(customer: Customer) -> Iterator[Record]:
    """Give everything that is known of a customer, from what he is to what was said."""
    yield (
        "customer",
        {
            "code": customer.code,
            "name": customer.name,
            "language": customer.language,
            "known_since": customer.created_at.isoformat(),
        },
    )
    for identity in Identity.objects.filter(customer=customer).order_by("pk"):
        yield "identity", {"kind": identity.kind, "value": identity.value, "since": identity.created_at.isoformat()}
    for keeper in sorted(_keepers.values(), key=lambda keeper: keeper.rank):
        yield from keeper.export(customer)


def erase_elsewhere(customer: Customer) -> None:
    """Erase what the packages above hold, the uppermost first."""
    for keeper in _keepers.values():
        if keeper.check is not None:
            keeper.check(customer)
    for keeper in sorted(_keepers.values(), key=lambda keeper: -keeper.rank):
        keeper.erase(customer)


def addresses_of(customer: Customer) -> list[str]:
    """Give the keys of the addresses he is known by."""
    return list(Identity.objects.filter(customer=customer).values_list("key", flat=True))
