"""Who works at the shop and who writes to it; no address here can ever exist (RFC 2606, numbers outside of the plan)."""

import unicodedata
from random import Random

from troska.demo.company.script import Agent, Customer, Gender, Inbox, Role, Team

# First name and its vocative.
WOMEN = dict(
    pair.split("/")
    for pair in (
        "Anna/Anno Maria/Mario Katarzyna/Katarzyno Małgorzata/Małgorzato Agnieszka/Agnieszko Barbara/Barbaro Ewa/Ewo "
        "Krystyna/Krystyno Elżbieta/Elżbieto Magdalena/Magdaleno Joanna/Joanno Aleksandra/Aleksandro Monika/Moniko "
        "Teresa/Tereso Zofia/Zofio Natalia/Natalio Julia/Julio Karolina/Karolino Marta/Marto Beata/Beato Dorota/Doroto "
        "Iwona/Iwono Jolanta/Jolanto Alicja/Alicjo Weronika/Weroniko Kinga/Kingo Paulina/Paulino Justyna/Justyno "
        "Sylwia/Sylwio Patrycja/Patrycjo Renata/Renato Emilia/Emilio Oliwia/Oliwio Hanna/Hanno Wiktoria/Wiktorio "
        "Izabela/Izabelo Aneta/Aneto Danuta/Danuto Gabriela/Gabrielo Urszula/Urszulo Milena/Mileno Kamila/Kamilo "
        "Ewelina/Ewelino Halina/Halino Lucyna/Lucyno Martyna/Martyno Bożena/Bożeno Dominika/Dominiko Klaudia/Klaudio "
        "Jadwiga/Jadwigo Nina/Nino Zuzanna/Zuzanno Lena/Leno Maja/Maju Irena/Ireno Stefania/Stefanio Michalina/Michalino"
    ).split()
)
MEN = dict(
    pair.split("/")
    for pair in (
        "Piotr/Piotrze Krzysztof/Krzysztofie Andrzej/Andrzeju Tomasz/Tomaszu Jan/Janie Paweł/Pawle Michał/Michale "
        "Marcin/Marcinie Stanisław/Stanisławie Jakub/Jakubie Adam/Adamie Marek/Marku Łukasz/Łukaszu Grzegorz/Grzegorzu "
        "Mateusz/Mateuszu Wojciech/Wojciechu Mariusz/Mariuszu Dariusz/Dariuszu Zbigniew/Zbigniewie Jerzy/Jerzy "
        "Maciej/Macieju Rafał/Rafale Robert/Robercie Kamil/Kamilu Jacek/Jacku Dawid/Dawidzie Szymon/Szymonie "
        "Kacper/Kacprze Bartosz/Bartoszu Artur/Arturze Sebastian/Sebastianie Damian/Damianie Przemysław/Przemysławie "
        "Daniel/Danielu Sławomir/Sławomirze Filip/Filipie Ryszard/Ryszardzie Patryk/Patryku Hubert/Hubercie Igor/Igorze "
        "Karol/Karolu Leszek/Leszku Dominik/Dominiku Konrad/Konradzie Witold/Witoldzie Antoni/Antoni Franciszek/Franciszku "
        "Mirosław/Mirosławie Norbert/Norbercie Oskar/Oskarze Radosław/Radosławie Tadeusz/Tadeuszu"
    ).split()
)
VOCATIVES = {**WOMEN, **MEN, "Hanna": "Hanno", "Michał": "Michale"}

