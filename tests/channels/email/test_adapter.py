"""From raw bytes to a message: who, where, what of it is shown, and what is one mail and what two."""

import pytest
from tests import given

from troska.channels import drain, quarantine, raw_store
from troska.channels.models import QuarantineReason
from troska.conversations import files
from troska.conversations.models import Authenticity, Channel, Conversation, Message
from troska.customers.models import Customer

pytestmark = pytest.mark.django_db


def test_a_mail_becomes_a_message() -> None:
    raw = given.mail(
        "Dzień dobry,\n\ngdzie jest paczka?\n\nW dniu 2.10.2026 o 9:12, Sklep napisał(a):\n> Wysłaliśmy.\n",
        Cc="Jan <jan@poczta.example>",
        Subject="=?utf-8?B?WmFnaW5pxJl0YSBwYWN6a2E=?=",
        files=[("zdjęcie.jpg", b"\xff\xd8"), ("../../umowa.pdf", b"%PDF")],
    )
    message = given.arrived(raw)
    assert message.channel == Channel.EMAIL
    assert (message.author_name, message.author_address) == ("Anna Nowak", given.ANNA)
    assert message.subject == message.conversation.subject == "Zaginięta paczka"
    assert message.text == "Dzień dobry,\n\ngdzie jest paczka?"
    assert "Wysłaliśmy" in message.full_text
    assert message.recipients == {"to": [["", given.HELP]], "cc": [["Jan", "jan@poczta.example"]]}
    assert raw_store.get(message.raw_digest) == raw
    stored = {attachment.filename: files.read(attachment.storage_name) for attachment in message.attachments.all()}
    assert sorted(stored.values()) == [b"%PDF", b"\xff\xd8"]
    assert not any("/" in name for name in stored)


@pytest.mark.parametrize("sender", ["ż" * 250, "\u202eęzdeirbeg", "ﷺ" * 100, "a\u2028b"])
def test_any_name_of_a_sender_is_taken_in(sender: str) -> None:
    message = given.arrived(given.mail(From=f'"{sender}" <{given.ANNA}>'))
    assert message.conversation.customer is not None
    assert len(message.author_name.splitlines()) == 1


@pytest.mark.parametrize(
    "raw",
    [
        given.mail(
            "x", Subject="S" * 5000, To=", ".join(f"k{nth}@x.example" for nth in range(500)) + f", {given.HELP}"
        ),
        given.mail("NUL\x00 i \x1b[31m"),
        given.mail("x", Subject="a\x00b", Message_ID=f"<{'i' * 3000}@x.example>"),
        given.mail("x", References=" ".join(f"<{nth}@x.example>" for nth in range(2000))),
        given.mail("x", From=f"{'a' * 60}@{'ż' * 20}.example"),
        given.mail("x", files=[("n" * 400 + ".pdf", b"x"), ("\u200b.htaccess", b"x"), ("", b"")]),
        b"From: anna@poczta.example\r\nTo: pomoc@sklep.example",
        b"From: anna@poczta.example\nTo: pomoc@sklep.example\nContent-Type: text/plain; charset=nie-ma\n\n\xff\xfe\xb3",
    ],
    ids=["long", "nul", "long ids", "many references", "idn", "file names", "header only", "charset"],
)
def test_what_is_odd_is_taken_in_all_the_same(raw: bytes) -> None:
    assert given.arrived(raw).author_address


@pytest.mark.parametrize("raw", [b"", b"\x00", b"\xff" * 1000, b"From:", b"\r\n\r\n", b"zwyk\xc5\x82y tekst"])
def test_what_is_no_mail_waits_in_quarantine(raw: bytes) -> None:
    assert given.quarantined(raw).reason == QuarantineReason.NO_SENDER


def test_the_first_of_ours_in_to_then_cc_then_the_envelope_is_primary() -> None:
    inboxes = {name: given.inbox(f"{name}@sklep.example") for name in ("a", "b", "c")}

    def primary(to: list[str] = [], **headers: str) -> str:  # noqa: B006 -- never changed
        message = given.arrived(given.mail(f"{headers}{to}", **headers), to=to)  # type: ignore[arg-type]  # by name
        return message.conversation.primary_inbox.name

    assert primary(To="x@y.example, B@sklep.example, a@sklep.example", Cc="c@sklep.example") == "b"
    assert primary(To="x@y.example", Cc="c+tag@sklep.example, a@sklep.example") == "c"
    assert primary(["a@sklep.example"], To="x@y.example") == "a"
    assert primary(To="x@y.example", Delivered_To="b@sklep.example") == "b"
    inboxes["a"].is_active = False
    inboxes["a"].save(update_fields=["is_active"])
    assert primary(To="a@sklep.example, b@sklep.example") == "b"


