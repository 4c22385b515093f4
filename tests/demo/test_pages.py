"""Writing as a customer: what the pages let through, and what is written in the mail."""

from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from urllib.parse import quote

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from django.conf import LazySettings
from django.test import Client
from tests import given

from troska.channels.email import interpret
from troska.customers.actions import IdentityHint, Stranger, find_or_add_customers
from troska.customers.models import IdentityKind
from troska.demo import letters
from troska.demo.mail import maildirs, ports
from troska.demo.mail.maildirs import Maildirs
from troska.timeline.actors import SYSTEM

pytestmark = pytest.mark.django_db
ANNA = "anna.nowak@poczta.example"
PAGE = f"/demo/?kto={quote(ANNA)}"
ORIGIN = {"Origin": "http://testserver"}


class _Kept:
    def __init__(self) -> None:
        self.mails: list[tuple[str, list[str], bytes]] = []

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        assert isinstance(envelope.content, bytes)
        self.mails.append((envelope.mail_from or "", envelope.rcpt_tos, envelope.content))
        return "250 OK"


@pytest.fixture(autouse=True)
def boxes(settings: LazySettings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Maildirs:
    settings.TROSKA_HOME = tmp_path
    settings.ALLOWED_HOSTS = ["testserver"]
    monkeypatch.setenv("TROSKA_DEMO", "1")
    find_or_add_customers([Stranger(IdentityHint(IdentityKind.EMAIL, ANNA), "Anna Nowak")], by=SYSTEM)
    boxes = maildirs.maildirs()
    boxes.make([ANNA])
    return boxes


@pytest.fixture
def server(boxes: Maildirs) -> Iterator[_Kept]:
    kept = _Kept()
    known = ports.choose()
    controller = Controller(kept, hostname=ports.HOST, port=known.smtp)
    controller.start()
    yield kept
    controller.stop()


def sent(server: _Kept) -> EmailMessage:
    [(_, _, raw)] = server.mails
    mail = message_from_bytes(raw, policy=policy.default)
    assert isinstance(mail, EmailMessage)
    return mail


@pytest.mark.parametrize("page", ["/demo/", f"/demo/skrzynka?kto={ANNA}", "/demo/nowa-osoba", "/demo/wejdz"])
def test_outside_of_the_demo_there_is_no_such_page(client: Client, page: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TROSKA_DEMO")
    is_form = page in ("/demo/nowa-osoba", "/demo/wejdz")
    assert (client.post(page, headers=ORIGIN) if is_form else client.get(page)).status_code == 404


def test_a_mail_goes_from_the_chosen_customer_and_is_kept_in_his_mailbox(client: Client, server: _Kept) -> None:
    answer = client.post(PAGE, {"to": "sklep@kladka.example", "subject": "Pytanie", "text": "Gdzie?"}, headers=ORIGIN)
    assert answer.status_code == 302
    [(sender, recipients, _)] = server.mails
    assert (sender, recipients) == (ANNA, ["sklep@kladka.example"])
    assert sent(server)["From"] == f"Anna Nowak <{ANNA}>"
    [shown] = letters.mailbox_of(ANNA)
    assert shown.is_sent
    assert shown.text.strip() == "Gdzie?"
    assert "Gdzie?" in client.get(PAGE).content.decode()


def test_an_answer_names_what_it_answers_and_goes_where_it_asks_to(
    client: Client, server: _Kept, boxes: Maildirs
) -> None:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "Kładka <sklep@kladka.example>", ANNA, "Paczka"
    mail["Reply-To"] = "sklep+r.token@kladka.example"
    mail["Message-ID"], mail["References"] = "<2@kladka.example>", "<1@poczta.example>"
    mail.set_content("Już jedzie.")
    box = boxes.find(ANNA)
    assert box is not None
    maildirs.deliver(box, mail.as_bytes())
    [came] = letters.mailbox_of(ANNA)
    answer = client.post(
        f"{PAGE}&odpowiedz={came.name}", {"subject": "Re: Paczka", "text": "Dziękuję."}, headers=ORIGIN
    )
    assert answer.status_code == 302
    written = sent(server)
    assert written["To"] == "sklep+r.token@kladka.example"
    assert written["In-Reply-To"] == "<2@kladka.example>"
    assert written["References"] == "<1@poczta.example> <2@kladka.example>"
    read = interpret.interpret(server.mails[0][2])
    assert read.text.strip() == "Dziękuję."
    assert "> Już jedzie." in read.text_full


def test_a_file_goes_along(client: Client, server: _Kept, tmp_path: Path) -> None:
    file = tmp_path / "zdjęcie.png"
    file.write_bytes(b"\x89PNG")
    with file.open("rb") as opened:
        client.post(PAGE, {"subject": "Zdjęcie", "text": "W załączniku.", "file": opened}, headers=ORIGIN)
    [attachment] = interpret.interpret(server.mails[0][2]).attachments
    assert (attachment.filename, attachment.content_type, attachment.content) == (
        "zdjęcie.png",
        "image/png",
        b"\x89PNG",
    )


def test_no_line_end_gets_into_a_header(client: Client, server: _Kept) -> None:
    client.post(PAGE, {"subject": "Raz\r\nBcc: jan@gmail.com", "text": "Dwa"}, headers=ORIGIN)
    assert sent(server)["Bcc"] is None
    assert server.mails[0][1] == ["sklep@kladka.example"]


def test_what_is_wrong_is_said_and_what_was_written_stays(client: Client) -> None:
    answer = client.post(PAGE, {"subject": "Zostaje", "text": "  "}, headers=ORIGIN)
    assert answer.status_code == 422
    assert "Napisz coś" in answer.content.decode()
    assert "Zostaje" in answer.content.decode()
    without_server = client.post(PAGE, {"subject": "Zostaje", "text": "Też zostaje"}, headers=ORIGIN)
    assert without_server.status_code == 422
    assert "nie odpowiada" in without_server.content.decode()
    assert "Też zostaje" in without_server.content.decode()


@pytest.mark.parametrize("address", ["jan@gmail.com", "sklep@kladka.example", "../x@y.example", "jan"])
def test_nobody_real_and_nobody_of_the_company_can_be_made_up(client: Client, address: str) -> None:
    answer = client.post("/demo/nowa-osoba", {"name": "Jan", "address": address}, headers=ORIGIN)
    assert answer.status_code == 422
    assert "jan@poczta.example" in answer.content.decode()


def test_somebody_made_up_has_a_mailbox_and_stays_in_the_list(client: Client) -> None:
    answer = client.post("/demo/nowa-osoba", {"name": "Żaneta Nowa", "address": "Z@nowa.example"}, headers=ORIGIN)
    assert answer.headers["Location"] == "/demo/?kto=z%40nowa.example"
    assert "Żaneta Nowa · z@nowa.example" in client.get(PAGE).content.decode()
    assert client.get("/demo/?kto=nikt@poczta.example").status_code == 404


@pytest.mark.parametrize("origin", [{}, {"Origin": "https://zly.example"}, {"Origin": "null"}])
def test_another_site_can_neither_send_nor_sign_anybody_in(origin: dict[str, str]) -> None:
    client = Client(enforce_csrf_checks=True)
    given.agent("Karolina Bielak", email="karolina.bielak@kladka.example")
    assert client.post(PAGE, {"text": "x"}, headers=origin).status_code == 403
    entered = client.post("/demo/wejdz", {"kto": "karolina.bielak@kladka.example"}, headers=origin)
    assert entered.status_code == 403
    assert "_auth_user_id" not in client.session


def test_the_desk_opens_as_those_who_are_offered_and_as_nobody_else(client: Client) -> None:
    given.agent("Karolina Bielak", email="karolina.bielak@kladka.example")
    given.agent("Tomasz", email="tomasz.formela@kladka.example")
    assert client.post("/demo/wejdz", {"kto": "tomasz.formela@kladka.example"}, headers=ORIGIN).status_code == 404
    entered = client.post("/demo/wejdz", {"kto": "karolina.bielak@kladka.example"}, headers=ORIGIN)
    assert entered.headers["Location"] == "/rozmowy/nieprzypisane/"
    assert client.get("/rozmowy/nieprzypisane/").status_code == 200


def test_the_mailbox_answers_with_nothing_as_long_as_nothing_changed(client: Client, boxes: Maildirs) -> None:
    state = letters.state_of(ANNA, letters.mailbox_of(ANNA))
    asked = {"kto": ANNA, "stan": state}
    assert client.get("/demo/skrzynka", asked).status_code == 204
    box = boxes.find(ANNA)
    assert box is not None
    maildirs.deliver(box, b"From: Sklep <sklep@kladka.example>\nSubject: Nowe\n\nTekst\n")
    changed = client.get("/demo/skrzynka", asked)
    assert changed.status_code == 200
    assert "Nowe" in changed.content.decode()


def test_letters_to_staff_can_be_read_and_their_links_followed(client: Client, boxes: Maildirs) -> None:
    assert "Jeszcze nic tu nie ma" in client.get("/demo/listy").content.decode()
    raw = given.mail("Ustaw: http://localhost:8000/konto/x\n", To="hanna@kladka.example", Subject="Nowe hasło")
    maildirs.deliver(boxes.staff, raw)
    page = client.get("/demo/listy").content.decode()
    assert "hanna@kladka.example" in page
    assert 'href="http://localhost:8000/konto/x"' in page