# The same for both; adjectives below change their ending.
_SURNAMES = (
    "Nowak Wójcik Kowalczyk Woźniak Mazur Krawczyk Kaczmarek Grabarczyk Pawlak Michalak Zając Król Wieczorek Jabłoń "
    "Wróbel Stępień Górka Malinka Sikora Baran Duda Szewczyk Tomczak Pietrzak Marciniak Bąk Włodarczyk Kubiak Wilk "
    "Lis Mazurek Kaźmierczak Sobczak Cieślak Głąb Kołodziej Szulc Formela Konkel Labuda Bielawa Cichosz Hinc Kreft "
    "Plichta Szreder Miotk Dampc Borkowicz Kędzior Makowicz Skiba Gawron Mucha Piątek Sowa Kozioł Czaja Adamczyk "
    "Urban Gołąb Kukułka Kłos Rogala Drozd Bednarz Filipek Jaśkiewicz Matuszewicz Sienkiewicz Rybak Kowal Żak Wrona "
    "Domagała Pluta Łach Sroka Bieniek Walczak Banaś Krupa Kania Olejnik Marzec Wolak Mróz Kulesza Kmieć"
).split()
_ADJECTIVAL = (
    "Kowalski Wiśniewski Kamiński Lewandowski Zieliński Szymański Dąbrowski Kozłowski Jankowski Wojciechowski "
    "Kwiatkowski Piotrowski Grabowski Nowakowski Pawłowski Michalski Zalewski Jasiński Sadowski Borkowski Czarnecki "
    "Sawicki Sokołowski Maciejewski Laskowski Brzeziński Kucharski Lipiński Wysocki Ostrowski Słowiński Kaszubski "
    "Wejherowski Jastrzębski Górecki Zawadzki Bielecki Krajewski Tczewski Gdański Rumski Wolski Cybulski Głowacki "
    "Żukowski Łukowski Rutkowski Morawski Ziółkowski Chmielewski Przybylski Urbański Stankiewski Leśniewski"
).split()

# City, where it is ("w Gdyni"), how many of ours live there.
_CITIES = (
    ("Gdańsk", "w Gdańsku", 30), ("Gdynia", "w Gdyni", 13), ("Sopot", "w Sopocie", 5), ("Rumia", "w Rumi", 3),
    ("Wejherowo", "w Wejherowie", 3), ("Tczew", "w Tczewie", 3), ("Pruszcz Gdański", "w Pruszczu Gdańskim", 3),
    ("Kartuzy", "w Kartuzach", 2), ("Słupsk", "w Słupsku", 2), ("Elbląg", "w Elblągu", 2), ("Warszawa", "w Warszawie", 9),
    ("Kraków", "w Krakowie", 7), ("Poznań", "w Poznaniu", 5), ("Wrocław", "we Wrocławiu", 6), ("Łódź", "w Łodzi", 3),
    ("Toruń", "w Toruniu", 3), ("Bydgoszcz", "w Bydgoszczy", 4), ("Olsztyn", "w Olsztynie", 3), ("Lublin", "w Lublinie", 3),
    ("Katowice", "w Katowicach", 3), ("Szczecin", "w Szczecinie", 3), ("Rzeszów", "w Rzeszowie", 2),
    ("Zakopane", "w Zakopanem", 2), ("Białystok", "w Białymstoku", 2), ("Nowy Sącz", "w Nowym Sączu", 2),
    ("Jelenia Góra", "w Jeleniej Górze", 2), ("Bielsko-Biała", "w Bielsku-Białej", 2), ("Opole", "w Opolu", 1),
)  # fmt: skip
CITY_LOCATIVES = {name: where for name, where, _ in _CITIES}

