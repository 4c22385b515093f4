"""The shop: what it is called, where it is, and what it sells, declined as Polish needs it."""

from dataclasses import dataclass
from datetime import time
from functools import cached_property

from troska.demo.company.script import Brand, Location, OpeningHours

PHONE = "+48 58 010 14 14"  # local numbers in Poland never begin with 0

BRAND = Brand(
    name="Kładka",
    tagline="Buty i rzeczy na drogę",
    story=(
        "Kładka zaczęła się w 2014 roku od warsztatu, w którym Hanna Lipska i jej brat Paweł podklejali znajomym buty "
        "po zejściu z gór. Dziś to sklep internetowy i jeden salon w Gdańsku. Sprzedajemy buty, odzież i sprzęt, "
        "które da się naprawić, i mówimy wprost, do czego się nie nadają. Warsztat działa do dziś, na zapleczu salonu."
    ),
    accent="oklch(0.48 0.085 195)",
    website="https://kladka.example",
    sender_name="Kładka",
    languages=("pl", "en"),
    return_policy=(
        "Masz 30 dni na zwrot od dnia, w którym odbierzesz paczkę, czyli więcej niż 14 dni z ustawy. Buty i odzież można "
        "przymierzyć w domu. Zwrot nadasz za darmo w punkcie albo oddasz w salonie w Gdańsku. Pieniądze wracają tą samą "
        "drogą, którą przyszły, w ciągu 3 dni roboczych od sprawdzenia paczki, najpóźniej 14 dni od zgłoszenia."
    ),
    complaint_policy=(
        "Na reklamację odpowiadamy w 14 dni, a zwykle w 3. Za to, że rzecz jest zgodna z umową, odpowiadamy 2 lata. "
        "Jeśli da się naprawić, naprawiamy u siebie."
    ),
    delivery_policy=(
        "Kurier 14,90 zł, automat paczkowy 12,90 zł, odbiór w salonie za darmo. Od 300 zł dostawa jest za darmo. "
        "Zamówienia złożone do godziny 13 wysyłamy tego samego dnia roboczego."
    ),
    phone=PHONE,
)

LOCATIONS = (
    Location(
        name="Kładka Gdańsk",
        street="ul. Żaglowników 8",
        postcode="80-000",
        city="Gdańsk",
        phone=PHONE,
        email="salon@kladka.example",
        hours=(
            *(OpeningHours(weekday, time(10), time(19)) for weekday in range(5)),
            OpeningHours(5, time(10), time(15)),
        ),
        directions="Wejście od podwórza, przy czerwonych drzwiach. Rower można wprowadzić do środka.",
    ),
)

_CASES = ("nom", "gen", "acc", "ins", "loc")


@dataclass(frozen=True)
class Kind:
    """A sort of thing: its gender in grammar (m, f, pl) and its cases; the first word stands alone too."""

    gender: str
    group: str
    forms: tuple[str, ...]

    @cached_property
    def cases(self) -> dict[str, str]:
        whole = dict(zip(_CASES, self.forms, strict=True))
        return whole | {f"k{case}": form.split()[0] for case, form in whole.items()}


def _kind(gender: str, group: str, forms: str) -> Kind:
    return Kind(gender, group, tuple(form.strip() for form in forms.split("/")))


