"""To which conversation a mail belongs: by a signed token, else by references, never by its subject."""

import base64
import os

import pytest
from pytest_django import Settings
from tests import given

from troska.channels.email import tokens
from troska.conversations import actions
from troska.conversations.models import Conversation, Message, Participant, Status
from troska.customers.models import Customer
from troska.timeline.actors import SYSTEM

pytestmark = pytest.mark.django_db

JAN = "Jan <jan@poczta.example>"
STRANGER = "Obcy <obcy@evil.example>"
SALES = "sklep@sklep.example"


def reply_address(conversation: Conversation) -> str:
    return tokens.reply_address(given.HELP, conversation.pk)


def our_message_id(conversation: Conversation) -> str:
    return f"<{tokens.message_id('q' * 26, conversation.pk, domain='sklep.example')}>"


def begun(**headers: str) -> Conversation:
    return given.arrived(given.mail(**headers)).conversation  # type: ignore[arg-type]  # headers by name


def wrong(token: str) -> str:
    return token[:-1] + ("a" if token[-1] != "a" else "e")


# --- the token ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("header", ["To", "Cc", "Delivered-To", "X-Original-To"])
def test_a_reply_to_the_address_with_a_token_joins(header: str) -> None:
    conversation = begun()
    answer = given.mail("Dziękuję", **{"To": given.HELP, header: reply_address(conversation)})  # type: ignore[arg-type]
    assert given.arrived(answer).conversation == conversation


def test_the_envelope_alone_may_bear_the_token() -> None:
    conversation = begun()
    answer = given.mail("Dziękuję", To="undisclosed-recipients:;")
    assert given.arrived(answer, to=[reply_address(conversation)]).conversation == conversation


@pytest.mark.parametrize("header", ["In-Reply-To", "References"])
def test_the_token_in_our_message_id_is_enough(header: str) -> None:
    conversation = begun()
    answer = given.mail("Dziękuję", **{header: f"<other@x.example> {our_message_id(conversation).upper()}"})  # type: ignore[arg-type]
    assert given.arrived(answer).conversation == conversation


def test_the_token_comes_before_references() -> None:
    signed = begun()
    begun(Message_ID="<a@poczta.example>")
    answer = given.mail("Dziękuję", To=reply_address(signed), In_Reply_To="<a@poczta.example>")
    assert given.arrived(answer).conversation == signed


def test_a_wrong_token_never_joins_whoever_sends_it() -> None:
    conversation = begun()
    token = tokens.reply_token(conversation.pk)
    for nth, bad in enumerate([wrong(token), "a" * 36, str(conversation.pk), f"T-{conversation.pk}"]):
        answer = given.mail(
            f"Próba {nth}",
            To=f"pomoc+r.{bad}@sklep.example",
            In_Reply_To=f"<{'q' * 26}.r.{bad}@sklep.example>",
            Subject=f"Re: [T-{conversation.pk}] Paczka",
        )
        assert given.arrived(answer).conversation != conversation


def test_a_token_from_before_the_key_changed_never_joins(settings: Settings) -> None:
    conversation = begun()
    old = reply_address(conversation)
    settings.SECRET_KEY = "the key after it was changed, long enough to be one"
    assert given.arrived(given.mail("Dziękuję", To=old)).conversation != conversation


def test_a_thousand_guesses_join_nothing() -> None:
    conversation = begun()
    guesses = []
    for nth in range(1000):
        number = max(0, conversation.pk - 5 + nth % 10).to_bytes(6, "big")
        token = base64.b32encode(number + os.urandom(16)).decode().rstrip("=").lower()
        guesses.append(
            given.mail(
                f"Próba {nth}",
                From=f"obcy{nth}@evil.example",
                To=[f"pomoc+r.{token}@sklep.example", f"pomoc+{nth}@sklep.example", given.HELP][nth % 3],
                Subject=f"Re: Paczka [T-{conversation.pk - 5 + nth % 10}]",
                In_Reply_To=f"<{nth}.r.{token}@sklep.example>",
            )
        )
    messages = given.delivered(*guesses)
    assert all(message is not None and message.conversation_id != conversation.pk for message in messages)
    assert conversation.messages.count() == 1


