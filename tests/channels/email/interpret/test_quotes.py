"""What an agent sees of a mail first: the new words, not the history and not the footers."""

import os
from pathlib import Path

import pytest

from troska.channels.email.interpret.quotes import fold

CASES = Path(__file__).parent / "quote_cases"
NAMES = sorted(str(path.relative_to(CASES)).removesuffix(".visible.txt") for path in CASES.rglob("*.visible.txt"))
ROOT = Path(__file__).resolve().parents[4]
SAMPLES = Path(os.environ.get("TROSKA_TEST_SAMPLES", ROOT.parent / "shared" / "samples"))
REPLIES = SAMPLES / "mail_replies"


def words(text: str) -> str:
    """A text without its white space, which folding may change at the seams."""
    return " ".join(text.split())


def read(path: Path) -> str:
    return path.read_bytes().decode("utf-8")


@pytest.mark.parametrize("name", NAMES)
def test_case_shows_what_its_author_expected(name: str) -> None:
    folded = fold(read(CASES / f"{name}.txt"))

    assert words(folded.visible) == words(read(CASES / f"{name}.visible.txt"))


def test_there_are_enough_polish_cases() -> None:
    assert sum(name.startswith("pl/") for name in NAMES) >= 40


def test_history_is_kept_as_it_came() -> None:
    history = "W dniu 3.11.2025 o 10:12, Sklep pisze:\n> Dzień dobry,\n>\n>   czy wysłać?"

    folded = fold(f"Tak, proszę.\n\n{history}\n")

    assert (folded.visible, folded.quoted) == ("Tak, proszę.", history)
    assert folded.is_folded


def test_signature_is_kept_apart_from_history() -> None:
    folded = fold("Tak.\n-- \nJan Kowalski\ntel. 600 100 200\n\nDnia 3.11.2025 10:12 Ola napisał(a):\n> Czy?\n")

    assert folded.visible == "Tak."
    assert folded.signature == "-- \nJan Kowalski\ntel. 600 100 200"
    assert folded.quoted == "Dnia 3.11.2025 10:12 Ola napisał(a):\n> Czy?"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Dzień dobry",
        "Pozdrawiam,\nJan",
        "-- \nJan Kowalski",
        "Wysłane z iPhone'a",
        "> tylko cytat",
        "+++",
        "Od: Jan Kowalski, jan@example.pl\nDo: Sklep\nData: 3.11.2025\nTemat: Reklamacja\n\nButy.",
        "Dzień dobry.\n\nTa wiadomość dotyczy paczki, której adresatem jestem wyłącznie ja.",
        "Usuńcie konto.\n\nAdministratorem moich danych osobowych są Państwo, RODO każe je usunąć.",
        "Halo,\n\nW dniu 3.11.2025 o 10:12 Kurier DPD napisał:\n\n„nie zastałem”\n\nTo nieprawda!",
        "Halo,\n\nPani Anna z biuro@example.pl napisała:\n\nnie ma\n\nCo robić?",
        "Rozmowa:\n\nJan Kowalski:\nkiedy paczka?\n\nSklep Bursztyn:\njutro\n\nI co teraz?",
        "Transport:\n\nOd: Gdańsk\nDo: Warszawa\nData: 3.11.2025 10:12\n\nProszę o wycenę.",
        "Drugi raz:\n\nOd: jan@example.pl\nDo: biuro@example.pl\nTemat: zwrot\n\nBez odpowiedzi.",
        "Pierwsze pytanie\n--\nDrugie pytanie: czy macie buty w rozmiarze 42",
        "Paczka:\n\nWysłane przez Pocztę Polską w dniu 3.11",
        "Paczka nie doszła.\n\nWysłane z mojego konta e-mail, zamówienie nr 12",
        "Paczka nie doszła.\n\nPobierz fakturę z mojego programu Outlook",
        "Potrzebuję:\n> buty\n> szalik\n> czapka",
    ],
)
def test_new_words_that_only_look_like_history_stay(text: str) -> None:
    folded = fold(text)

    assert folded.visible == text
    assert not folded.is_folded