def test_mail_for_nobody_goes_to_the_accounts_own_inbox_or_waits() -> None:
    own = given.account("Ze skrzynką", inbox=given.inbox("a@sklep.example"))
    raw = given.mail(To="lista@firma.example")
    assert given.quarantined(raw).reason == QuarantineReason.NO_INBOX
    assert given.arrived(raw, account=own).conversation.primary_inbox == given.inbox("a@sklep.example")


@pytest.mark.parametrize(
    ("headers", "authenticity"),
    [
        ([given.PASSED], Authenticity.PASSED),
        ([given.FAILED], Authenticity.FAILED),
        ([], Authenticity.UNKNOWN),
        (["mx.evil.example; dmarc=pass header.from=poczta.example"], Authenticity.UNKNOWN),
        ([given.FAILED, given.PASSED], Authenticity.FAILED),
    ],
)
def test_the_accounts_server_is_believed_and_no_other(headers: list[str], authenticity: Authenticity) -> None:
    extra = [("Authentication-Results", header) for header in headers]
    assert given.arrived(given.mail(extra=extra)).authenticity == authenticity
    other = given.account("Bez serwera", authserv_id="")
    assert given.arrived(given.mail(extra=extra), account=other).authenticity == Authenticity.UNKNOWN


@pytest.mark.parametrize(
    "header",
    [
        ("Auto-Submitted", "auto-replied"),
        ("List-Id", "<oferty.sklep.example>"),
        ("Precedence", "bulk"),
        ("X-Auto-Response-Suppress", "All"),
        ("Return-Path", "<>"),
    ],
)
def test_what_a_machine_wrote_is_marked_and_makes_nobody_wait(header: tuple[str, str]) -> None:
    message = given.arrived(given.mail(extra=[header]))
    assert message.is_automatic
    assert message.conversation.waiting_since is None


def test_the_same_bytes_and_the_same_mail_by_another_way_are_one_message() -> None:
    raw = given.mail()
    other = given.account("Druga", inbox=given.inbox())
    given.delivered(raw, raw)
    given.delivered(b"Received: from x by y\r\n" + raw, raw, account=other)
    assert Message.objects.count() == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"Message_ID": "<1@x.example>"}, {"Message_ID": "<2@x.example>"}),
        ({"Message_ID": "<1@x.example>"}, {"Message_ID": "<1@x.example>", "text": "Inna treść"}),
        ({"Message_ID": "<1@x.example>"}, {"Message_ID": "<1@x.example>", "From": "jan@poczta.example"}),
        ({"Message_ID": None, "Date": None}, {"Message_ID": None, "Date": None, "files": [("skan.pdf", b"2")]}),
        (
            {"Message_ID": None, "Date": None, "files": [("skan.pdf", b"1")]},
            {"Message_ID": None, "Date": None, "files": [("skan.pdf", b"2")]},
        ),
        ({"Message_ID": None}, {"Message_ID": None, "Date": "Mon, 05 Oct 2026 10:00:01 +0200"}),
    ],
    ids=["identifier", "text", "sender", "a file more", "scans without any name", "a second later"],
)
def test_what_differs_is_two_messages(one: dict[str, object], other: dict[str, object]) -> None:
    given.delivered(given.mail(**one), given.mail(**other))  # type: ignore[arg-type]  # by name
    assert Message.objects.count() == 2


def test_one_that_fails_its_bounds_is_shown_with_what_is_known_of_it() -> None:
    entry = given.quarantined(
        given.mail(From=f"Anna\u2028 <{given.ANNA}>", Subject="Zwrot", extra=[("From", "b@x.example")])
    )
    assert entry.summary == {"from": "b@x.example", "name": "", "subject": "Zwrot", "inboxes": [given.inbox().pk]}


def test_a_robots_code_never_reaches_a_conversation_by_itself() -> None:
    raw = given.mail("Kod: 123456", From="no-reply@slack.com", Subject="Slack confirmation code", Cc="zly@evil.example")
    entry = given.quarantined(raw)
    assert entry.reason == QuarantineReason.VERIFICATION_CODE
    assert not Conversation.objects.exists()
    assert not Customer.objects.exists()
    assert drain.drain_all() == 0
    message = quarantine.release(entry, by=given.agent().actor)
    assert message is not None
    assert message.is_unverified
