"""What a newcomer does with `troska demo`: the whole way of a message, over real SMTP and IMAP, and a second start."""

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, expect

pytestmark = [pytest.mark.chromium, pytest.mark.embedded]
STARTS_WITHIN, STOPS_WITHIN, COMES_WITHIN = 240.0, 8.0, 30_000


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


class Demo:
    """`troska demo` on a home of its own."""

    def __init__(self, folder: Path) -> None:
        self.home, self.said = folder / "home", folder / "said"
        self.port = free_port()
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        with self.said.open("wb") as said:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "troska", "demo"], env=self.environment, stdout=said, stderr=subprocess.STDOUT
            )
        until = time.monotonic() + STARTS_WITHIN
        while "Napisz jako klient" not in self.said.read_text():
            assert self.process.poll() is None, self.said.read_text()
            assert time.monotonic() < until, self.said.read_text()
            time.sleep(0.1)

    @property
    def environment(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("TROSKA_", "DATABASE_"))}
        return kept | {
            "TROSKA_HOME": str(self.home),
            "PORT": str(self.port),
            "TROSKA_LMTP_LISTEN": "off",
            "TROSKA_UNDO_SECONDS": "1",
        }

    def doctor(self) -> str:
        """Ask what is wrong."""
        command = [sys.executable, "-m", "troska", "doctor"]
        return subprocess.run(command, env=self.environment, check=False, capture_output=True, text=True).stdout

    def stop(self) -> float:
        """Press Ctrl-C; give how long it took."""
        assert self.process is not None
        began = time.monotonic()
        self.process.send_signal(signal.SIGINT)
        try:
            self.process.wait(STOPS_WITHIN)
        finally:
            self.process.kill()
        return time.monotonic() - began

    def line(self, about: str) -> str:
        return next(line for line in self.said.read_text().splitlines() if about in line)


@pytest.fixture(scope="module")
def demo(request: pytest.FixtureRequest) -> Iterator[Demo]:
    folder = Path(tempfile.mkdtemp(prefix="troska-demo-"))
    folder.chmod(0o711)
    running = Demo(folder)
    try:
        running.start()
        yield running
    finally:
        if request.session.testsfailed:
            sys.stdout.write(running.said.read_text()[-8000:] + running.doctor())
        if running.process is not None and running.process.poll() is None:
            running.stop()
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def context(demo: Demo, browser: Browser) -> Iterator[BrowserContext]:
    made = browser.new_context(base_url=f"http://127.0.0.1:{demo.port}", locale="pl-PL")
    made.set_default_timeout(COMES_WITHIN)
    expect.set_options(timeout=COMES_WITHIN)
    wrong: list[str] = []

    def hear(said: ConsoleMessage) -> None:
        # A form that is shown again says so by its status, which the browser calls an error.
        if said.type == "error" and "422" not in said.text:
            wrong.append(said.text)

    made.on("console", hear)
    yield made
    made.close()
    assert not wrong


def desk(context: BrowserContext, page: Page) -> Page:
    """Open the desk in a second window, as the page offers."""
    with context.expect_page() as opened:
        page.get_by_role("button", name="Karolina Bielak").click()
    opened.value.wait_for_url("**/rozmowy/nieprzypisane/")
    return opened.value


def answer(desk: Page, text: str) -> None:
    desk.get_by_label("Odpowiedź do klienta").and_(desk.locator("textarea")).fill(text)
    desk.locator("#reply-form").get_by_role("button", name=re.compile("^Wyślij(?! i)")).click()


def send(page: Page, text: str, *, subject: str = "") -> None:
    if subject:
        page.get_by_label("Temat").fill(subject)
    page.get_by_label("Treść").fill(text)
    page.get_by_role("button", name="Wyślij").click()
    expect(page.get_by_text("Wysłane.")).to_be_visible()


def test_a_message_goes_all_the_way_and_back_and_back_again(demo: Demo, context: BrowserContext) -> None:
    page = context.new_page()
    page.goto("/demo/")
    at_desk = desk(context, page)
    at_desk.evaluate("window.isTheSamePage = true")
    send(page, "Czy plecak Halny zmieści się pod fotelem w samolocie?", subject="Plecak do samolotu")
    row = at_desk.locator(".row-item", has_text="Plecak do samolotu")
    expect(row).to_be_visible()
    assert at_desk.evaluate("window.isTheSamePage"), "it came without a reload"
    expect(page.locator(".demo-there").first).to_contain_text("Troska to ma: T-")

    row.click()
    expect(at_desk.locator("#thread")).to_contain_text("pod fotelem")
    answer(at_desk, "Dzień dobry, tak, po ściągnięciu pasków mieści się bez kłopotu.")
    mail = page.locator(".demo-mail", has_text="po ściągnięciu pasków")
    expect(mail).to_contain_text("Karolina Bielak")
    expect(at_desk.locator("#thread")).to_contain_text("wysłana")

    mail.get_by_role("link", name="Odpowiedz").click()
    expect(page.get_by_label("Temat")).to_have_value("Re: Plecak do samolotu")
    send(page, "Dziękuję, w takim razie zamawiam.")
    expect(at_desk.locator("#thread")).to_contain_text("w takim razie zamawiam")
    assert at_desk.evaluate("window.isTheSamePage"), "the answer came to the same conversation, live"
    assert at_desk.locator("#thread > .message.is-customer").count() == 2
    # The quoted history that came along is folded away.
    assert "po ściągnięciu" not in at_desk.locator("#thread > .message").last.inner_text()


