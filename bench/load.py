"""The load of all benchmarks: mails as a shop gets them, the same for the same seed.

50 to 130 words from a Zipf vocabulary of Polish-looking words, 40 % multipart/alternative, 60 % plain; `replies` of
them answer a mail of the set by In-Reply-To and References, from the same sender.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP
from itertools import accumulate

WORDS = 8_000
RECIPIENT = "pomoc@halny.example"
_SYLLABLES = [
    "ba",
    "bie",
    "bo",
    "cha",
    "cza",
    "da",
    "do",
    "dzie",
    "fa",
    "ga",
    "go",
    "ja",
    "jak",
    "ka",
    "ki",
    "ko",
    "kra",
    "la",
    "le",
    "ło",
    "ma",
    "mi",
    "mo",
    "na",
    "nie",
    "no",
    "pa",
    "po",
    "pra",
    "ra",
    "ro",
    "rze",
    "sa",
    "sie",
    "sta",
    "szy",
    "ta",
    "to",
    "tra",
    "wa",
    "wi",
    "za",
    "ze",
    "zie",
    "żó",
]


@dataclass(frozen=True)
class Mail:
    """One mail of the load, as bytes with CRLF; `answers` is the index of the mail it replies to."""

    raw: bytes
    message_id: str
    answers: int | None


def vocabulary(seed: int) -> tuple[list[str], list[float]]:
    """Make WORDS words and their cumulative Zipf weights."""
    chance = random.Random(seed)
    words = list({"".join(chance.choices(_SYLLABLES, k=chance.randint(1, 4))) for _ in range(WORDS * 2)})
    words = sorted(words)[:WORDS]
    chance.shuffle(words)
    return words, list(accumulate(1 / (nth + 1) for nth in range(len(words))))


def mails(seed: int, *, new: int, replies: int, customers: int = 2_000, prefix: str = "m") -> list[Mail]:
    """Make new mails and replies to them, the replies spread among the later ones."""
    chance = random.Random(seed)
    words, weights = vocabulary(seed)
    order = ["new"] * new + ["reply"] * replies
    head = order[: max(1, new // 3)]
    rest = order[len(head) :]
    chance.shuffle(rest)
    made: list[Mail] = []
    senders: list[int] = []
    for nth, kind in enumerate([*head, *rest]):
        answers = chance.randrange(len(made)) if kind == "reply" else None
        sender = senders[answers] if answers is not None else chance.randrange(customers)
        text = " ".join(chance.choices(words, cum_weights=weights, k=chance.randint(50, 130)))
        message_id = f"{prefix}{seed}.{nth}@poczta.example"
        referred = made[answers].message_id if answers is not None else None
        made.append(
            Mail(_raw(sender, text, message_id, referred, multipart=chance.random() < 0.4), message_id, answers)
        )
        senders.append(sender)
    return made


def _raw(sender: int, text: str, message_id: str, answers: str | None, *, multipart: bool) -> bytes:
    mail = EmailMessage(policy=SMTP)
    mail["From"] = f"Klient {sender} <klient{sender}@poczta.example>"
    mail["To"] = RECIPIENT
    mail["Subject"] = f"{'Re: ' if answers else ''}Pytanie o zamówienie {text[:30]}"
    mail["Date"] = "Sun, 22 Nov 2026 10:00:00 +0100"
    mail["Message-ID"] = f"<{message_id}>"
    if answers:
        mail["In-Reply-To"] = mail["References"] = f"<{answers}>"
    lines = "\n".join(text[start : start + 76] for start in range(0, len(text), 76))
    mail.set_content(lines)
    if multipart:
        mail.add_alternative(f"<html><body><p>{text}</p></body></html>", subtype="html")
    return mail.as_bytes()


def sizes(made: list[Mail]) -> Iterator[int]:
    """Give each mail's size in bytes."""
    return (len(mail.raw) for mail in made)
