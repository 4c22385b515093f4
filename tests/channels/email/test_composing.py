import re
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.channels.email import correspondence as people

from troska.channels.email import fields, interpret, letter, tokens
from troska.channels.email.composing import CannotCompose, compose
from troska.conversations import actions, files
from troska.conversations.models import Authenticity, InboxAddress, Message
from troska.timeline.actors import SYSTEM

pytestmark = pytest.mark.django_db

#: What has broken header fields elsewhere, and what deceives the eye.
INJECTIONS = (
    "Zwrot\r\nBcc: ofiara@obca.example",
    "Zwrot\nBcc: ofiara@obca.example",
    "Zwrot\rBcc: ofiara@obca.example",
    "Zwrot\r\n\r\n<script>alert(1)</script>",
    "Zwrot\u2028Bcc: ofiara@obca.example",
    "Zwrot\u2029Bcc: ofiara@obca.example",
    "Zwrot\x85Bcc: ofiara@obca.example",
    "Zwrot\x0b\x0c\x1c\x1d\x1eBcc: ofiara@obca.example",
    "=?utf-8?q?Zwrot=0D=0ABcc=3A_ofiara=40obca=2Eexample?=",
    '"Zwrot" <ofiara@obca.example>, inna@obca.example',
    "gpj.exe\u202efdp.txt",
    "ofiara@obca.example,\x00\x07",
    "a" * 2000,
    "ż" * 2000,
    "🦉" * 200,
    "\ud800",
    '\\"; filename=x.exe; a="',
)


def parsed(message: Message) -> EmailMessage:
    mail = message_from_bytes(compose(people.now(message)).content, policy=default)
    assert isinstance(mail, EmailMessage)
    return mail


def test_an_answer_names_agent_and_brand_and_brings_the_reader_back() -> None:
    inbox, marta = people.inbox(), people.agent()
    question = people.received(inbox, identifier="pierwszy@poczta.example")
    answer = people.answered(
        question, marta, "Dzień dobry,\n\npaczka jest w drodze: https://paczki.example/śledź?a=1&b=2.\n"
    )
    mail = parsed(answer)
    assert str(mail["From"]) == '"Marta Wójcik – Sklep Halny" <pomoc@halny.example>' or (
        mail["From"].addresses[0].display_name == "Marta Wójcik – Sklep Halny"
    )
    assert mail["From"].addresses[0].addr_spec == "pomoc@halny.example"
    assert str(mail["To"].addresses[0]) == "Anna Nowak <anna.nowak@poczta.example>"
    assert mail["Subject"] == "Re: Gdzie jest paczka?"
    assert mail["In-Reply-To"] == "<pierwszy@poczta.example>" == mail["References"]
    assert tokens.conversation_of_address(mail["Reply-To"].addresses[0].addr_spec) == question.conversation_id
    assert tokens.conversation_of_message_id(mail["Message-ID"]) == question.conversation_id
    assert not {"Auto-Submitted", "X-Auto-Response-Suppress", "Precedence"} & set(mail.keys())
    plain, html = mail.get_body(("plain",)), mail.get_body(("html",))
    assert plain is not None
    assert html is not None
    assert plain.get_content().replace("\r\n", "\n") == (
        "Dzień dobry,\n\npaczka jest w drodze: https://paczki.example/śledź?a=1&b=2.\n\n-- \nMarta Wójcik\nSklep Halny"
    )
    assert '<a href="https://paczki.example/śledź?a=1&amp;b=2">' in html.get_content()


def test_the_same_message_is_the_same_bytes_at_every_attempt() -> None:
    answer = people.answered(people.received(people.inbox()), people.agent())
    assert compose(people.now(answer)).content == compose(people.now(answer)).content


def test_what_it_says_is_read_back_by_our_own_reader() -> None:
    inbox, marta = people.inbox(), people.agent()
    text = "Zażółć gęślą jaźń.\n.kropka na początku\nFrom tego dnia\n" + "bardzo długi wiersz " * 200 + "\n日本 🦉"
    answer = people.answered(people.received(inbox, name="Żółw, Grażyna"), marta, text)
    content = compose(people.now(answer)).content
    assert max(map(len, content.split(b"\r\n"))) <= 998
    assert b"\n" not in content.replace(b"\r\n", b"")
    read = interpret.interpret(content)
    assert read.text_full.startswith(text.strip())
    assert read.to[0].name == "Żółw, Grażyna"
    assert not read.auto_submitted
    assert not read.problems


