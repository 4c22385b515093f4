"""From an empty server to the first answered mail: real processes, a real Chromium, real servers of SMTP and IMAP."""

import shutil
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from bench.stand import Stand
from playwright.sync_api import Browser, Page, expect
from tests import given
from tests.servers import imap
from tests.servers.imap import Dovecot, ImapServer
from tests.servers.smtp import MailServer

pytestmark = [
    pytest.mark.chromium,
    pytest.mark.embedded,
    pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS"),  # on loopback
]
MAILBOXES = "dovecot" if Path(Dovecot.program).exists() else "pymap"


class Empty(Stand):
    """An installation just unpacked."""

    def _furnish(self) -> None:
        """Nobody and nothing."""


@pytest.fixture
def world() -> Iterator[tuple[Empty, ImapServer, MailServer]]:
    folder = Path(tempfile.mkdtemp(prefix="troska-journey-"))
    folder.chmod(0o711)
    try:
        mailbox = imap.make(MAILBOXES, folder)
        with (
            mailbox,
            MailServer(password=mailbox.password) as post,
            Empty(settings={"TROSKA_UNDO_SECONDS": "0"}) as one,
        ):
            yield one, mailbox, post
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def failing(page: Page) -> str:
    page.get_by_role("button", name="Sprawdź połączenie", exact=True).click()
    return page.locator(".a-steps .is-wrong").first.inner_text()


def test_from_an_empty_server_to_the_first_answered_mail(
    world: tuple[Empty, ImapServer, MailServer], browser: Browser
) -> None:
    troska, mailbox, post = world
    context = browser.new_context(base_url=troska.address, locale="pl-PL")
    context.set_default_timeout(20_000)
    expect.set_options(timeout=20_000)
    page = context.new_page()
    page.goto("/rozmowy/moje/")
    page.get_by_label("Kod z serwera").fill((troska.home / "setup_code").read_text())
    page.get_by_label("Imię i nazwisko").fill("Ewa Nowak")
    page.get_by_label("E-mail").fill("ewa@firma.example")
    page.get_by_label("Hasło").fill("mocne hasło Ewy 7")
    page.get_by_role("button", name="Załóż konto").click()
    page.get_by_label("Pełna nazwa firmy").fill("Halny sp. z o.o.")
    page.goto("/")  # broken off, and gone on
    page.get_by_label("Pełna nazwa firmy").fill("Halny sp. z o.o.")
    page.get_by_label("Nazwa, pod którą znają Was klienci").fill("Sklep Halny")
    page.get_by_label("Adres, na który piszą klienci").fill(mailbox.username)
    page.get_by_role("button", name="Dalej").click()
    page.get_by_role("link", name="Podłącz pocztę").click()
    page.get_by_role("link", name="inny").click()
    page.get_by_label("Nazwa", exact=True).fill("Poczta sklepu")
    page.get_by_label("Użytkownik").fill(mailbox.username)
    page.get_by_label("Hasło").fill("nie to hasło")
    for way, port in (("IMAP", mailbox.port), ("SMTP", post.port)):
        page.get_by_label(f"Serwer {way}").fill("127.0.0.1")
        page.get_by_label(f"Port {way}").fill(str(port))
        page.get_by_label(f"Szyfrowanie {way}").select_option("plain")
    page.get_by_label("Weź też listy").check()
    page.get_by_role("button", name="Zapisz").click()

    assert "Adresy prywatne" in failing(page)
    page.get_by_role("link", name="Adresy prywatne").last.click()
    page.get_by_label("Sieć albo host").fill("127.0.0.1")
    page.get_by_role("button", name="Zezwól").click()
    expect(page.locator(".a-words")).to_contain_text("127.0.0.1/32")
    time.sleep(3.5)  # by then every part goes by the new list
    page.goto("/ustawienia/poczta/")
    page.get_by_role("link", name="Poczta sklepu").click()
    assert "hasła do aplikacji" in failing(page)
    page.get_by_label("Hasło").fill(mailbox.password)
    page.get_by_role("button", name="Zapisz").click()
    page.get_by_role("button", name="Sprawdź połączenie", exact=True).click()
    expect(page.get_by_role("heading", name="Wszystko działa")).to_be_visible()

    mailbox.append([given.mail("Czy macie rozmiar 47?", To=mailbox.username, Subject="Rozmiar")])
    page.goto("/")
    page.get_by_role("button", name="Przejdź do rozmów").click()
    page.goto("/rozmowy/nieprzypisane/")
    page.locator(".row-item", has_text="Rozmiar").click()
    page.locator("#reply-text").fill("Tak, mamy trzy pary.")
    page.locator("#reply-form").get_by_role("button", name="Wyślij", exact=True).click()
    expect(page.locator("#thread .is-ours .delivery")).to_contain_text("wysłana")
    [got] = post.mails_to(given.ANNA)
    assert "Sklep Halny" in str(got.mail["From"])
    assert context.request.get("/zacznij/").status == 404
    context.close()
