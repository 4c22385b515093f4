"""The pages of the administration: one table, from which the page shows to everyone what is his to open."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from troska.staff.models import Agent
from troska.staff.permissions import Permission


@dataclass(frozen=True, slots=True)
class Section:
    """A page (or a folder of pages) with its address, and the permissions any of which opens it; none: everybody."""

    name: str
    label: str | Promise
    icon: str
    address: str
    opened_by: frozenset[Permission]

    def is_open_to(self, agent: Agent) -> bool:
        """Say whether the agent may open it."""
        return not self.opened_by or not self.opened_by.isdisjoint(agent.permissions)


@dataclass(frozen=True, slots=True)
class Group:
    title: str | Promise
    sections: tuple[Section, ...]


def _section(name: str, label: Promise, icon: str, address: str, *opened_by: Permission) -> Section:
    return Section(name, label, icon, address, frozenset(opened_by))


GROUPS = (
    Group(
        _("Ty"),
        (
            _section("me", _("Profil"), "user-circle", "administration:me"),
            _section("sessions", _("Sesje"), "computer-desktop", "administration:sessions"),
        ),
    ),
    Group(
        _("Ludzie"),
        (
            _section("people", _("Ludzie"), "users", "administration:people", Permission.MANAGE_PEOPLE),
            _section("teams", _("Zespoły"), "user-group", "administration:teams", Permission.MANAGE_PEOPLE),
            _section("roles", _("Role i uprawnienia"), "key", "administration:roles", Permission.MANAGE_PEOPLE),
        ),
    ),
    Group(
        _("Firma"),
        (
            _section(
                "company", _("Dane firmy"), "building-office", "administration:company", Permission.MANAGE_COMPANY
            ),
            _section(
                "retention",
                _("Czas przechowywania"),
                "archive-box",
                "administration:retention",
                Permission.MANAGE_COMPANY,
            ),
            _section("brands", _("Marki"), "swatch", "administration:brands", Permission.MANAGE_COMPANY),
            _section(
                "locations", _("Sklepy"), "building-storefront", "administration:locations", Permission.MANAGE_COMPANY
            ),
        ),
    ),
    Group(
        _("Kanały"),
        (
            _section("inboxes", _("Skrzynki"), "inbox", "administration:inboxes", Permission.MANAGE_CHANNELS),
            _section(
                "accounts", _("Konta pocztowe"), "envelope", "administration:accounts", Permission.MANAGE_CHANNELS
            ),
        ),
    ),
    Group(
        _("Rozmowy"),
        (
            _section("labels", _("Etykiety"), "tag", "administration:labels", Permission.SUPERVISE),
            _section("blocked", _("Zablokowani nadawcy"), "no-symbol", "administration:blocked", Permission.SUPERVISE),
        ),
    ),
    Group(
        _("Bezpieczeństwo"),
        (
            _section(
                "addresses",
                _("Adresy prywatne"),
                "server-stack",
                "administration:addresses",
                Permission.MANAGE_SECURITY,
            ),
            _section("system", _("Stan systemu"), "heart", "administration:system", Permission.SEE_SYSTEM),
            _section("signing-in", _("Logowanie"), "lock-closed", "administration:rules", Permission.MANAGE_SECURITY),
            _section(
                "providers", _("Dostawcy logowania"), "identification", "administration:providers",
                Permission.MANAGE_SECURITY,
            ),
            _section("audit", _("Dziennik"), "clipboard-document-list", "administration:audit", Permission.READ_AUDIT),
        ),
    ),
)  # fmt: skip


def open_to(agent: Agent) -> Iterator[tuple[Group, list[Section]]]:
    """Give the groups with what is open to the agent, without empty ones."""
    for group in GROUPS:
        if sections := [section for section in group.sections if section.is_open_to(agent)]:
            yield group, sections
