"""Whom an acknowledgement goes to, and whom it never goes to, from a mail's bytes to what the mail server got."""

from collections.abc import Iterator
from datetime import timedelta
from email import message_from_bytes
from email.policy import default
from email.utils import format_datetime

import pytest
from pytest_django import Settings
from tests import given
from tests.channels.email import correspondence as people
from tests.servers.smtp import MailServer

from troska.channels.email import doctor, interpret
from troska.channels.email.models import AutomaticReply, Mailbox
from troska.conversations import actions
from troska.conversations.models import Conversation, Inbox, Message
from troska.core import clock
from troska.core.doctor import Verdict

pytestmark = pytest.mark.django_db(transaction=True)
USUAL = ("From", "To", "Subject", "Date")
TEXT = "Dziękujemy za wiadomość. Odpowiemy w ciągu jednego dnia roboczego."


@pytest.fixture(autouse=True)
def loopback(settings: Settings) -> None:
    settings.TROSKA_EGRESS_ALLOW = ("127.0.0.0/8",)


@pytest.fixture
def server() -> Iterator[MailServer]:
    with MailServer() as running:
        yield running


@pytest.fixture
def inbox(server: MailServer) -> Inbox:
    made = given.inbox(acknowledgement=TEXT)
    people.mailbox(made, server)
    return made


def mail(text: str = "Gdzie jest paczka?\n", **headers: str) -> bytes:
    extra = [(name.replace("_", "-"), value) for name, value in headers.items() if name not in USUAL]
    usual = {"Date": format_datetime(clock.now())} | {name: headers[name] for name in headers if name in USUAL}
    return given.mail(text, extra=extra, **usual)  # type: ignore[arg-type] # mypy takes them for extra and files


def arrive(*mails: bytes, inbox: Inbox) -> None:
    """Let mails arrive, followers follow and the worker send."""
    given.delivered(*mails)
    given.followed()
    people.send_all(inbox)


def test_who_has_his_answer_already_is_not_told_that_his_mail_arrived(server: MailServer, inbox: Inbox) -> None:
    [message] = given.delivered(mail())
    assert message is not None
    actions.reply(message.conversation, text="Jest w drodze.", by=given.agent().actor)
    given.followed()
    people.send_all(inbox)
    assert [sent.mail["Auto-Submitted"] for sent in server.received] == [None]


def test_the_first_mail_is_acknowledged_without_a_word_of_its_sender(server: MailServer, inbox: Inbox) -> None:
    arrive(mail("Kup na https://zlo.example!\n", Subject="KUP TANIO https://zlo.example"), inbox=inbox)
    (sent,) = server.received
    conversation = Conversation.objects.get()
    assert sent.sender == ""
    assert sent.recipients == (given.ANNA,)
    assert sent.mail["Subject"] == f"Otrzymaliśmy Twoją wiadomość ({conversation.reference})"
    assert sent.mail["Auto-Submitted"] == "auto-replied"
    read = interpret.interpret(sent.content)
    assert read.text_full.startswith(f"{TEXT}\n\nNumer sprawy: {conversation.reference}")
    assert "zlo.example" not in read.text_full + (read.html or "") + str(read.subject)
    assert b"KUP TANIO" not in sent.content


def test_the_customer_still_waits_for_a_person(server: MailServer, inbox: Inbox) -> None:
    arrive(mail(), inbox=inbox)
    conversation = Conversation.objects.get()
    assert (conversation.status, conversation.waiting_since is not None) == ("open", True)
    assert conversation.preview == "Gdzie jest paczka?"


def test_an_english_brand_names_the_conversation_the_same_way(server: MailServer, inbox: Inbox) -> None:
    inbox.brand.languages = ["en", "pl"]
    inbox.brand.save(update_fields=["languages"])
    arrive(mail(), inbox=inbox)
    (sent,) = server.received
    assert Conversation.objects.get().reference in sent.mail["Subject"]
    html = sent.mail.get_body(("html",))
    assert html is not None
    assert '<html lang="en">' in html.get_content()


