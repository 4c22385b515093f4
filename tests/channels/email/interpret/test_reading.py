"""Whole mails: what no bytes may do to the strings of a mail, and the damage of the world."""

import dataclasses
import re
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from troska.channels.email import interpret as package
from troska.channels.email.interpret import InboundMail, interpret
from troska.channels.email.interpret.problems import MEANINGS

HEAD = (
    b"From: Jan <jan@x.pl>\r\nTo: sklep@x.pl\r\nSubject: S\r\nMessage-ID: <1@x>\r\n"
    b"Date: Mon, 3 Nov 2025 10:00:00 +0100\r\n"
)


def strings(mail: object) -> list[str]:
    """Return all strings of a mail, however deep."""
    if isinstance(mail, str):
        return [mail]
    if dataclasses.is_dataclass(mail):
        return [text for one in dataclasses.fields(mail) for text in strings(getattr(mail, one.name))]
    if isinstance(mail, tuple | list):
        return [text for one in mail for text in strings(one)]
    return [text for pair in mail.items() for text in strings(pair)] if isinstance(mail, dict) else []


def assert_clean(mail: InboundMail) -> None:
    assert "internal_error" not in mail.problems
    assert set(mail.problems) <= set(MEANINGS)
    for text in strings(mail):
        text.encode("utf-8")
        assert "\0" not in text
    lines = [mail.subject or "", mail.message_id or "", *mail.in_reply_to, *mail.references, *mail.delivered_to]
    lines += [part for one in (*mail.to, *mail.cc, *mail.reply_to) for part in (one.name, one.address)]
    lines += [one.filename for one in mail.attachments]
    for line in lines:
        assert not set(line) & set("\r\n\u2028\u2029\x85\x0b\x0c")
    assert mail.date is None or mail.date.tzinfo is not None
    assert mail.text.count("\n") <= mail.text_full.count("\n")


@given(st.binary(max_size=2_000))
@example(b"")
@example(b"\r\n\r\n")
@example(b"\xff\xfe\x00")
@example(b"From: \xff\r\nContent-Type: multipart/mixed; boundary=\xff\r\n\r\n--\xff\r\n")
def test_any_bytes_are_read(raw: bytes) -> None:
    assert_clean(interpret(raw))


@given(
    st.lists(
        st.sampled_from(
            [
                b"From: ",
                b"Subject: ",
                b"Content-Type: multipart/mixed; boundary=b",
                b"Content-Type: text/html; charset=utf-16",
                b"\r\n",
                b"\n",
                b"\r",
                b"--b",
                b"--b--",
                b" ",
                b"\0",
                b"=?utf-8?b?7aCA?=",
                b"<a@b>",
                b"begin 644 a",
                b"end",
                b"Content-Transfer-Encoding: base64",
                b"\xe2\x80\xa8",
                b"Content-Type: message/delivery-status",
                b"Content-Type: application/ms-tnef",
                b'x\x9f>"',
                b"Date: ",
                b"W dniu a napisal:",
                b"> ",
            ]
        ),
        max_size=40,
    )
)
def test_any_arrangement_of_pieces_is_read(pieces: list[bytes]) -> None:
    assert_clean(interpret(b"".join(pieces)))


def test_header_injection_ends_in_one_line() -> None:
    raw = (
        b"From: =?utf-8?q?Jan=0D=0ABcc=3A_x=40y?= <jan@x.pl>\r\nSubject: =?utf-8?q?a=0D=0ABcc:_x=40y=E2=80=A8z?=\r\n"
        b'Content-Type: x/y; name="a\rb=0D.txt"\r\n\r\n'
    )
    mail = interpret(raw)
    assert mail.subject == "a Bcc: x@y z"
    assert mail.from_ is not None
    assert (mail.from_.name, mail.from_.address) == ("Jan Bcc: x@y", "jan@x.pl")
    assert_clean(mail)


def test_bare_carriage_return_begins_no_header() -> None:
    mail = interpret(b"From: jan@x.pl\r\nSubject: a\rReply-To: evil@x.pl\r\n\r\ntext")
    assert mail.reply_to == ()
    assert mail.subject == "a Reply-To: evil@x.pl"


def test_two_from_headers_are_told() -> None:
    mail = interpret(b"From: a@x.pl\r\nFrom: b@x.pl\r\nSender: c@x.pl\r\nReply-To: d@x.pl\r\n\r\ntext")
    assert mail.from_ is not None
    assert mail.from_.address == "a@x.pl"
    assert mail.from_is_ambiguous
    assert "multiple_from" in mail.problems
    assert mail.sender is not None
    assert (mail.sender.address, mail.reply_to[0].address) == ("c@x.pl", "d@x.pl")


def test_several_mailboxes_in_from_are_ambiguous_too() -> None:
    assert interpret(b"From: a@x.pl, b@x.pl\r\n\r\ntext").from_is_ambiguous
    assert not interpret(b"From: a@x.pl\r\n\r\ntext").from_is_ambiguous


def test_authentication_results_stay_as_they_came() -> None:
    mail = interpret(
        b"Authentication-Results: a;\r\n dkim=pass\r\nAuthentication-Results: b; spf=fail\r\nFrom: x@x.pl\r\n\r\n"
    )
    assert mail.authentication_results == ("a; dkim=pass", "b; spf=fail")


def test_mail_without_anything_says_what_is_missing() -> None:
    mail = interpret(b"only text, no header\n")
    assert mail.text == "only text, no header"
    assert {"missing_from", "missing_date", "missing_message_id", "missing_subject"} <= set(mail.problems)