def test_a_stranger_with_a_valid_token_is_kept_unverified_and_not_subscribed() -> None:
    conversation = begun()
    message = given.arrived(given.mail("Proszę o numer konta", From=STRANGER, To=reply_address(conversation)))
    assert message.conversation == conversation
    assert message.is_unverified
    assert not Participant.objects.filter(address__contains="obcy").exists()
    answer = actions.reply(conversation, text="Dzień dobry", by=given.agent().actor)
    assert answer.recipients == {"to": [["Anna Nowak", given.ANNA]], "cc": []}
    assert Customer.objects.count() == 1


# --- references -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("header", ["In-Reply-To", "References"])
def test_a_mail_that_answers_one_we_have_joins_it(header: str) -> None:
    conversation = begun(Message_ID="<a@poczta.example>")
    answer = given.mail("Dopisek", **{header: "<a@poczta.example>"})  # type: ignore[arg-type]
    message = given.arrived(answer)
    assert message.conversation == conversation
    assert not message.is_unverified


def test_two_answers_to_a_mail_we_never_saw_come_together() -> None:
    first = begun(References="<root@firma.example> <middle@firma.example>")
    second = given.arrived(given.mail("Drugi", References="<root@firma.example>"))
    assert second.conversation == first


def test_the_nearest_reference_wins() -> None:
    old, new = begun(Message_ID="<a@poczta.example>"), begun(Message_ID="<b@poczta.example>")
    answer = given.mail("Dopisek", References="<a@poczta.example> <b@poczta.example>")
    assert given.arrived(answer).conversation == new
    assert old.messages.count() == 1


def test_a_mail_that_comes_before_the_one_it_answers_is_joined_by_it() -> None:
    answer = begun(Message_ID="<b@poczta.example>", In_Reply_To="<a@poczta.example>")
    assert given.arrived(given.mail("Pierwsza", Message_ID="<a@poczta.example>")).conversation == answer


def test_a_whole_thread_in_any_order_is_one_conversation_also_in_one_batch() -> None:
    thread = [
        given.mail(
            f"{nth}",
            Message_ID=f"<{nth}@poczta.example>",
            References=" ".join(f"<{before}@poczta.example>" for before in range(nth)) or None,
        )
        for nth in range(6)
    ]
    given.delivered(*(thread[nth] for nth in (4, 1, 5, 0, 3, 2)))
    assert Conversation.objects.count() == 1
    assert Message.objects.count() == 6


@pytest.mark.parametrize("subject", ["Paczka", "Re: Paczka", "Odp: Paczka", "Re: [T-{number}] Paczka", "T-{number}"])
def test_a_subject_never_joins(subject: str) -> None:
    conversation = begun(Subject="Paczka")
    message = given.arrived(given.mail("Znowu ja", Subject=subject.format(number=conversation.pk)))
    assert message.conversation != conversation


def test_a_mail_without_any_evidence_begins_a_conversation() -> None:
    begun(Message_ID=None, Date=None, Subject=None)  # type: ignore[arg-type]  # left out
    given.arrived(given.mail("Inna sprawa", Message_ID=None, Date=None, Subject=None))
    assert Conversation.objects.count() == 2


def test_who_refers_to_a_mail_of_somebody_else_is_kept_there_unverified() -> None:
    conversation = begun(Message_ID="<a@poczta.example>")
    message = given.arrived(given.mail("Ja też!", From=JAN, In_Reply_To="<a@poczta.example>"))
    assert message.conversation == conversation
    assert message.is_unverified


# --- attackers ------------------------------------------------------------------------------------------------------


def test_who_names_a_message_id_before_it_exists_does_not_catch_it() -> None:
    """He knows which identifier a victim's mail will have, and refers to it beforehand."""
    trap = begun(From=STRANGER, In_Reply_To="<future@poczta.example>")
    victim = given.arrived(given.mail("Mój numer konta to…", Message_ID="<future@poczta.example>"))
    assert victim.conversation != trap
    assert not victim.is_unverified


