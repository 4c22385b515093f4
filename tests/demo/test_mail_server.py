"""The demo's mail server, met by SMTP and IMAP as any mail program would."""

import imaplib
import select
import smtplib
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from pathlib import Path

import pytest
from django.conf import LazySettings

from troska.channels.email import interpret
from troska.demo import mail_server
from troska.demo.mail import maildirs, ports
from troska.demo.mail.maildirs import Maildirs
from troska.demo.seeding import PASSWORD

ANNA, ZOFIA = "anna.nowak@poczta.example", "zofia@listy.example"
SHOP, RETURNS = "sklep@kladka.example", "reklamacje@kladka.example"


@pytest.fixture
def boxes(settings: LazySettings, tmp_path: Path) -> Maildirs:
    settings.TROSKA_HOME = tmp_path
    boxes = maildirs.maildirs()
    boxes.make([ANNA, ZOFIA])
    return boxes


@contextmanager
def running() -> Iterator[ports.Ports]:
    stop = threading.Event()
    known = ports.choose()
    thread = threading.Thread(target=mail_server.run, args=[stop])
    thread.start()
    for _ in range(500):
        try:
            smtplib.SMTP(ports.HOST, known.smtp, timeout=5).quit()
            break
        except OSError:
            time.sleep(0.02)
    yield known
    stop.set()
    thread.join(5)
    assert not thread.is_alive()


@pytest.fixture
def server(boxes: Maildirs) -> Iterator[ports.Ports]:
    with running() as known:
        yield known


def letter(sender: str, to: str, text: str = "Dzień dobry, gdzie jest moja paczka?") -> EmailMessage:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = f"Anna <{sender}>", to, "Gdzie jest paczka?"
    mail["Message-ID"] = "<1@poczta.example>"
    mail.set_content(text)
    return mail


def send(server: ports.Ports, mail: EmailMessage, *, sender: str, to: str, sign_in: bool = False) -> None:
    with smtplib.SMTP(ports.HOST, server.smtp, timeout=5) as smtp:
        if sign_in:
            smtp.login(SHOP, PASSWORD)
        smtp.send_message(mail, from_addr=sender, to_addrs=[to])


def opened(server: ports.Ports, user: str) -> imaplib.IMAP4:
    client = imaplib.IMAP4(ports.HOST, server.imap, timeout=5)
    client.login(user, PASSWORD)
    client.select("INBOX")
    return client


def mails(client: imaplib.IMAP4) -> list[bytes]:
    _, [found] = client.uid("SEARCH", "ALL")
    fetched = [client.uid("FETCH", uid, "(BODY.PEEK[])")[1][0] for uid in found.split()]
    return [part[1] for part in fetched if isinstance(part, tuple)]


def test_mail_to_any_address_of_the_company_lies_in_its_mailbox(server: ports.Ports) -> None:
    for to in (SHOP, RETURNS, "sklep+r.abc@kladka.example"):
        send(server, letter(ANNA, to), sender=ANNA, to=to)
    client = opened(server, SHOP)
    found = [interpret.interpret(raw) for raw in mails(client)]
    client.logout()
    assert {mail.delivered_to[0] for mail in found} == {SHOP, RETURNS, "sklep+r.abc@kladka.example"}
    assert {mail.text.strip() for mail in found} == {"Dzień dobry, gdzie jest moja paczka?"}
    assert "dmarc=pass" in found[0].authentication_results[0]


def test_who_waits_for_mail_hears_of_it_at_once(server: ports.Ports) -> None:
    client = opened(server, SHOP)
    client.send(b"w1 IDLE\r\n")
    assert client.readline().startswith(b"+")
    waits = []
    for _ in range(3):
        send(server, letter(ANNA, SHOP), sender=ANNA, to=SHOP)
        sent_at = time.monotonic()
        while b"EXISTS" not in client.readline():
            pass
        waits.append(time.monotonic() - sent_at)
    client.send(b"DONE\r\n")
    while not client.readline().startswith(b"w1 OK"):
        pass
    assert len(mails(client)) == 3
    client.logout()
    # Without being woken it would be 1 to 2 seconds, every time.
    assert min(waits) < 0.7


def test_mail_that_another_process_puts_in_is_seen_while_waiting(server: ports.Ports, boxes: Maildirs) -> None:
    client = opened(server, SHOP)
    client.send(b"w1 IDLE\r\n")
    client.readline()
    maildirs.deliver(boxes.company, letter(ANNA, SHOP).as_bytes())
    assert select.select([client.sock], [], [], 5)[0]
    assert b"EXISTS" in client.readline()
    client.shutdown()


