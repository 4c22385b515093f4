"""Passing something on: whom it goes to, and what stays as it was."""

import pytest
from tests import given

from troska.conversations import actions, errors
from troska.conversations.models import Conversation, Participant, Visibility

pytestmark = pytest.mark.django_db
SUPPLIER = ("Serwis Buk", "serwis@buk.example")


def test_it_goes_to_those_named_only_and_the_customer_waits_on() -> None:
    conversation, marta = given.conversation(), given.agent()
    message = actions.forward(
        conversation, to=[SUPPLIER, ("", "SERWIS@buk.example"), ("", given.HELP)], text="Proszę o ekspertyzę.",
        subject="PD: Paczka", by=marta.actor,
    )  # fmt: skip
    assert message.recipients == {"to": [list(SUPPLIER)], "cc": []}
    assert message.visibility == Visibility.TEAM
    now = Conversation.objects.get(pk=conversation.pk)
    assert now.waiting_since == conversation.waiting_since
    assert now.status == conversation.status
    assert not Participant.objects.filter(address_key="serwis@buk.example").exists()


def test_it_needs_somebody_and_something() -> None:
    conversation, marta = given.conversation(), given.agent()
    with pytest.raises(errors.NobodyToAnswer):
        actions.forward(conversation, to=[("", given.HELP)], text="x", subject="PD:", by=marta.actor)
    with pytest.raises(errors.EmptyMessage):
        actions.forward(conversation, to=[SUPPLIER], text=" ", subject="PD:", by=marta.actor)


def test_a_reply_may_leave_out_those_let_in_and_copy_others_unseen() -> None:
    conversation, marta = given.conversation(), given.agent()
    actions.add_participant(conversation, address="maz@poczta.example", by=marta.actor)
    to_one = actions.reply(conversation, text="x", by=marta.actor, to_all=False, blind=[("", "szef@sklep.example")])
    assert to_one.recipients == {
        "to": [["Anna Nowak", given.ANNA]],
        "cc": [],
        "bcc": [["", "szef@sklep.example"]],
    }
    to_all = actions.reply(conversation, text="y", by=marta.actor, copied=[("", "maz@poczta.example")])
    assert to_all.recipients == {"to": [["Anna Nowak", given.ANNA]], "cc": [["", "maz@poczta.example"]]}
