"""Fifty Polish mails, read as a person would expect; the expectations are older than the code."""

import json
from pathlib import Path
from typing import Any

import pytest

from troska.channels.email.inspect import described
from troska.channels.email.interpret import interpret

MAILS = sorted((Path(__file__).parent / "polish").glob("*.eml"))


@pytest.mark.parametrize("path", MAILS, ids=lambda path: path.stem)
def test_polish_mail_reads_as_expected(path: Path) -> None:
    expected: dict[str, Any] = json.loads(path.with_suffix(".json").read_text("utf-8"))
    read = described(path.name, interpret(path.read_bytes()))
    del read["file"]
    wanted_pieces = expected["text"].removeprefix("@contains:").split("|")
    if expected["text"].startswith("@contains:"):
        assert all(piece in read["text"] for piece in wanted_pieces)
        del read["text"], expected["text"]
    for text in ("text", "text_full"):
        if text in expected:
            read[text], expected[text] = " ".join(read[text].split()), " ".join(expected[text].split())
    assert read == expected


def test_set_is_large_enough() -> None:
    held_out = (MAILS[0].parent / "held_out.txt").read_text().split()
    assert len(MAILS) >= 40
    assert len(held_out) * 3 >= len(MAILS)
