"""One person is one customer, by exactly what he is known by, also when two mails meet."""

import random

import pytest
from django.db import transaction
from pytest_django import DjangoAssertNumQueries
from tests import given

from troska.core.text import polish_sort_key
from troska.customers import actions, errors, events, queries
from troska.customers.actions import IdentityHint, Stranger
from troska.customers.models import Customer, Identity, IdentityKind
from troska.timeline.actors import SYSTEM
from troska.timeline.recording import gathering


def stranger(address: str, name: str = "") -> Stranger:
    return Stranger(IdentityHint(IdentityKind.EMAIL, address), name)


def found(*people: Stranger) -> list[Customer]:
    return actions.find_or_add_customers(people, by=SYSTEM)


@pytest.mark.django_db
def test_the_same_address_is_the_same_person_however_it_is_written() -> None:
    people = found(
        stranger("anna@poczta.example", "Anna Nowak"),
        stranger("ANNA@poczta.example", "Ktoś inny"),
        stranger("jan@poczta.example"),
        stranger("anna+sklep@poczta.example"),
    )
    assert [person.pk for person in people] == [people[0].pk, people[0].pk, people[2].pk, people[0].pk]
    assert people[2].pk != people[0].pk
    again = found(stranger("(x)anna@POCZTA.example", "Podszywacz"))
    assert again == [people[0]]
    assert Customer.objects.get(pk=people[0].pk).name == "Anna Nowak", "who is known is left unchanged"
    appeared = [event.event for event in given.sequenced()]
    assert appeared == [events.CustomerAppeared(customer_id=pk) for pk in (people[2].pk, people[0].pk)] or appeared == [
        events.CustomerAppeared(customer_id=pk) for pk in (people[0].pk, people[2].pk)
    ]


@pytest.mark.django_db
def test_nobody_is_matched_by_name() -> None:
    one, other = found(stranger("a@poczta.example", "Jan Kowalski"), stranger("b@poczta.example", "Jan Kowalski"))
    assert one != other


@pytest.mark.django_db
def test_a_phone_and_a_handle_of_the_same_letters_are_two_people() -> None:
    hints = [IdentityHint(kind, "48600100200") for kind in (IdentityKind.PHONE, IdentityKind.HANDLE)]
    one, other = found(*(Stranger(hint) for hint in hints))
    assert one != other


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["ż" * 250, "ΐ" * 250, "ﷺ" * 250, "\u2028Bcc: x", ""])
def test_any_name_finds_room(name: str) -> None:
    [customer] = found(stranger("a@poczta.example", name))
    customer.refresh_from_db()
    assert len(customer.name) <= 200
    assert "\u2028" not in customer.name
    assert polish_sort_key(customer.name).startswith(customer.sort_key)


@pytest.mark.django_db
def test_a_hundred_strangers_take_as_many_queries_as_one(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    for number in (1, 100):
        # Known ones, new rows, their identities, their events: one statement each.
        with transaction.atomic(), django_assert_num_queries(4), gathering():
            found(*(stranger(f"k{number}.{nth}@poczta.example") for nth in range(number)))


@pytest.mark.django_db(transaction=True)
def test_first_messages_of_one_person_in_two_transactions_are_one_customer() -> None:
    for nth in range(20):
        results = given.at_once(
            *[lambda nth=nth: found(stranger(f"anna{nth}@poczta.example", "Anna")) for _ in range(3)]
        )
        assert len({customer.pk for [customer] in results}) == 1
    assert Customer.objects.count() == 20
    assert Identity.objects.count() == 20
    appeared = [event for event in given.sequenced() if isinstance(event.event, events.CustomerAppeared)]
    assert len(appeared) == 20


@pytest.mark.django_db(transaction=True)
def test_batches_that_meet_crosswise_wait_for_nobody_for_ever() -> None:
    addresses = [f"k{nth}@poczta.example" for nth in range(40)]

    def batch(seed: int) -> list[int]:
        mixed = addresses[:]
        random.Random(seed).shuffle(mixed)
        customers = dict(zip(mixed, found(*map(stranger, mixed)), strict=True))
        return [customers[address].pk for address in addresses]

    results = given.at_once(*[lambda seed=seed: batch(seed) for seed in range(4)])
    assert all(result == results[0] for result in results)
    assert Customer.objects.count() == 40


@pytest.mark.django_db(transaction=True)
def test_when_the_other_transaction_gives_up_the_person_is_still_added() -> None:
    with transaction.atomic():
        found(stranger("anna@poczta.example"))
        transaction.set_rollback(True)
    [customer] = found(stranger("anna@poczta.example"))
    assert queries.customer_by_email("Anna@poczta.example") == customer


@pytest.mark.django_db
def test_one_more_address_is_his_and_nobody_elses() -> None:
    anna, jan = found(stranger("anna@poczta.example"), stranger("jan@poczta.example"))
    hint = IdentityHint(IdentityKind.EMAIL, "Anna.Praca@firma.example")
    identity = actions.add_identity(anna, hint, by=SYSTEM)
    assert actions.add_identity(anna, hint, by=SYSTEM) == identity
    assert found(stranger("anna.praca@firma.example")) == [anna]
    with pytest.raises(errors.IdentityTaken):
        actions.add_identity(jan, hint, by=SYSTEM)
    assert queries.email_of(anna) == "anna@poczta.example"
    added = [event.event for event in given.sequenced() if isinstance(event.event, events.IdentityAdded)]
    assert added == [
        events.IdentityAdded(customer_id=anna.pk, identity_id=identity.pk, identity_kind=IdentityKind.EMAIL)
    ]


@pytest.mark.django_db
def test_an_address_that_is_none_finds_nobody() -> None:
    assert queries.customer_by_email("to nie adres") is None
