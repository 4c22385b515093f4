"""Who may do what: the one table of roles and permissions. A company's own roles are other choices from it."""

from collections.abc import Mapping

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    ADMINISTRATOR = "administrator", _("administrator")
    SUPERVISOR = "supervisor", _("lider")
    AGENT = "agent", _("konsultant")
    EDITOR = "editor", _("redaktor wiedzy")
    CLERK = "clerk", _("sprzedawca")
    PRIVACY_OFFICER = "privacy_officer", _("inspektor ochrony danych")


class Permission(models.TextChoices):
    """What a person may be allowed; `MEANINGS` says in words what each opens."""

    READ_CONVERSATIONS = "read_conversations", _("czyta rozmowy")
    ANSWER = "answer", _("odpowiada")
    READ_ALL = "read_all", _("widzi wszystkie zespoły")
    SUPERVISE = "supervise", _("prowadzi zespół")
    EDIT_KNOWLEDGE = "edit_knowledge", _("redaguje wiedzę")
    SERVE_STORE = "serve_store", _("obsługuje w sklepie")
    EXPORT = "export", _("eksportuje dane")
    ERASE = "erase", _("usuwa dane klientów")
    READ_AUDIT = "read_audit", _("czyta dziennik zdarzeń")
    MANAGE_PEOPLE = "manage_people", _("zarządza ludźmi")
    MANAGE_COMPANY = "manage_company", _("ustawia firmę")
    MANAGE_CHANNELS = "manage_channels", _("ustawia skrzynki")
    MANAGE_SECURITY = "manage_security", _("ustawia bezpieczeństwo")
    SEE_SYSTEM = "see_system", _("widzi stan systemu")

    @property
    def meaning(self) -> str:
        return str(MEANINGS[self])


MEANINGS: Mapping[Permission, str | Promise] = {
    Permission.READ_CONVERSATIONS: _(
        "Rozmowy skrzynek swoich zespołów, sobie przypisane i te, w których ktoś go woła."
    ),
    Permission.ANSWER: _("Pisze do klientów i notatki, przypisuje, odkłada, zamyka, oznacza spam."),
    Permission.READ_ALL: _("Rozmowy i kwarantanna wszystkich zespołów, także tych, do których nie należy."),
    Permission.SUPERVISE: _("Etykiety, zablokowani nadawcy i listy, których nie dało się odczytać."),
    Permission.EDIT_KNOWLEDGE: _("Artykuły centrum pomocy i procedury."),
    Permission.SERVE_STORE: _("Karta klienta i zwroty przy ladzie."),
    Permission.EXPORT: _("Pobiera dane klienta albo całej firmy w otwartych formatach."),
    Permission.ERASE: _("Usuwa dane klienta na jego żądanie."),
    Permission.READ_AUDIT: _("Kto, co, kiedy i skąd zrobił."),
    Permission.MANAGE_PEOPLE: _("Zaproszenia, role, zespoły, odbieranie dostępu."),
    Permission.MANAGE_COMPANY: _("Dane firmy, marki, sklepy, czas przechowywania."),
    Permission.MANAGE_CHANNELS: _("Skrzynki i konta pocztowe."),
    Permission.MANAGE_SECURITY: _("Zasady logowania, dostawcy logowania, dozwolone adresy prywatne."),
    Permission.SEE_SYSTEM: _("Co nie działa, od kiedy i jak to naprawić."),
}

_P = Permission
_AGENT = frozenset({_P.READ_CONVERSATIONS, _P.ANSWER})
ROLES: Mapping[Role, frozenset[Permission]] = {
    Role.ADMINISTRATOR: frozenset(Permission),
    Role.SUPERVISOR: _AGENT | {_P.SUPERVISE, _P.EDIT_KNOWLEDGE, _P.SERVE_STORE},
    Role.AGENT: _AGENT,
    Role.EDITOR: frozenset({_P.EDIT_KNOWLEDGE}),
    Role.CLERK: frozenset({_P.SERVE_STORE}),
    Role.PRIVACY_OFFICER: frozenset({_P.READ_CONVERSATIONS, _P.READ_ALL, _P.EXPORT, _P.ERASE, _P.READ_AUDIT}),
}


def roles_with(permission: Permission) -> list[Role]:
    """List the built-in roles that have the permission."""
    return [role for role, permissions in ROLES.items() if permission in permissions]


def known(names: list[str]) -> frozenset[Permission]:
    """Give the permissions of these names; one that this version does not know opens nothing."""
    return frozenset(Permission(name) for name in names if name in Permission.values)
