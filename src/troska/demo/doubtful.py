"""Mails that must not walk in by themselves, so that a newcomer sees what the quarantine is for."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from email import policy
from email.message import EmailMessage
from email.utils import format_datetime

from troska.core import clock
from troska.demo.company.people import COMPLAINTS_INBOX, INVOICES_INBOX, SHOP_INBOX, agents, inboxes
from troska.demo.mail.world import SERVER_NAME

_LEADER = 1


def mails(now: datetime) -> Iterator[bytes]:
    """Write them as they lie in the company's mailbox, with what its mail server found out about their senders."""
    shop, returns, invoices = (inboxes()[nth].address for nth in (SHOP_INBOX, COMPLAINTS_INBOX, INVOICES_INBOX))
    leader = agents()[_LEADER]
    # Somebody signs up elsewhere with the shop's address; who reads this mail could take the account over.
    yield _raw(
        "no-reply@komunikator-zespolu.example",
        sender="Komunikator Zespołu <no-reply@komunikator-zespolu.example>",
        to=shop,
        at=now - timedelta(minutes=47),
        subject="Twój kod weryfikacyjny: 402 771",
        text="Aby potwierdzić adres sklep@kladka.example, wpisz kod 402 771. Kod jest ważny 10 minut.\n\n"
        "Jeśli to nie Ty zakładasz konto, zignoruj tę wiadomość.",
        verdict="pass header.from=komunikator-zespolu.example",
    )
    # Looks as if the leader wrote; the mail server knows better.
    yield _raw(
        "michal@poczta-firmowa.example",
        sender=f"{leader.display_name} <{leader.email}>",
        to=invoices,
        at=now - timedelta(hours=2, minutes=12),
        subject="Pilny przelew jeszcze dziś",
        text="Cześć,\n\njestem na spotkaniu i nie mogę rozmawiać. Opłać proszę fakturę z załącznika do 15:00, numer "
        f"konta się zmienił.\n\n{leader.first_name}",
        verdict="fail header.from=kladka.example",
    )
    # Two people in one From: nobody can say whose mail it is.
    yield _raw(
        "biuro@promocje-hurt.example",
        sender="Anna Nowak <anna.nowak@poczta.example>, Biuro <biuro@promocje-hurt.example>",
        to=returns,
        at=now - timedelta(hours=5, minutes=3),
        subject="Zwrot pieniędzy na inne konto",
        text="Dzień dobry,\n\nproszę wypłacić mój zwrot na rachunek podany niżej, dotychczasowy jest nieaktualny.",
        verdict="none header.from=promocje-hurt.example",
    )


def _raw(envelope: str, *, sender: str, to: str, at: datetime, subject: str, text: str, verdict: str) -> bytes:
    mail = EmailMessage(policy=policy.SMTP)
    mail["From"], mail["To"], mail["Subject"] = sender, to, subject
    mail["Date"] = format_datetime(clock.local(at))
    mail["Message-ID"] = f"<{at:%Y%m%d%H%M%S}.{len(text)}@{envelope.rpartition('@')[2]}>"
    mail.set_content(text)
    head = f"Return-Path: <{envelope}>\nDelivered-To: {to}\nAuthentication-Results: {SERVER_NAME}; dmarc={verdict}\n"
    return head.encode() + mail.as_bytes().replace(b"\r\n", b"\n")
