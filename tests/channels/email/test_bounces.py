"""Reports of mail systems as they come, and the message they are shown on."""

from collections.abc import Iterator

import pytest
from pytest_django import Settings
from tests import given
from tests.channels.email import correspondence as people
from tests.servers.smtp import MailServer, Received

from troska.channels.email import dispatching
from troska.conversations.models import Conversation, DeliveryState, Inbox, Message, Status
from troska.conversations.states import DELIVERY

pytestmark = pytest.mark.django_db(transaction=True)

DSN = """Return-Path: <>
From: Mail Delivery System <MAILER-DAEMON@mx.poczta.example>
To: {to}
Subject: {subject}
Date: Mon, 05 Oct 2026 10:00:00 +0200
Message-ID: <{number}.dsn@mx.poczta.example>
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="granica"

--granica
Content-Type: text/plain; charset=us-ascii

This is the mail system at host mx.poczta.example.

{words}

--granica
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.poczta.example

{recipients}
--granica
Content-Type: {returned_type}

{returned}
--granica--
"""


@pytest.fixture(autouse=True)
def loopback(settings: Settings) -> None:
    settings.TROSKA_EGRESS_ALLOW = ("127.0.0.0/8",)


@pytest.fixture
def server() -> Iterator[MailServer]:
    with MailServer() as running:
        yield running


@pytest.fixture
def inbox(server: MailServer) -> Inbox:
    made = given.inbox()
    people.mailbox(made, server)
    return made


def sent(inbox: Inbox, server: MailServer, *, copied: tuple[tuple[str, str], ...] = ()) -> tuple[Message, Received]:
    question = given.arrived(given.mail())
    answer = people.answered(question, given.agent(), copied=copied)
    people.send_all(inbox)
    assert people.now(answer).delivery == DeliveryState.SENT
    return answer, server.received[-1]


def recipient(address: str, action: str = "failed", status: str = "5.1.1", words: str = "550 5.1.1 Unknown") -> str:
    lines = (f"Final-Recipient: rfc822; {address}", f"Action: {action}", f"Status: {status}")
    return "\n".join([*lines, f"Diagnostic-Code: smtp; {words}", ""])


def report(mail: Received, *recipients: str, whole: bool = False, number: int = 1) -> bytes:
    head, _, _ = mail.content.partition(b"\r\n\r\n")
    text = DSN.format(
        to=mail.mail["From"].addresses[0].addr_spec,
        subject="Undelivered Mail Returned to Sender",
        number=number,
        words="I'm sorry to have to inform you that your message could not be delivered.",
        recipients="\n".join(recipients),
        returned_type="message/rfc822" if whole else "text/rfc822-headers",
        returned=(mail.content if whole else head).decode().replace("\r\n", "\n"),
    )
    return text.replace("\n", "\r\n").encode()


@pytest.mark.parametrize("whole", [True, False])
def test_a_bounce_fails_the_message_in_the_providers_words(*, inbox: Inbox, server: MailServer, whole: bool) -> None:
    answer, mail = sent(inbox, server)
    words = "550 5.1.1 <anna.nowak@poczta.example>: Nie ma takiego konta"
    assert given.arrived(report(mail, recipient(given.ANNA, words=words), whole=whole)) == answer
    now = people.now(answer)
    assert now.delivery == DeliveryState.FAILED
    assert now.delivery_detail.startswith(f"{given.ANNA}: 550 5.1.1")
    assert now.dispatch.answers[given.ANNA]["code"] == 550
    assert now.conversation.status == Status.OPEN
    assert Message.objects.count() == 2
    assert Conversation.objects.count() == 1


def test_a_bounce_is_never_answered(inbox: Inbox, server: MailServer) -> None:
    inbox.acknowledgement = "Dziękujemy."
    inbox.save(update_fields=["acknowledgement"])
    _, mail = sent(inbox, server)
    before = len(server.received)
    given.delivered(report(mail, recipient(given.ANNA)))
    given.followed()
    people.send_all(inbox)
    assert len(server.received) == before


def test_a_delay_is_noted_and_fails_nothing(inbox: Inbox, server: MailServer) -> None:
    answer, mail = sent(inbox, server)
    delayed = recipient(given.ANNA, "delayed", "4.4.1", "Connection timed out")
    given.delivered(report(mail, delayed))
    now = people.now(answer)
    assert now.delivery == DeliveryState.SENT
    assert given.ANNA in now.delivery_detail
    assert "timed out" in now.delivery_detail
    assert now.dispatch.answers[given.ANNA] == {
        "code": 250,
        "text": "2.0.0 Ok: queued",
        "delay": "Connection timed out",
    }
    given.delivered(report(mail, recipient(given.ANNA, "failed", "4.4.7", "Delivery time expired"), number=2))
    assert people.now(answer).delivery == DeliveryState.FAILED


