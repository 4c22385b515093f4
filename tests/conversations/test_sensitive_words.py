"""PESEL numbers, passwords and keys: what is hidden, and what is not."""

import pytest

from troska.conversations.models import SecretKind
from troska.conversations.sensitive import Hiding, without_values

PESEL = "44051401359"
TOKEN = "ghp_" + "a1B2c3D4e5" * 4


def hidden(text: str) -> dict[str, SecretKind]:
    hiding = Hiding()
    shown = hiding.hide(text)
    assert all(value not in shown for value in hiding.found)
    return {value: kind for value, (kind, _) in hiding.found.items()}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("Moje hasło: Kotek2019!", "Kotek2019!"),
        ("haslo=abc123", "abc123"),
        ("Hasło do konta: tajne", "tajne"),
        ("hasło to kotek77.", "kotek77"),
        ("Login jan, hasło „Zima#2024”", "Zima#2024"),
        ("PIN: 4821", "4821"),
        ("pin do karty: 4821,", "4821"),
        ("My password is hunter2", "hunter2"),
        ("PASSWORD: Correct-Horse", "Correct-Horse"),
    ],
)
def test_passwords_as_people_write_them(text: str, value: str) -> None:
    assert hidden(text) == {value: SecretKind.PASSWORD}


@pytest.mark.parametrize(
    "text",
    [
        "Nie pamiętam hasła, proszę o pomoc.",
        "Hasło to za mało, potrzebuję też linku.",
        "hasło jest nieprawidłowe",
        "Zapomniałem hasło do sklepu",
        "Pinezki: 20 sztuk",
        "Hasło promocyjne było w gazecie",
        "My password is wrong",
        f"Zamówienie {PESEL[:10]}0",
        "tel. 48601234567",
        "Śledzenie: https://paczka.example/44051401359",
        "NRB 61109010140000071219812874",
        "19990001112",
    ],
)
def test_words_about_them_and_other_numbers_stay(text: str) -> None:
    assert hidden(text) == {}


@pytest.mark.parametrize("text", [f"PESEL {PESEL}", f"pesel:{PESEL}.", f"({PESEL})", PESEL])
def test_the_pesel_of_somebody_who_is_born(text: str) -> None:
    assert hidden(text) == {PESEL: SecretKind.PESEL}


@pytest.mark.parametrize(
    "key",
    [
        TOKEN,
        "sk_live_" + "4eC39HqLyjWDarjtT1",
        "AKIA" + "IOSFODNN7EXAMPLE",
        "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.dozjgNryP4J3jVmN",
        "-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkqhkiG9w0BAQ\n-----END PRIVATE KEY-----",
    ],
)
def test_keys_of_programs(key: str) -> None:
    assert hidden(f"Nasz klucz to\n{key}\ndzięki") == {key: SecretKind.KEY}


def test_the_same_value_has_the_same_mark_everywhere_and_stars_stand_for_a_card() -> None:
    hiding = Hiding()
    first = hiding.hide(f"PESEL {PESEL}, hasło: lato2024, karta 4111 1111 1111 1111")
    again = hiding.hide(f"hasło: lato2024\n> PESEL {PESEL}")
    assert first == "PESEL ⟦PESEL\u00a02⟧, hasło: ⟦hasło\u00a01⟧, karta **** **** **** 1111"
    assert again == "hasło: ⟦hasło\u00a01⟧\n> PESEL ⟦PESEL\u00a02⟧"


def test_a_mark_that_somebody_typed_is_no_mark() -> None:
    hiding = Hiding()
    assert hiding.hide("Oto ⟦PESEL\u00a01⟧ i ⟦hasło\u00a01⟧") == "Oto [PESEL 1] i [hasło 1]"
    assert hiding.found == {}


def test_only_so_many_are_kept_and_none_is_shown() -> None:
    hiding = Hiding()
    shown = hiding.hide("\n".join(f"hasło: tajne{nth:03}" for nth in range(60)))
    assert len(hiding.found) == 50
    assert "tajne" not in shown


def test_a_long_text_of_nothing_but_beginnings_takes_no_time_to_speak_of() -> None:
    for beginning in ("hasło do ", "-----BEGIN PRIVATE KEY-----", "eyJ", "1 ", "hasło to \t"):
        Hiding().hide(beginning * (200_000 // len(beginning)))


def test_within_html_values_go_between_the_tags_only() -> None:
    html = '<p style="width:4821px">PIN <b>4821</b></p>'
    assert without_values(html, ["4821"]) == '<p style="width:4821px">PIN <b>••••••••</b></p>'
