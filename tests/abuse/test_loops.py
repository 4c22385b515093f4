"""Case 9: machines that answer machines. Whatever they do, they soon get nothing more from us."""

from datetime import timedelta
from email.utils import format_datetime

import pytest
from tests import given
from tests.abuse.office import ANNA, Office, reply_address
from tests.channels.email import correspondence
from tests.servers.smtp import Received

from troska.conversations.models import Conversation, Message
from troska.core import clock


def mail(text: str = "Gdzie jest paczka?", **headers: str) -> bytes:
    extra = [("Authentication-Results", given.PASSED)]
    return given.mail(text, extra=extra, files=(), **{"Date": format_datetime(clock.now()), **headers})


def answer_of(machine: str, sent: Received, nth: int, **marks: str) -> bytes:
    """What a machine answers to a mail of ours."""
    ours = sent.mail
    return mail(
        f"Odpowiedź automatu numer {nth}",
        From=machine,
        To=str(ours["Reply-To"]),
        Subject=f"Re: {ours['Subject']}",
        In_Reply_To=str(ours["Message-ID"]),
        **marks,
    )


def test_case_9_what_we_send_by_ourselves_says_so(office: Office) -> None:
    office.arrive(mail())
    [sent] = office.server.received
    assert sent.sender == "", "the null path, so that nothing comes back"
    assert sent.mail["Auto-Submitted"] == "auto-replied"
    assert sent.mail["X-Auto-Response-Suppress"] == "All"


@pytest.mark.parametrize("keeps_thread", [True, False], ids=["in the thread", "each time anew"])
def test_case_9_an_automat_without_any_mark_is_answered_three_times_a_day_at_most(
    office: Office, *, keeps_thread: bool
) -> None:
    office.arrive(mail())
    for nth in range(30):
        sent = office.server.received[-1]
        loop = answer_of(ANNA, sent, nth) if keeps_thread else mail(f"Anew {nth}")
        office.arrive(loop)
    assert len(office.server.received) <= 3
    assert all(sent.recipients == (ANNA,) for sent in office.server.received)


def test_case_9_an_automat_with_ever_new_addresses_meets_a_cap(office: Office, settings: object) -> None:
    settings.TROSKA_AUTOMATIC_MAILS_PER_HOUR = 5  # type: ignore[attr-defined]  # pytest-django's
    office.arrive(*(mail(f"{nth}", From=f"automat{nth}@poczta.example") for nth in range(40)))
    assert len(office.server.received) == 5


@pytest.mark.parametrize(
    "marks",
    [
        {"Auto_Submitted": "auto-replied"},
        {"Auto_Submitted": "auto-generated (rejected)"},
        {"X_Auto_Response_Suppress": "OOF, AutoReply"},
        {"Precedence": "bulk"},
        {"Precedence": "list"},
        {"List_Id": "<lista.example>"},
        {"List_Unsubscribe": "<mailto:x@lista.example>"},
        {"X_Autoreply": "yes"},
        {"Subject": "Automatyczna odpowiedź: urlop"},
        {"Subject": "Out of Office: vacation"},
        {"Return_Path": "<>"},
        {"From": "MAILER-DAEMON@poczta.example"},
        {"From": "postmaster@poczta.example"},
        {"From": "no-reply@poczta.example"},
        {"From": "lista-request@poczta.example"},
        {"From": given.HELP},
        {"From": "marta@sklep.example"},
    ],
    ids=str,
)
def test_case_9_machines_lists_and_ourselves_get_no_automatic_answer(office: Office, marks: dict[str, str]) -> None:
    office.arrive(mail(**marks))
    assert office.server.received == []


def test_case_9_two_of_our_own_inboxes_never_answer_each_other(office: Office) -> None:
    other = given.inbox("sklep@sklep.example", acknowledgement="Dziękujemy!")
    passed = [("Authentication-Results", f"{given.TRUSTED}; dmarc=pass header.from=sklep.example")]
    for one, two in ((given.HELP, "sklep@sklep.example"), ("sklep@sklep.example", given.HELP)) * 3:
        office.arrive(given.mail(f"Od {one}", From=one, To=two, Date=format_datetime(clock.now()), extra=passed))
    correspondence.send_all(other)
    assert office.server.received == []
    assert Conversation.objects.exists(), "they were kept all the same"


def test_case_9_an_absence_note_wakes_nobody_and_is_answered_by_nobody(office: Office) -> None:
    conversation = office.begun()
    sent = office.answer(conversation)
    office.server.received.clear()
    office.arrive(answer_of(ANNA, sent, 1, Auto_Submitted="auto-replied"))
    conversation.refresh_from_db()
    assert conversation.messages.count() == 4
    assert (conversation.status, conversation.waiting_since) == ("pending", None)
    assert office.server.received == []


def test_case_9_a_bounce_of_a_bounce_ends_at_us(office: Office) -> None:
    office.arrive(mail())
    [sent] = office.server.received
    bounce = (
        "From: MAILER-DAEMON@mx.poczta.example\r\nTo: {to}\r\nReturn-Path: <>\r\nSubject: Undelivered Mail\r\n"
        "MIME-Version: 1.0\r\nContent-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n"
        "--b\r\nContent-Type: text/plain\r\n\r\nNo such user.\r\n"
        "--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.poczta.example\r\n\r\n"
        "Final-Recipient: rfc822; {anna}\r\nAction: failed\r\nStatus: 5.1.1\r\n"
        "Diagnostic-Code: smtp; 550 No such user\r\n\r\n"
        "--b\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: {identifier}\r\n\r\n--b--\r\n"
    ).format(to=given.HELP, anna=ANNA, identifier=sent.mail["Message-ID"])
    for nth in range(5):
        office.arrive(bounce.replace("--b--", f"--b--\r\n{nth}").encode())
    assert len(office.server.received) == 1
    assert Conversation.objects.count() == 1
    assert Message.objects.get(direction="out").delivery == "failed"


def test_case_9_a_day_later_one_more_is_sent_but_never_a_fourth_in_the_thread(office: Office) -> None:
    conversation = office.begun()
    for day in range(1, 6):
        with clock.moved_by(timedelta(days=day)):
            office.arrive(mail(f"Dzień {day}", To=reply_address(conversation)))
    assert len(office.server.received) <= 3
