"""Ready letters for a newcomer who wants to see something happen at once."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Example:
    """A letter; `text` is what a customer of the sample company would write, so it is Polish in every language."""

    slug: str
    label: str | Promise
    subject: str
    text: str


EXAMPLES = {
    example.slug: example
    for example in (
        Example(
            "paczka",
            _("Gdzie jest paczka?"),
            "Gdzie jest moja paczka?",
            "Dzień dobry,\n\nczekam na kurtkę Mżawka z zamówienia z zeszłego wtorku. Śledzenie od czterech dni "
            "pokazuje „w sortowni” i nic się nie zmienia, a w piątek wyjeżdżam.\n\nCzy paczka zdąży?\n\nPozdrawiam",
        ),
        Example(
            "reklamacja",
            _("Reklamacja butów"),
            "Reklamacja – odklejona podeszwa",
            "Dzień dobry,\n\nw butach Klif po dwóch miesiącach odkleiła się podeszwa w lewym bucie. Były tylko na "
            "kilku spacerach po lesie. Proszę o wymianę na nowe albo o zwrot pieniędzy.\n\nZdjęcia mogę dosłać."
            "\n\nPozdrawiam",
        ),
        Example(
            "zwrot",
            _("Zwrot"),
            "Odstąpienie od umowy",
            "Dzień dobry,\n\nspodnie są za krótkie, więc chcę je odesłać. Mam jeszcze metki i paragon.\n\n"
            "Jak mam to zrobić i kiedy wrócą pieniądze?",
        ),
        Example(
            "faktura",
            _("Faktura"),
            "Prośba o fakturę z NIP",
            "Dzień dobry,\n\nprosimy o fakturę do ostatniego zamówienia, na firmę. Przy zakupie nie było gdzie wpisać "
            "numeru NIP.\n\nZ góry dziękuję",
        ),
        Example(
            "zly",
            _("Trzeci raz to samo"),
            "PISZĘ TRZECI RAZ",
            "To już trzecia wiadomość w tej samej sprawie i nikt nie odpisuje. Pieniądze wzięliście od razu, a zwrotu "
            "nie ma od trzech tygodni. Jeśli do jutra nie dostanę odpowiedzi, idę z tym do rzecznika konsumentów.",
        ),
        Example(
            "pochwala",
            _("Pochwała"),
            "Dziękuję!",
            "Dzień dobry,\n\nchcę tylko podziękować pani z obsługi za pomoc w doborze plecaka. Pasuje idealnie, "
            "a w górach był najlepszy z całej grupy.\n\nSerdecznie pozdrawiam",
        ),
    )
}