def test_an_answer_to_an_address_with_a_slip_is_seen_to_fail(context: BrowserContext) -> None:
    page = context.new_page()
    page.goto("/demo/")
    page.get_by_label("Piszesz jako").select_option("ewa.zielinska@pocta.example")
    expect(page.get_by_text("Tej skrzynki nie ma")).to_be_visible()
    at_desk = desk(context, page)
    send(page, "Czy to dochodzi?", subject="Próba adresu")
    at_desk.locator(".row-item", has_text="Próba adresu").click()
    answer(at_desk, "Dochodzi, a w drugą stronę?")
    expect(at_desk.locator("#thread")).to_contain_text("niedoręczona")


def test_somebody_new_gets_a_mailbox_of_his_own(context: BrowserContext) -> None:
    page = context.new_page()
    page.goto("/demo/?kto=nowa")
    page.get_by_label("Imię i nazwisko").fill("Zenon Nowy")
    page.get_by_label("Adres").fill("zenon@gmail.com")
    page.get_by_role("button", name="Załóż skrzynkę").click()
    expect(page.get_by_text("Podaj adres w domenie .example, na przykład")).to_be_visible()
    page.get_by_label("Adres").fill("zenon@poczta.example")
    page.get_by_role("button", name="Załóż skrzynkę").click()
    page.get_by_role("link", name="Zwrot", exact=True).click()
    expect(page.get_by_label("Temat")).to_have_value("Odstąpienie od umowy")
    page.get_by_role("button", name="Wyślij").click()
    # Beside his own letter the acknowledgement comes, by itself.
    expect(page.locator(".demo-mail", has_text="Otrzymaliśmy Twoją wiadomość")).to_contain_text("automat")
    expect(page.locator(".demo-mail.is-sent")).to_contain_text("Odstąpienie od umowy")


def test_the_quarantine_shows_what_it_is_for(context: BrowserContext) -> None:
    page = context.new_page()
    page.goto("/demo/")
    with context.expect_page() as opened:
        page.get_by_role("button", name="Hanna Lipska").click()
    opened.value.goto("/rozmowy/kwarantanna/")
    for subject in ("Twój kod weryfikacyjny", "Pilny przelew jeszcze dziś", "Zwrot pieniędzy na inne konto"):
        expect(opened.value.get_by_text(subject).first).to_be_visible()


@pytest.mark.parametrize("width", [1440, 390])
def test_the_page_fits(context: BrowserContext, width: int) -> None:
    page = context.new_page()
    page.set_viewport_size({"width": width, "height": 844})
    page.goto("/demo/")
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_it_starts_again_on_the_same_data_on_other_ports_too(demo: Demo, context: BrowserContext) -> None:
    page = context.new_page()
    page.goto("/demo/")
    at_desk = desk(context, page)
    send(page, "Czy to zostaje po przerwie?", subject="Przed przerwą")
    expect(at_desk.locator(".row-item", has_text="Przed przerwą")).to_have_count(1)
    for one in (page, at_desk):
        one.goto("about:blank")  # what a page says while its server is away is told elsewhere
    assert demo.stop() < STOPS_WITHIN
    known = demo.home / "demo" / "ports.json"
    before = json.loads(known.read_text())
    # Meanwhile somebody has taken the port where mail was fetched from.
    with socket.create_server(("127.0.0.1", before["imap"])):
        began = time.monotonic()
        demo.start()
        assert "Przygotowuję" not in demo.said.read_text()
        assert time.monotonic() - began < 60
        assert json.loads(known.read_text())["imap"] != before["imap"]
        page.goto("/demo/")
        expect(page.locator(".demo-mail", has_text="Czy to zostaje po przerwie?")).to_be_visible()
        at_desk.goto("/rozmowy/nieprzypisane/")
        send(page, "Czy po przerwie też dochodzi?", subject="Dalszy ciąg")
        expect(at_desk.locator(".row-item", has_text="Dalszy ciąg")).to_have_count(1)
        # Reading the mailbox anew brings nothing twice.
        expect(at_desk.locator(".row-item", has_text="Przed przerwą")).to_have_count(1)
