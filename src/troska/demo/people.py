"""Whom a newcomer may write as: a dozen customers, whoever was made up before, and one whose address has a slip."""

from collections.abc import Iterator
from dataclasses import dataclass

from troska.core.addresses import InvalidAddressError
from troska.core.errors import NotFound
from troska.core.text import polish_sort_key
from troska.customers.models import Identity, IdentityKind
from troska.demo.mail import world
from troska.demo.mail.maildirs import maildirs

A_DOZEN = 12
#: Nobody has this mailbox: an answer to it comes back.
SLIP = ("Ewa Zielińska", "ewa.zielinska@pocta.example")
_MOST_MADE_UP = 12


@dataclass(frozen=True, slots=True)
class Writer:
    """A customer to write as."""

    name: str
    address: str
    has_mailbox: bool = True


def writers() -> list[Writer]:
    """List a dozen customers of the sample company, the same every time."""
    known = Identity.objects.filter(kind=IdentityKind.EMAIL, value__endswith=".example").exclude(value=SLIP[1])
    rows = known.order_by("pk").values_list("customer__name", "value", "customer_id")[: 2 * A_DOZEN]
    people = {pk: Writer(name, address) for name, address, pk in reversed(rows) if maildirs().find(address)}
    return sorted(people.values(), key=lambda one: polish_sort_key(one.name))[:A_DOZEN]


def made_up(*, beside: list[Writer]) -> list[Writer]:
    """List those whom a newcomer has written as, or made up, beside these."""
    taken = {one.address for one in beside}
    return [Writer(_name(address) or address, address) for address in _active() if address not in taken][:_MOST_MADE_UP]


def find(address: str) -> Writer:
    """Give the customer with this address. Raises NotFound when nobody of the sample world has it."""
    if address == SLIP[1]:
        return Writer(*SLIP, has_mailbox=False)
    try:
        key = world.customer_key(address)
    except InvalidAddressError as error:
        raise NotFound from error
    if maildirs().find(key) is None:
        raise NotFound
    return Writer(_name(key) or address, address)


def _active() -> Iterator[str]:
    boxes = maildirs().root / "customers"
    for box in sorted(boxes.iterdir()) if boxes.is_dir() else ():
        if (box / "name").is_file():
            yield box.name


def _name(key: str) -> str:
    given = maildirs().root / "customers" / key / "name"
    if given.is_file():
        return given.read_text(encoding="utf-8")
    known = Identity.objects.filter(kind=IdentityKind.EMAIL, key=key).select_related("customer").first()
    return known.customer.name if known else ""


def make_up(name: str, address: str) -> Writer:
    """Make a customer who is new: with a name and a mailbox. Raises InvalidAddressError.

    Somebody known keeps the name he has.
    """
    key = world.customer_key(address)
    boxes = maildirs()
    if boxes.find(key) is None:
        boxes.make([key])
        (boxes.root / "customers" / key / "name").write_text(name, encoding="utf-8")
    return find(key)
