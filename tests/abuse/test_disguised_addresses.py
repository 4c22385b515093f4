"""Case 7: one person under ten thousand spellings is one customer, one participant, one limit; nobody else is."""

import random
from datetime import timedelta
from email.utils import format_datetime

from tests import given
from tests.abuse.office import Office, reply_address

from troska.channels.email.interpret import interpret
from troska.channels.email.models import AutomaticReply
from troska.core import clock
from troska.core.addresses import email_key
from troska.customers.models import Customer

NEAR_MISSES = [
    "аnna.nowak@poczta.example",  # the first letter is Cyrillic
    "anna.nowak@pоczta.example",
    "anna.nowak@poczta.example.evil.example",
    "annanowak@poczta.example",
    "anna.nowak@p0czta.example",
    '"anna.nowak@poczta.example"@evil.example',
    "anna.nowak(@poczta.example)@evil.example",
]


def spelling(chance: random.Random) -> str:
    """Write the customer's address in one of the ways that mean the same."""
    local, _, domain = given.ANNA.partition("@")
    local = "".join(chance.choice([mark, mark.upper()]) for mark in local)
    domain = "".join(chance.choice([mark, mark.upper()]) for mark in domain)
    if chance.random() < 0.5:
        local += "+" + "".join(chance.choices("abcXYZ019.-+=", k=chance.randint(0, 8)))
    if chance.random() < 0.2:
        local = f'"{local}"'
    if chance.random() < 0.3:
        local = chance.choice(["({c}){local}", "{local}({c})"]).format(
            c=chance.choice(["x", "(y)", "a@b"]), local=local
        )
    if chance.random() < 0.2:
        domain = chance.choice(["{domain}.", "(z){domain}", "{domain}(z)"]).format(domain=domain)
    return f"{local}@{domain}"


def test_case_7_ten_thousand_spellings_are_one_key_from_header_to_lookup() -> None:
    chance = random.Random(7)
    for _ in range(10_000):
        written = spelling(chance)
        assert email_key(written) == given.ANNA, written
        header = written if chance.random() < 0.5 else f"Anna <{written}>"
        author = interpret(f"From: {header}\r\n\r\n".encode()).from_
        assert author is not None
        assert email_key(author.address) == given.ANNA, (written, author.address)


def test_case_7_no_near_miss_is_the_same_key() -> None:
    keys = {email_key(address) for address in NEAR_MISSES}
    assert len(keys) >= len(NEAR_MISSES) - 1  # two of them are the same mailbox at the attacker's
    assert given.ANNA not in keys


def test_case_7_every_spelling_is_one_customer_and_one_limit(office: Office) -> None:
    chance = random.Random(8)
    spellings = [spelling(chance) for _ in range(40)]
    date = format_datetime(clock.now())
    messages = office.arrive(
        *(given.mail(f"{nth}", From=f"Anna <{one}>", Date=date) for nth, one in enumerate(spellings))
    )
    assert Customer.objects.count() == 1
    assert all(
        message is not None and message.conversation.customer_id == Customer.objects.get().pk for message in messages
    )
    assert len(office.server.received) == AutomaticReply.objects.count() == 1, (
        "acknowledged once a day, however written"
    )
    with clock.moved_by(timedelta(hours=25)):
        office.arrive(given.mail("Następnego dnia", From=spelling(chance), Date=format_datetime(clock.now())))
    assert len(office.server.received) == 2


def test_case_7_every_spelling_takes_part_and_no_near_miss_does(office: Office) -> None:
    chance = random.Random(9)
    conversation = office.begun()
    for nth in range(20):
        [message] = office.arrive(given.mail(f"{nth}", From=spelling(chance), To=reply_address(conversation)))
        assert message is not None
        assert not message.is_unverified
    for nth, address in enumerate(NEAR_MISSES):
        [message] = office.arrive(given.mail(f"Zły {nth}", From=address, To=reply_address(conversation)))
        assert message is not None
        assert message.is_unverified, address
    assert Customer.objects.count() == 1
    assert conversation.participants.count() == 1
