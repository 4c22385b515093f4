"""Verbs about mailboxes, and the tokens by which they are signed in to."""

import http.server
import json
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import parse_qs

import pytest
from django.conf import LazySettings
from tests.servers.bad_imap import BadImap, Mischief
from tests.servers.certificates import make_certificate

from troska.channels.email import credentials, mailboxes
from troska.channels.email.imap.errors import EncryptionMissing, SignInRefused
from troska.channels.email.models import AfterFetch, Authentication, Mailbox, Security
from troska.channels.email.oauth import (
    ENDPOINTS,
    AccessTokens,
    Grant,
    GrantRevoked,
    HttpsTokenEndpoint,
    Provider,
    ProviderUnavailable,
    Tokens,
)
from troska.core import egress

GRANT = Grant(provider=Provider.MICROSOFT, client_id="nasz", client_secret="klucz", refresh_token="odnowa-1")


@pytest.fixture(autouse=True)
def loopback_is_allowed(settings: LazySettings) -> None:
    settings.TROSKA_EGRESS_ALLOW = ("127.0.0.0/8",)


def added(**more: object) -> Mailbox:
    settings: dict[str, object] = {"imap_host": "imap.sklep.example", "username": "pomoc", "secret": "tajne"}
    return mailboxes.add_mailbox(name="Pomoc", **{**settings, **more})  # type: ignore[arg-type] # told by name


@pytest.mark.django_db
def test_a_secret_is_kept_encrypted_and_given_back_only_to_sign_in() -> None:
    mailbox = Mailbox.objects.get(pk=added().pk)
    assert "tajne" not in mailbox.encrypted_secret
    assert credentials.secret_of(mailbox) == "tajne"


@pytest.mark.django_db
def test_settings_change_and_the_secret_stays_unless_a_new_one_is_given() -> None:
    mailbox = mailboxes.change_mailbox(added(), imap_port=1993, name="Poczta", is_active=False)
    mailbox.refresh_from_db()
    assert (mailbox.imap_port, mailbox.account.name, mailbox.account.is_active) == (1993, "Poczta", False)
    assert credentials.secret_of(mailbox) == "tajne"
    mailboxes.change_mailbox(mailbox, secret="nowe")
    mailbox.refresh_from_db()
    assert credentials.secret_of(mailbox) == "nowe"


@pytest.mark.django_db
def test_a_grant_makes_it_sign_in_by_xoauth2() -> None:
    mailbox = mailboxes.change_mailbox(added(), secret=GRANT)
    mailbox.refresh_from_db()
    assert mailbox.authentication == Authentication.XOAUTH2
    assert "odnowa" not in mailbox.encrypted_secret
    assert "odnowa" not in repr(GRANT)


@pytest.mark.django_db
def test_names_are_taken_once() -> None:
    added()
    with pytest.raises(mailboxes.NameTaken):
        added()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "given",
    [
        {"imap_host": ""},
        {"folders": []},
        {"after_fetch": AfterFetch.MOVE},
        {"after_fetch": AfterFetch.MOVE, "move_to": "INBOX"},
    ],
)
def test_settings_that_do_not_go_together_are_refused(given: dict[str, object]) -> None:
    with pytest.raises(mailboxes.MailboxIncomplete):
        added(**given)


@pytest.mark.django_db
def test_what_is_no_setting_is_refused() -> None:
    with pytest.raises(TypeError, match="encrypted_secret"):
        added(encrypted_secret="x")


@pytest.mark.django_db
def test_a_trial_says_what_is_wrong_without_saving_anything() -> None:
    with BadImap(Mischief(refuses_login="zle")) as server:
        mailbox = added(imap_host="127.0.0.1", imap_port=server.port, imap_security=Security.PLAIN)
        with pytest.raises(SignInRefused, match="pomoc"):
            mailboxes.try_connection(mailbox)


@pytest.mark.django_db
def test_without_starttls_nothing_is_sent_in_the_clear() -> None:
    with BadImap() as server:
        mailbox = added(imap_host="127.0.0.1", imap_port=server.port, imap_security=Security.STARTTLS)
        with pytest.raises(EncryptionMissing):
            mailboxes.try_connection(mailbox)
        assert server.sign_ins == []


@pytest.mark.django_db
def test_a_trial_leads_to_no_inner_host(settings: LazySettings) -> None:
    settings.TROSKA_EGRESS_ALLOW = ()
    with pytest.raises(egress.EgressRefused):
        mailboxes.try_connection(added(imap_host="169.254.169.254"))


