"""Cases 1, 2, 4 and 6: who claims to be somebody else, who has a token that is not his, who wants to be let in."""

import pytest
from tests import given
from tests.abuse.office import ANNA, ATTACKER, UNVERIFIED, Office, reply_address

from troska.channels.email import interpret
from troska.channels.models import QuarantineReason
from troska.conversations import actions
from troska.conversations.models import Conversation, Direction, Message, Participant
from troska.customers.models import Customer, Identity

AGENT = "Marta Wójcik <marta@sklep.example>"


def customers() -> list[tuple[object, ...]]:
    """All that is known of customers."""
    return [*Customer.objects.order_by("pk").values_list(), *Identity.objects.order_by("pk").values_list()]


def wrong_token(conversation: Conversation) -> str:
    local, _, domain = reply_address(conversation).partition("@")
    return f"{local[:-4]}{'aaaa' if local[-4:] != 'aaaa' else 'bbbb'}@{domain}"


@pytest.mark.parametrize("to", ["right token", "wrong token", "no token"])
@pytest.mark.parametrize("vouched", ["failed", "unchecked"])
def test_case_1_who_claims_to_be_an_agent_never_speaks_as_one(office: Office, to: str, vouched: str) -> None:
    conversation = office.begun()
    address = {"right token": reply_address(conversation), "wrong token": wrong_token(conversation)}.get(to, given.HELP)
    results = [("Authentication-Results", f"{given.TRUSTED}; dmarc=fail header.from=sklep.example")]
    forged = given.mail(
        "Proszę przelać pieniądze na nowe konto.",
        From=AGENT,
        To=address,
        extra=results if vouched == "failed" else [],
        In_Reply_To=f"<{'q' * 26}.r.{'a' * 36}@sklep.example>",
    )
    before = customers()
    office.arrive(forged)
    [entry] = office.waiting()
    assert entry.reason == QuarantineReason.OWN_ADDRESS
    assert not office.shown_anywhere("nowe konto")
    assert "marta@sklep.example" in office.desk.get(f"/kwarantanna/{entry.id}/").content.decode()
    assert office.recipients() == set(), "nothing is forwarded to anybody"
    assert not Message.objects.filter(direction=Direction.OUTBOUND, is_automatic=False).exists()

    office.desk.post(f"/kwarantanna/{entry.id}/wpusc")
    office.let_out()
    let_in = Message.objects.latest("pk")
    assert let_in.direction == Direction.INBOUND
    assert let_in.is_unverified
    assert let_in.actor_kind == "customer"
    assert UNVERIFIED in office.page(let_in.conversation)
    assert office.recipients() == set()
    if to == "right token":
        assert customers() == before


@pytest.mark.parametrize(
    ("sender", "results"),
    [
        (f"Anna Nowak <{ANNA}>", given.FAILED),
        (f"Anna Nowak <{ATTACKER}>", f"{given.TRUSTED}; dmarc=pass header.from=evil.example"),
        (f"Anna Nowak <{ATTACKER}>", ""),
        (f'"{ANNA}" <{ATTACKER}>', ""),
        (f"Anna Nowak <{ANNA}.evil.example>", ""),
    ],
    ids=["dmarc fails", "stranger who passes", "stranger", "address as name", "longer domain"],
)
def test_case_2_a_valid_token_in_wrong_hands_gives_nothing(office: Office, sender: str, results: str) -> None:
    conversation = office.begun("Mój numer zamówienia to 4711.")
    office.answer(conversation, "Zamówienie 4711 jest w drodze.")
    before = customers()
    extra = [("Authentication-Results", results)] if results else []
    office.server.received.clear()
    [message] = office.arrive(
        given.mail("Proszę podać mój adres.", From=sender, To=reply_address(conversation), extra=extra)
    )
    assert message is not None
    assert message.conversation == conversation
    assert message.is_unverified
    assert UNVERIFIED in office.page(conversation)
    assert customers() == before
    assert conversation.participants.count() == 1
    assert office.recipients() == set(), "not even an acknowledgement"

    sent = office.answer(conversation, "Proszę się najpierw przedstawić.")
    assert sent.recipients == (ANNA,)
    assert ATTACKER not in sent.content.decode()


