import io
import json
import sys
from pathlib import Path

import pytest

from troska.channels.email.inspect import inspect

MAIL = """From: "Nowak, Ewa" <ewa@x.pl>
To: Sklep <sklep@x.pl>
Subject: =?utf-8?q?Za=C5=BC=C3=B3=C5=82=C4=87?=
Date: Mon, 3 Nov 2025 10:00:00 +0100
Message-ID: <1@x.pl>
In-Reply-To: <0@x.pl>

Dziękuję!

W dniu 2.11.2025 o 9:00, Sklep pisze:
> Czy paczka doszła?
""".encode()
FIELDS = [
    "file",
    "subject",
    "from",
    "to",
    "cc",
    "reply_to",
    "date",
    "message_id",
    "in_reply_to",
    "references",
    "text",
    "text_full",
    "html_present",
    "quoted_folded",
    "attachments",
    "auto_submitted",
    "bounce",
    "list_mail",
    "problems",
]


def printed(paths: list[str]) -> tuple[int, list[dict[str, object]]]:
    output = io.StringIO()
    code = inspect(paths, output)
    return code, [json.loads(line) for line in output.getvalue().splitlines()]


def test_one_object_a_line_in_the_promised_order(tmp_path: Path) -> None:
    for name in ("a.eml", "b.eml"):
        (tmp_path / name).write_bytes(MAIL)
    code, objects = printed([str(tmp_path / "a.eml"), str(tmp_path / "b.eml")])
    assert code == 0
    assert [list(one) for one in objects] == [FIELDS, FIELDS]
    first = objects[0]
    assert first["subject"] == "Zażółć"
    assert first["from"] == {"name": "Nowak, Ewa", "address": "ewa@x.pl"}
    assert first["date"] == "2025-11-03T10:00:00+01:00"
    assert (first["text"], first["quoted_folded"]) == ("Dziękuję!", True)
    assert first["in_reply_to"] == ["0@x.pl"]


def test_line_separators_in_a_text_do_not_break_the_line(tmp_path: Path) -> None:
    (tmp_path / "a.eml").write_bytes("Subject: x\n\na\u2028b\x85c".encode())
    output = io.StringIO()
    inspect([str(tmp_path / "a.eml")], output)
    assert len(output.getvalue().splitlines()) == 1


def test_unreadable_file_is_told_and_the_rest_is_printed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.eml").write_bytes(MAIL)
    code, objects = printed([str(tmp_path / "missing.eml"), str(tmp_path), str(tmp_path / "a.eml")])
    assert (code, len(objects)) == (1, 1)
    told = capsys.readouterr().err.splitlines()
    assert len(told) == 2
    assert "missing.eml" in told[0]


def test_dash_reads_the_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(MAIL)))
    code, objects = printed(["-"])
    assert (code, objects[0]["file"], objects[0]["message_id"]) == (0, "-", "1@x.pl")


def test_no_file_is_a_usage_error(capsys: pytest.CaptureFixture[str]) -> None:
    assert printed([]) == (2, [])
    assert "name at least one file" in capsys.readouterr().err
