import pytest

from troska.channels.email.interpret import interpret


def marks(*headers: str) -> tuple[bool, bool]:
    mail = interpret("\r\n".join(("From: jan@x.pl", *headers, "", "text")).encode())
    return mail.auto_submitted, mail.list_mail


@pytest.mark.parametrize(
    ("headers", "auto", "is_list"),
    [
        (["Subject: Pytanie"], False, False),
        (["Auto-Submitted: no"], False, False),
        (["Auto-Submitted: auto-replied"], True, False),
        (["Auto-Submitted: auto-generated; owner=x"], True, False),
        (["X-Autoreply: yes"], True, False),
        (["X-Auto-Response-Suppress: All"], True, False),
        (["X-Auto-Response-Suppress: None"], False, False),
        (["Precedence: auto_reply"], True, False),
        (["Precedence: bulk", "X-Autoreply: yes"], True, False),
        (["Precedence: bulk"], False, True),
        (["Precedence: list"], False, True),
        (["List-Id: <lista.x.pl>"], False, True),
        (["List-Unsubscribe: <mailto:x@x.pl>"], False, True),
        (["Subject: Automatyczna odpowiedź: Zamówienie"], True, False),
        (["Subject: =?utf-8?Q?Autoodpowied=C5=BA?="], True, False),
        (["Subject: Out of Office: Order"], True, False),
        (["Subject: Nieobecność kuriera"], False, False),
        (["Subject: Nieobecność", "Return-Path: <>"], True, False),
        (["Subject: Poza biurem", "Precedence: junk"], True, False),
        (["Subject: autobus nie przyjechał"], False, False),
    ],
)
def test_marks(headers: list[str], auto: bool, is_list: bool) -> None:  # noqa: FBT001 - a column of the table
    assert marks(*headers) == (auto, is_list)


@pytest.mark.parametrize(
    ("header", "is_null", "path"),
    [("Return-Path: <>", True, ""), ("Return-Path: <a@x.pl>", False, "a@x.pl"), ("X-Other: <>", False, None)],
)
def test_null_return_path(header: str, is_null: bool, path: str | None) -> None:  # noqa: FBT001 - the same
    mail = interpret(f"From: jan@x.pl\r\n{header}\r\n\r\ntext".encode())
    assert (mail.null_return_path, mail.return_path) == (is_null, path)