_KINDS = {
    "trek": _kind("pl", "shoes", "buty trekkingowe/butów trekkingowych/buty trekkingowe/butami trekkingowymi/butach trekkingowych"),
    "winter": _kind("pl", "shoes", "buty zimowe/butów zimowych/buty zimowe/butami zimowymi/butach zimowych"),
    "city": _kind("pl", "shoes", "buty miejskie/butów miejskich/buty miejskie/butami miejskimi/butach miejskich"),
    "run": _kind("pl", "shoes", "buty biegowe/butów biegowych/buty biegowe/butami biegowymi/butach biegowych"),
    "kids": _kind("pl", "others", "buty dziecięce/butów dziecięcych/buty dziecięce/butami dziecięcymi/butach dziecięcych"),
    "sandals": _kind("pl", "others", "sandały trekkingowe/sandałów trekkingowych/sandały trekkingowe/sandałami trekkingowymi/sandałach trekkingowych"),
    "wellies": _kind("pl", "others", "kalosze damskie/kaloszy damskich/kalosze damskie/kaloszami damskimi/kaloszach damskich"),
    "shell": _kind("f", "clothes", "kurtka przeciwdeszczowa/kurtki przeciwdeszczowej/kurtkę przeciwdeszczową/kurtką przeciwdeszczową/kurtce przeciwdeszczowej"),
    "down": _kind("f", "clothes", "kurtka puchowa/kurtki puchowej/kurtkę puchową/kurtką puchową/kurtce puchowej"),
    "fleece": _kind("f", "clothes", "bluza polarowa/bluzy polarowej/bluzę polarową/bluzą polarową/bluzie polarowej"),
    "merino": _kind("f", "clothes", "koszulka z merynosa/koszulki z merynosa/koszulkę z merynosa/koszulką z merynosa/koszulce z merynosa"),
    "trousers": _kind("pl", "clothes", "spodnie trekkingowe/spodni trekkingowych/spodnie trekkingowe/spodniami trekkingowymi/spodniach trekkingowych"),
    "gloves": _kind("pl", "clothes", "rękawiczki wełniane/rękawiczek wełnianych/rękawiczki wełniane/rękawiczkami wełnianymi/rękawiczkach wełnianych"),
    "pack": _kind("m", "packs", "plecak/plecaka/plecak/plecakiem/plecaku"),
    "bag": _kind("f", "packs", "torba podróżna/torby podróżnej/torbę podróżną/torbą podróżną/torbie podróżnej"),
    "sleeping": _kind("m", "gear", "śpiwór/śpiwora/śpiwór/śpiworem/śpiworze"),
    "tent": _kind("m", "gear", "namiot/namiotu/namiot/namiotem/namiocie"),
    "flask": _kind("m", "gear", "termos/termosu/termos/termosem/termosie"),
    "lamp": _kind("f", "gear", "latarka czołowa/latarki czołowej/latarkę czołową/latarką czołową/latarce czołowej"),
    "poles": _kind("pl", "gear", "kijki trekkingowe/kijków trekkingowych/kijki trekkingowe/kijkami trekkingowymi/kijkach trekkingowych"),
}  # fmt: skip

SHOE_SIZES = tuple(str(size) for size in range(37, 47))
WOMENS_SIZES = tuple(str(size) for size in range(36, 42))
KIDS_SIZES = tuple(str(size) for size in range(27, 36))
CLOTHES_SIZES = ("XS", "S", "M", "L", "XL", "XXL")


_SIZES_OF_KIND = {"kids": KIDS_SIZES, "wellies": WOMENS_SIZES, "sandals": SHOE_SIZES}
_SIZES_OF_GROUP = {"shoes": SHOE_SIZES, "clothes": CLOTHES_SIZES}


@dataclass(frozen=True)
class Product:
    """One thing in the shop; ``price`` in grosze, ``months`` when it sells, ``colors`` as after "w kolorze"."""

    kind: Kind
    name: str
    price: int
    sizes: tuple[str, ...]
    colors: tuple[str, ...]
    months: frozenset[int]
    is_waterproof: bool = False

    @property
    def gender(self) -> str:
        return self.kind.gender

    @property
    def group(self) -> str:
        return self.kind.group

    def said(self, case: str) -> str:
        """The product in a case: "butów trekkingowych Halny"; with a leading k the noun alone: "butów"."""
        form = self.kind.cases[case]
        return form if case.startswith("k") else f"{form} {self.name}"


_ALL_YEAR = frozenset(range(1, 13))
_COLD = frozenset({9, 10, 11, 12, 1, 2, 3})
_WARM = frozenset({4, 5, 6, 7, 8})


