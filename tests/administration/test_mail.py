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
from tests.servers.certificates import make_certificate
from tests.servers.imap import Dovecot, ImapServer
from tests.servers.smtp import MailServer, Step

from troska.administration.mail_providers import PROVIDERS, Provider
from troska.channels.email import probing
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


def test_a_letter_goes_out_and_comes_back(client: Client, servers: tuple[ImapServer, MailServer]) -> None:
    box, post = servers
    inbox = given.inbox()
    [address] = inbox.addresses.all()
    mailbox = connect(client, box, post, inbox=inbox.pk)
    post.on_step = lambda step, _number: box.append([post.received[-1].content]) if step == Step.ACCEPTED else None
    steps = tried(client, mailbox, list="tak")
    assert [step.name for step in steps if not step.is_fine] == []
    assert [step.name for step in steps[-2:]] == ["Próbny list: wysłanie", "Próbny list: powrót"]
    [letter] = post.received
    assert letter.recipients == (address.address,)
    assert box.count() == 0, "nobody finds it among the customers' letters"


def test_a_letter_that_does_not_come_back_is_told(
    client: Client, servers: tuple[ImapServer, MailServer], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(probing, "LETTER", 1.0)
    box, post = servers
    mailbox = connect(client, box, post, inbox=given.inbox().pk)
    [wrong] = [step for step in tried(client, mailbox, list="tak") if not step.is_fine]
    assert wrong.name == "Próbny list: powrót"
    assert "spamem" in wrong.mend
    assert len(post.received) == 1


@pytest.mark.skipif(KIND != "dovecot", reason="needs a server with TLS")
@pytest.mark.parametrize(
    ("certified", "way", "fails_at"),
    [
        ("127.0.0.1", ("tls", "tls"), None),
        ("127.0.0.1", ("starttls", "plain"), None),
        ("poczta.firma.example", ("tls", "tls"), "IMAP: szyfrowanie"),
        ("poczta.firma.example", ("starttls", "plain"), "IMAP: szyfrowanie"),
        ("127.0.0.1", ("tls", "plain"), "IMAP: szyfrowanie"),
    ],
)
def test_a_certificate_that_does_not_fit_is_told_and_no_password_sent(
    client: Client, short_folder: Path, certified: str, way: tuple[str, str], fails_at: str | None
) -> None:
    security, port = way
    certificate = make_certificate(short_folder, certified)
    box = Dovecot(short_folder, certificate=certificate)
    believed = pytest.MonkeyPatch.context()
    with believed as patch, box, MailServer(password=box.password) as post:
        patch.setenv("SSL_CERT_FILE", str(certificate[0]))
        at = {"imap_security": security, "imap_port": box.tls_port if port == "tls" else box.port}
        steps = tried(client, connect(client, box, post, **at))
    wrong = next((step for step in steps if not step.is_fine), None)
    assert (wrong.name if wrong else None) == fails_at
    if wrong:
        assert "certyfikat" in wrong.mend
        assert "IMAP: logowanie" not in [step.name for step in steps]


def test_a_server_that_cannot_encrypt_is_not_signed_in_at(
    client: Client, servers: tuple[ImapServer, MailServer]
) -> None:
    box, post = servers
    steps = tried(client, connect(client, box, post, smtp_security="starttls"))
    assert steps[-1].name == "SMTP: szyfrowanie"
    assert not steps[-1].is_fine
    assert steps[-1].mend


@pytest.mark.parametrize("provider", PROVIDERS, ids=lambda provider: provider.key)
def test_a_providers_servers_are_filled_in(client: Client, provider: Provider) -> None:
    page = client.get(reverse("administration:account-add"), {"dostawca": provider.key})
    given_there = page.context["form"].initial
    assert (given_there["imap_host"], given_there["smtp_port"]) == (provider.imap_host, provider.smtp_port)
    assert given_there["imap_security"] == "tls"
    assert str(provider.hint) in page.content.decode()


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