def test_text_in_other_scripts_goes_as_base64() -> None:
    text = "Добрий день, де моя посилка? " * 20
    answer = people.answered(people.received(people.inbox()), people.agent(), text)
    assert interpret.interpret(compose(people.now(answer)).content).text_full.startswith(text.strip())


def test_html_is_escaped_and_has_no_links_but_web_addresses() -> None:
    html = letter.as_html('<script>alert("1")</script> javascript:alert(1) "https://a.example/\' onclick=x', "pl")
    assert "<script" not in html
    assert 'href="javascript' not in html
    assert re.findall(r"<a [^>]*>", html) == ['<a href="https://a.example/">']


@pytest.mark.parametrize(
    "subject", ["Re: Odp: PD: Gdzie", "ODP.: Gdzie", "Fwd: [2] Gdzie", "Re[3]: RE (2): Odp: Gdzie", "Gdzie"]
)
def test_prefixes_do_not_pile_up(subject: str) -> None:
    assert fields.answer_subject(subject).lower().count("re:") == 1
    assert fields.answer_subject("Re: Odp: PD: Gdzie") == "Re: Gdzie"


def test_a_long_thread_refers_to_its_beginning_and_its_end() -> None:
    inbox, marta = people.inbox(), people.agent()
    first = people.received(inbox, identifier="nr0@poczta.example")
    for number in range(1, 40):
        people.received(inbox, identifier=f"nr{number}@poczta.example", conversation=first.conversation)
    mail = parsed(people.answered(first, marta))
    references = mail["References"].split()
    assert references[0] == "<nr0@poczta.example>"
    assert references[-1] == "<nr39@poczta.example>" == mail["In-Reply-To"]
    assert len(references) == 20


def test_a_strangers_mail_is_not_referred_to() -> None:
    inbox, marta = people.inbox(), people.agent()
    first = people.received(inbox, identifier="swoj@poczta.example")
    people.received(inbox, identifier="obcy@obca.example", sender="x@obca.example", conversation=first.conversation)
    mail = parsed(people.answered(first, marta))
    assert mail["References"] == "<swoj@poczta.example>"


def test_a_message_id_that_would_break_the_field_is_left_out() -> None:
    inbox, marta = people.inbox(), people.agent()
    first = people.received(inbox, identifier="a\r\nBcc: ofiara@obca.example")
    assert parsed(people.answered(first, marta))["References"] is None


def test_nobody_gets_quoted_history() -> None:
    inbox, marta = people.inbox(), people.agent()
    question = people.received(inbox)
    mail = compose(people.now(people.answered(question, marta, copied=[("Prawnik", "prawnik@kancelaria.example")])))
    assert "czekam już tydzień" not in interpret.interpret(mail.content).text_full
    read = interpret.interpret(mail.content)
    assert [one.address for one in read.cc] == ["prawnik@kancelaria.example"]


def test_an_automatic_mail_bears_the_marks_and_has_no_way_back() -> None:
    inbox = people.inbox()
    question = people.received(inbox, subject="Kup tanio: https://zlo.example")
    answer = actions.reply(question.conversation, text="Mamy to.", subject="Otrzymaliśmy", by=SYSTEM, is_automatic=True)
    composed = compose(people.now(answer))
    mail = parsed(answer)
    assert composed.sender == ""
    assert mail["Auto-Submitted"] == "auto-replied"
    assert mail["X-Auto-Response-Suppress"] == "All"
    assert mail["Subject"] == "Otrzymaliśmy"
    assert mail["From"].addresses[0].display_name == "Sklep Halny"
    assert b"zlo.example" not in composed.content
    assert interpret.interpret(composed.content).auto_submitted


