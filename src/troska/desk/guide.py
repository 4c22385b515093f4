"""The components as the style guide shows them: the snippet that makes each one, in each of its states.

What the page shows is rendered from the very snippet it prints, so the guide cannot say something else than is true.
The words within are samples, like the sample company's letters, and stay Polish.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from time import perf_counter

from django.core.cache import cache
from django.template import engines
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from troska.core import clock

RENDERS = 100
_COSTS_KEPT = 300
_LOAD = "{% load ui %}"


@dataclass(frozen=True, slots=True)
class Example:
    """One component: `states` are (what it shows, the snippet of a template)."""

    slug: str
    title: str | Promise
    about: str | Promise
    states: Sequence[tuple[str | Promise, str]]

    @property
    def cost_key(self) -> str:
        return f"guide-{self.slug}-{get_language()}"


NORMAL, HOVER, FOCUS = _("zwykły"), _("pod kursorem"), _("z fokusem")
DISABLED, WRONG, LONG = _("wyłączony"), _("z błędem"), _("długi tekst")
_LONG = "Konstantynopolitańczykowianeczka z Krzemieniewskiego Przedmieścia"
_FIELD = '<div class="field{more}"><label for="{id}">{label}</label><input id="{id}"{attributes}>{after}</div>'

EXAMPLES = (
    Example(
        "button",
        _("Przycisk"),
        _("Jeden wyróżniony na widok; reszta zwykła albo cicha."),
        [
            (NORMAL, '{% include "ui/button.html" with label="Przypisz" glyph="user-plus" %}'),
            (_("wyróżniony"), '{% include "ui/button.html" with label="Wyślij" kind="accent" glyph="paper-airplane" %}'),
            (_("notatka"), '{% include "ui/button.html" with label="Dodaj notatkę" kind="note" glyph="lock-closed" %}'),
            (_("cichy"), '{% include "ui/button.html" with label="Więcej" kind="quiet" %}'),
            (HOVER, '<button class="button is-hovered"><span>Przypisz</span></button>'),
            (FOCUS, '<button class="button is-focused"><span>Przypisz</span></button>'),
            (DISABLED, '<button class="button" disabled><span>Przypisz</span></button>'),
            (LONG, f'<button class="button"><span>Przekaż: {_LONG}</span></button>'),
        ],
    ),
    Example(
        "field",
        _("Pole"),
        _("Nazwa stoi nad polem, błąd pod nim i mówi, co zrobić."),
        [
            (NORMAL, _FIELD.format(more="", id="{{ theme }}-f1", label="E-mail", attributes=' type="email"', after="")),
            (
                FOCUS,
                _FIELD.format(more="", id="{{ theme }}-f2", label="E-mail", attributes=' class="is-focused"', after=""),
            ),
            (DISABLED, _FIELD.format(more="", id="{{ theme }}-f3", label="E-mail", attributes=" disabled", after="")),
            (
                WRONG,
                _FIELD.format(
                    more=" has-errors",
                    id="{{ theme }}-f4",
                    label="E-mail",
                    attributes=' value="anna@" aria-invalid="true"',
                    after='<p class="error">{% icon "exclamation-circle" 16 %}Dopisz, co stoi po @.</p>',
                ),
            ),
            (LONG, _FIELD.format(more="", id="{{ theme }}-f5", label=_LONG, attributes=f' value="{_LONG}"', after="")),
        ],
    ),
    Example(
        "select",
        _("Wybór z listy"),
        _("Do kilku znanych możliwości; przy wielu lepsze jest pole z podpowiedziami."),
        [
            (NORMAL, '{% include "ui/select.html" with id=theme|add:"-s1" name="priority" label="Priorytet" options=options chosen="normal" %}'),
            (DISABLED, '{% include "ui/select.html" with id=theme|add:"-s2" name="priority" label="Priorytet" options=options disabled=True %}'),
            (WRONG, '{% include "ui/select.html" with id=theme|add:"-s3" name="priority" label="Priorytet" options=options error="Wybierz priorytet." %}'),
        ],
    ),
    Example(
        "combobox",
        _("Pole z podpowiedziami"),
        _("Zawęża listę w trakcie pisania, bez względu na polskie znaki; strzałki wybierają."),
        [
            (NORMAL, '{% include "ui/combobox.html" with id=theme|add:"-c1" name="city" label="Miejscowość" options=cities %}'),
            (DISABLED, '{% include "ui/combobox.html" with id=theme|add:"-c2" name="city" label="Miejscowość" disabled=True %}'),
        ],
    ),
    Example(
        "checkbox",
        _("Pole wyboru"),
        _("Klika się też w słowa obok."),
        [
            (NORMAL, '{% include "ui/checkbox.html" with name="a" label="Wyślij kopię do mnie" %}'),
            (_("zaznaczony"), '{% include "ui/checkbox.html" with name="b" label="Wyślij kopię do mnie" checked=True %}'),
            (DISABLED, '{% include "ui/checkbox.html" with name="c" label="Wyślij kopię do mnie" disabled=True %}'),
            (LONG, f'{{% include "ui/checkbox.html" with name="d" label="{_LONG}" %}}'),
        ],
    ),
    Example(
        "menu",
        _("Menu"),
        _("Otwiera się z przycisku; strzałki, Home, End i litery prowadzą po pozycjach, Esc wraca do przycisku."),
        [
            (NORMAL, '{% include "ui/menu.html" with id=theme|add:"-menu" label="Odłóż" items=items %}'),
            (HOVER, '<button class="menu-item is-hovered">{% icon "clock" 16 %}<span class="grow">Jutro rano</span></button>'),
            (FOCUS, '<button class="menu-item is-focused">{% icon "clock" 16 %}<span class="grow">Jutro rano</span></button>'),
            (LONG, f'<button class="menu-item">{{% icon "user" 16 %}}<span class="grow">{_LONG}</span></button>'),
        ],
    ),
    Example(
        "dialog",
        _("Okno"),
        _("Tylko gdy bez odpowiedzi nie można iść dalej."),
        [
            (
                NORMAL,
                ('<button class="button" type="button" commandfor="{{ theme }}-dialog" command="show-modal">Pokaż okno</button>'
                '{% include "ui/dialog.html" with id=theme|add:"-dialog" title="Wysłać bez załącznika?" text="Piszesz o załączniku, a nie ma żadnego." label="Wyślij" %}'),
            )
        ],
    ),
    Example(
        "popover",
        _("Dymek"),
        _("Wyjaśnia jedno słowo tam, gdzie ono stoi."),
        [
            (NORMAL, '{% include "ui/popover.html" with id=theme|add:"-popover" label="Co to znaczy?" text="Adres nadawcy mógł zostać podrobiony." %}')
        ],
    ),
    Example(
        "tabs",
        _("Zakładki"),
        _("To odnośniki: każda część ma swój adres i wstecz działa."),
        [
            (NORMAL, '{% include "ui/tabs.html" with label="Części ustawień" tabs=tabs chosen="#zespoly" %}'),
        ],
    ),
    Example(
        "table",
        _("Tabela"),
        _("Liczby do prawej, cyframi jednej szerokości; szersza niż ekran przewija się sama."),
        [(NORMAL, '{% include "ui/table.html" with caption="Odpowiedzi w tym tygodniu" heads=heads rows=rows %}')],
    ),
    Example(
        "pill",
        _("Pigułka"),
        _("Stan jednym słowem; kolor tylko powtarza, co mówi słowo."),
        [
            (NORMAL, '{% include "ui/pill.html" with label="odłożona" %}'),
            (_("otwarta"), '{% include "ui/pill.html" with label="otwarta" kind="accent" %}'),
            (_("dobrze"), '{% include "ui/pill.html" with label="zamknięta" kind="good" %}'),
            (_("uwaga"), '{% include "ui/pill.html" with label="spam" kind="warn" %}'),
            (_("źle"), '{% include "ui/pill.html" with label="nie doszło" kind="bad" %}'),
        ],
    ),
    Example(
        "label",
        _("Etykieta"),
        _("Dziewięć kolorów, każdy czytelny w obu wyglądach."),
        [
            (colour, f'{{% include "ui/label.html" with name="reklamacja" colour="{colour}" %}}')
            for colour in ("grey", "red", "orange", "yellow", "green", "teal", "blue", "violet", "pink")
        ],
    ),
    Example(
        "avatar",
        _("Awatar"),
        _("Dwie litery i jeden z ośmiu odcieni, zawsze ten sam dla tej samej osoby."),
        [(name, f'{{% include "ui/avatar.html" with name="{name}" %}}') for name in ("Łucja Żelazna", "Jan", "?")],
    ),
    Example(
        "customer-chip",
        _("Klient"),
        _("Osoba w jednym wierszu, z odnośnikiem do jej rozmów."),
        [
            (NORMAL, '{% include "ui/customer_chip.html" with name="Anna Nowak" key="anna@poczta.example" %}'),
            (_("odnośnik"), '{% include "ui/customer_chip.html" with name="Anna Nowak" key="anna@poczta.example" address="#klient" %}'),
            (LONG, f'{{% include "ui/customer_chip.html" with name="{_LONG}" %}}'),
        ],
    ),
    Example(
        "channel",
        _("Kanał"),
        _("Skąd przyszła wiadomość."),
        [
            (words, f'{{% include "ui/channel.html" with channel="{channel}" label="{words}" %}}')
            for channel, words in (("email", "e-mail"), ("chat", "czat"), ("phone", "telefon"), ("sms", "SMS"), ("form", "formularz"))
        ],
    ),
    Example(
        "sla-clock",
        _("Zegar SLA"),
        _("Ile zostało do obiecanej odpowiedzi; odlicza sam."),
        [
            (_("spokojnie"), '{% include "ui/sla_clock.html" with due=later %}'),
            (_("niedługo"), '{% include "ui/sla_clock.html" with due=soon %}'),
            (_("po terminie"), '{% include "ui/sla_clock.html" with due=late %}'),
        ],
    ),
    Example(
        "time",
        _("Czas"),
        _("Tak, jak mówi się o czasie; dokładny pokazuje się pod kursorem."),
        [
            (_("w liście"), "{% moment late %}"),
            (_("w rozmowie"), '{% moment late "full" %}'),
        ],
    ),
    Example(
        "toast",
        _("Powiadomienie"),
        _("Mówi, co się stało; błąd zostaje, aż się go zamknie."),
        [
            (NORMAL, '<div class="toast">{% icon "check-circle" %}<p>Rozmowa odłożona.</p></div>'),
            (WRONG, '<div class="toast is-error">{% icon "exclamation-triangle" %}<p>Nie udało się tego wysłać. Twój tekst został.</p></div>'),
            (LONG, f'<div class="toast">{{% icon "check-circle" %}}<p>Rozmowę przejmuje {_LONG}.</p></div>'),
        ],
    ),
    Example(
        "empty",
        _("Pusty stan"),
        _("Uczy: co tu będzie i skąd się weźmie."),
        [(NORMAL, '{% include "ui/empty.html" with glyph="inbox" title="Nikt nie czeka na opiekuna" text="Tu pojawiają się nowe rozmowy, których jeszcze nikt nie wziął." %}')],
    ),
    Example(
        "skeleton",
        _("Szkielet"),
        _("Trzyma miejsce temu, co zaraz przyjdzie."),
        [(NORMAL, '{% include "ui/skeleton.html" %}')],
    ),
    Example(
        "separator",
        _("Rozdzielenie"),
        _("Kreska, w razie potrzeby ze słowem."),
        [(NORMAL, '{% include "ui/separator.html" with label="wczoraj" %}')],
    ),
    Example(
        "key",
        _("Klawisz"),
        _("Skrót obok działania, po cichu."),
        [(NORMAL, '<kbd class="key">Ctrl K</kbd> <kbd class="key">E</kbd>')],
    ),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Shown:
    """An example with what its snippets make in each theme, and what that costs: milliseconds for 100 renders."""

    example: Example
    states: Sequence[tuple[str | Promise, str, Sequence[tuple[str, str]]]]
    milliseconds: float


def shown() -> list[Shown]:
    """Render every example, light and dark."""
    costs = _costs()
    return [
        Shown(
            example,
            [
                (name, snippet, [(theme, _render(snippet, theme)) for theme in ("light", "dark")])
                for name, snippet in example.states
            ],
            costs[example.cost_key],
        )
        for example in EXAMPLES
    ]


def _costs() -> dict[str, float]:
    """Measure each first state, where that was not done in the last minutes."""
    costs: dict[str, float] = cache.get_many([example.cost_key for example in EXAMPLES])
    measured = {example.cost_key: _measured(example) for example in EXAMPLES if example.cost_key not in costs}
    if measured:
        cache.set_many(measured, _COSTS_KEPT)
    return costs | measured


def _measured(example: Example) -> float:
    template = engines["django"].from_string(_LOAD + example.states[0][1])
    samples = _samples("light")
    template.render(samples)
    begin = perf_counter()
    for _nth in range(RENDERS):
        template.render(samples)
    return (perf_counter() - begin) * 1000


def _render(snippet: str, theme: str) -> str:
    return engines["django"].from_string(_LOAD + snippet).render(_samples(theme))


def _samples(theme: str) -> dict[str, object]:
    now = clock.now()
    return {
        "theme": theme,
        "options": [("low", "niski"), ("normal", "zwykły"), ("high", "wysoki"), ("urgent", "pilny")],
        "cities": ["Łódź", "Gdańsk", "Świnoujście", "Żywiec", "Kraków"],
        "items": [("clock", "Za godzinę"), ("sun", "Jutro rano"), ("calendar", "W poniedziałek")],
        "tabs": [("#zespoly", "Zespoły"), ("#skrzynki", "Skrzynki"), ("#ludzie", "Ludzie")],
        "heads": ["Konsultant", "Odpowiedzi", "Czas pierwszej"],
        "rows": [("Karolina Bielak", "128", "6 min"), ("Michał Wrona", "97", "8 min")],
        "later": now + timedelta(hours=5, minutes=12),
        "soon": now + timedelta(minutes=18),
        "late": now - timedelta(minutes=42),
    }
