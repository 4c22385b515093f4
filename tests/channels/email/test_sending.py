"""The dialogue with a real server on loopback, which says what it got."""

import datetime as dt
import ipaddress
import ssl
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from pytest_django import Settings
from tests.servers.smtp import MailServer, Script, Step

from troska.channels.email import sending
from troska.channels.email.models import Authentication, Security
from troska.channels.email.routes import Route
from troska.channels.email.sending import Answer, Line, LineLost, Outgoing, RouteDown, TakenOver, Unanswered
from troska.core import clock

CONTENT = b"Subject: =?utf-8?b?xbvDs8WCdw==?=\r\n\r\nDzien dobry\r\n.kropka\r\n..dwie\r\n\r\nkoniec\r\n"
ANNA, JAN = "anna@poczta.example", "jan@poczta.example"


@pytest.fixture(autouse=True)
def loopback(settings: Settings) -> None:
    settings.TROSKA_EGRESS_ALLOW = ("127.0.0.0/8",)


@pytest.fixture
def server() -> Iterator[MailServer]:
    with MailServer() as running:
        yield running


def route(server: MailServer, *, security: Security = Security.PLAIN, password: str = "", host: str = "") -> Route:
    return Route(
        key="test",
        host=host or "127.0.0.1",
        port=server.port,
        security=security,
        authentication=Authentication.PASSWORD if password else Authentication.NONE,
        username="halny",
        secret=lambda: password,
    )


def mail(*recipients: str, sender: str = "pomoc@halny.example", content: bytes = CONTENT) -> Outgoing:
    return Outgoing(
        sender=sender,
        fallback_sender="pomoc@halny.example",
        recipients=recipients or (ANNA,),
        content=content,
        needs_utf8=any(not one.isascii() for one in recipients),
    )


def line(given: Route, *, on_wait: Callable[[], None] = lambda: None) -> Line:
    return Line(given, name="troska.example", on_wait=on_wait)


def send(given: Route, *mails: Outgoing, may_end: bool = True) -> list[dict[str, Answer]]:
    opened = line(given)
    try:
        return [dict(opened.send(one, may_end=lambda: may_end)) for one in mails]
    finally:
        opened.quit()


def test_several_mails_go_over_one_connection_byte_for_byte(server: MailServer) -> None:
    answers = send(route(server), mail(ANNA, JAN), mail(JAN), mail(ANNA, sender=""))
    assert [one.content for one in server.received] == [CONTENT] * 3
    assert [one.recipients for one in server.received] == [(ANNA, JAN), (JAN,), (ANNA,)]
    assert [one.sender for one in server.received] == ["pomoc@halny.example"] * 2 + [""]
    assert server.connections == 1
    assert answers[0][ANNA] == Answer(250, "2.0.0 Ok: queued")


def test_a_server_that_takes_no_null_path_gets_a_sender(server: MailServer) -> None:
    server.script = Script(takes_null_path=False)
    (answers,) = send(route(server), mail(sender=""))
    assert answers[ANNA].is_accepted
    assert server.received[0].sender == "pomoc@halny.example"


def test_who_is_refused_does_not_keep_it_from_the_others(server: MailServer) -> None:
    server.script = Script(refuses={JAN: "550 5.1.1 Nie ma takiego konta", "ola@poczta.example": "451 4.7.1 Poczekaj"})
    (answers,) = send(route(server), mail(ANNA, JAN, "ola@poczta.example"))
    assert {key: answer.code for key, answer in answers.items()} == {ANNA: 250, JAN: 550, "ola@poczta.example": 451}
    assert str(answers[JAN]) == "550 5.1.1 Nie ma takiego konta"
    assert server.received[0].recipients == (ANNA,)


def test_when_all_are_refused_nothing_is_sent_and_the_next_mail_still_goes(server: MailServer) -> None:
    server.script = Script(refuses={JAN: "550 nie"})
    refused, taken = send(route(server), mail(JAN), mail(ANNA))
    assert refused[JAN].is_final
    assert not refused[JAN].is_accepted
    assert taken[ANNA].is_accepted
    assert [one.recipients for one in server.received] == [(ANNA,)]


@pytest.mark.parametrize("answer", ["452 4.3.1 Brak miejsca", "554 5.7.1 Spam", "450 4.2.0 Greylisted"])
@pytest.mark.parametrize("step", [Step.MAIL, Step.RCPT, Step.DATA, Step.END])
def test_a_refusal_is_an_answer_wherever_it_comes(server: MailServer, step: Step, answer: str) -> None:
    server.script = Script(answers={step: answer}, nth=0)
    (answers,) = send(route(server), mail())
    assert answers == {ANNA: Answer(int(answer[:3]), answer[4:])}
    assert not server.received


@pytest.mark.parametrize("step", [Step.MAIL, Step.RCPT, Step.DATA, Step.BODY])
def test_before_the_end_of_data_a_lost_line_means_that_nothing_was_sent(server: MailServer, step: Step) -> None:
    server.script = Script(drops_at=step)
    asked: list[str] = []

    def may_end() -> bool:
        asked.append("may I?")
        return True

    opened = line(route(server))
    with pytest.raises(LineLost):
        opened.send(mail(content=CONTENT * 250_000), may_end=may_end)
    assert not opened.is_open
    assert not server.received
    assert not asked