_MAIL_DOMAINS = (
    "poczta.example", "poczta.example", "listy.example", "skrzynka.example", "wiadomosc.example",
    "mail.gdansk.example", "trojmiasto.example", "moja-poczta.example", "kropka.example",
)  # fmt: skip
_FOREIGNERS = (
    ("Oliver", "Bennett", "m"), ("Chloe", "Martin", "f"), ("Lukas", "Weber", "m"), ("Ingrid", "Solberg", "f"),
    ("Priya", "Nair", "f"), ("Daniel", "Okafor", "m"), ("Emma", "Lindqvist", "f"), ("Tomás", "Ferreira", "m"),
    ("Sophie", "Dubois", "f"), ("James", "Whitaker", "m"), ("Aisha", "Rahman", "f"), ("Marco", "Bellini", "m"),
    ("Katrin", "Saar", "f"), ("Ben", "Harper", "m"), ("Laura", "Jensen", "f"),
)  # fmt: skip
_COMPANIES = (
    ("Stolarnia Dębowa sp. z o.o.", "stolarnia-debowa.example"), ("Biuro Projektowe Kontur", "bp-kontur.example"),
    ("Przedszkole Leśna Polana", "lesna-polana.example"), ("Szkoła Żeglarstwa Fordewind", "fordewind.example"),
    ("Fotografia Zatoka", "foto-zatoka.example"), ("Ogrody Kaszub s.c.", "ogrody-kaszub.example"),
    ("Geodezja Pomerania sp. z o.o.", "geodezja-pomerania.example"), ("Pensjonat Pod Bukami", "podbukami.example"),
    ("Instalacje Bałtyk", "instalacje-baltyk.example"), ("Agencja Wędrowna", "agencja-wedrowna.example"),
    ("Klub Biegowy Trzy Lasy", "trzy-lasy.example"), ("Leśnictwo i Tartak Borucin", "tartak-borucin.example"),
    ("Serwis Rowerowy Szprycha", "szprycha.example"), ("Gabinet Fizjoterapii Krok", "fizjo-krok.example"),
    ("Wypożyczalnia Kajaków Nurt", "kajaki-nurt.example"), ("Piekarnia Na Rogu", "na-rogu.example"),
)  # fmt: skip
COMPANY_STREETS = {
    name: f"ul. {street} {3 + 4 * n}, 80-000 Gdańsk"
    for n, ((name, _), street) in enumerate(zip(_COMPANIES, (
        "Ciesielska Górna", "Kreślarska Nowa", "Szyszkowa Boczna", "Fałowa", "Przesłony", "Żywopłotowa Nowa", "Niwelacyjna",
        "Bukowinowa Boczna", "Manometrowa", "Piechurów Kaszubskich", "Trzech Lasów", "Borowa Boczna", "Szprychowa",
        "Krokowa Mała", "Wiosłowa Boczna", "Bochenkowa",
    ), strict=True))
}  # fmt: skip

_SIGN = "{name}\nKładka, {team}\ntel. +48 58 010 14 14 (pn.–pt. 9–17)\nkladka.example"


def _agent(first: str, last: str, gender: str, role: Role, team: str) -> Agent:
    address = f"{plain(first)}.{plain(last)}@kladka.example"
    return Agent(first, last, Gender(gender), address, role, _SIGN.format(name=f"{first} {last}", team=team))


def agents() -> tuple[Agent, ...]:
    """The six people who answer."""
    care, returns = "obsługa klienta", "reklamacje i zwroty"
    return (
        _agent("Hanna", "Lipska", "f", Role.ADMINISTRATOR, "właścicielka"),
        _agent("Michał", "Wrona", "m", Role.SUPERVISOR, "lider obsługi klienta"),
        _agent("Karolina", "Bielak", "f", Role.AGENT, care),
        _agent("Tomasz", "Formela", "m", Role.AGENT, care),
        _agent("Natalia", "Czaja", "f", Role.AGENT, returns),
        _agent("Bartosz", "Konkel", "m", Role.AGENT, returns),
    )


CARE, RETURNS = 0, 1
SHOP_INBOX, COMPLAINTS_INBOX, INVOICES_INBOX, STORE_INBOX = range(4)
INBOX_KEYS = {"shop": SHOP_INBOX, "complaints": COMPLAINTS_INBOX, "invoices": INVOICES_INBOX, "store": STORE_INBOX}


def teams() -> tuple[Team, ...]:
    """Two teams led by one supervisor."""
    return (
        Team("Obsługa klienta", members=(0, 1, 2, 3), lead=1),
        Team("Reklamacje i zwroty", members=(1, 4, 5), lead=1),
    )


def inboxes() -> tuple[Inbox, ...]:
    """The addresses that customers write to."""
    return (
        Inbox("sklep@kladka.example", "Sklep", CARE),
        Inbox("reklamacje@kladka.example", "Reklamacje i zwroty", RETURNS),
        Inbox("faktury@kladka.example", "Faktury i firmy", CARE),
        Inbox("salon@kladka.example", "Salon w Gdańsku", CARE),
    )


