"""Connecting a mailbox on the pages, against real servers on loopback."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings
from django.test import Client
from django.urls import reverse
from tests import given
from tests.servers import imap
from tests.servers.imap import Dovecot, ImapServer
from tests.servers.smtp import MailServer

from troska.channels.email.models import Mailbox
from troska.core import secrets
from troska.staff.models import AuditEntry
from troska.staff.permissions import Role

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS"),  # on loopback
]
KIND = "dovecot" if Path(Dovecot.program).exists() else "pymap"


@pytest.fixture
def servers(short_folder: Path) -> Iterator[tuple[ImapServer, MailServer]]:
    box = imap.make(KIND, short_folder)
    with box, MailServer(password=box.password) as post:
        yield box, post


@pytest.fixture(autouse=True)
def admin(client: Client, settings: LazySettings) -> None:
    settings.TROSKA_EGRESS_ALLOW = ("127.0.0.0/8",)
    client.force_login(given.agent("Ewa", role=Role.ADMINISTRATOR))


def form(box: ImapServer, post: MailServer, **more: Any) -> dict[str, Any]:
    return {
        "name": "Poczta", "username": box.username, "secret": box.password, "folders": "INBOX", "after_fetch": "keep",
        "imap_host": "127.0.0.1", "imap_port": box.port, "imap_security": "plain",
        "smtp_host": "127.0.0.1", "smtp_port": post.port, "smtp_security": "plain", "is_active": "on",
    } | more  # fmt: skip


def connect(client: Client, box: ImapServer, post: MailServer, **more: Any) -> Mailbox:
    response = client.post(reverse("administration:account-add"), form(box, post, **more))
    assert response.status_code == 302, response.content.decode()
    return Mailbox.objects.get()


def tried(client: Client, mailbox: Mailbox, **sent: str) -> list[Any]:
    return list(client.post(reverse("administration:account-try", args=[mailbox.pk]), sent).context["steps"])


def test_a_mailbox_is_connected_and_every_step_answers(client: Client, servers: tuple[ImapServer, MailServer]) -> None:
    box, post = servers
    mailbox = connect(client, box, post)
    steps = tried(client, mailbox)
    assert [step.name for step in steps if not step.is_fine] == []
    assert [step.name.partition(": ")[2] for step in steps] == [
        "nazwa serwera", "połączenie", "szyfrowanie", "logowanie", "foldery", "odczyt",
        "nazwa serwera", "połączenie", "szyfrowanie", "logowanie", "nadawca i odbiorca",
    ]  # fmt: skip
    assert post.received == [], "nothing is sent unless it was asked for"
    entry = AuditEntry.objects.get(deed="email.mailbox_added")
    assert box.password not in str(entry.details)


@pytest.mark.parametrize(
    ("change", "fails_at", "helps"),
    [
        ({"secret": "zle-haslo"}, "IMAP: logowanie", "hasła do aplikacji"),
        ({"imap_host": "nie-ma-takiego.invalid"}, "IMAP: nazwa serwera", "pisownię"),
        ({"imap_host": "10.1.2.3"}, "IMAP: nazwa serwera", "Adresy prywatne"),
        ({"imap_port": 1}, "IMAP: połączenie", "port"),
        ({"imap_security": "starttls"}, "IMAP: szyfrowanie", ""),
        ({"folders": "Nie ma"}, "IMAP: foldery", "na liście"),
    ],
)
def test_the_step_that_fails_says_how_to_mend_it(
    client: Client, servers: tuple[ImapServer, MailServer], change: dict[str, Any], fails_at: str, helps: str
) -> None:
    mailbox = connect(client, *servers, **change)
    wrong = next(step for step in tried(client, mailbox) if not step.is_fine)
    assert wrong.name == fails_at
    assert helps in wrong.mend
    assert wrong.mend


def test_the_password_is_never_shown_and_stays_when_the_field_is_empty(
    client: Client, servers: tuple[ImapServer, MailServer]
) -> None:
    box, post = servers
    mailbox = connect(client, box, post)
    page = reverse("administration:account", args=[mailbox.pk])
    assert box.password not in client.get(page).content.decode()
    assert client.post(page, form(box, post, secret="", name="Inna")).status_code == 302
    mailbox.refresh_from_db()
    assert secrets.decrypt(mailbox.encrypted_secret) == box.password


@pytest.mark.parametrize("elsewhere", [{"imap_host": "zly.example"}, {"smtp_host": "zly.example"}])
def test_a_kept_password_does_not_go_to_another_server(
    client: Client, servers: tuple[ImapServer, MailServer], elsewhere: dict[str, str]
) -> None:
    box, post = servers
    mailbox = connect(client, box, post)
    page = reverse("administration:account", args=[mailbox.pk])
    assert client.post(page, form(box, post, secret="") | elsewhere).status_code == 422
    mailbox.refresh_from_db()
    assert mailbox.imap_host == mailbox.smtp_host == "127.0.0.1"


def test_an_account_that_fails_says_since_when(client: Client, servers: tuple[ImapServer, MailServer]) -> None:
    from troska.channels.actions import report_health

    mailbox = connect(client, *servers)
    report_health(mailbox.pk)
    report_health(mailbox.pk, error="Serwer poczty odrzucił logowanie")
    page = client.get(reverse("administration:account", args=[mailbox.pk])).content.decode()
    assert "odrzucił logowanie" in page
    assert "Ostatnio działało" in page
