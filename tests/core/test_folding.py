"""What is asked for and what is stored are folded alike, and Polish forms of a word meet."""

import pytest
from django.db import connection
from hypothesis import given as any_of
from hypothesis import strategies

from troska.core import folding


@pytest.mark.parametrize(
    ("text", "folded"),
    [("ŻÓŁĆ", "zolc"), ("zażółć gęślą jaźń", "zazolc gesla jazn"), ("Z\u0307o\u0301łw", "zolw"), ("Crème", "creme")],
)
def test_case_and_diacritics_do_not_matter(text: str, folded: str) -> None:
    assert folding.fold(text) == folded


def test_words_are_what_a_person_sees_as_words() -> None:
    assert folding.words("Zwrot: ZAM-2026/17, buty… buty") == ["zwrot", "zam", "2026", "17", "buty"]
    assert folding.words("  ' & | ! :* \x00 ") == []
    assert len(folding.words("a b c d e f g h i j")) == folding.MOST_WORDS


@pytest.mark.parametrize(
    "forms",
    ["reklamacja reklamacji reklamację REKLAMACJĄ", "buty butów", "przesyłka przesyłkę przesylke", "zwrotu zwroty"],
)
def test_polish_forms_of_a_word_begin_alike(forms: str) -> None:
    assert len(folding.stems(forms)) == 1


def test_a_stem_is_always_the_beginning_of_its_word() -> None:
    for word in ("paczek", "dzień", "tor", "ul", "najlepszy", "2026"):
        assert folding.fold(word).startswith(folding.stems(word)[0])


def test_a_text_is_cut_where_a_word_begins_with_what_was_asked() -> None:
    found = folding.parts("Mój Zwrót butów", ["zwrot"])
    assert found == [("Mój ", False), ("Zwrót", True), (" butów", False)]
    assert folding.parts("Bez zmian", []) == [("Bez zmian", False)]


def in_database(text: str) -> set[str]:
    sql = folding.Words.template % {"expressions": "%s"}
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT tsvector_to_array({sql})", [text])
        return set(cursor.fetchone()[0])


@pytest.mark.django_db
@pytest.mark.parametrize(
    "text",
    [
        "Zażółć gęślą JAŹŃ",
        "ZAM-2026/17",
        "pisz na anna@poczta.example",
        "Żo\u0301łw",
        "-5,90 zł/szt.",
        "привіт ПРИВІТ",
        "kod 7e3f",
    ],
)
def test_the_database_folds_as_we_do(text: str) -> None:
    assert in_database(text) == set(folding.words(text))


@pytest.mark.django_db
@any_of(strategies.lists(strategies.text("aąbcćdeęfgłńoóśźżŻŁ019", min_size=1, max_size=8), min_size=1, max_size=5))
def test_whatever_polish_word_is_stored_is_found(given_words: list[str]) -> None:
    text = " ".join(given_words)
    assert in_database(text) == set(folding.words(text))
