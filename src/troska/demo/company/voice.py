"""How people write: greetings, farewells and the hand of each customer (diacritics, haste, phone, temper)."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime
from random import Random

from troska.demo.company import days, people
from troska.demo.company.script import Agent, Customer, Gender, Mood

_GREETINGS = {
    "casual": ("Hej,", "Cześć,", "Witam", "Dzień dobry", "Dzień dobry,", "", "Hejka,", "Dobry wieczór,"),
    "plain": ("Dzień dobry,", "Dzień dobry,", "Dzień dobry", "Witam,", "Witam serdecznie,", "Dzień dobry Państwu,"),
    "formal": ("Szanowni Państwo,", "Dzień dobry Państwu,", "Dzień dobry,"),
    "en": ("Hi,", "Hello,", "Hi there,", "Good morning,", "Hello Kładka team,"),
}
_FAREWELLS = {
    "casual": ("Pozdrawiam\n{first}", "{first}", "Pozdrawiam", "pozdr. {first}", "", "Miłego dnia\n{first}"),
    "plain": (
        "Pozdrawiam\n{name}", "Pozdrawiam,\n{name}", "Pozdrawiam serdecznie\n{name}", "Pozdrawiam",
        "Z pozdrowieniami\n{name}", "{name}", "Pozdrowienia\n{first}",
    ),
    "formal": ("Z poważaniem\n{name}", "Łączę pozdrowienia\n{name}", "Z wyrazami szacunku\n{name}"),
    "en": ("Best regards,\n{name}", "Thanks,\n{first}", "Kind regards,\n{name}", "Best,\n{first}", "Thank you,\n{name}"),
}  # fmt: skip
# Later mails mostly thank in their text, so they do not thank once more below it.
_LATER_FAREWELLS = {
    "casual": ("Pozdrawiam\n{first}", "{first}", "Pozdrawiam", "pozdr. {first}", "Miłego dnia\n{first}"),
    "plain": ("Pozdrawiam\n{name}", "Pozdrawiam,\n{name}", "Pozdrawiam serdecznie\n{name}", "Pozdrawiam", "{name}"),
    "formal": ("Z poważaniem\n{name}", "Łączę pozdrowienia\n{name}", "{name}"),
    "en": ("Best regards,\n{name}", "Best,\n{first}", "{first}", "Cheers,\n{first}"),
}
_CURT = ("{name}", "", "{first} {last}", "Czekam na odpowiedź\n{name}", "Proszę o pilną odpowiedź\n{name}")
_FOOTERS = (
    "Wysłane z telefonu", "Wysłano z mojego telefonu", "Wysłane z iPhone'a", "Pobierz aplikację Poczta na Androida",
    "Wysłane z mojego smartfona",
)  # fmt: skip
_ENGLISH_FOOTERS = ("Sent from my phone", "Sent from my iPhone")
_AGENT_FAREWELLS = (
    "Pozdrawiam", "Pozdrawiam serdecznie", "Z pozdrowieniami", "Serdeczności", "Dobrego dnia", "Pozdrawiam ciepło",
    "Wszystkiego dobrego",
)  # fmt: skip
_ENGLISH_AGENT_FAREWELLS = ("Best wishes", "Kind regards", "All the best", "Warm regards")

# Words that keep their capital in the middle of a sentence.
_KEEPS_CAPITAL = re.compile(
    r"(Pan|Pani|Pana|Panu|Panią|Panem|Panie|Państw\w*|Kład\w+|Gda\w+|Islandi\w+|Zając|Tosi\w|Hann\w|Michał\w*|[A-ZĄĆĘŁŃÓŚŹŻ]{2,}|\S*\d\S*)[\s,.:;?]"
)
_NEVER_WRONG = re.compile(r"[A-ZĄĆĘŁŃÓŚŹŻ\d/@]")


@dataclass(frozen=True, slots=True)
class Hand:
    """How one customer always writes."""

    manner: str
    has_diacritics: bool
    is_hasty: bool
    footer: str
    signs_with_phone: bool


def hand_of(customer: Customer, seed: int) -> Hand:
    """The hand belongs to the person: the same in each of the conversations."""
    rng = Random(f"{seed}:{customer.emails[0]}")
    if customer.language == "en":
        return Hand("en", True, False, rng.choice(_ENGLISH_FOOTERS) if rng.random() < 0.15 else "", False)
    manner = rng.choices(("casual", "plain", "formal"), (35, 50, 15))[0]
    if customer.company:
        manner = rng.choice(("plain", "formal"))
    return Hand(
        manner,
        has_diacritics=rng.random() > (0.28 if manner == "casual" else 0.1),
        is_hasty=rng.random() < (0.2 if manner == "casual" else 0.04),
        footer=rng.choice(_FOOTERS) if rng.random() < (0.35 if manner == "casual" else 0.12) else "",
        signs_with_phone=rng.random() < 0.3 and customer.phone is not None,
    )


def lower_first(body: str) -> str:
    """After a greeting with a comma the sentence goes on in lower case, unless the word must not."""
    return body if _KEEPS_CAPITAL.match(body) else body[:1].lower() + body[1:]


def _lower_first_in_english(body: str) -> str:
    return body if re.match(r"I\b|[A-Z]{2}", body) else lower_first(body)


def _joined(greeting: str, body: str, farewell: str, *, is_english: bool = False) -> str:
    if greeting.endswith(","):
        body = _lower_first_in_english(body) if is_english else lower_first(body)
    return "\n\n".join(piece for piece in (greeting, body, farewell) if piece)


def customer_mail(
    rng: Random, hand: Hand, customer: Customer, body: str, *, mood: Mood, agent: Agent | None, at: datetime
) -> str:
    """The mail of a customer around what there is to say; ``agent`` is whom it answers, None at the beginning."""
    greeting = _greeting(rng, hand, mood, agent=agent, at=at)
    farewell = _farewell(rng, hand, customer, mood, is_first=agent is None)
    text = _joined(greeting, body, farewell, is_english=hand.manner == "en")
    if customer.company and agent is None and hand.manner != "en":
        text += f"\n{customer.company}\nNIP {customer.tax_number}" if rng.random() < 0.5 else f"\n{customer.company}"
    if hand.signs_with_phone and farewell and agent is None:
        text += f"\ntel. {customer.phone}"
    text = in_hand(rng, hand, text)
    return f"{text}\n\n{hand.footer}" if hand.footer else text


def _greeting(rng: Random, hand: Hand, mood: Mood, *, agent: Agent | None, at: datetime) -> str:
    if agent is None:
        if mood is Mood.ANGRY and rng.random() < 0.5:
            return ""
        greeting = rng.choice(_GREETINGS[hand.manner])
        return "Dzień dobry," if "wieczór" in greeting and days.local(at).hour < 18 else greeting
    if hand.manner == "en":
        return rng.choice((f"Hi {agent.first_name},", "Hi,", ""))
    if rng.random() < 0.5:
        return ""
    title = "Pani" if agent.gender is Gender.WOMAN else "Panie"
    if hand.manner == "casual":
        return rng.choice(("Dzień dobry,", "Hej,", ""))
    return rng.choice(("Dzień dobry,", f"{title} {people.VOCATIVES[agent.first_name]},", "Dzień dobry"))


def _farewell(rng: Random, hand: Hand, customer: Customer, mood: Mood, *, is_first: bool) -> str:
    if not is_first and rng.random() < 0.45:
        return ""
    angry = mood is Mood.ANGRY and is_first and hand.manner != "en"
    usual = _FAREWELLS[hand.manner] if is_first else _LATER_FAREWELLS.get(hand.manner, _FAREWELLS[hand.manner])
    farewell = rng.choice(_CURT if angry else usual)
    return farewell.format(name=customer.name, first=customer.first_name, last=customer.last_name)


def agent_mail(rng: Random, customer: Customer, body: str, *, is_first: bool, mood: Mood, at: datetime) -> str:
    """A reply of ours: it calls the person by name and ends before the signature."""
    if customer.language == "en":
        return _joined(f"Hi {customer.first_name},", body, rng.choice(_ENGLISH_AGENT_FAREWELLS), is_english=True)
    title = "Pani" if customer.gender is Gender.WOMAN else "Panie"
    person = f"{title} {people.VOCATIVES.get(customer.first_name, customer.first_name)},"
    greeting = f"Dzień dobry, {person}" if is_first or rng.random() < 0.25 else person
    return _joined(greeting, body, _agent_farewell(rng, at, mood))


def _agent_farewell(rng: Random, at: datetime, mood: Mood) -> str:
    if mood is Mood.ANGRY:
        return rng.choice(("Pozdrawiam", "Pozdrawiam", "Z pozdrowieniami", "Z wyrazami szacunku"))
    here = days.local(at)
    if here.weekday() == 4 and here.hour >= 12 and rng.random() < 0.4:
        return rng.choice(("Dobrego weekendu", "Spokojnego weekendu", "Udanego weekendu"))
    if here.hour >= 13 and rng.random() < 0.2:
        return rng.choice(("Miłego popołudnia", "Dobrego popołudnia"))
    if here.weekday() == 0 and rng.random() < 0.2:
        return "Dobrego tygodnia"
    return rng.choice(_AGENT_FAREWELLS)


def in_hand(rng: Random, hand: Hand, text: str) -> str:
    """The same words as this person types them."""
    if hand.is_hasty:
        text = " ".join(_mistyped(rng, word) if rng.random() < 0.07 else word for word in text.split(" "))
        if rng.random() < 0.5:
            text = re.sub(r", (że|który|która|które|bo|ale|żeby) ", r" \1 ", text)
    return text if hand.has_diacritics else _without_diacritics(text)


def _mistyped(rng: Random, word: str) -> str:
    """Two letters swapped or one left out, never in names or numbers."""
    if len(word) < 6 or _NEVER_WRONG.search(word) or not word.isalpha():
        return word
    i = rng.randrange(1, len(word) // 2 - 1)  # not in the ending, which says who speaks
    return word[:i] + word[i + 1] + word[i] + word[i + 2 :] if rng.random() < 0.7 else word[:i] + word[i + 1 :]


def _without_diacritics(text: str) -> str:
    decomposed = unicodedata.normalize("NFD", text.replace("ł", "l").replace("Ł", "L"))
    return (
        "".join(c for c in decomposed if not unicodedata.combining(c))
        .replace("–", "-")
        .replace("„", '"')
        .replace("”", '"')
    )


def quoted(rng: Random, text: str, sender: str, address: str, at: datetime) -> str:
    """The history as mail programs put it below an answer."""
    here = days.local(at)
    day, hour = here.strftime("%d.%m.%Y"), here.strftime("%H:%M")
    shape = rng.randrange(4)
    if shape == 3:
        head = f"-----Wiadomość oryginalna-----\nOd: {sender} <{address}>\nWysłano: {day} {hour}"
        return f"{head}\n\n{text}"
    head = (
        f"W dniu {day} o {hour}, {sender} pisze:",
        f"W dniu {day} o godz. {hour} {sender} <{address}> napisał(a):",
        f"Dnia {day} {hour} {sender} <{address}> napisał(a):",
    )[shape]
    return head + "\n\n" + "\n".join(f"> {line}".rstrip() for line in text.splitlines())
