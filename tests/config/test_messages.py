"""The check of the translations finds what is missing, doubtful or bent."""

from pathlib import Path

import pytest
from scripts import messages

HEAD = 'msgid ""\nmsgstr ""\n"Plural-Forms: {}\\n"\n'
ONE, MANY = ("", "Zamknij", ""), ("", "%(n)s rozmowa", "%(n)s rozmowy")
WANTED = {ONE: [("desk/a.html", "1")], MANY: [("desk/a.html", "2")]}
GOOD = [
    'msgid "Zamknij"\nmsgstr "Close"\n',
    'msgid "%(n)s rozmowa"\nmsgid_plural "%(n)s rozmowy"\nmsgstr[0] "%(n)s one"\nmsgstr[1] "%(n)s many"\n',
]


def found(monkeypatch: pytest.MonkeyPatch, folder: Path, entries: list[str], *, plural_forms: str = "") -> list[str]:
    file = folder / "django.po"
    file.write_text("\n".join([HEAD.format(plural_forms or messages.PLURALS["en"]), *entries]))
    monkeypatch.setattr(messages, "catalogue", lambda _language: file)
    return messages.problems("en", WANTED)


def test_a_whole_catalogue_has_no_problem(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert found(monkeypatch, tmp_path, GOOD) == []


@pytest.mark.parametrize(
    ("entries", "said"),
    [
        (GOOD[1:], "not in en: 'Zamknij'"),
        (['msgid "Zamknij"\nmsgstr ""\n', GOOD[1]], "not in en: 'Zamknij'"),
        (["#, fuzzy\n" + GOOD[0], GOOD[1]], "fuzzy in en"),
        ([*GOOD, 'msgid "Dawne"\nmsgstr "Old"\n'], "gone from the code"),
        ([GOOD[0], GOOD[1].replace('"%(n)s many"', '"many"')], "other placeholders"),
        ([GOOD[0], GOOD[1] + 'msgstr[2] "%(n)s more"\n'], "wrong plural forms"),
        ([GOOD[0], GOOD[1].replace('msgstr[1] "%(n)s many"\n', "")], "wrong plural forms"),
    ],
)
def test_every_kind_of_hole_is_found(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, entries: list[str], said: str
) -> None:
    assert any(said in line for line in found(monkeypatch, tmp_path, entries))


def test_a_catalogue_that_counts_otherwise_is_found(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    [line] = found(monkeypatch, tmp_path, GOOD, plural_forms="nplurals=1; plural=0;")
    assert "its plural forms have to be" in line