@pytest.mark.parametrize(
    "history",
    [
        "Am 3. Nov. 2025, um 10:12 schrieb Shop <a@shop.example>:\n\nMöchten Sie?",
        "-----Ursprüngliche Nachricht-----\nVon: Shop\nGesendet: 3.11.2025\n\nMöchten Sie?",
        "Le lun. 3 nov. 2025 à 10:12, Shop <a@shop.example> a écrit :\n\n> question",
        "El lun, 3 nov 2025 a las 10:12, Shop (<a@shop.example>) escribió:\n\n> q",
        "Il giorno lun 3 nov 2025 alle ore 10:12 Shop <a@shop.example> ha scritto:\n\n> q",
        "Em seg., 3 de nov. de 2025 às 10:12, Shop <a@shop.example> escreveu:\n\n> q",
        "Op ma 3 nov 2025 om 10:12 schreef Shop <a@shop.example>:\n\n> q",
        "Van: Shop <a@shop.example>\nVerzonden: maandag 3 november 2025 10:12\nOnderwerp: x\n\nq",
        "Den mån 3 nov. 2025 kl 10:12 skrev Shop <a@shop.example>:\n\n> q",
        "ma 3. marrask. 2025 klo 10.12 Shop (a@shop.example) kirjoitti:\n\n> q",
        "po 3. 11. 2025 v 10:12 odesílatel Shop <a@shop.example> napsal:\n\n> q",
        "Kovács <a@shop.example> ezt írta (időpont: 2025. nov. 3., H, 10:12):\n\n> q",
        '03.11.2025, 10:12, "Shop" <a@shop.example>:\n> q',
        "пн, 3 лист. 2025 р. о 10:12 Shop <a@shop.example> пише:\n\n> q",
        "Shop <a@shop.example>, 3 Kas 2025 Pzt, 10:12 tarihinde şunu yazdı:\n\n> q",
        "2025年11月3日(月) 10:12 Shop <a@shop.example>:\n\n> q",
        "Shop <a@shop.example> 于2025年11月3日周一 10:12写道：\n\n> q",
        "2025년 11월 3일 (월) 오전 10:12, Shop <a@shop.example>님이 작성:\n\n> q",
    ],
)
def test_history_of_other_languages_folds(history: str) -> None:
    folded = fold(f"OK 123\n\n{history}\n")

    assert (folded.visible, folded.quoted) == ("OK 123", history)


@pytest.mark.parametrize(
    "answer", ["2 szt.", "W środę", "Za tydzień", "jan@example.pl", "Mój adres:", "3 listopada 2025"]
)
@pytest.mark.parametrize(
    "attribution",
    [
        "W dniu 3.11.2025 o 10:12, Sklep pisze:",
        "W dniu 3.11.2025 o 10:12 Sklep <a@shop.example>\nnapisał(a):",
        "Dnia 2025-11-03, o godz. 10:12:05\nSklep <a@shop.example> napisał(a):",
        "Sklep <a@shop.example> napisał(a):",
        "Wiadomość napisana przez Sklep <a@shop.example>\nw dniu 3 lis 2025, o godz. 10:12:",
    ],
)
def test_short_answer_right_above_an_attribution_stays(answer: str, attribution: str) -> None:
    folded = fold(f"{answer}\n{attribution}\n> Ile i kiedy?\n")

    assert folded.visible == answer


@pytest.mark.parametrize(
    "footer",
    [
        "Wysłane z iPhone'a",
        "Wysłano z telefonu Samsung Galaxy",
        "Wysłane z mojego telefonu",
        "Wysłane z mojego Xiaomi",
        "Wysłane z programu Outlook",
        "Wysłane z urządzenia Android za pomocą K-9 Mail. Proszę wybaczyć moją zwięzłość.",
        "Wysłano z aplikacji mobilnej WP Poczta",
        "Pobierz aplikację Outlook dla systemu iOS<https://aka.ms/o0ukef>",
        "Uzyskaj program Outlook dla systemu Android",
        "Sent from my iPhone",
        "Get Outlook for iOS",
        "Von meinem iPad gesendet",
        "Envoyé de mon iPhone",
        "Отправлено с iPhone",
        "Ta wiadomość została sprawdzona na obecność wirusów.\nwww.avast.com",
    ],
)
def test_footers_of_programs_are_signature(footer: str) -> None:
    folded = fold(f"Paczka nie doszła.\n\n{footer}\n")

    assert (folded.visible, folded.signature) == ("Paczka nie doszła.", footer)


@pytest.mark.samples
def test_reply_samples_show_what_their_authors_expected() -> None:
    matched, lost = [], []
    for path in sorted((REPLIES / "emails").glob("*.txt")):
        visible = fold(read(path)).visible
        expected = read(REPLIES / "trimmed" / path.name)
        if words(visible) == words(expected):
            matched.append(path.name)
            continue
        shown = {words(line) for line in visible.split("\n")}
        lost += [line for line in expected.split("\n") if line.strip() and words(line) not in shown]

    assert len(matched) >= 62
    assert lost == []