def test_421_is_a_lost_line_too(server: MailServer) -> None:
    server.script = Script(answers={Step.MAIL: "421 4.3.2 Zamykam"})
    with pytest.raises(LineLost, match=r"421 4\.3\.2 Zamykam"):
        line(route(server)).send(mail(), may_end=lambda: True)


def test_between_the_last_line_and_the_answer_nobody_knows(server: MailServer) -> None:
    server.script = Script(drops_at=Step.END)
    with pytest.raises(Unanswered):
        line(route(server)).send(mail(), may_end=lambda: True)
    assert len(server.received) == 1


def test_a_line_lost_after_the_answer_is_a_success(server: MailServer) -> None:
    server.script = Script(drops_at=Step.ACCEPTED)
    assert send(route(server), mail())[0][ANNA].is_accepted


def test_nothing_is_sent_by_who_may_not_end(server: MailServer) -> None:
    with pytest.raises(TakenOver):
        send(route(server), mail(), may_end=False)
    assert not server.received


def test_a_slow_server_is_waited_for_with_signs_of_life(server: MailServer, monkeypatch: pytest.MonkeyPatch) -> None:
    server.script = Script(seconds_per_byte=0.01)
    monkeypatch.setattr(sending, "SLICE_SECONDS", 0.005)
    signs: list[int] = []
    opened = line(route(server), on_wait=lambda: signs.append(1))
    assert opened.send(mail(), may_end=lambda: True)[ANNA].is_accepted
    assert len(signs) > 10
    opened.close()


def test_a_server_that_drips_for_ever_is_left(server: MailServer, monkeypatch: pytest.MonkeyPatch) -> None:
    server.script = Script(seconds_per_byte=0.1)
    monkeypatch.setattr(sending, "GREETING_SECONDS", 0.5)
    with pytest.raises(RouteDown, match="nie odpowiada"):
        line(route(server))


def test_a_mail_beyond_the_servers_size_is_not_tried() -> None:
    with MailServer(size_limit=1000) as server:
        (answers,) = send(route(server), mail(content=CONTENT * 100))
        assert answers[ANNA].code == 552
        assert not server.commands


def test_an_address_beyond_ascii_needs_a_server_that_knows_it(server: MailServer) -> None:
    (answers,) = send(route(server), mail("żółw@poczta.example"))
    assert answers["żółw@poczta.example"].is_accepted
    assert server.received[0].recipients == ("żółw@poczta.example",)


@pytest.mark.parametrize("greeting", ["421 4.3.2 Zamknięte", "554 5.7.1 Nie dla Ciebie", "hello"])
def test_a_server_that_does_not_let_us_in_is_the_routes_trouble(server: MailServer, greeting: str) -> None:
    server.script = Script(answers={Step.CONNECT: greeting})
    with pytest.raises(RouteDown):
        line(route(server))


def test_a_server_that_is_away_is_the_routes_trouble() -> None:
    with MailServer() as server:
        pass
    with pytest.raises(RouteDown, match="odrzucone"):
        line(route(server))


def test_a_private_address_is_refused(server: MailServer, settings: Settings) -> None:
    settings.TROSKA_EGRESS_ALLOW = ()
    with pytest.raises(RouteDown, match="TROSKA_EGRESS_ALLOW"):
        line(route(server))
    assert server.connections == 0


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate for 127.0.0.1 that signs itself, with its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(clock.now() - dt.timedelta(days=1))
        .not_valid_after(clock.now() + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    file = tmp_path_factory.mktemp("tls") / "server.pem"
    file.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        + made.public_bytes(serialization.Encoding.PEM)
    )
    return file


def tls_context(certificate: Path) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    return context


@pytest.mark.parametrize("password", ["tajne", "zażółć 🦉"])
def test_starttls_and_password(certificate: Path, password: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    with MailServer(tls=tls_context(certificate), password=password) as server:
        (answers,) = send(route(server, security=Security.STARTTLS, password=password), mail())
        assert answers[ANNA].is_accepted
        with pytest.raises(RouteDown, match="535"):
            line(route(server, security=Security.STARTTLS, password="inne"))


def test_a_certificate_that_nobody_vouches_for_is_refused(certificate: Path) -> None:
    with MailServer(tls=tls_context(certificate)) as server:
        with pytest.raises(RouteDown, match=r"self.signed"):
            line(route(server, security=Security.STARTTLS))
        assert not server.commands


def test_a_server_without_starttls_gets_no_password(server: MailServer) -> None:
    with pytest.raises(RouteDown, match="STARTTLS"):
        line(route(server, security=Security.STARTTLS, password="tajne"))


def test_tls_from_the_first_byte_is_not_spoken_in_clear(server: MailServer) -> None:
    with pytest.raises(RouteDown):
        line(route(server, security=Security.TLS))