@pytest.mark.parametrize(
    "headers",
    [
        {"Auto-Submitted": "auto-replied"},
        {"Auto-Submitted": "auto-generated"},
        {"X-Auto-Response-Suppress": "All"},
        {"Precedence": "bulk"},
        {"Precedence": "list", "List-Id": "<ogloszenia.lista.example>"},
        {"List-Unsubscribe": "<mailto:wypisz@lista.example>"},
        {"Return-Path": "<>"},
        {"From": "Mail Delivery System <MAILER-DAEMON@poczta.example>"},
        {"From": "Sklep <no-reply@obcy.example>"},
        {"From": "Powiadomienia <nieodpowiadaj@obcy.example>"},
        {"From": "Lista <owner-lista@obcy.example>"},
        {"From": "Poczta <postmaster@obcy.example>"},
        {"Subject": "Automatyczna odpowiedź: urlop", "X-Autoreply": "yes"},
    ],
    ids=lambda headers: ",".join(headers) + ":" + next(iter(headers.values())),
)
def test_machines_are_not_answered(server: MailServer, inbox: Inbox, headers: dict[str, str]) -> None:
    arrive(mail(**{name.replace("-", "_"): value for name, value in headers.items()}), inbox=inbox)
    assert Message.objects.count() == 1
    assert not server.received


def test_a_sender_who_failed_dmarc_is_not_answered(server: MailServer, inbox: Inbox) -> None:
    raw = given.mail(extra=[("Authentication-Results", given.FAILED)], Date=format_datetime(clock.now()))
    arrive(raw, inbox=inbox)
    assert Message.objects.filter(authenticity="failed").exists()
    assert not server.received


def test_our_own_people_and_inboxes_are_not_answered(server: MailServer, inbox: Inbox) -> None:
    given.agent(email="marta@sklep.example")
    second = given.inbox("zwroty@sklep.example", acknowledgement=TEXT)
    for address in ("marta@sklep.example", "zwroty@sklep.example", "Zwroty+x@SKLEP.example"):
        passed = f"{given.TRUSTED}; dmarc=pass header.from=sklep.example"
        arrive(
            given.mail(extra=[("Authentication-Results", passed)], From=address, Date=format_datetime(clock.now())),
            inbox=second,
        )
    assert Conversation.objects.count() == 3
    assert not server.received


def test_no_text_no_acknowledgement(server: MailServer, inbox: Inbox) -> None:
    inbox.acknowledgement = " \n"
    inbox.save(update_fields=["acknowledgement"])
    arrive(mail(), inbox=inbox)
    assert not server.received


def test_500_mails_from_one_address_are_answered_once(server: MailServer, inbox: Inbox) -> None:
    second = given.inbox("zwroty@sklep.example", acknowledgement=TEXT)
    variants = ("Anna.Nowak@poczta.example", "anna.nowak+sklep@poczta.example", '"anna.nowak"@POCZTA.example')
    mails = [
        mail(f"Numer {number}\n", From=variants[number % 3], To=given.HELP if number % 2 else "zwroty@sklep.example")
        for number in range(500)
    ]
    arrive(*mails, inbox=inbox)
    people.send_all(second)
    assert Conversation.objects.count() == 500
    assert len(server.received) == 1
    with clock.moved_by(timedelta(hours=25)):
        arrive(mail("Jutro\n"), inbox=inbox)
    assert len(server.received) == 2


def test_the_cap_holds_and_doctor_tells(server: MailServer, inbox: Inbox, settings: Settings) -> None:
    settings.TROSKA_AUTOMATIC_MAILS_PER_HOUR = 5
    assert [finding.verdict for finding in doctor.automatic_mail()] == [Verdict.FINE]
    arrive(*(mail(From=f"klient{number}@poczta.example") for number in range(8)), inbox=inbox)
    assert len(server.received) == 5
    assert [finding.verdict for finding in doctor.automatic_mail()] == [Verdict.NOTICE]
    with clock.moved_by(timedelta(hours=1, minutes=1)):
        arrive(mail(From="klient9@poczta.example"), inbox=inbox)
    assert len(server.received) == 6


