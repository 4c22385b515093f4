"""The keys of the desk: one table, from which the page shows them beside actions and in the overlay, and obeys them.

`press` is what a person presses: one key as the browser names it ("j", "R" with shift, "!"), two after each other
("g m"), or a combination ("Control+k"). `does` is what happens: an action of desk/keys.js, else a click on what is
marked so in the page (`{% key "close" %}`).
"""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

_SHOWN = {"Control": "Ctrl", "Escape": "Esc", "Enter": "↵"}


@dataclass(frozen=True, slots=True)
class Shortcut:
    press: str
    does: str
    label: str | Promise

    @property
    def is_letter(self) -> bool:
        """Is it a key that also writes? Such ones can be switched off (WCAG 2.1.4)."""
        return "+" not in self.press and self.press not in {"Enter", "Escape"}

    @property
    def keys(self) -> list[str]:
        """Give the caps of the keyboard to be pressed: ["Shift", "R"], ["G", "M"]."""
        if " " in self.press:
            return [part.upper() for part in self.press.split()]
        parts = [_SHOWN.get(part, part.upper() if len(part) == 1 else part) for part in self.press.split("+")]
        return ["Shift", *parts] if self._is_capital else parts

    @property
    def aria(self) -> str:
        """Write it as `aria-keyshortcuts` wants it."""
        return (
            f"Shift+{self.press}" if self._is_capital else "+".join(part.capitalize() for part in self.press.split("+"))
        )

    @property
    def _is_capital(self) -> bool:
        return len(self.press) == 1 and self.press.isupper()


@dataclass(frozen=True, slots=True)
class Group:
    title: str | Promise
    shortcuts: tuple[Shortcut, ...]


PLACES = {
    "moje": Shortcut("g m", "go-moje", _("Moje")),
    "nieprzypisane": Shortcut("g n", "go-nieprzypisane", _("Nieprzypisane")),
    "wzmianki": Shortcut("g w", "go-wzmianki", _("Wzmianki")),
    "zespol": Shortcut("g z", "go-zespol", _("Zespół")),
    "otwarte": Shortcut("g o", "go-otwarte", _("Otwarte")),
    "czekaja": Shortcut("g c", "go-czekaja", _("Czekają na klienta")),
    "odlozone": Shortcut("g s", "go-odlozone", _("Odłożone")),
    "zamkniete": Shortcut("g e", "go-zamkniete", _("Zamknięte")),
    "kwarantanna": Shortcut("g k", "go-kwarantanna", _("Kwarantanna")),
    "spam": Shortcut("g !", "go-spam", _("Spam")),
    "kosz": Shortcut("g #", "go-kosz", _("Kosz")),
}

GROUPS = (
    Group(
        _("Wszędzie"),
        (
            Shortcut("Control+k", "palette", _("Szukaj i działaj")),
            Shortcut("/", "search", _("Szukaj")),
            Shortcut("?", "overlay", _("Pokaż te skróty")),
            Shortcut("Escape", "back", _("Krok wstecz")),
            Shortcut("z", "undo", _("Cofnij")),
        ),
    ),
    Group(
        _("Lista"),
        (
            Shortcut("j", "next-row", _("Następny wiersz")),
            Shortcut("k", "previous-row", _("Poprzedni wiersz")),
            Shortcut("o", "open", _("Otwórz rozmowę")),
            Shortcut("Enter", "enter", _("Otwórz rozmowę")),
            Shortcut("x", "choose", _("Zaznacz wiersz")),
            Shortcut("]", "next", _("Następna rozmowa")),
            Shortcut("[", "previous", _("Poprzednia rozmowa")),
            Shortcut("u", "list", _("Wróć do listy")),
        ),
    ),
    Group(
        _("Pisanie"),
        (
            Shortcut("r", "reply", _("Odpowiedz")),
            Shortcut("R", "reply-all", _("Odpowiedz wszystkim")),
            Shortcut("f", "forward", _("Przekaż dalej")),
            Shortcut("n", "note", _("Notatka dla zespołu")),
            Shortcut("Control+Enter", "send", _("Wyślij")),
            Shortcut("Control+Shift+Enter", "send-and-close", _("Wyślij i zamknij")),
        ),
    ),
    Group(
        _("Rozmowa"),
        (
            Shortcut("t", "take", _("Weź rozmowę")),
            Shortcut("a", "assign", _("Przypisz")),
            Shortcut("l", "label", _("Etykiety")),
            Shortcut("p", "priority", _("Priorytet")),
            Shortcut("s", "snooze", _("Odłóż")),
            Shortcut("e", "close", _("Zamknij albo otwórz ponownie")),
            Shortcut("!", "spam", _("To spam")),
            Shortcut("#", "trash", _("Do kosza")),
        ),
    ),
    Group(_("Idź do listy"), tuple(PLACES.values())),
)
BY_ACTION = {shortcut.does: shortcut for group in GROUPS for shortcut in group.shortcuts}
