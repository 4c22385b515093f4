"""Which mail server a message leaves through."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from urllib.parse import parse_qs, unquote, urlsplit

from django.conf import settings

from troska.channels.email import credentials, fields
from troska.channels.email.models import Authentication, Mailbox, Security
from troska.conversations.models import Inbox, InboxAddress

_PORTS = {Security.TLS: 465, Security.STARTTLS: 587, Security.PLAIN: 25}


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """A mail server and how to be let in; `key` tells routes apart."""

    key: str
    host: str
    port: int
    security: Security
    authentication: Authentication
    username: str = ""
    #: Named by who runs this machine, so it may be this machine; other hosts are checked by `core.egress`.
    is_trusted: bool = False
    #: Gives the password, or for XOAUTH2 an access token that is valid now.
    secret: Callable[[], str] = field(repr=False, default=str)
    #: Is told that the server did not accept the secret.
    refused: Callable[[], None] = field(repr=False, default=lambda: None)


def route_of(inbox: Inbox) -> Route | None:
    """Choose the inbox's own mailbox, else any that can send, else the server in the settings; None without any."""
    return _chosen(inbox.pk, _senders())


def all_routes() -> dict[int, Route | None]:
    """Give the route of every inbox, by the inbox's id."""
    senders = _senders()
    return {pk: _chosen(pk, senders) for pk in Inbox.objects.values_list("pk", flat=True)}


def inboxes_of(route: Route | None) -> list[int]:
    """Give the inboxes whose mail leaves through this route; for None, those that have none."""
    return [pk for pk, chosen in all_routes().items() if key_of(chosen) == key_of(route)]


def key_of(route: Route | None) -> str:
    """Name a route, or that there is none."""
    return route.key if route else ""


@dataclass(frozen=True, slots=True)
class WayOfLetters:
    """How the product's own letters leave, and the address they come from."""

    route: Route
    sender: str


def way_of_letters() -> WayOfLetters | None:
    """Choose the server in the settings, else the first mailbox that sends; None without any, or without an address.

    The address is the one in the settings, else that of the mailbox's inbox, else of the first inbox.
    """
    senders = [] if settings.TROSKA_SMTP_URL else _senders()
    if senders:
        return next(filter(None, (_letters_through(mailbox) for mailbox in senders)), None)
    route = default_route()
    sender = _address_of(None, (settings.TROSKA_LETTERS_FROM,), (route.username if route else "",))
    return WayOfLetters(route, sender) if route and sender else None


def _letters_through(mailbox: Mailbox) -> WayOfLetters | None:
    sender = _address_of(mailbox.account.inbox_id, (settings.TROSKA_LETTERS_FROM,), (mailbox.username,))
    return WayOfLetters(_of_mailbox(mailbox), sender) if sender else None


def _address_of(inbox_id: int | None, before: tuple[str, ...], after: tuple[str, ...]) -> str | None:
    active = InboxAddress.objects.filter(inbox__is_active=True).order_by("-is_primary", "pk")
    own = active.filter(inbox=inbox_id).values_list("address", flat=True) if inbox_id else ()
    some = [*before, *own[:1], *after, *active.values_list("address", flat=True)[:1]]
    return next(filter(None, (fields.wire_address(address) for address in some if address)), None)


def route_through(mailbox: Mailbox) -> Route:
    """Give the way out through this mailbox, saved or not."""
    return _of_mailbox(mailbox)


def default_route() -> Route | None:
    """Read TROSKA_SMTP_URL: smtp://user:password@host:587?security=starttls, or smtps://…"""
    url = settings.TROSKA_SMTP_URL
    if not url:
        return None
    parts = urlsplit(url)
    given = parse_qs(parts.query).get("security", [""])[0]
    security = Security(given) if given else (Security.TLS if parts.scheme == "smtps" else Security.STARTTLS)
    password = unquote(parts.password or "")
    return Route(
        key="settings",
        host=parts.hostname or "localhost",
        port=parts.port or _PORTS[security],
        security=security,
        authentication=Authentication.PASSWORD if parts.username else Authentication.NONE,
        username=unquote(parts.username or ""),
        is_trusted=True,
        secret=lambda: password,
    )


def _senders() -> list[Mailbox]:
    active = Mailbox.objects.filter(account__is_active=True).exclude(smtp_host="")
    return list(active.select_related("account").order_by("account_id"))


def _chosen(inbox_id: int, senders: list[Mailbox]) -> Route | None:
    own = [mailbox for mailbox in senders if mailbox.account.inbox_id == inbox_id]
    mailbox = next(iter([*own, *senders]), None)
    return _of_mailbox(mailbox) if mailbox else default_route()


def _of_mailbox(mailbox: Mailbox) -> Route:
    return Route(
        key=f"mailbox-{mailbox.pk}",
        host=mailbox.smtp_host,
        port=mailbox.smtp_port,
        security=Security(mailbox.smtp_security),
        authentication=Authentication(mailbox.authentication),
        username=mailbox.username,
        secret=partial(credentials.secret_of, mailbox),
        refused=partial(credentials.refused, mailbox),
    )
