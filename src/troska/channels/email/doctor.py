"""What doctor asks about mail: ways out, what waits, mailboxes compared with what is kept, secrets, letters."""

from collections.abc import Iterator
from datetime import timedelta

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from troska.channels.email import acknowledging, dispatching, routes
from troska.channels.email.imap import counting
from troska.channels.email.models import Dispatch, LetterState, Mailbox, StaffLetter
from troska.channels.models import Health
from troska.conversations.models import Channel, DeliveryState, Inbox, Message
from troska.core import clock, secrets
from troska.core.doctor import Finding, check, fine_kind, notice_kind, wrong_kind
from troska.core.errors import TroskaError
from troska.core.secrets import SecretUnreadableError

LATE_AFTER = timedelta(minutes=10)
SILENT_AFTER = timedelta(minutes=10)
#: Comparing asks each mail server for a list of its mails.
COUNTED_EVERY = timedelta(hours=1)

_WAYS = _("Poczta wychodząca")
WAYS = fine_kind("mail.ways_out", _WAYS, _("Każda skrzynka ma serwer, który za nią wysyła (%(number)s)."))
NO_WAY = wrong_kind(
    "mail.no_way_out",
    _WAYS,
    _("Nic nie wysyła za: %(inboxes)s."),
    _("Dodaj skrzynce konto z SMTP albo ustaw TROSKA_SMTP_URL."),
)
NO_ADDRESS = wrong_kind(
    "mail.no_address", _WAYS, _("Nie ma adresu, z którego mogłaby pisać: %(inboxes)s."), _("Dodaj skrzynce adres.")
)
_OUTBOX = _("Wysyłka odpowiedzi")
OUTBOX = fine_kind("outbox.quick", _OUTBOX, _("Wychodzi na bieżąco (czeka %(number)s)."))
OUTBOX_FORGOTTEN = wrong_kind(
    "outbox.forgotten",
    _OUTBOX,
    ngettext_lazy(
        "%(number)d wiadomość powinna już wyjść, a nikt jej nie wysyła.",
        "%(number)d wiadomości powinno już wyjść, a nikt ich nie wysyła.",
        "number",
    ),
    _("Sprawdź, czy działa troska worker."),
)
OUTBOX_REFUSED = wrong_kind(
    "outbox.refused",
    _OUTBOX,
    ngettext_lazy(
        "%(number)d wiadomość jeszcze nie wyszła: %(reason)s",
        "%(number)d wiadomości jeszcze nie wyszło: %(reason)s",
        "number",
    ),
    _("Usuń przyczynę; wyjdą same."),
)
OUTBOX_UNSURE = notice_kind(
    "outbox.unsure",
    _OUTBOX,
    ngettext_lazy(
        "O %(number)d wiadomości nie wiadomo, czy doszła.",
        "O %(number)d wiadomościach nie wiadomo, czy doszły.",
        "number",
    ),
    _("Otwórz te rozmowy i zdecyduj, czy wysłać jeszcze raz."),
)
_AUTOMATIC = _("Automatyczne odpowiedzi")
AUTOMATIC = fine_kind("automatic.below_cap", _AUTOMATIC, _("%(sent)s w ostatniej godzinie, najwyżej %(cap)s."))
AUTOMATIC_CAPPED = notice_kind(
    "automatic.capped",
    _AUTOMATIC,
    _("Osiągnięto limit %(cap)s na godzinę; na razie nikt nie dostaje potwierdzeń."),
    _("Sprawdź, czy ktoś nie zalewa skrzynek. Jeśli to zwykły ruch, podnieś TROSKA_AUTOMATIC_MAILS_PER_HOUR."),
)
_MAILBOX = _("Skrzynka %(name)s")
MAILBOX_SILENT = wrong_kind(
    "mailbox.silent",
    _MAILBOX,
    _("Od %(minutes)s min nikt do niej nie zagląda."),
    _("Sprawdź, czy działa troska intake."),
    patience=timedelta(minutes=5),
)
MAILBOX_EQUAL = fine_kind(
    "mailbox.equal", _MAILBOX, _("%(folder)s: na serwerze %(there)s, zapisanych %(kept)s; do odebrania %(waiting)s.")
)
MAILBOX_MISSING = wrong_kind(
    "mailbox.missing",
    _MAILBOX,
    _("%(folder)s: na serwerze %(there)s wiadomości, zapisanych z nich tylko %(kept)s."),
    _("Uruchom: troska mail reread. Przeczyta folder jeszcze raz i weźmie tylko to, czego brakuje."),
)
MAILBOX_UNCOUNTED = notice_kind(
    "mailbox.uncounted",
    _MAILBOX,
    _("Nie udało się porównać jej z tym, co zapisane (%(reason)s)."),
    _("Sprawdź ustawienia konta."),
    patience=timedelta(hours=2),
)
_SECRETS = _("Zapisane hasła")
SECRETS = fine_kind("secrets.readable", _SECRETS, _("Wszystkie (%(number)s) dają się odczytać obecnym kluczem."))
SECRETS_LOST = wrong_kind(
    "secrets.unreadable",
    _SECRETS,
    _("Nie da się odczytać haseł kont: %(names)s."),
    _(
        "Przywróć klucz z kopii (TROSKA_HOME/secret_key), podaj dawny w TROSKA_FORMER_SECRET_KEYS "
        "albo wpisz hasła na nowo."
    ),
)
_LETTERS = _("Listy do pracowników")
LETTERS = fine_kind("letters.sent", _LETTERS, _("Wychodzą na bieżąco."))
LETTERS_LATE = wrong_kind(
    "letters.late",
    _LETTERS,
    ngettext_lazy(
        "%(number)d list (nowe hasło, zaproszenie, alarm) czeka dłużej niż 10 minut: %(reason)s",
        "%(number)d listów (nowe hasło, zaproszenie, alarm) czeka dłużej niż 10 minut: %(reason)s",
        "number",
    ),
    _("Sprawdź konto, przez które wychodzą; po naprawie wyjdą same."),
)
LETTERS_LOST = notice_kind(
    "letters.lost",
    _LETTERS,
    ngettext_lazy(
        "%(number)d list z ostatniej doby nie doszedł (%(reason)s).",
        "%(number)d listów z ostatniej doby nie doszło (%(reason)s).",
        "number",
    ),
    _("Sprawdź adresy pracowników. Treści już nie ma; niech poproszą o list jeszcze raz."),
)