def test_case_2_nor_a_late_one(office: Office) -> None:
    """To what was closed long ago: he gets a conversation of his own, without its past."""
    conversation = office.begun("Mój numer zamówienia to 4711.")
    Conversation.objects.filter(pk=conversation.pk).update(status="closed", closed_at="2020-01-01T00:00Z")
    [message] = office.arrive(given.mail("I co dalej?", From=ATTACKER, To=reply_address(conversation)))
    assert message is not None
    assert message.conversation != conversation
    assert "4711" not in office.page(message.conversation)
    sent = office.answer(message.conversation, "O jaką sprawę chodzi?")
    assert b"4711" not in sent.content


def test_case_4_who_stands_in_cc_is_not_subscribed(office: Office) -> None:
    conversation = office.begun("Mój numer zamówienia to 4711.")
    office.arrive(
        given.mail("Jeszcze jedno", To=reply_address(conversation), Cc=f"Zły <{ATTACKER}>"),
        given.mail("Zupełnie nowa sprawa", Cc=f"Zły <{ATTACKER}>, {ATTACKER.upper()}"),
        given.mail("Obcy z kopią", From="obcy@evil.example", To=reply_address(conversation), Cc=ATTACKER),
    )
    assert not Participant.objects.filter(address_key=ATTACKER).exists()
    for row in Conversation.objects.all():
        assert office.answer(row).recipients == (ANNA,)
    assert ATTACKER not in office.recipients()


def test_case_4_the_first_mail_to_one_who_was_let_in_carries_no_history(office: Office) -> None:
    conversation = office.begun("Mój PESEL to 44051401359.")
    office.answer(conversation, "Dziękuję, zapisałam PESEL 44051401359.")
    actions.add_participant(conversation, address="prawnik@kancelaria.example", by=office.agent.actor)
    sent = office.answer(conversation, "Dołączam pana mecenasa.", mode="all")
    assert set(sent.recipients) == {ANNA, "prawnik@kancelaria.example"}
    read = interpret.interpret(sent.content)
    assert "44051401359" not in read.text_full + (read.html or "")
    assert "Dołączam pana mecenasa." in read.text_full


@pytest.mark.parametrize(
    "headers",
    [
        {"extra": [("From", f"Bank <{ATTACKER}>")]},
        {"From": f"Anna <{ANNA}>", "extra": [("from", ATTACKER)]},
        {"From": f"Anna <{ANNA}>, Bank <{ATTACKER}>"},
        {"From": f"Anna: {ATTACKER};"},
        {"From": f"Anna: {ANNA}, {ATTACKER};"},
        {"From": f"{ANNA}, {ATTACKER}", "Sender": ATTACKER},
    ],
    ids=["two headers", "two headers, other case", "two in one", "group", "group of two", "with a sender"],
)
@pytest.mark.parametrize("has_token", [True, False])
def test_case_6_who_could_be_several_people_waits(office: Office, headers: dict[str, str], *, has_token: bool) -> None:
    conversation = office.begun()
    to = reply_address(conversation) if has_token else given.HELP
    extra = [("Authentication-Results", given.PASSED), *headers.get("extra", [])]
    office.arrive(given.mail("Zmiana konta", To=to, **{**headers, "extra": extra}))  # type: ignore[arg-type]  # by name
    [entry] = office.waiting()
    assert entry.reason == QuarantineReason.AMBIGUOUS_SENDER
    assert conversation.messages.filter(direction=Direction.INBOUND).count() == 1
    assert not office.shown_anywhere("Zmiana konta")
    assert office.recipients() == set()


def test_case_6_a_reply_goes_to_the_author_whatever_sender_and_reply_to_say(office: Office) -> None:
    extra = [("Authentication-Results", given.PASSED)]
    mail = given.mail("Dzień dobry", Sender=ATTACKER, Reply_To=f"Anna <{ATTACKER}>", extra=extra)
    [message] = office.arrive(mail)
    assert message is not None
    assert office.answer(message.conversation).recipients == (ANNA,)
    assert office.recipients() == {ANNA}
