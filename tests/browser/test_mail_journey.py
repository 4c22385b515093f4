"""The main job from end to end: real processes, a real Chromium, and real servers of SMTP and IMAP on loopback."""

import shutil
import smtplib
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from bench.stand import PASSWORD, Stand
from playwright.sync_api import Browser, BrowserContext, Page, expect
from tests import given
from tests.servers import imap
from tests.servers.cable import Cable
from tests.servers.imap import Dovecot, ImapServer
from tests.servers.smtp import MailServer, Received

pytestmark = [
    pytest.mark.chromium,
    pytest.mark.embedded,
    pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS"),  # on loopback
]
COMES_WITHIN = 15_000
CUT_SECONDS = 60
HELP = "pomoc@halny.example"
ANNA = "Anna Nowak <anna@poczta.example>"
MAILBOXES = "dovecot" if Path(Dovecot.program).exists() else "pymap"

ADD_MAILBOX = """
from troska.channels.email import mailboxes
from troska.channels.email.models import Security
from troska.conversations.models import Inbox
mailboxes.add_mailbox(
    name="Pomoc", inbox=Inbox.objects.get(), username={username!r}, secret={password!r},
    imap_host="127.0.0.1", imap_port={imap_port}, imap_security=Security.PLAIN, import_existing=True,
    smtp_host="127.0.0.1", smtp_port={smtp_port}, smtp_security=Security.PLAIN,
)
"""


def written(received: Received) -> str:
    """The text of a mail."""
    body = received.mail.get_body(("plain",))
    assert body is not None
    return str(body.get_content())


@dataclass
class World:
    """An installation, the mail servers around it, and the line to the agent's browser."""

    troska: Stand
    mailbox: ImapServer
    post: MailServer
    cable: Cable

    def write(self, text: str, *, to: str = HELP, **headers: str) -> None:
        """Let the customer send a mail by SMTP; the server puts it into our mailbox, as it does for its own domain."""
        mail = given.mail(text, From=ANNA, To=to, **headers)  # type: ignore[arg-type]  # headers by name
        with smtplib.SMTP("127.0.0.1", self.post.port) as server:
            server.login(self.mailbox.username, self.mailbox.password)
            server.sendmail("anna@poczta.example", [to], mail)
        self.mailbox.append([self.post.mails_to(to)[-1].content])

    def gets(self, text: str) -> Received:
        """The mail that the customer got."""
        until = time.monotonic() + COMES_WITHIN / 1000
        while time.monotonic() < until:
            for received in self.post.mails_to("anna@poczta.example"):
                if text in written(received):
                    return received
            time.sleep(0.05)
        raise AssertionError([one.content for one in self.post.received])

    def answer(self, to: Received, text: str) -> None:
        """Let the customer answer what he got, as a mail program does."""
        their = to.mail
        references = f"{their.get('References', '')} {their['Message-ID']}".strip()
        quoted = "\n".join(f"> {line}" for line in written(to).splitlines())
        self.write(
            f"{text}\n\nW dniu 5.10.2026 o 10:12, Sklep Halny napisał(a):\n{quoted}\n",
            to=str(their["Reply-To"].addresses[0].addr_spec),
            Subject=str(their["Subject"]),
            In_Reply_To=str(their["Message-ID"]),
            References=references,
        )


@pytest.fixture
def world() -> Iterator[World]:
    folder = Path(tempfile.mkdtemp(prefix="troska-journey-"))
    folder.chmod(0o711)
    try:
        stand = Stand(settings={"TROSKA_EGRESS_ALLOW": "127.0.0.0/8", "TROSKA_UNDO_SECONDS": "1"})
        mailbox = imap.make(MAILBOXES, folder)
        post = MailServer(password=mailbox.password)
        with mailbox, post, stand, Cable(stand.port) as cable:
            known = {"username": mailbox.username, "password": mailbox.password}
            stand.python(ADD_MAILBOX.format(imap_port=mailbox.port, smtp_port=post.port, **known))
            yield World(stand, mailbox, post, cable)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def context(world: World, browser: Browser) -> Iterator[BrowserContext]:
    made = browser.new_context(base_url=f"http://127.0.0.1:{world.cable.port}", locale="pl-PL")
    made.set_default_timeout(COMES_WITHIN)
    expect.set_options(timeout=COMES_WITHIN)
    yield made
    made.close()