# --- tokens ---------------------------------------------------------------------------------------------------------
class Scripted:
    """The scripted twin of a token endpoint."""

    def __init__(self, *answers: Tokens | Exception) -> None:
        self.answers = list(answers)
        self.grants: list[Grant] = []

    def exchange(self, grant: Grant) -> Tokens:
        self.grants.append(grant)
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer


@pytest.mark.django_db
def test_an_access_token_is_used_until_shortly_before_it_expires() -> None:
    mailbox = added(secret=GRANT)
    endpoint = Scripted(Tokens("pierwsza", 3600), Tokens("druga", 60), Tokens("trzecia", 3600))
    tokens = AccessTokens(endpoint)
    assert [tokens.token_of(mailbox) for _ in range(3)] == ["pierwsza"] * 3
    tokens.forget(mailbox)
    assert [tokens.token_of(mailbox) for _ in range(3)] == ["druga", "trzecia", "trzecia"]


@pytest.mark.django_db
def test_a_refresh_token_that_the_provider_renews_is_kept() -> None:
    mailbox = added(secret=GRANT)
    endpoint = Scripted(Tokens("a", 0, "odnowa-2"), Tokens("b", 0))
    tokens = AccessTokens(endpoint)
    tokens.token_of(mailbox)
    tokens.token_of(Mailbox.objects.get(pk=mailbox.pk))
    assert [grant.refresh_token for grant in endpoint.grants] == ["odnowa-1", "odnowa-2"]


@pytest.mark.django_db
def test_a_mailbox_connected_anew_is_not_overwritten_by_a_late_renewal() -> None:
    mailbox = added(secret=GRANT)
    mailboxes.change_mailbox(mailbox, secret="nowe haslo")
    AccessTokens(Scripted(Tokens("a", 0, "odnowa-2"))).token_of(mailbox)
    mailbox = Mailbox.objects.get(pk=mailbox.pk)
    mailbox.authentication = Authentication.PASSWORD
    assert credentials.secret_of(mailbox) == "nowe haslo"


@pytest.mark.django_db
def test_a_password_is_no_grant() -> None:
    with pytest.raises(GrantRevoked):
        AccessTokens(Scripted()).token_of(added(secret="to nie jest json"))


@contextmanager
def token_server(folder: Path, status: int, answer: object) -> Iterator[tuple[str, list[dict[str, list[str]]]]]:
    """A provider on loopback, by https."""
    forms: list[dict[str, list[str]]] = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            forms.append(parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode()))
            body = json.dumps(answer).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.send_header("Location", "https://127.0.0.1/elsewhere")
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            return

    certificate, key = make_certificate(folder, "localhost")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, args=[0.05])
    thread.start()
    try:
        yield f"https://localhost:{server.server_address[1]}/token", forms
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.fixture
def trusted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "certificate.pem"))
    return tmp_path


def test_a_refresh_token_is_exchanged_as_rfc_6749_says(trusted: Path) -> None:
    answer = {"access_token": "przepustka", "expires_in": 1200, "refresh_token": "odnowa-2"}
    with token_server(trusted, 200, answer) as (url, forms):
        tokens = HttpsTokenEndpoint(url).exchange(GRANT)
    assert tokens == Tokens("przepustka", 1200.0, "odnowa-2")
    assert forms == [
        {
            "grant_type": ["refresh_token"],
            "refresh_token": ["odnowa-1"],
            "client_id": ["nasz"],
            "client_secret": ["klucz"],
        }
    ]


def test_a_revoked_grant_is_told_apart_from_a_provider_that_is_away(trusted: Path) -> None:
    with token_server(trusted, 400, {"error": "invalid_grant"}) as (url, _), pytest.raises(GrantRevoked):
        HttpsTokenEndpoint(url).exchange(GRANT)
    with (
        token_server(trusted, 503, {"error": "temporarily_unavailable"}) as (url, _),
        pytest.raises(ProviderUnavailable),
    ):
        HttpsTokenEndpoint(url).exchange(GRANT)


@pytest.mark.parametrize("answer", ["text", ["list"], {}, {"access_token": 7}])
def test_answers_that_make_no_sense_are_no_token(trusted: Path, answer: object) -> None:
    with token_server(trusted, 200, answer) as (url, _), pytest.raises(ProviderUnavailable):
        HttpsTokenEndpoint(url).exchange(GRANT)


def test_redirections_are_not_followed(trusted: Path) -> None:
    with token_server(trusted, 307, {}) as (url, forms), pytest.raises(ProviderUnavailable):
        HttpsTokenEndpoint(url).exchange(GRANT)
    assert len(forms) == 1


def test_tokens_come_only_from_the_providers_themselves() -> None:
    assert set(ENDPOINTS) == set(Provider)
    assert all(url.startswith("https://") for url in ENDPOINTS.values())
