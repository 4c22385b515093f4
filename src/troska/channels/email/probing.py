"""Trying a mailbox step by step, for a person who connects it: what was tried, what answered, how to mend it."""

import secrets
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from email.utils import format_datetime

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from troska.channels.email import credentials, fields, routes
from troska.channels.email.imap import errors as imap
from troska.channels.email.imap.connection import Source
from troska.channels.email.models import Authentication, Mailbox, Security
from troska.channels.email.oauth import GrantRevoked, ProviderUnavailable
from troska.channels.email.sending import Line, LineLost, Outgoing, RouteDown, TakenOver, Unanswered
from troska.core import clock, egress
from troska.core.errors import TroskaError
from troska.core.secrets import SecretUnreadableError

#: Seconds for a connection, for each half of a trial, and for the way of the trial letter.
CONNECT, HALF, LETTER = 8.0, 15.0, 12.0
_TROUBLES = (TroskaError, OSError, RouteDown, LineLost, TakenOver, Unanswered, SecretUnreadableError)
_MEND: dict[type[Exception], str | Promise] = {
    egress.HostUnknown: gettext_lazy("Sprawdź pisownię nazwy serwera; znajdziesz ją w pomocy swojego dostawcy poczty."),
    egress.EgressRefused: gettext_lazy(
        "Serwer stoi w sieci wewnętrznej. Jeśli to Twój serwer, dopisz go na stronie „Adresy prywatne”."
    ),
    egress.HostUnreachable: gettext_lazy("Sprawdź port. Zapora Twojego serwera musi wypuszczać takie połączenia."),
    egress.EncryptionFailed: gettext_lazy(
        "Wpisz nazwę serwera, na którą wystawiono certyfikat (u dostawcy, nie własną domenę), i sprawdź, czy do portu"
        " pasuje rodzaj szyfrowania: 993 i 465 to TLS, 143 i 587 to STARTTLS."
    ),
    imap.EncryptionMissing: gettext_lazy("Wybierz TLS i port 993."),
    imap.SignInRefused: gettext_lazy(
        "Sprawdź nazwę i hasło. Gmail, iCloud, WP, Onet i Interia chcą osobnego hasła do aplikacji i włączonego IMAP w"
        " ustawieniach poczty."
    ),
    imap.FolderMissing: gettext_lazy("Wpisz nazwę folderu tak, jak na liście obok."),
    imap.ConnectionLost: gettext_lazy("Serwer zerwał rozmowę. Sprawdź port i rodzaj szyfrowania."),
    GrantRevoked: gettext_lazy("Połącz skrzynkę ponownie."),
    ProviderUnavailable: gettext_lazy("Spróbuj za kilka minut."),
    SecretUnreadableError: gettext_lazy("Hasło zapisano innym kluczem instalacji. Wpisz je ponownie."),
    Unanswered: gettext_lazy("Spróbuj za kilka minut."),
}


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that was tried. `mend` is empty where it worked."""

    name: str
    tried: str
    is_fine: bool
    answer: str
    seconds: float
    mend: str = ""
    #: The page of private addresses helps.
    is_about_egress: bool = False


class _Ended(Exception):
    """A step failed: those after it make no sense."""


class _Said:
    """What a step found, in words."""

    text = ""


class _Trial:
    def __init__(self) -> None:
        self.steps: list[Step] = []

    @contextmanager
    def step(self, name: str, tried: str, mend: str = "") -> Iterator[_Said]:
        began, said = time.monotonic(), _Said()
        try:
            yield said
        except _TROUBLES as error:
            how = mend or str(next((text for kind, text in _MEND.items() if isinstance(error, kind)), ""))
            answer = _("Hasła nie da się odczytać.") if isinstance(error, SecretUnreadableError) else str(error)
            seconds = time.monotonic() - began
            is_inner = isinstance(error, egress.EgressRefused)
            self.steps.append(Step(name, tried, False, answer or type(error).__name__, seconds, how, is_inner))
            raise _Ended from error
        self.steps.append(Step(name, tried, True, said.text or _("w porządku"), time.monotonic() - began))


def probe(mailbox: Mailbox, *, address: str = "", with_letter: bool = False) -> list[Step]:
    """Try reading, then sending, changing nothing; with a letter also the way out and in again.

    `address` is who sends; without one the name that signs in. Takes at most some 15 s for each half.
    """
    trial = _Trial()
    sender = address or (mailbox.username if "@" in mailbox.username else "")
    if mailbox.imap_host:
        _do(lambda: _read(trial, mailbox))
    if mailbox.smtp_host:
        letter = _letter(sender) if with_letter and sender and mailbox.imap_host else None
        if _do(lambda: _write(trial, mailbox, sender, letter)) and letter:
            _do(lambda: _comes_back(trial, mailbox, letter[0]))
    return trial.steps


def _do(part: Callable[[], None]) -> bool:
    try:
        part()
    except _Ended:
        return False
    return True


def _reach(trial: _Trial, what: str, host: str, port: int) -> None:
    with trial.step(_("%s: nazwa serwera") % what, host) as said:
        found = egress.resolve_allowed(host, port)
        said.text = ", ".join(dict.fromkeys(str(one[0]) for one in found))
    with trial.step(_("%s: połączenie") % what, f"{host}:{port}"):
        egress.open_connection(host, port, CONNECT).close()


def _read(trial: _Trial, mailbox: Mailbox) -> None:
    host, port = mailbox.imap_host, mailbox.imap_port
    _reach(trial, "IMAP", host, port)
    with _signed_in(trial, mailbox) as source:
        with trial.step(_("IMAP: foldery"), ", ".join(mailbox.folders)) as said:
            there = source.folders()
            said.text = ", ".join(there[:30])
            known = {folder.upper() if folder.upper() == "INBOX" else folder for folder in there}
            for folder in mailbox.folders:
                if folder not in known:
                    raise imap.FolderMissing(_("na serwerze są: %s") % said.text, folder=folder)
        with trial.step(_("IMAP: odczyt"), mailbox.folders[0]) as said:
            source.open_folder(mailbox.folders[0], may_write=False)
            said.text = _("listów w folderze: %d") % len(source.uids("ALL"))


@contextmanager
def _signed_in(trial: _Trial, mailbox: Mailbox) -> Iterator[Source]:
    security = Security(mailbox.imap_security)
    with trial.step(_("IMAP: szyfrowanie"), str(security.label)) as said:
        source = Source(mailbox.imap_host, mailbox.imap_port, security, timeout=CONNECT)
        said.text = _("bez szyfrowania: hasło idzie jawnie") if security == Security.PLAIN else ""
    limit = threading.Timer(HALF, source.cut)
    limit.start()
    try:
        with trial.step(_("IMAP: logowanie"), mailbox.username):
            secret = credentials.secret_of(mailbox)
            source.sign_in(mailbox.username, secret, Authentication(mailbox.authentication))
        yield source
    finally:
        limit.cancel()
        source.close()


def _write(trial: _Trial, mailbox: Mailbox, sender: str, letter: tuple[str, bytes] | None) -> None:
    route = routes.route_through(mailbox)
    _reach(trial, "SMTP", route.host, route.port)
    until = time.monotonic() + HALF

    def on_wait() -> None:
        if time.monotonic() > until:
            raise RouteDown(_("serwer nie odpowiada"))

    mend = str(_MEND[egress.EncryptionFailed])
    with trial.step(_("SMTP: szyfrowanie"), str(route.security.label), mend):
        Line(replace(route, authentication=Authentication.NONE, secret=str), name="troska", on_wait=on_wait).quit()
    with trial.step(_("SMTP: logowanie"), route.username, str(_MEND[imap.SignInRefused])):
        line = Line(route, name="troska", on_wait=on_wait)
    try:
        if sender:
            mend = _("Serwer nie pozwala wysyłać z tego adresu. Sprawdź, czy skrzynka ma ten adres.")
            with trial.step(_("SMTP: nadawca i odbiorca"), f"{sender} → {sender}", mend) as said:
                answer = line.accepts(sender, sender)
                if not answer.is_accepted:
                    raise RouteDown(str(answer))
                said.text = str(answer)
        if letter:
            with trial.step(_("Próbny list: wysłanie"), sender) as said:
                mail = Outgoing(sender=sender, fallback_sender=sender, recipients=[sender], content=letter[1])
                answer = line.send(mail, may_end=lambda: True)[sender]
                if not answer.is_accepted:
                    raise RouteDown(str(answer))
                said.text = str(answer)
    finally:
        line.quit()


def _letter(address: str) -> tuple[str, bytes]:
    """Write a letter to oneself; gives its Message-ID and its bytes."""
    identifier = f"{secrets.token_hex(12)}.proba@{address.rpartition('@')[2]}"
    head = [
        fields.field("From", address),
        fields.field("To", address),
        fields.field("Subject", fields.unstructured(_("Troska: próbny list"))),
        fields.field("Date", format_datetime(clock.now())),
        fields.field("Message-ID", f"<{identifier}>"),
        fields.field("Auto-Submitted", "auto-generated"),
        fields.field("Content-Type", "text/plain; charset=us-ascii"),
    ]
    return identifier, b"".join(head) + b"\r\n" + b"Troska\r\n"


def _comes_back(trial: _Trial, mailbox: Mailbox, identifier: str) -> None:
    mend = _("List wyszedł, ale jeszcze nie wrócił. Zajrzyj do folderu ze spamem i spróbuj za kilka minut.")
    quiet = _Trial()
    with (
        trial.step(_("Próbny list: powrót"), mailbox.folders[0], mend) as said,
        _signed_in(quiet, mailbox) as source,
    ):
        began = time.monotonic()
        source.open_folder(mailbox.folders[0], may_write=True)
        while not (found := source.uids(f'HEADER Message-ID "{identifier}"')):
            if time.monotonic() - began > LETTER:
                raise imap.MailboxTrouble(_("nie ma go po %d s") % LETTER)
            time.sleep(1)
            source.refresh()
        # It has said what it had to say; nobody shall find it among the customers' letters.
        source.command("STORE", ",".join(map(str, found)), "+FLAGS", "(\\Deleted)")
        if source.has("UIDPLUS"):
            source.command("EXPUNGE", ",".join(map(str, found)))
        said.text = _("wrócił i został usunięty")