@pytest.mark.parametrize("eol", [b"\n", b"\r\n", b"\r", b"\r\r\n"])
def test_any_line_ending_will_do(eol: bytes) -> None:
    lines = [
        b"From: jan@x.pl",
        b"Subject: S",
        b"Content-Type: multipart/mixed; boundary=b",
        b"",
        b"--b",
        b"",
        b"one",
        b"two",
    ]
    lines += [b"--b", b"Content-Type: application/pdf; name=a.pdf", b"", b"x", b"--b--", b""]
    mail = interpret(eol.join(lines))
    assert (mail.subject, mail.text.split()) == ("S", ["one", "two"])
    assert [one.filename for one in mail.attachments] == ["a.pdf"]


def test_mbox_line_byte_order_mark_and_blank_lines_before_the_header() -> None:
    for before in (b"From jan@x.pl Mon Nov  3 10:00:00 2025\n", b"\xef\xbb\xbf", b"\r\n\r\n", b">From x\r\n"):
        assert interpret(before + HEAD + b"\r\ntext").subject == "S"


def test_nul_octets_are_left_out() -> None:
    mail = interpret(HEAD + b"X: a\0b\r\n\r\na\0b")
    assert mail.text == "ab"
    assert "nul_bytes" in mail.problems


def test_plain_is_taken_when_it_says_something() -> None:
    both = (
        HEAD + b"Content-Type: multipart/alternative; boundary=b\r\n\r\n--b\r\n\r\n%s\r\n--b\r\n"
        b"Content-Type: text/html\r\n\r\n<p>%s</p>\r\n--b--"
    )
    assert interpret(both % (b"plain", b"html")).text == "plain"
    assert interpret(both % (b" ", b"html")).text == "html"
    plain = b"Twoje konto zostalo zablokowane, prosze przelac pieniadze natychmiast."
    html = b"Thank you very much for shopping with us yesterday evening, friends."
    assert "text_html_differ" in interpret(both % (plain, html)).problems
    assert "text_html_differ" not in interpret(both % (plain, plain)).problems


def test_amp_is_ignored_and_calendar_is_a_file() -> None:
    mail = interpret(
        HEAD + b"Content-Type: multipart/alternative; boundary=b\r\n\r\n--b\r\n\r\nplain\r\n--b\r\n"
        b"Content-Type: text/x-amp-html\r\n\r\n<amp>"
        b"\r\n--b\r\nContent-Type: text/calendar; method=request\r\n\r\nBEGIN:VCALENDAR\r\n--b--"
    )
    assert mail.text == "plain"
    assert [(one.filename, one.calendar_method) for one in mail.attachments] == [("calendar.ics", "REQUEST")]


def test_text_around_an_image_is_all_body() -> None:
    mail = interpret(
        HEAD + b"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nbefore\r\n--b\r\n"
        b"Content-Type: image/png; name=a.png\r\n"
        b"Content-Disposition: inline\r\n\r\nx\r\n--b\r\n\r\nafter\r\n--b--"
    )
    assert mail.text.split() == ["before", "after"]
    assert mail.attachments[0].inline


def test_images_of_the_html_are_inline_and_found_by_their_id() -> None:
    mail = interpret(
        HEAD + b"Content-Type: multipart/related; boundary=b\r\n\r\n--b\r\nContent-Type: text/html\r\n"
        b'\r\n<img src="cid:one@x">\r\n'
        b"--b\r\nContent-Type: image/png\r\nContent-Disposition: attachment; filename=1.png\r\n"
        b"Content-ID: <one@x>\r\n\r\nx\r\n"
        b"--b\r\nContent-Type: image/png\r\nContent-Disposition: attachment; filename=2.png\r\n"
        b"Content-ID: <two@x>\r\n\r\nx\r\n--b--"
    )
    assert [one.inline for one in mail.attachments] == [True, False]
    assert mail.cid_parts == {"one@x": 0, "two@x": 1}


def test_encrypted_parts_are_kept() -> None:
    mail = interpret(
        HEAD + b"Content-Type: multipart/encrypted; protocol=application/pgp-encrypted; boundary=b\r\n\r\n--b\r\n"
        b"Content-Type: application/pgp-encrypted\r\n\r\nVersion: 1\r\n--b\r\n"
        b"Content-Type: application/octet-stream; name=encrypted.asc\r\n\r\n-----BEGIN PGP MESSAGE-----\r\n--b--"
    )
    assert [one.filename for one in mail.attachments] == ["encrypted.pgp", "encrypted.asc"]


def test_enriched_text_loses_its_commands() -> None:
    raw = HEAD + b"Content-Type: text/enriched\r\n\r\n<bold>Dear</bold> <<you><param>x</param>\nline\n\nnext"
    assert interpret(raw).text == "Dear <you> line\nnext"


def test_unreadable_parts_of_a_mail_do_not_hide_the_rest() -> None:
    mail = interpret(
        HEAD + b"Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n"
        b"Dzie\xc5\x84 dobry, to nie base64!"
    )
    assert mail.text == "Dzień dobry, to nie base64!"
    assert "broken_base64" in mail.problems


def test_every_problem_that_can_be_told_is_explained() -> None:
    folder = Path(package.__file__).parent
    source = "".join(path.read_text("utf-8") for path in folder.glob("*.py") if path.name != "problems.py")
    told = set(re.findall(r'problems\.add\("(\w+)"\)|"(charset_\w+)"', source))
    assert {one or other for one, other in told} <= set(MEANINGS)
