"""Settings as an administrator meets them: a brand with its own look, a mailbox that fails and how the page helps."""

from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Page, expect
from tests import given
from tests.servers.certificates import make_certificate
from tests.servers.imap import Dovecot
from tests.servers.smtp import MailServer
from tests.servers.web import WebServer

from troska.channels.email.models import Mailbox
from troska.conversations.models import Brand
from troska.staff.models import Agent
from troska.staff.permissions import Role

pytestmark = [
    pytest.mark.chromium,
    pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS"),  # on loopback
]


@pytest.fixture(scope="module")
def trusted(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    return make_certificate(tmp_path_factory.mktemp("trusted"), "127.0.0.1")


@pytest.fixture(scope="module")
def web(django_db_setup: None, django_db_blocker: Any, trusted: tuple[Path, Path]) -> Iterator[WebServer]:
    """The server, which may reach this machine and believes one certificate."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TROSKA_EGRESS_ALLOW", "127.0.0.0/8")
        patch.setenv("SSL_CERT_FILE", str(trusted[0]))
        server = WebServer()
        with django_db_blocker.unblock():
            server.start()
    yield server
    server.stop()


@pytest.fixture
def page(site: Any, agent: Callable[..., Agent]) -> Page:
    return site.sign_in(agent("Ewa Nowak", role=Role.ADMINISTRATOR))  # type: ignore[no-any-return]


def saved(page: Page) -> None:
    page.get_by_role("button", name="Zapisz", exact=True).click()
    expect(page.get_by_text("Zapisane.")).to_be_visible()


def logo() -> bytes:
    content = BytesIO()
    Image.new("RGB", (120, 40), (20, 90, 60)).save(content, "PNG")
    return content.getvalue()


def test_a_brand_gets_its_own_look(site: Any, page: Page) -> None:
    page.goto("/ustawienia/marki/nowa/")
    page.get_by_label("Nazwa", exact=True).fill("Halny Górski")
    page.get_by_label("Nazwa nadawcy").fill("Sklep Halny")
    page.get_by_label("Kolor").fill("#0f7a4d")
    page.get_by_label("polski").check()
    page.get_by_label("Stopka listów").fill("Halny – buty na szlak")
    page.get_by_label("Logo", exact=True).set_input_files(
        {"name": "logo.png", "mimeType": "image/png", "buffer": logo()}
    )
    saved(page)
    brand = Brand.objects.get(name="Halny Górski")
    page.goto(f"/ustawienia/marki/{brand.pk}/")
    letter = page.locator(".a-letter")
    expect(letter).to_contain_text("Halny – buty na szlak")
    assert letter.locator("img.a-logo").evaluate("image => [image.naturalWidth, image.naturalHeight]") == [120, 40]
    assert letter.locator("svg rect").evaluate("bar => getComputedStyle(bar).fill") == "rgb(15, 122, 77)"
    assert site.went_wrong == []
    assert site.strangers == []


@pytest.mark.skipif(not Path(Dovecot.program).exists(), reason="needs Dovecot")
def test_a_mailbox_that_fails_is_mended_by_what_the_page_says(
    page: Page, short_folder: Path, trusted: tuple[Path, Path]
) -> None:
    elsewhere = short_folder / "elsewhere"
    elsewhere.mkdir()
    wrong, _key = make_certificate(elsewhere, "poczta.gdzie-indziej.example")
    assert wrong.read_bytes() != trusted[0].read_bytes()
    box = Dovecot(short_folder, certificate=trusted)
    other_folder = short_folder / "other"
    other_folder.mkdir()
    other = Dovecot(other_folder, certificate=(wrong, _key))
    with box, other, MailServer(password=box.password) as post:
        page.goto("/ustawienia/poczta/nowe/")
        page.get_by_role("link", name="home.pl").click()
        expect(page.locator("main")).to_contain_text("Serwery pocztowe")
        page.get_by_label("Nazwa", exact=True).fill("Poczta sklepu")
        page.get_by_label("Użytkownik").fill(box.username)
        page.get_by_label("Hasło").fill(box.password)
        page.get_by_label("Serwer IMAP").fill("127.0.0.1")
        page.get_by_label("Port IMAP").fill(str(other.tls_port))
        page.get_by_label("Serwer SMTP").fill("127.0.0.1")
        page.get_by_label("Port SMTP").fill(str(post.port))
        page.get_by_label("Szyfrowanie SMTP").select_option("plain")
        page.get_by_role("button", name="Zapisz", exact=True).click()

        def tried() -> Page:
            page.get_by_role("button", name="Sprawdź połączenie", exact=True).click()
            return page

        expect(tried().locator(".a-steps .is-wrong").first).to_contain_text("certyfikat")
        page.get_by_label("Port IMAP").fill(str(box.tls_port))
        page.get_by_label("Foldery do czytania").fill("Odebrane")
        page.get_by_label("Hasło").fill(box.password)
        saved(page)
        step = tried().locator(".a-steps .is-wrong").first
        expect(step).to_contain_text("INBOX")  # the folders that are there
        page.get_by_label("Foldery do czytania").fill("INBOX")
        saved(page)
        tried()
        expect(page.get_by_role("heading", name="Wszystko działa")).to_be_visible()
        assert box.password not in page.content()
    mailbox = Mailbox.objects.get()
    assert (mailbox.folders, mailbox.imap_security) == (["INBOX"], "tls")


def test_a_store_and_a_team_are_set_up_on_a_phone(site: Any, agent: Callable[..., Agent]) -> None:
    page = site.sign_in(agent("Ewa Nowak", role=Role.ADMINISTRATOR), viewport={"width": 390, "height": 844})
    inbox = given.inbox()
    page.goto("/ustawienia/zespoly/nowy/")
    page.get_by_label("Nazwa", exact=True).fill("Reklamacje")
    page.get_by_label(inbox.name).check()
    saved(page)
    for path in ("zespoly", "marki", "skrzynki", "sklepy", "sklepy/nowy", "poczta", "poczta/nowe", "firma", "adresy"):
        page.goto(f"/ustawienia/{path}/")
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, path
    assert site.went_wrong == []
