"""Senders nobody wants to hear from again."""

import pytest
from tests import given

from troska.channels.email import actions, blocking, errors
from troska.channels.email.models import BlockedSender
from troska.conversations import actions as conversations
from troska.conversations.models import Status
from troska.staff.models import Agent

LETTER = "Kupcie nasze linki."


@pytest.fixture
def marta(db: None) -> Agent:
    return given.agent()


def test_what_a_blocked_address_begins_arrives_as_spam_and_waits_for_nobody(marta: Agent) -> None:
    actions.block_address("Reklama+lista@Linki.example", by=marta)
    message = given.arrived(given.mail(LETTER, From="Linki <reklama@linki.example>"))
    assert message.conversation.status == Status.SPAM
    assert message.conversation.waiting_since is None
    other = given.arrived(given.mail(LETTER, From="Anna <anna@linki.example>"))
    assert other.conversation.status == Status.OPEN


def test_a_blocked_domain_stands_for_those_within_it(marta: Agent) -> None:
    actions.block_domain("reklama@linki.example", by=marta)
    message = given.arrived(given.mail(LETTER, From="x@poczta.linki.example"))
    assert message.conversation.status == Status.SPAM
    other = given.arrived(given.mail(LETTER, From="x@nielinki.example"))
    assert other.conversation.status == Status.OPEN


def test_a_conversation_that_goes_on_already_is_not_taken_away(marta: Agent) -> None:
    first = given.arrived(given.mail("Gdzie paczka?", From="x@linki.example", Message_ID="<1@linki.example>"))
    actions.block_address("x@linki.example", by=marta)
    again = given.arrived(given.mail("Halo?", From="x@linki.example", In_Reply_To="<1@linki.example>"))
    assert again.conversation_id == first.conversation_id
    assert again.conversation.status == Status.OPEN


def test_what_is_spam_already_stays_spam_when_they_write_on(marta: Agent) -> None:
    first = given.arrived(given.mail(LETTER, From="x@linki.example", Message_ID="<1@linki.example>"))
    conversations.change_status(first.conversation, Status.SPAM, by=marta.actor)
    again = given.arrived(given.mail("Halo?", From="x@linki.example", In_Reply_To="<1@linki.example>"))
    assert again.conversation.status == Status.SPAM


def test_unblocked_they_come_in_again(marta: Agent) -> None:
    blocked = actions.block_address("x@linki.example", by=marta)
    actions.unblock(blocked, by=marta)
    assert given.arrived(given.mail(LETTER, From="x@linki.example")).conversation.status == Status.OPEN
    actions.unblock(blocked, by=marta)
    kinds = [recorded.kind.kind for recorded in given.sequenced() if "sender" in recorded.kind.kind]
    assert kinds == ["channels.sender.blocked", "channels.sender.unblocked"]


def test_to_block_twice_is_to_block_once(marta: Agent) -> None:
    assert actions.block_address("x@linki.example", by=marta) == actions.block_address("X@LINKI.example", by=marta)
    assert BlockedSender.objects.count() == 1


@pytest.mark.parametrize("address", ["anna@gmail.com", "a@wp.pl", "a@poczta.onet.pl", "a@o2.pl", "a@Interia.PL"])
def test_a_public_provider_is_never_blocked(marta: Agent, address: str) -> None:
    with pytest.raises(errors.PublicDomain):
        actions.block_domain(address, by=marta)
    actions.block_address(address, by=marta)


def test_our_own_addresses_and_domain_are_never_blocked(marta: Agent) -> None:
    given.inbox()
    with pytest.raises(errors.OwnSender):
        actions.block_address(given.HELP, by=marta)
    with pytest.raises(errors.OwnSender):
        actions.block_address(marta.email, by=marta)
    with pytest.raises(errors.OwnSender):
        actions.block_domain("kto@sklep.example", by=marta)
    with pytest.raises(errors.NotBlockable):
        actions.block_domain("nic", by=marta)


def test_the_sender_is_whoever_began(marta: Agent) -> None:
    assert blocking.sender_of(given.conversation()) == given.ANNA
