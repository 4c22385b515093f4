"""Signing in, as people do it: second factors, keys, providers, invitations, sessions that end."""

import os
import re
import shutil
import socket
import subprocess
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from tests import given
from tests.conftest import OPENID
from tests.servers.web import WebServer
from tests.staff.signing import PASSWORD, code

from troska.core import clock
from troska.staff import actions
from troska.staff.models import Agent, AgentSession
from troska.staff.permissions import Role
from troska.timeline.actors import SYSTEM

pytestmark = [pytest.mark.chromium]
MakeAgent = Callable[..., Agent]


@pytest.fixture(scope="module")
def web(django_db_setup: None, django_db_blocker: Any) -> Iterator[WebServer]:
    """The server, which may ask a provider on this machine."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TROSKA_EGRESS_ALLOW", "127.0.0.0/8")
        server = WebServer()
        with django_db_blocker.unblock():
            server.start()
    yield server
    server.stop()


@pytest.fixture
def marta(agent: MakeAgent) -> Agent:
    return agent(email="marta@firma.example")


def at_the_door(site: Any, agent: Agent, **options: Any) -> Page:
    page: Page = site.context(**options).new_page()
    page.goto("/konto/login/")
    page.get_by_label("E-mail").fill(agent.email)
    page.get_by_label("Hasło").fill(PASSWORD)
    page.get_by_role("button", name="Zaloguj się", exact=True).click()
    return page


def require(role: Role) -> None:
    actions.change_role_rule(role, second_factor_from=clock.now(), allows_password=True, by=SYSTEM)


def test_who_must_have_a_second_factor_sets_it_up_and_goes_on(site: Any, marta: Agent) -> None:
    require(Role.AGENT)
    page = at_the_door(site, marta)
    page.wait_for_url("**/konto/drugi-skladnik/")
    page.goto("/rozmowy/moje/")
    expect(page.get_by_text("Dodaj go teraz")).to_be_visible()
    page.get_by_role("link", name="Dodaj aplikację z kodami").click()
    picture = page.get_by_alt_text(re.compile("Kod QR"))
    assert picture.evaluate("image => image.naturalWidth") > 0
    page.get_by_text("Nie możesz zeskanować?").click()
    secret = page.locator("code.secret").inner_text()
    page.get_by_label("Kod", exact=True).fill(code(secret))
    page.get_by_role("button", name="Włącz").click()
    expect(page.get_by_role("heading", name="Kody zapasowe")).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("link", name="Pobierz").click()
    assert len(Path(download.value.path()).read_text().split()) == 10
    recovery = page.locator(".codes code").first.inner_text()
    page.get_by_role("link", name="Zapisane, dalej").click()
    page.wait_for_url("**/rozmowy/moje/")

    again = at_the_door(site, marta)
    again.get_by_label("Kod", exact=True).fill(recovery)
    again.get_by_role("button", name="Zaloguj się").click()
    again.wait_for_url("**/rozmowy/moje/")
    assert site.went_wrong == []


def test_a_passkey_signs_in_alone_and_after_the_password(site: Any, marta: Agent) -> None:
    # A key belongs to a name, so not to 127.0.0.1.
    base = site.web.url.replace("127.0.0.1", "localhost")
    page = at_the_door(site, marta, base_url=base)
    page.wait_for_url("**/rozmowy/moje/")
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
    options |= {"isUserVerified": True, "automaticPresenceSimulation": True}
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    page.goto("/ustawienia/ja/")
    page.get_by_role("link", name="Drugi składnik").click()
    page.get_by_role("link", name="Dodaj klucz dostępu").click()
    page.get_by_label("Nazwa").fill("Laptop")
    page.get_by_label("Loguj mnie samym kluczem, bez hasła").check()
    page.get_by_role("button", name="Dodaj").click()
    expect(page.get_by_role("heading", name="Kody zapasowe")).to_be_visible()

    def sign_out() -> None:
        page.goto("/konto/logout/")
        page.get_by_role("button", name="Wyloguj").click()
        page.wait_for_url("**/konto/login/")

    sign_out()
    page.get_by_role("button", name="Wejdź kluczem dostępu").click()
    page.wait_for_url("**/rozmowy/moje/")

    sign_out()
    page.get_by_label("E-mail").fill(marta.email)
    page.get_by_label("Hasło").fill(PASSWORD)
    page.get_by_role("button", name="Zaloguj się", exact=True).click()
    page.get_by_role("button", name="Użyj klucza dostępu").click()
    page.wait_for_url("**/rozmowy/moje/")
    assert site.went_wrong == []


def test_a_session_that_is_ended_elsewhere_is_out_in_the_middle_of_work(
    site: Any, marta: Agent, agent: MakeAgent
) -> None:
    boss = agent("Ewa Nowicka", role=Role.ADMINISTRATOR)
    given.conversation()
    desk = site.sign_in(marta)
    desk.goto("/rozmowy/nieprzypisane/")
    begun = clock.now()
    while not site.web.open_streams() and clock.now() < begun + timedelta(seconds=10):
        desk.wait_for_timeout(100)
    assert site.web.open_streams() >= 1
    office = site.sign_in(boss)
    office.goto(f"/ustawienia/ludzie/{marta.pk}/")
    streams = site.web.open_streams()
    office.get_by_role("button", name="Zakończ").click()
    expect(office.get_by_text("Sesja zakończona.")).to_be_visible()
    assert not AgentSession.objects.filter(agent=marta).exists()
    # Within ten seconds without anybody touching anything.
    given_up = clock.now() + timedelta(seconds=10)
    while site.web.open_streams() >= streams and clock.now() < given_up:
        office.wait_for_timeout(200)
    assert site.web.open_streams() < streams
    desk.locator(".row-item a").first.click()
    desk.wait_for_url("**/konto/login/**")


def test_an_invited_person_joins_and_is_at_the_desk(site: Any, agent: MakeAgent) -> None:
    office = site.sign_in(agent("Ewa Nowicka", role=Role.ADMINISTRATOR))
    office.goto("/ustawienia/ludzie/")
    office.get_by_role("link", name="Zaproś").click()
    office.get_by_label("E-mail").fill("kasia@firma.example")
    office.get_by_label("Imię i nazwisko").fill("Kasia Nowa")
    office.get_by_label("Obsługa klienta").check()
    office.get_by_role("button", name="Zaproś").click()
    link = office.locator("code.secret").inner_text()
    page = site.context().new_page()
    page.goto(re.sub(r"^https?://[^/]+", "", link))
    expect(page.get_by_text("kasia@firma.example")).to_be_visible()
    page.get_by_label("Hasło", exact=True).fill(PASSWORD)
    page.get_by_label("Hasło jeszcze raz").fill(PASSWORD)
    page.get_by_role("button", name="Załóż konto").click()
    page.wait_for_url("**/rozmowy/moje/")
    again = site.context().new_page()
    again.goto(re.sub(r"^https?://[^/]+", "", link))
    expect(again.get_by_role("heading", name="To zaproszenie nie działa")).to_be_visible()


@pytest.fixture
def openid(site: Any) -> Iterator[tuple[str, Callable[[str], None]]]:
    """A real provider that knows where to send people back, once that is known."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    running: list[subprocess.Popen[str]] = []

    def start(back: str) -> None:
        program = Path(__file__).parent.parent / "servers" / "openid.mjs"
        command = [shutil.which("node") or "node", str(program), str(OPENID), str(port), back]
        process = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env=os.environ
        )
        running.append(process)
        assert process.stdout is not None
        for line in process.stdout:
            if line.strip() == "ready":
                return
        raise RuntimeError("the provider did not start")

    yield f"http://127.0.0.1:{port}", start
    for process in running:
        process.kill()
        process.communicate()


