"""What holds for folding whatever the mail: nothing is lost, nothing is made up, nothing hangs."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from troska.channels.email.interpret.quotes import Folded, fold
from troska.channels.email.interpret.quotes.lines import MAX_LINES

PIECES = [
    "",
    " ",
    "Dzień dobry",
    "Czy paczka dotarła?",
    "Pozdrawiam,",
    "-- ",
    "--",
    "---------",
    "________________________________",
    "> cytat",
    ">",
    ">> cytat > w cytacie",
    "C> cytat",
    "W dniu 3.11.2025 o 10:12, Sklep pisze:",
    "> W dniu 3.11.2025 o 10:12, Sklep <a@b.example> napisał(a):",
    "On Mon, Nov 3, 2025 at 10:12 AM, Shop <",
    "a@b.example> wrote:",
    "> wrote:",
    "-----Wiadomość oryginalna-----",
    "Begin forwarded message:",
    "Od: Sklep <a@b.example>",
    "Wysłano: 3 listopada 2025 10:12",
    "Do: Jan",
    "Temat: zwrot",
    "Wysłane z iPhone'a",
    "Niniejsza wiadomość jest poufna i przeznaczona wyłącznie dla adresata.",
    "## Prosimy odpowiedzieć powyżej tej linii ##",
    "在 2016年12月12日，下午8:45，A <a@b.example> 写道：",
]
PLAIN_WORDS = "dzień dobry proszę zwrot paczka nie dotarła buty są za małe kiedy dziękuję Gdańsk"

mails = st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=30)), max_size=25).map("\n".join)
plain_line = st.lists(st.sampled_from(PLAIN_WORDS.split()), max_size=12).map(" ".join)
plain_mails = st.lists(plain_line, max_size=20).map("\n".join)


def unix(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def lines_of(text: str) -> list[str]:
    return [line for line in unix(text).split("\n") if line.strip()]


def parts_of(folded: Folded) -> str:
    return f"{folded.visible}\n{folded.quoted}\n{folded.signature}"


def is_subsequence(few: list[str], many: list[str]) -> bool:
    rest = iter(many)
    return all(line in rest for line in few)


@given(mails)
def test_each_part_is_lines_of_the_mail_in_their_order(mail: str) -> None:
    folded = fold(mail)

    for part in (folded.visible, folded.quoted, folded.signature):
        assert is_subsequence(lines_of(part), lines_of(mail))


@given(mails)
def test_no_line_is_lost_or_doubled(mail: str) -> None:
    assert Counter(lines_of(parts_of(fold(mail)))) == Counter(lines_of(mail))


@given(mails)
def test_something_is_visible_when_there_is_anything_to_see(mail: str) -> None:
    assert bool(fold(mail).visible.strip()) == bool(mail.strip())


@given(mails)
def test_is_folded_says_whether_something_was(mail: str) -> None:
    folded = fold(mail)

    assert folded.is_folded == bool(folded.quoted or folded.signature)


@given(plain_mails)
def test_plain_words_stay_all(mail: str) -> None:
    folded = fold(mail)

    assert lines_of(folded.visible) == lines_of(mail)
    assert fold(folded.visible) == folded


@given(mails, st.sampled_from(["\r\n", "\r"]))
def test_line_ends_make_no_difference(mail: str, line_end: str) -> None:
    mail = unix(mail)

    assert fold(mail.replace("\n", line_end)) == fold(mail)


@given(plain_mails, plain_mails.filter(str.strip), plain_mails.filter(str.strip))
def test_answers_between_quotes_stay_with_what_they_answer(above: str, answer: str, last: str) -> None:
    top = "W dniu 3.11.2025 o 10:12, Sklep pisze:"
    folded = fold(f"{above}\n{top}\n> jeden\n{answer}\n> dwa\n{last}\n> trzy\n")

    shown = [*lines_of(above), "> jeden", *lines_of(answer), "> dwa", *lines_of(last)]
    assert lines_of(folded.visible) == shown
    assert lines_of(folded.quoted) == [top, "> trzy"]


HOSTILE = {
    "brackets": "(",
    "letters": "aaaa!",
    "quote marks": ">",
    "quote marks and spaces": "> ",
    "line ends": "\n",
    "short lines": "a\n",
    "quoted lines": "> a\n",
    "answers between quotes": "> a\nb\n",
    "opener without end": "W dniu ",
    "openers without end": "W dniu 3 lis 2025 o 10:12, a@b.example\n",
    "attributions": "W dniu 3.11.2025 o 10:12, Jan <a@b.example> napisał(a):\n",
    "header lines": "Od: a\nDo: b@c\n",
    "header blocks": "Od: a@b\nWysłano: 10:12\nDo: b@c\nTemat: x\n\n",
    "rules": "-----\n",
    "delimiters": "--\n",
    "delimiters with letters": "--\nczy to jest tu i tam oraz gdzie indziej?\n",
    "signatures": "-- \nJan\n\n",
    "footers": "Wysłane z iPhone'a\n",
    "notices": "Niniejsza wiadomość jest poufna, wyłącznie dla adresata\n\n",
    "footers and notices": "Wysłane z iPhone'a\n\nNiniejsza wiadomość poufna dla adresata\n\n",
    "named quotes": "C> a\n",
    "numbers": "1 " * 190 + "\n",
    "invisible": "\u200b",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_large_hostile_mail_keeps_its_lines(name: str) -> None:
    unit = HOSTILE[name]
    mail = unit * (300_000 // len(unit))

    assert Counter(lines_of(parts_of(fold(mail)))) == Counter(lines_of(mail))


def test_words_far_below_are_shown() -> None:
    quote = "W dniu 3.11.2025 o 10:12, Jan pisze:\n" + "> cytat\n" * (MAX_LINES + 5)

    assert "Nowe słowa" in fold(f"Tak.\n\n{quote}\nNowe słowa\n").visible
    assert fold(f"Tak.\n\n{quote}").visible == "Tak."
