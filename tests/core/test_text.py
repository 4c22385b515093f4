"""Names sort as in a Polish phone book; text of others breaks no line and hides nothing."""

import random

import pytest

from troska.core.text import one_line, polish_sort_key, show_disguises


def test_names_sort_as_in_a_polish_phone_book() -> None:
    names = ["Cebula", "Ćma", "Dąb", "Lis", "Lys", "Łoś", "Mak", "Ósma", "Zając", "Zyta", "Źrebak", "Żaba"]
    shuffled = names[:]
    random.Random(1).shuffle(shuffled)
    assert sorted(shuffled, key=polish_sort_key) == names


def test_case_and_composition_do_not_matter_for_sorting() -> None:
    assert polish_sort_key("ŻÓŁW") == polish_sort_key("żo\u0301łw")


@pytest.mark.parametrize(
    "line_break", ["\r", "\n", "\r\n", "\v", "\f", "\x1c", "\x1d", "\x1e", "\x85", "\u2028", "\u2029"]
)
def test_no_kind_of_line_break_survives(line_break: str) -> None:
    text = one_line(f"Temat{line_break}Bcc: ofiara@poczta.example")
    assert text == "Temat Bcc: ofiara@poczta.example"
    assert len(text.splitlines()) == 1


def test_one_line_leaves_other_text_alone() -> None:
    assert one_line("  Dwa  odstępy\tw środku ") == "Dwa  odstępy\tw środku"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("faktura\u202efdp.exe", "faktura⟨U+202E⟩fdp.exe"),
        ("\u200b.htaccess", "⟨U+200B⟩.htaccess"),
        ("a\u2066b\u2069", "a⟨U+2066⟩b⟨U+2069⟩"),
        ("mi\u00adęk\ufeffki", "mi⟨U+00AD⟩ęk⟨U+FEFF⟩ki"),
        ("\x1b[31mczerwony", "⟨U+001B⟩[31mczerwony"),
        ("tag\U000e0041", "tag⟨U+E0041⟩"),
        ("linia\u2028druga", "linia⟨U+2028⟩druga"),
        ("zwykły tekst,\tz tabulatorem\ni końcem", "zwykły tekst,\tz tabulatorem\ni końcem"),
    ],
)
def test_characters_that_deceive_the_eye_are_shown(text: str, shown: str) -> None:
    assert show_disguises(text) == shown