def says_who_he_is(page: Page, name: str) -> None:
    """Fill in the provider's own pages."""
    page.get_by_placeholder("Enter any login").fill(name)
    page.get_by_placeholder("and password").fill("cokolwiek")
    page.get_by_role("button", name="Sign-in").click()
    page.get_by_role("button", name="Continue").click()


@pytest.mark.openid
def test_an_administrator_adds_a_provider_and_people_come_in_by_it(
    site: Any, agent: MakeAgent, marta: Agent, openid: tuple[str, Callable[[str], None]]
) -> None:
    issuer, start = openid
    office = site.sign_in(agent("Ewa Nowicka", role=Role.ADMINISTRATOR))
    office.goto("/ustawienia/dostawcy/nowy/")
    office.get_by_label("Napis na przycisku").fill("Konto firmowe")
    office.get_by_label("Adres wystawcy").fill(issuer)
    office.get_by_label("Identyfikator klienta").fill("troska")
    office.get_by_label("Sekret klienta").fill("sekret-klienta")
    office.get_by_label("Domeny, z których").fill("firma.example")
    office.get_by_role("button", name="Zapisz").click()
    start(office.locator("code.secret").inner_text())

    # A newcomer of the domain joins.
    page = site.context().new_page()
    page.goto("/konto/login/")
    page.get_by_role("button", name="Wejdź przez Konto firmowe").click()
    says_who_he_is(page, "kasia")
    page.wait_for_url("**/rozmowy/moje/")
    assert Agent.objects.get(email="kasia@firma.example").name == "Kasia Nowa"

    # Who has an account here is not let in by his address; he links it himself, and then is.
    stranger = site.context().new_page()
    stranger.goto("/konto/login/")
    stranger.get_by_role("button", name="Wejdź przez Konto firmowe").click()
    says_who_he_is(stranger, "marta")
    expect(stranger.get_by_role("heading", name="To konto nie jest tu znane")).to_be_visible()
    desk = site.sign_in(marta)
    desk.goto("/ustawienia/ja/")
    desk.get_by_role("button", name="Połącz").click()
    says_who_he_is(desk, "marta")
    expect(desk.get_by_text("Konto firmowe: marta@firma.example")).to_be_visible()
    stranger.goto("/konto/login/")
    stranger.get_by_role("button", name="Wejdź przez Konto firmowe").click()
    stranger.wait_for_url("**/rozmowy/moje/")