def test_who_names_a_root_that_others_refer_to_does_not_catch_their_answers() -> None:
    trap = begun(From=STRANGER, References="<root@firma.example>")
    victim = given.arrived(given.mail("Odpowiadam", References="<root@firma.example>"))
    assert victim.conversation != trap


def test_who_repeats_a_message_id_does_not_catch_the_answers_to_it() -> None:
    """He saw the identifier (he got a copy) and sends a mail of his own under it."""
    conversation = begun(Message_ID="<a@poczta.example>")
    trap = begun(From=STRANGER, Message_ID="<a@poczta.example>", Subject="Pułapka")
    assert trap != conversation
    own = given.arrived(given.mail("Dopisek do mojej", In_Reply_To="<a@poczta.example>"))
    assert own.conversation == conversation
    assert not own.is_unverified
    colleague = given.arrived(given.mail("Ja w tej samej sprawie", From=JAN, In_Reply_To="<a@poczta.example>"))
    assert colleague.conversation == conversation
    attacker = given.arrived(given.mail("To ja", From=STRANGER, In_Reply_To="<a@poczta.example>"))
    assert attacker.conversation == trap


def test_a_false_sender_with_a_valid_token_is_kept_unverified_and_changes_nothing() -> None:
    conversation = begun()
    forged = given.mail(
        "Zmieńcie adres dostawy", To=reply_address(conversation), extra=[("Authentication-Results", given.FAILED)]
    )
    message = given.arrived(forged)
    assert message.conversation == conversation
    assert message.is_unverified
    assert message.actor_id is None


# --- where it leads -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("by", ["token", "reference"])
def test_what_was_merged_leads_on(by: str) -> None:
    merged, surviving = begun(Message_ID="<a@poczta.example>"), begun(Message_ID="<b@poczta.example>")
    Conversation.objects.filter(pk=merged.pk).update(merged_into=surviving)
    to = reply_address(merged) if by == "token" else given.HELP
    message = given.arrived(given.mail("Dopisek", To=to, In_Reply_To="<a@poczta.example>"))
    assert message.conversation == surviving


def test_an_answer_to_what_was_closed_opens_it() -> None:
    conversation = begun()
    actions.change_status(conversation, Status.CLOSED, by=SYSTEM)
    given.arrived(given.mail("Jednak nie działa", To=reply_address(conversation)))
    conversation.refresh_from_db()
    assert conversation.status == Status.OPEN


def test_an_answer_to_what_was_erased_is_not_lost() -> None:
    conversation = begun(Message_ID="<a@poczta.example>")
    answer = given.mail("Dopisek", To=reply_address(conversation), In_Reply_To="<a@poczta.example>")
    conversation.delete()
    assert given.arrived(answer).text == "Dopisek"


def test_a_mail_to_several_of_our_inboxes_is_one_conversation() -> None:
    given.inbox()
    sales = given.inbox(SALES, teams=[given.team("Sprzedaż")])
    message = given.arrived(given.mail(To=f"{SALES}, {given.HELP}", Cc="szef@firma.example"))
    assert message.conversation.primary_inbox == sales
    assert set(message.conversation.inboxes.all()) == {sales, given.inbox()}


@pytest.mark.parametrize("is_one_batch", [True, False])
def test_two_copies_through_two_accounts_are_one_message(*, is_one_batch: bool) -> None:
    given.inbox()
    sales = given.inbox(SALES, teams=[given.team("Sprzedaż")])
    one, other = given.account("A", inbox=given.inbox()), given.account("B", inbox=sales)
    plain = given.mail("Do obu", To="lista@firma.example")
    copies = [(b"Received: from a\r\nDelivered-To: a@x\r\n" + plain, one), (b"Received: from b\r\n" + plain, other)]
    if is_one_batch:
        entries = [given.accepted(raw, account=account)[0] for raw, account in copies]
        given.delivered(given.mail("Coś innego", From=JAN))
        messages = [given.became(entry) for entry in entries]
    else:
        messages = [given.arrived(raw, account=account) for raw, account in copies]
    assert messages[0] == messages[1]
    assert messages[0] is not None
    assert set(messages[0].conversation.inboxes.all()) == {given.inbox(), sales}
    assert messages[0].conversation.primary_inbox == given.inbox()