def sign_in(context: BrowserContext) -> Page:
    page = context.new_page()
    page.goto("/konto/login/")
    page.get_by_label("E-mail").fill("admin@halny.example")
    page.get_by_label("Hasło").fill(PASSWORD)
    page.get_by_role("button", name="Zaloguj się").click()
    page.wait_for_url("**/rozmowy/**")
    page.goto("/rozmowy/nieprzypisane/")
    page.evaluate("window.isTheSamePage = true")
    return page


def reply(page: Page, text: str) -> None:
    page.locator("#reply-text").fill(text)
    page.locator("#reply-form").get_by_role("button", name="Wyślij", exact=True).click()


def test_a_mail_its_answer_and_the_answer_to_that_are_one_conversation(world: World, context: BrowserContext) -> None:
    page = sign_in(context)
    world.write("Czy buty Turbacz są w rozmiarze 47?", Subject="Rozmiar butów")
    row = page.locator(".row-item", has_text="Rozmiar butów")
    row.click()
    expect(page.locator("#thread")).to_contain_text("w rozmiarze 47")

    reply(page, "Dzień dobry, tak, mamy trzy pary.")
    got = world.gets("mamy trzy pary")
    expect(page.locator("#thread .is-ours .delivery")).to_contain_text("wysłana")
    world.answer(got, "Świetnie, biorę jedną.")
    expect(page.locator("#thread")).to_contain_text("Świetnie, biorę jedną.")
    expect(page.locator("#thread > .message")).to_have_count(3)

    # The line dies without a word. The customer writes once more, the agent goes on writing and tries to send.
    began = time.monotonic()
    world.cable.pull()
    world.answer(got, "I poproszę jeszcze o sznurówki.")
    page.locator("#reply-text").fill("Odkładamy parę na Pani nazwisko.")
    expect(page.get_by_text("Brak połączenia – ponawiam")).to_be_visible(timeout=40_000)
    reply(page, "Odkładamy parę na Pani nazwisko.")
    expect(page.locator("#toasts [role=alert]")).to_be_visible(timeout=40_000)
    expect(page.locator("#reply-text")).to_have_value("Odkładamy parę na Pani nazwisko.")
    page.wait_for_timeout(max(0.0, began + CUT_SECONDS - time.monotonic()) * 1000)
    expect(page.locator("#thread > .message")).to_have_count(3)
    world.cable.plug()

    expect(page.locator("#thread")).to_contain_text("jeszcze o sznurówki", timeout=40_000)
    expect(page.get_by_text("Brak połączenia – ponawiam")).to_be_hidden()
    page.locator("#reply-form").get_by_role("button", name="Wyślij", exact=True).click()
    # The customer wrote meanwhile: it waits until the agent knows of that.
    expect(page.locator("#reply-form .news")).to_contain_text("jeszcze o sznurówki")
    page.get_by_role("button", name="Wyślij mimo to").click()
    world.gets("Odkładamy parę na Pani nazwisko.")
    expect(page.locator("#reply-text")).to_have_value("")
    expect(page.locator("#thread > .message")).to_have_count(5)
    expect(page.locator("#thread .is-ours .delivery").last).to_contain_text("wysłana")
    assert page.evaluate("window.isTheSamePage"), "all of it without a reload"
    assert len(world.post.mails_to("anna@poczta.example")) == 2, "nothing went out twice"
    assert world.troska.count("SELECT count(*) FROM conversations_conversation") == 1
    assert world.troska.count("SELECT count(*) FROM conversations_message") == 5
