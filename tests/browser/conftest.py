"""A real Chromium before the real server."""

import os
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page
    from tests.servers.web import WebServer

    from troska.staff.models import Agent

# The product is imported within: pytest may load this file before the settings stand.
ARGUMENTS = [
    *("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
    # One process for all sandboxed frames of a site instead of one each: what may run in them is the same. The others
    # are Playwright's, whose own switch this one replaces; while a paint is held back, keys would get lost.
    "--disable-features=IsolateSandboxedIframes,PaintHolding,AvoidUnnecessaryBeforeUnloadCheckSync,HttpsUpgrades",
]
PASSWORD = "dobre hasło konsultantki"
PHONE = {"width": 390, "height": 844}
DESKTOP = {"width": 1440, "height": 900}


@pytest.fixture(scope="module")
def web(django_db_setup: None, django_db_blocker: Any) -> Iterator["WebServer"]:
    """The server of a file's journeys; it sequences, so it must not live on beside tests of that."""
    from tests.servers.web import WebServer

    server = WebServer()
    with django_db_blocker.unblock():
        server.start()
    yield server
    server.stop()


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator["Browser"]:
    """Chromium; Playwright's loop runs in this thread, which Django would take for a mistake."""
    from playwright.sync_api import sync_playwright

    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    try:
        with sync_playwright() as playwright:
            started = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
            yield started
            started.close()
    finally:
        del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


class Site:
    """The product as one test's people use it; it writes down what their browsers ask for and what goes wrong."""

    def __init__(self, browser: "Browser", web: "WebServer") -> None:
        self.browser = browser
        self.web = web
        self.asked: list[str] = []
        self.went_wrong: list[str] = []
        self._contexts: list[BrowserContext] = []

    def context(self, **options: Any) -> "BrowserContext":
        """One person's browser."""
        made = self.browser.new_context(
            **({"base_url": self.web.url, "viewport": DESKTOP, "locale": "pl-PL", "color_scheme": "light"} | options)
        )
        made.set_default_timeout(8000)
        made.on("request", lambda request: self.asked.append(request.url))
        made.on("weberror", lambda error: self.went_wrong.append(str(error.error)))
        made.on("console", self._said)
        self._contexts.append(made)
        return made

    def sign_in(self, agent: "Agent", **options: Any) -> "Page":
        """A page in which the agent is signed in, at the list of his own."""
        page = self.context(**options).new_page()
        page.goto("/konto/login/")
        page.get_by_label("E-mail").fill(agent.email)
        page.get_by_label("Hasło").fill(PASSWORD)
        page.get_by_role("button", name="Zaloguj się").click()
        page.wait_for_url("**/rozmowy/moje/")
        return page

    def _said(self, message: "ConsoleMessage") -> None:
        if message.type == "error":
            self.went_wrong.append(message.text)

    def close(self) -> None:
        """Close every browser."""
        for context in self._contexts:
            context.close()

    @property
    def strangers(self) -> list[str]:
        """What was asked for anywhere else."""
        return [url for url in self.asked if not url.startswith((self.web.url, "data:", "blob:"))]


@pytest.fixture
def site(transactional_db: None, web: "WebServer", browser: "Browser") -> Iterator[Site]:
    """The product with an empty database, but for an inbox."""
    from django.core.cache import cache
    from tests import given

    from troska.timeline.models import Head

    cache.clear()
    # The server has read the timeline of the test before; this one's goes on behind it.
    web.position += 1_000_000
    Head.objects.update_or_create(id=1, defaults={"position": web.position})
    given.inbox()
    made = Site(browser, web)
    yield made
    made.close()


@pytest.fixture
def agent(site: Site) -> Callable[..., "Agent"]:
    """Make an agent who can sign in."""
    from tests import given

    return lambda name="Marta Wójcik", **more: given.agent(name, password=PASSWORD, **more)
