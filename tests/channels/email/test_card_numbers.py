"""What is kept of a mail with a card's number in it: everything but the number."""

import base64
import email
from email import policy
from email.message import EmailMessage

import pytest

from troska.channels.email.card_numbers import without_card_numbers

CARD = "4111 1111 1111 1111"
MASKED = "**** **** **** 1111"
LONG = "5212345678901233"  # as good as a card, where only programs read it
PLAIN = f"Proszę obciążyć kartę {CARD}, ważną do 12/27. Konto: PL61 1090 1014 0000 0712 1981 2874.\n-- \nJan\n{CARD}\n"
EXPECTED = PLAIN.replace(CARD, MASKED)


def mail(encoding: str, charset: str = "utf-8") -> EmailMessage:
    message = EmailMessage(policy=policy.SMTP)
    message["From"] = "jan@poczta.example"
    message["Subject"] = f"Karta {CARD}"
    message["Message-ID"] = f"<{LONG}@poczta.example>"
    message["References"] = f"<a@x> <{LONG}@poczta.example>"
    message.set_content(PLAIN, cte=encoding, charset=charset)
    return message


def text_of(raw: bytes) -> str:
    message = email.message_from_bytes(raw, policy=policy.default)
    body = message.get_body(("plain",))
    assert body is not None
    return str(body.get_content()).replace("\r\n", "\n")


@pytest.mark.parametrize("encoding", ["8bit", "quoted-printable", "base64"])
@pytest.mark.parametrize("charset", ["utf-8", "iso-8859-2", "windows-1250"])
def test_in_every_encoding_the_number_goes_and_nothing_else(encoding: str, charset: str) -> None:
    raw = bytes(mail(encoding, charset))
    kept = without_card_numbers(raw)
    assert text_of(raw) == PLAIN
    assert text_of(kept) == EXPECTED
    assert len(kept) == len(raw)
    before, after = (email.message_from_bytes(each, policy=policy.default) for each in (raw, kept))
    assert after["Subject"] == f"Karta {MASKED}"
    assert [(name, value) for name, value in after.items() if name != "Subject"] == [
        (name, value) for name, value in before.items() if name != "Subject"
    ]


def test_parts_are_found_again_and_files_that_are_no_text_stay_as_they_came() -> None:
    message = mail("base64")
    message.add_alternative(f'<p>{CARD}</p><img src="cid:{LONG}">', subtype="html", cte="base64")
    picture = f"GIF89a {CARD}".encode()
    message.add_attachment(picture, maintype="image", subtype="gif", filename=f"{LONG}.gif", cid=f"<{LONG}>")
    message.add_attachment(f"karta;{CARD}\n", subtype="csv", filename="karty.csv")
    message.set_boundary(f"{LONG}")
    raw = bytes(message)
    kept = email.message_from_bytes(without_card_numbers(raw), policy=policy.default)
    parts = {part.get_content_type(): part for part in kept.walk()}
    assert parts["image/gif"].get_content() == picture
    assert parts["image/gif"]["Content-ID"] == f"<{LONG}>"
    assert parts["text/csv"].get_content().strip() == f"karta;{MASKED}"
    assert parts["text/html"].get_content().strip() == f'<p>{MASKED}</p><img src="cid:{LONG}">'
    assert text_of(bytes(kept)) == EXPECTED


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"Subject: bez niczego",
        b"\xff\xfe\x00" * 30,
        b"Content-Transfer-Encoding: base64\n\n" + base64.b64encode(b"abc")[:-1],
        bytes(mail("8bit")).replace(CARD.encode(), b"4111 1111 1111 1112"),
        bytes(mail("8bit")).replace(CARD.encode(), b"nr 590123412345"),
    ],
)
def test_a_mail_without_a_card_stays_byte_for_byte(raw: bytes) -> None:
    assert without_card_numbers(raw) == raw


@pytest.mark.parametrize(
    "written", ["4111 1111 =\r\n1111 1111", "41111111=\r\n11111111", "4111=C2=A01111=C2=A01111=C2=A01111"]
)
def test_a_number_is_found_however_quoted_printable_writes_it(written: str) -> None:
    head = (
        "Subject: x\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"
    )
    kept = text_of(without_card_numbers(f"{head}karta {written} koniec\r\n".encode()))
    assert "".join(kept.split()) == f"karta{'*' * 12}1111koniec"