def _product(
    kind: str, name: str, price: int, colors: str, months: frozenset[int] = _ALL_YEAR, *, waterproof: bool = False
) -> Product:
    group = _KINDS[kind].group
    sizes = _SIZES_OF_KIND.get(kind) or _SIZES_OF_GROUP.get(group, ())
    return Product(_KINDS[kind], name, price, sizes, tuple(colors.split("/")), months, waterproof)


PRODUCTS = (
    _product("trek", "Halny", 54900, "brązowym/grafitowym/oliwkowym", waterproof=True),
    _product("trek", "Kosówka", 46900, "szarym/granatowym", waterproof=True),
    _product("trek", "Perć Pro", 68900, "czarnym/brązowym", waterproof=True),
    _product("winter", "Zaspa", 49900, "czarnym/brązowym/bordowym", _COLD, waterproof=True),
    _product("winter", "Szadź", 57900, "beżowym/czarnym", _COLD, waterproof=True),
    _product("city", "Bruk", 37900, "czarnym/koniakowym/granatowym"),
    _product("city", "Motława", 34900, "białym/szarym/musztardowym"),
    _product("run", "Wydma", 39900, "niebieskim/szarym/pomarańczowym"),
    _product("run", "Klif", 44900, "czarnym/zielonym"),
    _product("kids", "Zając", 19900, "zielonym/granatowym/malinowym", waterproof=True),
    _product("sandals", "Łacha", 24900, "czarnym/piaskowym", _WARM),
    _product("wellies", "Sztorm", 21900, "żółtym/granatowym", waterproof=True),
    _product("shell", "Szkwał", 62900, "granatowym/czerwonym/oliwkowym", waterproof=True),
    _product("shell", "Mżawka", 35900, "żółtym/szarym/turkusowym", waterproof=True),
    _product("down", "Puch Morski", 74900, "czarnym/granatowym/rdzawym", _COLD),
    _product("fleece", "Redyk", 28900, "szarym/zielonym/bordowym"),
    _product("fleece", "Ognisko", 23900, "granatowym/musztardowym"),
    _product("merino", "Runo", 22900, "grafitowym/bordowym/granatowym"),
    _product("trousers", "Szlak", 32900, "grafitowym/piaskowym/oliwkowym"),
    _product("gloves", "Igliwie", 8990, "grafitowym/bordowym", _COLD),
    _product("pack", "Tobołek 22", 27900, "zielonym/czarnym/rdzawym"),
    _product("pack", "Wędrowiec 45", 52900, "granatowym/oliwkowym"),
    _product("bag", "Peron 40", 31900, "czarnym/piaskowym"),
    _product("sleeping", "Suseł", 45900, "zielonym/granatowym"),
    _product("tent", "Kosodrzewina 2", 89900, "zielonym/szarym", frozenset({3, 4, 5, 6, 7, 8, 9})),
    _product("flask", "Wrzątek 0,75", 13900, "zielonym/kremowym/czarnym"),
    _product("lamp", "Świetlik", 16900, "czarnym/pomarańczowym"),
    _product("poles", "Kostur", 25900, "czarnym/czerwonym"),
)

# "others" are shoes that most stories about shoes do not fit: for children, for the beach, of rubber.
_GROUPS = {
    "any": {"shoes", "clothes", "packs", "gear", "others"},
    "sized": {"shoes", "clothes"},
    "unsized": {"packs", "gear"},
    "worn": {"shoes", "clothes", "packs"},
}


def products_of(wish: str) -> tuple[Product, ...]:
    """The products a story may be about: a group, a kind ("trek"), "waterproof" or several of them joined by a plus."""
    found: list[Product] = []
    for part in wish.split("+"):
        if part in _KINDS:
            found += [product for product in PRODUCTS if product.kind is _KINDS[part]]
        elif part == "waterproof":
            found += [product for product in PRODUCTS if product.is_waterproof and product.group == "shoes"]
        else:
            groups = _GROUPS.get(part, {part})
            found += [product for product in PRODUCTS if product.group in groups]
    return tuple(found)