def test_two_workers_at_once_answer_once(server: MailServer, inbox: Inbox) -> None:
    from troska.channels.email import acknowledging
    from troska.conversations.events import MessageReceived

    given.delivered(*(mail(f"Numer {number}\n") for number in range(6)))
    events = [one for one in given.sequenced() if isinstance(one.event, MessageReceived)]
    events = events[-6:]

    def follow(number: int) -> None:
        from django.db import transaction

        with transaction.atomic():
            acknowledging.on_received(events[number])

    given.at_once(*(lambda number=number: follow(number) for number in range(6)))
    people.send_all(inbox)
    assert AutomaticReply.objects.count() == 1
    assert len(server.received) == 1


def test_the_same_event_twice_acknowledges_once(server: MailServer, inbox: Inbox) -> None:
    from troska.channels.email import acknowledging

    arrive(mail(), inbox=inbox)
    with clock.moved_by(timedelta(hours=23)):
        for event in given.sequenced():
            acknowledging.on_received(event)
    people.send_all(inbox)
    assert len(server.received) == 1


def test_old_mail_is_not_acknowledged(server: MailServer, inbox: Inbox) -> None:
    arrive(given.mail(Date="Mon, 05 Oct 2020 10:00:00 +0200"), inbox=inbox)
    assert Conversation.objects.count() == 1
    assert not server.received


def test_a_timeline_read_anew_acknowledges_nothing(server: MailServer, inbox: Inbox) -> None:
    from troska.channels.email import acknowledging

    given.delivered(mail())
    with clock.moved_by(timedelta(days=2)):
        for event in given.sequenced():
            acknowledging.on_received(event)
    assert not AutomaticReply.objects.exists()


def test_a_machine_that_answers_everything_and_bears_no_mark_is_answered_once(server: MailServer, inbox: Inbox) -> None:
    arrive(mail(), inbox=inbox)
    answered = 0
    for number in range(40):
        if len(server.received) == answered:
            # It also writes by itself, to the plain address, as a broken one does.
            arrive(mail("Jestem na urlopie.\n", Subject="Urlop"), inbox=inbox)
            continue
        answered = len(server.received)
        last = server.received[-1].mail
        arrive(
            mail(
                f"Jestem na urlopie, {number}.\n",
                To=last["Reply-To"],
                Subject=f"Urlop: {last['Subject']}",
                In_Reply_To=last["Message-ID"],
            ),
            inbox=inbox,
        )
    assert len(server.received) == 1


def test_two_installations_of_ours_end_after_one(server: MailServer, inbox: Inbox) -> None:
    """The other one is played by a second inbox of another address key, fed with what the first one really sent."""
    other = given.inbox("kontakt@inna.example", acknowledgement="Dziękujemy, wkrótce odpowiemy.")
    Mailbox.objects.update_or_create(
        account=given.account("Inna", inbox=other), defaults={"smtp_host": "127.0.0.1", "smtp_port": server.port}
    )
    arrive(mail(), inbox=inbox)
    rounds = 0
    taken = 0
    while taken < len(server.received) and rounds < 20:
        rounds += 1
        for sent in server.received[taken:]:
            taken += 1
            as_received = message_from_bytes(sent.content, policy=default)
            as_received.replace_header("From", "Anna <anna.inna@poczta.example>")
            as_received.replace_header("To", "kontakt@inna.example")
            del as_received["Reply-To"], as_received["In-Reply-To"], as_received["References"]
            as_received.replace_header("Message-ID", f"<{taken}@poczta.example>")
            arrive(as_received.as_bytes(), inbox=other)
    assert Conversation.objects.count() == 2
    assert len(server.received) == 1


def test_more_than_three_automatic_mails_a_day_go_to_no_conversation(inbox: Inbox) -> None:
    from django.db import transaction

    from troska.channels.email import acknowledging

    conversation = given.conversation(inboxes=[inbox])
    with transaction.atomic():
        for number in range(3):
            assert acknowledging.may_send(f"x{number}@poczta.example", conversation.pk)
            AutomaticReply.objects.create(address_key=f"x{number}@poczta.example", conversation=conversation)
        assert not acknowledging.may_send("x4@poczta.example", conversation.pk)
        assert acknowledging.may_send("x4@poczta.example", conversation.pk + 1)
