"""Who gets a copy and which files go along with a turn."""

from random import Random

from troska.demo.company import files, people
from troska.demo.company.facts import Matter
from troska.demo.company.grammar import Fact
from troska.demo.company.products import BRAND, LOCATIONS
from troska.demo.company.script import Attachment, Customer


def copies(wished: tuple[str, ...], customer: Customer) -> tuple[str, ...]:
    """Addresses in Cc: somebody at home, or the accounts at work."""
    domain = customer.emails[0].rpartition("@")[2]
    addresses = {
        "partner": f"dom.{people.plain(customer.last_name)}@listy.example",
        "accounts": f"ksiegowosc@{domain}" if customer.company else "ksiegowosc@biuro-rachunkowe.example",
        "office": f"biuro@{domain}" if customer.company else f"biuro.{people.plain(customer.last_name)}@poczta.example",
    }
    return tuple(addresses[wish] for wish in wished)


def attachments(rng: Random, wished: tuple[str, ...], facts: Matter) -> tuple[Attachment, ...]:
    """The files a turn mentions."""
    found: list[Attachment] = []
    for wish in wished:
        if wish == "photos":
            found += [_photo(rng, facts, 1), _photo(rng, facts, 2)]
        elif wish == "photo":
            found.append(_photo(rng, facts, 1))
        elif wish == "screenshot":
            found.append(Attachment("Zrzut ekranu.png", "image/png", files.png(rng.randrange(12))))
        else:
            found.append(_document(wish, facts))
    return tuple(found)


def _photo(rng: Random, facts: Matter, number: int) -> Attachment:
    name = f"IMG_{facts.now:%Y%m%d}_{number:02}.png"
    return Attachment(name, "image/png", files.png(rng.randrange(12)))


def _document(wish: str, facts: Matter) -> Attachment:
    said = {
        name: facts.fact(Fact(name)) for name in ("fv", "nr", "rz", "rk", "total", "c.full", "c.firm", "c.nip", "p.nom")
    }
    shop = LOCATIONS[0]
    seller = f"Sprzedawca: {BRAND.name}, {shop.street}, {shop.postcode} {shop.city}"
    item = f"1 szt. {said['p.nom']}"
    if wish == "invoice":
        buyer = (
            (f"Nabywca: {said['c.firm']}", f"NIP: {said['c.nip']}")
            if facts.customer.company
            else (f"Nabywca: {said['c.full']}",)
        )
        lines = (seller, *buyer, f"Zamówienie: {said['nr']}", "", item, f"Razem z podatkiem VAT 23%: {said['total']}")
        return Attachment(
            f"{said['fv'].replace('/', '-')}.pdf", "application/pdf", files.pdf(f"Faktura {said['fv']}", lines)
        )
    if wish == "label":
        lines = (seller, f"Zwrot {said['rz']} do zamówienia {said['nr']}", item, "Nadanie bezpłatne, ważne 14 dni.")
        return Attachment("etykieta-zwrotu.pdf", "application/pdf", files.pdf(f"Zwrot {said['rz']}", lines))
    if wish == "form":
        lines = (
            f"Zamówienie {said['nr']}, {item}",
            "Odstępuję od umowy sprzedaży powyższej rzeczy.",
            "",
            said["c.full"],
        )
        return Attachment("odstapienie.pdf", "application/pdf", files.pdf("Oświadczenie o odstąpieniu od umowy", lines))
    if wish == "letter":
        lines = (
            seller,
            f"Reklamacja {said['rk']}, {item}",
            "Reklamacja uznana w całości.",
            "",
            f"Dla: {said['c.full']}",
        )
        return Attachment(
            f"{said['rk'].replace('/', '-')}.pdf", "application/pdf", files.pdf(f"Reklamacja {said['rk']}", lines)
        )
    if wish == "proof":
        lines = (
            f"Potwierdzenie przelewu: {said['total']}",
            f"Tytułem: {said['nr']}",
            f"Zleceniodawca: {said['c.full']}",
        )
        return Attachment("potwierdzenie_przelewu.pdf", "application/pdf", files.pdf("Potwierdzenie operacji", lines))
    lines = (f"Zamówienie dla: {said['c.firm']}", f"NIP: {said['c.nip']}", f"{facts.quantity} szt. {said['p.nom']}")
    return Attachment("zapotrzebowanie.pdf", "application/pdf", files.pdf("Zapytanie ofertowe", lines))
