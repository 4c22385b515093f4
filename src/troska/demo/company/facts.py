"""What is true of one matter: the order, the products, the numbers and dates that its texts mention."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from random import Random

from troska.demo.company import days, people
from troska.demo.company.grammar import BadStory, Fact, counted
from troska.demo.company.products import SHOE_SIZES, Product, products_of
from troska.demo.company.script import Agent, Customer

_GENDERED = {
    "go": ("go", "ją", "je"),
    "jego": ("jego", "jej", "ich"),
    "nim": ("nim", "niej", "nich"),
    "ktory": ("który", "która", "które"),
    "ten": ("ten", "ta", "te"),
    "tego": ("tego", "tej", "tych"),
    "te": ("ten", "tę", "te"),
    "on": ("on", "ona", "one"),
}
_GENDERS = ("m", "f", "pl")
_FREE_DELIVERY_FROM = 30000


def zloty(grosze: int) -> str:
    """An amount as people write it: "419 zł", "89,90 zł"."""
    whole, rest = divmod(grosze, 100)
    return f"{whole} zł" if rest == 0 else f"{whole},{rest:02} zł"


@dataclass
class Matter:
    """The facts of one conversation; ``now`` and ``agent`` move on with its turns."""

    customer: Customer
    product: Product
    second: Product
    size: str
    second_size: str
    color: str
    ordered: date
    numbers: dict[str, str]
    quantity: int
    now: datetime
    agent: Agent
    kept: dict[str, str] = field(default_factory=dict)
    colleagues: dict[str, Agent] = field(default_factory=dict)

    def fact(self, wanted: Fact) -> str:
        """The words for a place in a text; raises BadStory for one nobody knows."""
        said = self._said(wanted.name)
        if wanted.keep_as:
            self.kept[wanted.keep_as] = said
        return said[:1].upper() + said[1:] if wanted.capital else said

    def _said(self, name: str) -> str:
        if name in self.kept:
            return self.kept[name]
        if name in self.numbers:
            return self.numbers[name]
        head, colon, rest = name.partition(":")
        if colon:
            return self._with_argument(head, rest)
        owner, dot, what = name.partition(".")
        if dot:
            said = self._of(owner, what)
            if said is not None:
                return said
        known = self._simple().get(name)
        if known is None:
            raise BadStory(f"unknown fact {name!r}")
        return known

    def _simple(self) -> dict[str, str]:
        ship = 0 if self.product.price >= _FREE_DELIVERY_FROM else 1490
        both = self.product.price + self.second.price
        return {
            "size": self.size,
            "size+": _neighbour(self.product, self.size, 1),
            "size-": _neighbour(self.product, self.size, -1),
            "insole": _insole(self.size),
            "insole+": _insole(_neighbour(self.product, self.size, 1)),
            "foot": _insole(self.size, spare=1.0),
            "sorry": "zwracam 14,90 zł za dostawę"
            if ship
            else "na przeprosiny dopisuję do konta 20 zł na następne zakupy",
            "color": self.color,
            "color2": _other(self.product.colors, self.color),
            "ship": zloty(1490),
            "total": zloty(self.product.price + ship),
            "total2": zloty(both + (0 if both >= _FREE_DELIVERY_FROM else 1490)),
            "qty": str(self.quantity),
            "worth": zloty(self.quantity * self.product.price),
            "age": str(self._age()),
            "hour": days.local(self.now).strftime("%-H:%M"),
        }

    def _age(self) -> int:
        return (days.local(self.now).date() - self.ordered).days

    def _of(self, owner: str, what: str) -> str | None:
        if owner in ("p", "q"):
            return _of_product(self.product if owner == "p" else self.second, what)
        if owner == "c":
            return self._of_customer(what)
        if owner in ("a", "m", "o"):
            agent = self.colleagues.get(owner, self.agent)
            said = {"first": agent.first_name, "full": agent.display_name, "voc": people.VOCATIVES[agent.first_name]}
            return said.get(what)
        if owner == "order":
            return self._date_said(what, self.ordered)
        if owner == "got":
            return self._date_said(what, days.working_day(self.ordered, 2))
        return None

    def _of_customer(self, what: str) -> str | None:
        c = self.customer
        return {
            "first": c.first_name,
            "last": c.last_name,
            "full": c.name,
            "voc": people.VOCATIVES.get(c.first_name, c.first_name),
            "city": c.city,
            "in": people.CITY_LOCATIVES.get(c.city, c.city),
            "phone": c.phone or self.numbers["spare_phone"],
            "email": c.emails[0],
            "firm": c.company or c.name,
            "street": people.COMPANY_STREETS.get(c.company or "", "ul. Nowa Boczna 12, 80-000 Gdańsk"),
            "nip": c.tax_number or self.numbers["spare_nip"],
        }.get(what)

    def _date_said(self, what: str, day: date) -> str | None:
        today = days.local(self.now).date()
        if what == "date":
            return days.say_date(day, today)
        if what == "short":
            return f"{day.day:02}.{day.month:02}" + ("" if day.year == today.year else f".{day.year}")
        if what == "day":
            return {1: "jutro", -1: "wczoraj"}.get((day - today).days) or days.say_day(day)
        return None

    def _with_argument(self, head: str, rest: str) -> str:
        if head in ("p", "q", "qty", "age"):
            return self._form(head, rest.split("/"))
        if head in ("pct", "left"):
            part = self.product.price * int(rest) // 100 // 100 * 100
            return zloty(part if head == "pct" else self.product.price - part)
        today = days.local(self.now).date()
        if head in ("wday", "wdate", "wshort", "eday"):
            day = days.working_day(today, int(rest))
        else:
            day = today + timedelta(days=int(rest))
        if head == "eday":
            return days.say_day_in_english(day)
        said = self._date_said({"wday": "day", "wdate": "date", "wshort": "short"}.get(head, head), day)
        if said is None:
            raise BadStory(f"unknown fact {head}:{rest}")
        return said

    def _form(self, head: str, forms: list[str]) -> str:
        if len(forms) != 3:
            raise BadStory(f"three forms expected: {forms}")
        if head in ("qty", "age"):
            return counted(self.quantity if head == "qty" else self._age(), forms)
        product = self.product if head == "p" else self.second
        return forms[_GENDERS.index(product.gender)]


def _of_product(product: Product, what: str) -> str | None:
    if what in product.kind.cases:
        return product.said(what)
    if what in _GENDERED:
        return _GENDERED[what][_GENDERS.index(product.gender)]
    return {
        "name": product.name,
        "price": zloty(product.price),
        "sale": zloty(product.price * 80 // 100),
        "wrong": zloty(product.price // 10),
    }.get(what)


def _insole(size: str, spare: float = 0.0) -> str:
    """Centimetres of an insole by the continental (Paris point) scale: two thirds of the size."""
    return f"{int(size) * 2 / 3 - spare:.1f}".replace(".", ",") if size.isdigit() else ""


def _neighbour(product: Product, size: str, step: int) -> str:
    """The next size up or down, or the same at the end of the scale."""
    sizes = product.sizes or SHOE_SIZES
    index = sizes.index(size) + step if size in sizes else 0
    return sizes[max(0, min(index, len(sizes) - 1))]


def _other(colors: tuple[str, ...], color: str) -> str:
    return next((other for other in colors if other != color), color)


def order_number(day: date, rng: Random) -> str:
    """Numbers begin anew each month and grow with its days."""
    return f"ZM/{day.year}/{day.month:02}/{(day.day - 1) * 62 + rng.randrange(1, 62):05}"


def matter(rng: Random, customer: Customer, at: datetime, *, wish: str, age: tuple[int, int], agent: Agent) -> Matter:
    """Invent the facts for a customer who writes at this moment about an order so many days old."""
    ordered = days.local(at).date() - timedelta(days=rng.randint(*age))
    fitting = [p for p in products_of(wish) if ordered.month in p.months] or list(products_of(wish))
    if wish != "wellies" and customer.gender == "m":
        fitting = [p for p in fitting if p.kind.group != "shoes" or "damskie" not in p.kind.forms[0]] or fitting
    product = rng.choice(fitting)
    second = rng.choice([p for p in products_of("any") if p.kind is not product.kind and ordered.month in p.months])
    today = days.local(at).date()
    serial = (today.day - 1) * 9 + rng.randrange(1, 9)
    month = f"{today.year}/{today.month:02}"
    numbers = {
        "nr": order_number(ordered, rng),
        "nr2": order_number(min(ordered + timedelta(days=1), today), rng),
        "fv": f"FV/{ordered.year}/{ordered.month:02}/{(ordered.day - 1) * 31 + rng.randrange(1, 31):04}",
        "rz": f"ZW/{month}/{serial:04}",
        "rk": f"RK/{month}/{serial:04}",
        "track": f"00{rng.randrange(10**8, 10**9)} {rng.randrange(1000, 9999)}",
        "code": f"{rng.choice(('WRACAM', 'SZLAK', 'KLADKA', 'JESIEN' if today.month in (9, 10, 11) else 'DROGA'))}10",
        "zip": f"{rng.randrange(10, 98)}-000",
        "spare_phone": people.phone_number(rng),
        "spare_nip": people.impossible_tax_number(rng),
    }
    return Matter(
        customer, product, second, _size(rng, product, customer), _size(rng, second, customer),
        rng.choice(product.colors), ordered, numbers, rng.choice((6, 8, 12, 14, 22, 25)), at, agent,
    )  # fmt: skip


def _size(rng: Random, product: Product, customer: Customer) -> str:
    """A size that leaves room above and below, likely for the person."""
    sizes = product.sizes[1:-1]
    if not sizes:
        return ""
    if product.group == "shoes" and product.sizes == SHOE_SIZES:
        sizes = tuple(str(n) for n in (range(38, 42) if customer.gender == "f" else range(41, 46)))
    return rng.choice(sizes)