def test_one_of_two_recipients_bounces_and_is_the_only_one_tried_again(inbox: Inbox, server: MailServer) -> None:
    answer, mail = sent(inbox, server, copied=(("Jan", "jan@poczta.example"),))
    given.delivered(report(mail, recipient("jan@poczta.example", words="552 5.2.2 Skrzynka pelna")))
    now = people.now(answer)
    assert (now.delivery, now.delivery_detail) == (DeliveryState.FAILED, "jan@poczta.example: 552 5.2.2 Skrzynka pelna")
    dispatching.retry(answer, by=given.agent().actor)
    people.send_all(inbox)
    assert people.now(answer).delivery == DeliveryState.SENT
    assert [one.recipients for one in server.received] == [
        (given.ANNA, "jan@poczta.example"),
        ("jan@poczta.example",),
    ]


def test_the_same_bounce_twice_changes_nothing_more(inbox: Inbox, server: MailServer) -> None:
    answer, mail = sent(inbox, server)
    given.delivered(report(mail, recipient(given.ANNA)), report(mail, recipient(given.ANNA), number=2))
    assert people.now(answer).delivery == DeliveryState.FAILED
    assert Message.objects.count() == 2


def test_a_bounce_without_any_form_is_known_by_what_it_quotes(inbox: Inbox, server: MailServer) -> None:
    answer, mail = sent(inbox, server)
    text = (
        "Hi. This is the qmail-send program at poczta.example.\nI'm afraid I wasn't able to deliver your message.\n\n"
        f"<{given.ANNA}>:\nSorry, no mailbox here by that name. (#5.1.1)\n\n--- Below this line is a copy.\n\n"
        + mail.content.decode().replace("\r\n", "\n")
    )
    raw = given.mail(text, From="MAILER-DAEMON@poczta.example", Subject="failure notice", extra=[("Return-Path", "<>")])
    assert given.arrived(raw) == answer
    assert people.now(answer).delivery == DeliveryState.FAILED
    assert people.now(answer).delivery_detail


def test_an_unsure_message_that_bounces_is_sure_to_have_failed(inbox: Inbox, server: MailServer) -> None:
    question = given.arrived(given.mail())
    answer = people.answered(question, given.agent())
    claim = dispatching.claim([inbox.pk], route="x")
    assert claim is not None
    dispatching.end_data(claim)
    dispatching.leave_open(claim, "Połączenie przerwane.")
    from troska.channels.email.composing import compose

    mail = Received("pomoc@sklep.example", (given.ANNA,), compose(people.now(answer)).content, 1)
    given.delivered(report(mail, recipient(given.ANNA)))
    assert people.now(answer).delivery == DeliveryState.FAILED


def test_a_forged_message_id_bounces_nothing(inbox: Inbox, server: MailServer) -> None:
    answer, mail = sent(inbox, server)
    identifier = answer.mail_identity.identifier
    code, _, rest = identifier.partition(".r.")
    for forged in (f"{code}.r.{'a' * 36}@sklep.example", f"{'a' * 26}.r.{rest}", f"{code}@sklep.example"):
        raw = report(mail, recipient(given.ANNA)).replace(identifier.encode(), forged.encode())
        given.delivered(raw)
    assert people.now(answer).delivery == DeliveryState.SENT


def test_an_inbound_mail_cannot_be_bounced(inbox: Inbox, server: MailServer) -> None:
    question = given.arrived(given.mail(Message_ID="<dowolny@poczta.example>"))
    _, mail = sent(inbox, server)
    raw = report(mail, recipient(given.ANNA)).replace(mail.mail["Message-ID"].encode(), b"<dowolny@poczta.example>")
    given.delivered(raw)
    question.refresh_from_db()
    assert question.delivery == DeliveryState.NONE


def test_a_receipt_is_no_bounce(inbox: Inbox, server: MailServer) -> None:
    answer, mail = sent(inbox, server)
    given.delivered(report(mail, recipient(given.ANNA, "delivered", "2.0.0", "250 Ok")))
    assert people.now(answer).delivery in {DeliveryState.SENT, *DELIVERY[DeliveryState.SENT]} - {DeliveryState.FAILED}
