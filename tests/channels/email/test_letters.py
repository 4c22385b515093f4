"""Letters of the product to its own people: kept with the transaction, sent once, erased."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.core.mail import EmailMessage, EmailMultiAlternatives, get_connection, send_mail
from django.db import connection, transaction
from pytest_django import Settings
from tests import given
from tests.channels.email import correspondence as people
from tests.servers.smtp import MailServer, Script, Step

from troska.channels.email import tasks
from troska.channels.email.letters import delivering, keeping
from troska.channels.email.letters.writing import UnfitLetter
from troska.channels.email.models import LetterState, StaffLetter
from troska.conversations.models import Inbox
from troska.core import clock

pytestmark = pytest.mark.django_db(transaction=True)
MARTA = "marta@halny.example"
SECRET = "https://troska.example/konto/haslo/3-tajny-klucz"


@pytest.fixture(autouse=True)
def ours(db: None, settings: Settings) -> None:
    settings.EMAIL_BACKEND = "troska.channels.email.letters.backend.LetterBackend"
    settings.TROSKA_EGRESS_ALLOW = ("127.0.0.0/8",)
    people.forget_jobs()


@pytest.fixture
def server() -> Iterator[MailServer]:
    with MailServer() as running:
        yield running


@pytest.fixture
def inbox(server: MailServer) -> Inbox:
    made = people.inbox()
    people.mailbox(made, server)
    return made


def post(to: str = MARTA, subject: str = "Nowe hasło", text: str = f"Ustawisz je tutaj:\n\n{SECRET}\n") -> None:
    send_mail(subject, text, None, [to])


def only() -> StaffLetter:
    [letter] = StaffLetter.objects.all()
    return letter


def test_a_letter_is_sent_by_the_job_that_was_deferred_with_it_and_then_erased(
    server: MailServer, inbox: Inbox
) -> None:
    post()
    assert SECRET not in only().sealed
    [job] = people.jobs()
    assert (job.task_name, job.priority) == ("email.send_letters", 10)
    tasks.send_letters()
    [received] = server.received
    assert (received.sender, received.recipients) == ("", (MARTA,))
    mail = received.mail
    assert SECRET in mail.get_content()
    assert (mail["From"], mail["To"]) == ("Troska <pomoc@halny.example>", MARTA)
    assert (mail["Subject"], mail["Auto-Submitted"]) == ("Nowe hasło", "auto-generated")
    assert (only().state, only().sealed) == (LetterState.SENT, "")
    tasks.send_letters()
    assert len(server.received) == 1


def test_what_is_rolled_back_is_never_sent(server: MailServer, inbox: Inbox) -> None:
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        post()
        _ = 1 / 0
    assert not StaffLetter.objects.exists()
    assert people.jobs() == []


@pytest.mark.parametrize(
    ("to", "subject"),
    [
        ("marta@halny.example\r\nBcc: obcy@zly.example", "Hasło"),
        ("Marta\nBcc: obcy@zly.example <marta@halny.example>", "Hasło"),
        ("bez małpy", "Hasło"),
    ],
)
def test_an_address_that_is_more_than_one_is_refused(inbox: Inbox, to: str, subject: str) -> None:
    with pytest.raises(UnfitLetter):
        EmailMessage(subject, "Treść", None, [to]).send()
    assert not StaffLetter.objects.exists()


def test_a_subject_stays_a_subject_and_no_other_header_goes_along(server: MailServer, inbox: Inbox) -> None:
    EmailMessage(
        "Hasło\r\nBcc: obcy@zly.example\r\n\r\nInna treść",
        "Treść",
        "prezes@bank.example",
        [MARTA],
        headers={"Reply-To": "obcy@zly.example", "From": "prezes@bank.example"},
    ).send()
    delivering.drain()
    [received] = server.received
    assert received.recipients == (MARTA,)
    assert received.mail["Subject"] == "Hasło Bcc: obcy@zly.example Inna treść"
    assert (received.mail["Bcc"], received.mail["Reply-To"]) == (None, None)
    assert received.mail["From"] == "Troska <pomoc@halny.example>"


def test_each_recipient_gets_a_letter_that_names_no_other(server: MailServer, inbox: Inbox) -> None:
    message = EmailMultiAlternatives("Alarm", "Dysk", None, [MARTA], bcc=["jan@halny.example"])
    message.attach_alternative("<p>Dysk</p>", "text/html")
    assert message.send() == 1
    delivering.drain()
    assert sorted(one.recipients for one in server.received) == [("jan@halny.example",), (MARTA,)]
    for one in server.received:
        assert one.mail["To"] == one.recipients[0]
        assert [part.get_content_type() for part in one.mail.iter_parts()] == ["text/plain", "text/html"]


def test_files_do_not_go_by_letter(inbox: Inbox) -> None:
    message = EmailMessage("Hasło", "Treść", None, [MARTA])
    message.attach("klienci.csv", "Anna,Nowak", "text/csv")
    with pytest.raises(UnfitLetter):
        message.send()


def test_a_server_that_is_away_is_tried_again(server: MailServer, inbox: Inbox) -> None:
    server.next_scripts.append(Script(drops_at=Step.CONNECT))
    post()
    delivering.drain()
    assert only().state == LetterState.WAITING
    assert only().sealed
    delivering.drain()
    assert server.received == []
    with clock.moved_by(timedelta(minutes=2)):
        tasks.sweep_letters(0)
        assert people.jobs()[-1].task_name == "email.send_letters"
        delivering.drain()
    assert len(server.received) == 1


def test_a_refusal_for_good_ends_and_erases_it(server: MailServer, inbox: Inbox) -> None:
    server.script = Script(refuses={MARTA: "550 5.1.1 No such user"})
    post()
    post("jan@halny.example")
    delivering.drain()
    states = sorted(StaffLetter.objects.values_list("state", "sealed"))
    assert states == [("failed", ""), ("sent", "")]


def test_one_that_may_have_arrived_is_not_sent_twice(server: MailServer, inbox: Inbox) -> None:
    server.script = Script(drops_at=Step.END)
    post()
    delivering.drain()
    with clock.moved_by(timedelta(hours=1)):
        tasks.sweep_letters(0)
        delivering.drain()
    assert len(server.received) == 1
    assert (only().state, only().sealed) == (LetterState.UNSURE, "")


def test_what_a_dead_sender_had_taken_up_goes_once_more(server: MailServer, inbox: Inbox) -> None:
    post()
    taken = keeping.claim()
    assert taken is not None
    delivering.drain()
    assert server.received == []
    with clock.moved_by(timedelta(minutes=2)):
        delivering.drain()
        assert len(server.received) == 1
        assert not keeping.end_data(taken)  # who was taken for dead must not send it too
    assert only().state == LetterState.SENT


def test_after_three_days_what_it_says_is_gone(inbox: Inbox) -> None:
    post()
    with clock.moved_by(timedelta(hours=72, minutes=1)):
        delivering.drain()
        assert (only().state, only().sealed) == (LetterState.FAILED, "")
    with clock.moved_by(timedelta(days=34)):
        keeping.forget_old()
    assert not StaffLetter.objects.exists()


def test_a_letter_waits_for_a_mailbox_on_an_installation_without_any(server: MailServer) -> None:
    assert not get_connection().has_way_out()
    post()
    delivering.drain()
    assert "Nie ma serwera" in only().detail
    people.mailbox(people.inbox(), server)
    assert get_connection().has_way_out()
    with clock.moved_by(timedelta(minutes=2)):
        delivering.drain()
    assert len(server.received) == 1


def test_the_server_in_the_settings_comes_first_and_may_have_an_address_of_its_own(
    server: MailServer, inbox: Inbox, settings: Settings
) -> None:
    with MailServer() as other:
        settings.TROSKA_SMTP_URL = f"smtp://127.0.0.1:{other.port}?security=plain"
        settings.TROSKA_LETTERS_FROM = "troska@halny.example"
        post()
        delivering.drain()
    assert server.received == []
    assert other.received[0].mail["From"] == "Troska <troska@halny.example>"


def test_two_workers_send_it_once(server: MailServer, inbox: Inbox) -> None:
    for nth in range(6):
        post(f"osoba{nth}@halny.example")
    given.at_once(delivering.drain, delivering.drain)
    delivering.drain()
    assert sorted(one.recipients[0] for one in server.received) == [f"osoba{nth}@halny.example" for nth in range(6)]


def test_the_database_refuses_a_finished_letter_that_still_says_something(inbox: Inbox) -> None:
    from django.db import IntegrityError

    post()
    with pytest.raises(IntegrityError), connection.cursor() as cursor:
        cursor.execute("UPDATE email_channel_staffletter SET state = 'sent'")