def plain(text: str) -> str:
    """Lower case without diacritics, fit for an address."""
    ascii_only = unicodedata.normalize("NFKD", text.replace("ł", "l").replace("Ł", "L")).encode("ascii", "ignore")
    return ascii_only.decode().lower().replace(" ", "-")


def surname(rng: Random, gender: Gender) -> str:
    """A Polish surname in the form that belongs to the gender."""
    if rng.random() < len(_ADJECTIVAL) / (len(_ADJECTIVAL) + len(_SURNAMES)):
        name = rng.choice(_ADJECTIVAL)
        return name[:-1] + "a" if gender is Gender.WOMAN else name
    return rng.choice(_SURNAMES)


def customers(rng: Random, count: int = 300) -> tuple[Customer, ...]:
    """So many people, no two with the same name or address."""
    taken: set[str] = {agent.display_name for agent in agents()}
    people: list[Customer] = [_foreigner(rng, *who) for who in _FOREIGNERS]
    while len(people) < count:
        gender = Gender.WOMAN if rng.random() < 0.55 else Gender.MAN
        first = rng.choice(list(WOMEN if gender is Gender.WOMAN else MEN))
        last = surname(rng, gender)
        if f"{first} {last}" in taken:
            continue
        taken.add(f"{first} {last}")
        index = len(people) - len(_FOREIGNERS)
        firm = _COMPANIES[index] if index < len(_COMPANIES) else None
        people.append(_pole(rng, first, last, gender, firm, number=len(people)))
    rng.shuffle(people)
    return tuple(people)


def _pole(rng: Random, first: str, last: str, gender: Gender, firm: tuple[str, str] | None, *, number: int) -> Customer:
    f, n = plain(first), plain(last)
    year = rng.randrange(58, 104) % 100
    shapes = (
        f"{f}.{n}",
        f"{n}.{f}",
        f"{f}{n}{year:02}",
        f"{f[0]}.{n}",
        f"{f[:3]}{n[:4]}{year:02}",
        f"{f}_{n}",
        f"{n}{year:02}",
    )
    private = f"{rng.choice(shapes)}@{rng.choice(_MAIL_DOMAINS)}"
    emails = [f"{f}.{n}@{firm[1]}"] if firm else [private]
    if rng.random() < 0.07:
        emails.append(f"{f}.{n}.{number}@{rng.choice(_MAIL_DOMAINS)}")
    city = rng.choices(_CITIES, [weight for _, _, weight in _CITIES])[0][0]
    has_phone = rng.random() < 0.55
    return Customer(
        first, last, gender, tuple(emails), phone_number(rng) if has_phone else None, city, "pl",
        company=firm[0] if firm else None, tax_number=impossible_tax_number(rng) if firm else None,
    )  # fmt: skip


def _foreigner(rng: Random, first: str, last: str, gender: str) -> Customer:
    address = f"{plain(first)}.{plain(last)}@{rng.choice(('mailbox.example', 'post.example', 'letters.example'))}"
    city = rng.choice(("Gdańsk", "Gdańsk", "Sopot", "Gdynia", "Warszawa", "Kraków"))
    return Customer(first, last, Gender(gender), (address,), None, city, "en", None, None)


def phone_number(rng: Random) -> str:
    """Looks like a mobile number; 49 is assigned to no network in Poland."""
    return f"+48 49{rng.randrange(10)} {rng.randrange(100, 1000)} {rng.randrange(100, 1000)}"


def impossible_tax_number(rng: Random) -> str:
    """A NIP that no company can have: its check sum leaves 10, and such numbers are not given out."""
    weights = (6, 5, 7, 2, 3, 4, 5, 6, 7)
    while True:
        digits = [5, 8, rng.randrange(10), *(rng.randrange(10) for _ in range(6))]
        if sum(w * d for w, d in zip(weights, digits, strict=True)) % 11 == 10:
            number = "".join(map(str, digits)) + str(rng.randrange(10))
            return f"{number[:3]}-{number[3:6]}-{number[6:8]}-{number[8:]}"