def test_nothing_leaves_the_machine(server: ports.Ports, boxes: Maildirs) -> None:
    with pytest.raises(smtplib.SMTPRecipientsRefused) as refused:
        send(server, letter(SHOP, "jan@gmail.com"), sender=SHOP, to="jan@gmail.com", sign_in=True)
    assert refused.value.recipients["jan@gmail.com"][0] == 550
    with pytest.raises(smtplib.SMTPRecipientsRefused):
        send(server, letter(ANNA, "../../etc@x.example"), sender=ANNA, to="../../etc@x.example")


def test_mail_to_a_mailbox_that_does_not_exist_comes_back_with_a_report(server: ports.Ports) -> None:
    send(server, letter(SHOP, "anna.nowka@poczta.example"), sender=SHOP, to="anna.nowka@poczta.example", sign_in=True)
    client = opened(server, SHOP)
    [raw] = mails(client)
    client.logout()
    mail = interpret.interpret(raw)
    assert mail.bounce
    assert mail.null_return_path
    report = mail.bounce_report
    assert report is not None
    assert report.original_message_id == "1@poczta.example"
    assert [(one.address, one.action, one.status) for one in report.recipients] == [
        ("anna.nowka@poczta.example", "failed", "5.1.1")
    ]


def test_a_report_that_cannot_be_delivered_is_not_reported_on(server: ports.Ports, boxes: Maildirs) -> None:
    send(server, letter(SHOP, "nikt@poczta.example"), sender="", to="nikt@poczta.example")
    assert not list((boxes.company / "new").iterdir())


def test_nobody_writes_as_the_company_without_signing_in(server: ports.Ports, boxes: Maildirs) -> None:
    with pytest.raises(smtplib.SMTPSenderRefused):
        send(server, letter(SHOP, ANNA), sender=SHOP, to=ANNA)
    send(server, letter(SHOP, RETURNS), sender=ANNA, to=RETURNS)
    client = opened(server, SHOP)
    [raw] = mails(client)
    client.logout()
    assert b"dmarc=fail" in raw


def test_a_verdict_that_the_sender_wrote_himself_is_removed(server: ports.Ports) -> None:
    mail = letter("prezes@kladka.example", SHOP)
    mail["Authentication-Results"] = "poczta.pokaz.example; dmarc=pass header.from=kladka.example"
    send(server, mail, sender=ANNA, to=SHOP)
    client = opened(server, SHOP)
    [raw] = mails(client)
    client.logout()
    assert len(interpret.interpret(raw).authentication_results) == 1
    assert b"dmarc=pass" not in raw


def test_each_customer_opens_his_own_mailbox_only_with_the_password(server: ports.Ports) -> None:
    send(server, letter(SHOP, ANNA), sender=SHOP, to=ANNA, sign_in=True)
    counts = {}
    for user in (ANNA, ZOFIA, SHOP):
        client = opened(server, user)
        counts[user] = len(mails(client))
        client.logout()
    assert counts == {ANNA: 1, ZOFIA: 0, SHOP: 0}
    client = imaplib.IMAP4(ports.HOST, server.imap, timeout=5)
    for user, password in ((ANNA, "inne"), ("nikt@poczta.example", PASSWORD)):
        with pytest.raises(imaplib.IMAP4.error):
            client.login(user, password)
    client.logout()


def test_mail_and_uid_survive_a_new_start(boxes: Maildirs) -> None:
    seen: list[tuple[object, ...]] = []
    for _ in range(2):
        with running() as known:
            if not seen:
                send(known, letter(ANNA, SHOP), sender=ANNA, to=SHOP)
            client = opened(known, SHOP)
            seen.append((known, client.response("UIDVALIDITY")[1], client.uid("SEARCH", "ALL")[1]))
            client.shutdown()
    assert seen[0] == seen[1]


def test_what_troska_writes_to_its_own_people_lies_beside_the_companys_mail(
    server: ports.Ports, boxes: Maildirs
) -> None:
    mail = letter(SHOP, "hanna@kladka.example", "Ustaw nowe hasło")
    mail["Auto-Submitted"] = "auto-generated"
    send(server, mail, sender="", to="hanna@kladka.example", sign_in=True)
    send(server, mail, sender=ANNA, to=SHOP)  # who is not signed in can't put anything there
    [kept] = boxes.staff_letters()
    assert b"Delivered-To: hanna@kladka.example" in kept.path.read_bytes()
    assert len(list((boxes.company / "new").iterdir())) == 1
