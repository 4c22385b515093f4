from troska.channels.email.interpret import InboundMail, ReportKind, interpret

QMAIL = b"""From: MAILER-DAEMON@mx.example
To: sklep@morski.example
Return-Path: <>
Subject: failure notice

Hi. This is the qmail-send program at mx.example.
I'm afraid I wasn't able to deliver your message to the following addresses.

<brak@firma.example>:
Sorry, no mailbox here by that name. (#5.1.1)

--- Below this line is a copy of the message.

Return-Path: <sklep@morski.example>
Message-ID: <our-1@morski.example>
Subject: x
"""
EXIM = b"""From: Mail Delivery System <Mailer-Daemon@mx.example>
To: sklep@morski.example
X-Failed-Recipients: brak@firma.example
Subject: Mail delivery failed: returning message to sender

This message was created automatically by mail delivery software.

A message that you sent could not be delivered to one or more of its
recipients. This is a permanent error. The following address(es) failed:

  brak@firma.example
    SMTP error from remote mail server after RCPT TO:<brak@firma.example>:
    550 5.1.1 User unknown

------ This is a copy of the message, including all the headers. ------

Message-ID: <our-2@morski.example>
"""
DSN = b"""From: postmaster@mx.example
Subject: Delivery Status
Return-Path: <>
Content-Type: multipart/report; report-type=delivery-status; boundary=b

--b

Notice
--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example
Arrival-Date: Mon, 3 Nov 2025 10:00:00 +0100

Original-Recipient: rfc822; a@firma.example
Final-Recipient: rfc822; a@firma.example
Action: %s
Status: %s (bad)
Diagnostic-Code: smtp; 550 5.2.2 Mailbox
 full

Final-Recipient: rfc822; <b@firma.example>
Action: delivered
Status: 2.0.0
--b
Content-Type: text/rfc822-headers

Message-ID: <our-3@morski.example>
Subject: x

--b--
"""


def only(mail: InboundMail) -> tuple[str, str, str, str | None]:
    assert mail.bounce_report is not None
    first = mail.bounce_report.recipients[0]
    return first.address, first.action, first.status, mail.bounce_report.original_message_id


def test_standard_report_names_recipient_reason_and_our_mail() -> None:
    mail = interpret(DSN % (b"failed", b"5.2.2"))
    assert only(mail) == ("a@firma.example", "failed", "5.2.2", "our-3@morski.example")
    assert mail.bounce_report is not None
    assert mail.bounce_report.recipients[0].diagnostic == "550 5.2.2 Mailbox full"
    assert mail.bounce_report.recipients[1].address == "b@firma.example"
    assert (mail.bounce, mail.auto_submitted, mail.null_return_path) == (True, True, True)


def test_delay_is_a_report_but_no_bounce() -> None:
    mail = interpret(DSN % (b"delayed", b"4.4.1"))
    assert only(mail)[1] == "delayed"
    assert not mail.bounce
    assert mail.auto_submitted


def test_bounces_in_plain_words_are_recognised() -> None:
    assert only(interpret(QMAIL)) == ("brak@firma.example", "failed", "5.1.1", "our-1@morski.example")
    assert only(interpret(EXIM)) == ("brak@firma.example", "failed", "5.1.1", "our-2@morski.example")
    assert interpret(QMAIL).bounce
    assert interpret(EXIM).bounce


def test_customer_who_writes_of_failed_delivery_is_no_bounce() -> None:
    mail = interpret(b"From: jan@x.pl\r\nSubject: Delivery failed\r\n\r\nThe courier says delivery failed.\r\n")
    assert (mail.bounce, mail.bounce_report, mail.auto_submitted) == (False, None, False)


def test_read_receipt_is_no_bounce() -> None:
    mail = interpret(
        b"From: jan@x.pl\r\nContent-Type: multipart/report; report-type=disposition-notification; boundary=b\r\n\r\n"
        b"--b\r\n\r\nread\r\n--b\r\nContent-Type: message/disposition-notification\r\n\r\n"
        b"Final-Recipient: rfc822;jan@x.pl\r\nOriginal-Message-ID: <our-4@x>\r\n"
        b"Disposition: manual-action/MDN-sent-manually; displayed/error\r\n\r\n--b--"
    )
    assert mail.bounce_report is not None
    assert mail.bounce_report.kind is ReportKind.DISPOSITION
    assert only(mail) == ("jan@x.pl", "displayed", "", "our-4@x")
    assert (mail.bounce, mail.auto_submitted) == (False, True)