@check
def ways_out() -> Iterator[Finding]:
    """Every inbox has an address and a mail server that sends for it."""
    names = dict(Inbox.objects.filter(is_active=True).values_list("pk", "name"))
    homeless = [names[pk] for pk, route in routes.all_routes().items() if route is None and pk in names]
    if homeless:
        yield NO_WAY(inboxes=", ".join(homeless))
    silent = list(Inbox.objects.filter(is_active=True, addresses=None).values_list("name", flat=True))
    if silent:
        yield NO_ADDRESS(inboxes=", ".join(silent))
    if names and not homeless and not silent:
        yield WAYS(number=len(names))


@check
def outbox() -> Iterator[Finding]:
    """Nothing waits for long, and nobody is left in doubt."""
    now = clock.now()
    late = Message.objects.filter(
        channel=Channel.EMAIL, delivery=DeliveryState.QUEUED, dispatch__failures__gt=0, created_at__lt=now - LATE_AFTER
    )
    forgotten = Dispatch.objects.filter(next_attempt_at__lt=now - LATE_AFTER).count()
    if forgotten:
        yield OUTBOX_FORGOTTEN(number=forgotten)
    if (number := late.count()) and (oldest := late.order_by("pk").first()):
        yield OUTBOX_REFUSED(number=number, reason=oldest.delivery_detail or "?")
    unsure = Message.objects.filter(channel=Channel.EMAIL, delivery=DeliveryState.UNSURE).count()
    if unsure:
        yield OUTBOX_UNSURE(number=unsure)
    if not forgotten and not number and not unsure:
        yield OUTBOX(number=dispatching.due().count())


@check
def automatic_mail() -> Iterator[Finding]:
    """The cap on automatic mail is not reached."""
    sent, cap = acknowledging.sent_within_hour(), settings.TROSKA_AUTOMATIC_MAILS_PER_HOUR
    yield (AUTOMATIC_CAPPED if sent >= cap else AUTOMATIC)(sent=sent, cap=cap)


@check
def letters() -> Iterator[Finding]:
    """Letters to staff leave at once."""
    now = clock.now()
    late = StaffLetter.objects.filter(state=LetterState.WAITING, created_at__lt=now - LATE_AFTER).order_by("pk")
    lost = StaffLetter.objects.filter(
        state__in=(LetterState.FAILED, LetterState.UNSURE), finished_at__gt=now - timedelta(days=1)
    ).order_by("-pk")
    if oldest := late.first():
        yield LETTERS_LATE(number=late.count(), reason=oldest.detail or "?")
    if latest := lost.first():
        yield LETTERS_LOST(number=lost.count(), reason=latest.detail or "?")
    if not oldest and not latest:
        yield LETTERS()


@check
def stored_secrets() -> Iterator[Finding]:
    """Every stored secret opens with the present keys."""
    stored = Mailbox.objects.exclude(encrypted_secret="").select_related("account").order_by("pk")
    lost = [mailbox.account.name for mailbox in stored if not _opens(mailbox.encrypted_secret)]
    yield SECRETS_LOST(names=", ".join(lost)) if lost else SECRETS(number=len(stored))


def _opens(sealed: str) -> bool:
    try:
        secrets.decrypt(sealed)
    except SecretUnreadableError:
        return False
    return True


def _read() -> list[Mailbox]:
    active = Mailbox.objects.filter(account__is_active=True).exclude(imap_host="")
    return list(active.select_related("account").order_by("pk"))


@check
def mailboxes_looked_into() -> Iterator[Finding]:
    """Somebody looks into each mailbox all the time."""
    now = clock.now()
    for mailbox in _read():
        account = mailbox.account
        heard = max((at for at in (account.last_ok_at, account.last_error_at) if at), default=None)
        if heard is not None and now - heard > SILENT_AFTER:
            minutes = int((now - heard).total_seconds() // 60)
            yield MAILBOX_SILENT(mailbox.pk, name=account.name, minutes=minutes)


@check(every=COUNTED_EVERY)
def mailboxes_compared() -> Iterator[Finding]:
    """What lies in the mailboxes is kept here."""
    for mailbox in _read():
        name = mailbox.account.name
        if mailbox.account.health == Health.FAILING:
            continue  # told as such
        try:
            folders = counting.count(mailbox)
        except (TroskaError, SecretUnreadableError) as error:
            yield MAILBOX_UNCOUNTED(mailbox.pk, name=name, reason=type(error).__name__)
            continue
        for one in folders:
            kind = MAILBOX_MISSING if one.missing else MAILBOX_EQUAL
            key = f"{mailbox.pk} {one.folder}"
            yield kind(key, name=name, folder=one.folder, there=one.there, kept=one.kept, waiting=one.waiting)