@pytest.mark.parametrize("text", INJECTIONS, ids=range(len(INJECTIONS)))
def test_no_text_breaks_out_of_its_field(text: str) -> None:
    inbox, marta = people.inbox(), people.agent(name=fields.clean(text)[:60] or "M")
    question = people.received(inbox)
    storable = text.replace("\x00", "").replace("\ud800", "")
    question.conversation.subject = storable[:250]
    question.conversation.save(update_fields=["subject"])
    question.conversation.participants.update(name=storable[:200])
    kept = files.store(
        b"%PDF-", filename=storable[:200], content_type="application/pdf\r\nX: y"[: 15 + len(text) % 2 * 7]
    )
    answer = people.answered(question, marta, copied=[(storable, "b@poczta.example")], files=[kept])
    mail = parsed(answer)
    assert set(mail.keys()) == {
        "From", "To", "Cc", "Reply-To", "Subject", "Date", "Message-ID", "MIME-Version", "Content-Type",
    }  # fmt: skip
    assert [one.addr_spec for one in mail["To"].addresses] == ["anna.nowak@poczta.example"]
    assert [one.addr_spec for one in mail["Cc"].addresses] == ["b@poczta.example"]
    assert [one.addr_spec for one in mail["From"].addresses] == ["pomoc@halny.example"]
    head = compose(people.now(answer)).content.partition(b"\r\n\r\n")[0]
    assert max(map(len, head.split(b"\r\n"))) <= 998
    (attachment,) = mail.iter_attachments()
    assert set(attachment.keys()) == {"Content-Type", "Content-Disposition", "Content-Transfer-Encoding"}
    name = attachment.get_filename() or ""
    assert not any(mark in name for mark in "\r\n\u2028\u2029\u202e/\\")


@given(st.text(max_size=300))
@settings(max_examples=300)
def test_any_text_is_one_field(text: str) -> None:
    for value in (fields.unstructured(text), fields.mailbox(text, "a@b.example"), fields.answer_subject(text)):
        line = fields.field("X", value if "\n" in value else fields.unstructured(value))
        assert b"\n" not in line.removesuffix(b"\r\n").replace(b"\r\n ", b"")
    mail = message_from_bytes(fields.field("Subject", fields.unstructured(text)) + b"\r\n", policy=default)
    assert " ".join(mail["Subject"].split()) == " ".join(fields.clean(text)[:250].split())


@pytest.mark.parametrize(
    "name",
    [
        "Faktura za październik.pdf",
        "umowa „ostateczna”.docx",
        "日本.txt",
        "raport.pdf",
        'a"b;c.pdf',
        "ż" * 195 + ".pdf",
    ],
)
def test_file_names_arrive_in_every_program(name: str) -> None:
    content = bytes(range(256)) * 10
    kept = files.store(content, filename=name, content_type="application/pdf")
    answer = people.answered(people.received(people.inbox()), people.agent(), files=[kept])
    raw = compose(people.now(answer)).content
    (attachment,) = parsed(answer).iter_attachments()
    (read,) = interpret.interpret(raw).attachments
    expected = name.replace('"', "'") if name.isascii() else name
    if len(name) < 100:
        assert attachment.get_filename() == expected
        assert read.filename == expected
    else:
        assert re.fullmatch(r"ż+\.pdf", attachment.get_filename() or "")
    assert attachment.get_content() == read.content == content
    assert attachment.get_content_type() == "application/pdf"


def test_a_forwarded_mail_goes_as_bytes() -> None:
    kept = files.store(b"From: a@b\r\n\r\nhej", filename="list.eml", content_type="message/rfc822")
    (attachment,) = parsed(
        people.answered(people.received(people.inbox()), people.agent(), files=[kept])
    ).iter_attachments()
    assert attachment.get_content_type() == "application/octet-stream"


def test_a_polish_domain_goes_as_ascii() -> None:
    question = people.received(people.inbox(), sender="ania@żółw.example")
    assert (
        parsed(people.answered(question, people.agent()))["To"].addresses[0].addr_spec == "ania@xn--w-uga1v8h.example"
    )


def test_an_inbox_without_an_address_says_so() -> None:
    inbox = people.inbox()
    answer = people.answered(people.received(inbox), people.agent())
    InboxAddress.objects.filter(inbox=inbox).delete()
    with pytest.raises(CannotCompose, match="Pomoc"):
        compose(people.now(answer))


def test_an_unverified_first_mail_is_still_answered_in_its_thread() -> None:
    question = people.received(people.inbox(), identifier="p@poczta.example", authenticity=Authenticity.FAILED)
    assert parsed(people.answered(question, people.agent()))["In-Reply-To"] == "<p@poczta.example>"
