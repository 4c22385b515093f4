"""A visitor of the company's page and an agent, each in a browser of his own: not a word is lost, none comes twice."""

import socket
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Locator, Page, expect
from tests import given
from tests.browser.conftest import PHONE, Site
from tests.servers.shop import Shop

from troska.channels.webchat.actions import save_widget
from troska.channels.webchat.models import Cart, Chat, PageView, Widget
from troska.conversations.models import Conversation
from troska.staff.models import Agent
from troska.timeline.actors import SYSTEM

pytestmark = [pytest.mark.chromium]
MakeAgent = Callable[..., Agent]
SOON = 20_000.0


@pytest.fixture
def colleague(agent: MakeAgent) -> Agent:
    """While nobody works here, every address leads to the first steps."""
    return agent()


@pytest.fixture
def widget(site: Site, colleague: Agent) -> Widget:
    return save_widget(given.inbox(), allowed_origins=[], asks_email=False, by=SYSTEM)


@pytest.fixture
def shop(site: Site, widget: Widget) -> Iterator[Shop]:
    made = Shop(site.web.url, widget.key)
    Widget.objects.filter(pk=widget.pk).update(allowed_origins=[made.url])
    yield made
    made.stop()


@pytest.fixture
def visitor(site: Site, shop: Shop) -> Page:
    page = site.context().new_page()
    page.goto(shop.url)
    return page


@pytest.fixture
def marta(site: Site, colleague: Agent) -> Page:
    return site.sign_in(colleague)


def open_chat(page: Page) -> None:
    page.get_by_role("button", name="Napisz do nas").click()
    expect(page.get_by_role("dialog")).to_be_visible()


def writes(page: Page, text: str) -> None:
    page.get_by_label("Wiadomość", exact=True).last.fill(text)
    page.keyboard.press("Enter")


def bubbles(page: Page) -> Locator:
    return page.locator("troska-chat .said")


def opens(marta: Page) -> None:
    """The agent opens the only conversation there is."""
    conversation = Conversation.objects.get()
    marta.goto(f"/rozmowa/{conversation.code}/?widok=otwarte")
    expect(marta.locator("#thread")).to_be_visible()


def answers(marta: Page, text: str) -> None:
    marta.locator("#reply-text").fill(text)
    marta.keyboard.press("Control+Enter")
    expect(marta.locator("#reply-text")).to_have_value("")


def both_see(visitor: Page, marta: Page, *texts: str) -> None:
    """Both sides show the same, in the same order, nothing twice."""
    expect(bubbles(visitor)).to_have_text(list(texts), timeout=SOON)
    expect(marta.locator("#thread .message .letter")).to_have_text(list(texts), timeout=SOON)


def test_a_talk_both_ways(visitor: Page, marta: Page, site: Site) -> None:
    open_chat(visitor)
    writes(visitor, "Czy te buty są nieprzemakalne?")
    expect(visitor.get_by_text("Wysłano")).to_be_visible()
    opens(marta)
    expect(visitor.get_by_text("Przeczytano")).to_be_visible()
    marta.locator("#reply-text").press_sequentially("Tak,")
    expect(visitor.get_by_text("Marta Wójcik pisze…")).to_be_visible()
    answers(marta, "Tak, mają membranę.")
    both_see(visitor, marta, "Czy te buty są nieprzemakalne?", "Tak, mają membranę.")
    expect(visitor.get_by_text("Rozmawia z Tobą Marta Wójcik")).to_be_visible()
    expect(marta.locator("#thread").get_by_text("przeczytana")).to_be_visible()
    writes(visitor, "To biorę.")
    both_see(visitor, marta, "Czy te buty są nieprzemakalne?", "Tak, mają membranę.", "To biorę.")
    assert site.went_wrong == []


def test_a_reload_in_the_middle_of_a_sentence_loses_neither_the_talk_nor_the_sentence(
    visitor: Page, marta: Page
) -> None:
    open_chat(visitor)
    writes(visitor, "Halo?")
    expect(visitor.get_by_text("Wysłano")).to_be_visible()
    visitor.get_by_label("Wiadomość", exact=True).last.fill("Chciałam jeszcze")
    visitor.reload()
    opens(marta)
    answers(marta, "Słucham.")

    both_see(visitor, marta, "Halo?", "Słucham.")
    expect(visitor.get_by_label("Wiadomość", exact=True).last).to_have_value("Chciałam jeszcze")


def test_without_a_network_it_waits_and_goes_out_by_itself(visitor: Page, marta: Page) -> None:
    open_chat(visitor)
    writes(visitor, "Halo?")
    expect(visitor.get_by_text("Wysłano")).to_be_visible()
    opens(marta)
    visitor.context.set_offline(True)
    writes(visitor, "Raz.")
    writes(visitor, "Dwa.")
    expect(visitor.get_by_text("Brak połączenia")).to_be_visible()
    answers(marta, "Słucham.")
    visitor.context.set_offline(False)

    both_see(visitor, marta, "Halo?", "Słucham.", "Raz.", "Dwa.")
    expect(visitor.get_by_text("Brak połączenia")).to_be_hidden()


def test_what_was_said_while_the_line_was_down_is_told_though_later_words_are_known_already(
    visitor: Page, marta: Page
) -> None:
    open_chat(visitor)
    writes(visitor, "Halo?")
    expect(visitor.get_by_text("Wysłano")).to_be_visible()
    opens(marta)
    visitor.route("**/strumien*", lambda route: route.abort())
    visitor.context.set_offline(True)
    answers(marta, "Słucham.")
    visitor.context.set_offline(False)
    writes(visitor, "Raz.")
    expect(marta.locator("#thread")).to_contain_text("Raz.")
    expect(bubbles(visitor)).to_have_text(["Halo?", "Raz."])
    visitor.unroute("**/strumien*")

    both_see(visitor, marta, "Halo?", "Słucham.", "Raz.")


def test_a_server_that_dies_and_comes_back_loses_and_doubles_nothing(visitor: Page, marta: Page, site: Site) -> None:
    open_chat(visitor)
    writes(visitor, "Halo?")
    expect(visitor.get_by_text("Wysłano")).to_be_visible()
    opens(marta)
    site.web.stop()
    writes(visitor, "Raz.")
    writes(visitor, "Dwa.")
    expect(visitor.get_by_text("Wysyłanie…").last).to_be_visible()
    site.web.start()

    both_see(visitor, marta, "Halo?", "Raz.", "Dwa.")
    answers(marta, "Słucham.")
    both_see(visitor, marta, "Halo?", "Raz.", "Dwa.", "Słucham.")


def test_two_tabs_are_one_visitor(visitor: Page, marta: Page, shop: Shop) -> None:
    open_chat(visitor)
    second = visitor.context.new_page()
    second.goto(f"{shop.url}/koszyk")
    writes(visitor, "Z pierwszej karty.")
    expect(bubbles(second)).to_have_text(["Z pierwszej karty."], timeout=SOON)
    expect(second.get_by_text("Wysłano")).to_be_visible()
    opens(marta)
    answers(marta, "Widzę.")
    writes(second, "Z drugiej karty.")
    both_see(visitor, marta, "Z pierwszej karty.", "Widzę.", "Z drugiej karty.")
    both_see(second, marta, "Z pierwszej karty.", "Widzę.", "Z drugiej karty.")
    visitor.close()  # which of them held the line is nobody's business
    answers(marta, "Jestem.")
    expect(bubbles(second).last).to_have_text("Jestem.", timeout=SOON)
    assert Chat.objects.count() == 1


def test_the_agent_sees_what_is_written_looked_at_and_in_the_cart(visitor: Page, marta: Page, shop: Shop) -> None:
    open_chat(visitor)
    writes(visitor, "Halo?")
    expect(visitor.get_by_text("Wysłano")).to_be_visible()
    opens(marta)
    visitor.evaluate("troska('cart', {items: [{name: 'Halny', quantity: 2, price: '549.00'}], total: '1098.00'})")
    expect(marta.locator("#visitor .cart")).to_contain_text("Halny", timeout=SOON)
    visitor.get_by_label("Wiadomość", exact=True).last.press_sequentially("Czy rozmiar")
    expect(marta.locator("#visitor-writes")).to_contain_text("Czy rozmiar", timeout=SOON)
    visitor.goto(f"{shop.url}/koszyk?token=tajny")
    expect(marta.locator("#visitor .pages")).to_contain_text("Koszyk", timeout=SOON)
    assert "tajny" not in " ".join(PageView.objects.values_list("url", flat=True))
    assert Cart.objects.get().items[0]["quantity"] == 2


def test_at_the_end_he_says_how_it_was(visitor: Page) -> None:
    open_chat(visitor)
    writes(visitor, "Halo?")
    expect(visitor.get_by_text("Wysłano")).to_be_visible()
    visitor.get_by_role("button", name="Więcej").click()
    visitor.get_by_role("button", name="Zakończ rozmowę").click()
    visitor.get_by_role("radio", name="4 na 5").check()
    visitor.get_by_label("Chcesz coś dodać?").fill("Szybko i miło")
    visitor.get_by_role("button", name="Wyślij ocenę").click()
    expect(visitor.get_by_text("Dziękujemy za ocenę.")).to_be_visible()
    chat = Chat.objects.get()
    assert (chat.rating, chat.rating_comment) == (4, "Szybko i miło")


def test_case_16_hostile_words_stay_words_on_both_sides(visitor: Page, marta: Page) -> None:
    hostile = [
        "<img src=x onerror=window.hit=1>",
        "[klik](javascript:window.hit=1)",
        "**<svg onload=window.hit=1>**",
        '<a href="javascript:window.hit=1">x</a>',
        'https://x.example/"onmouseover=window.hit=1//',
    ]
    open_chat(visitor)
    writes(visitor, hostile[0])
    expect(visitor.get_by_text("Wysłano")).to_be_visible()
    opens(marta)
    for words in hostile[1:]:
        writes(visitor, words)
    for words in hostile:
        answers(marta, words)
    expect(bubbles(visitor)).to_have_count(2 * len(hostile), timeout=SOON)

    for page in (visitor, marta):
        assert page.evaluate("window.hit") is None
    addresses = visitor.locator("troska-chat a").evaluate_all("all => all.map(one => one.getAttribute('href'))")
    assert all(address.startswith("https://") for address in addresses)


def test_the_page_is_none_the_worse_when_our_server_is_away(site: Site) -> None:
    shop = Shop("http://127.0.0.1:9", "a" * 26)
    page = site.context().new_page()
    page.goto(shop.url)
    page.get_by_label("Szukaj").fill("buty")
    page.wait_for_timeout(500)
    assert page.locator("troska-chat").count() == 0
    assert [said for said in site.went_wrong if "ERR_" not in said] == []
    shop.stop()


def test_a_page_can_be_read_and_used_while_our_server_does_not_answer(site: Site) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        shop = Shop(f"http://127.0.0.1:{silent.getsockname()[1]}", "a" * 26)
        page = site.context().new_page()
        page.goto(shop.url, wait_until="domcontentloaded", timeout=3000)
        page.get_by_label("Szukaj").fill("buty")
        expect(page.get_by_label("Szukaj")).to_have_value("buty")
        page.close()
        shop.stop()


def test_by_keyboard_alone(visitor: Page) -> None:
    visitor.get_by_label("Szukaj").focus()
    expect(visitor.get_by_role("button", name="Napisz do nas")).to_be_visible()
    for keys in ("Tab", "Enter"):
        visitor.keyboard.press(keys)
    expect(visitor.get_by_role("dialog")).to_be_visible()
    visitor.keyboard.type("Halo?")
    visitor.keyboard.press("Enter")
    expect(bubbles(visitor)).to_have_text(["Halo?"])
    expect(visitor.get_by_text("Wysłano")).to_be_visible()
    visitor.keyboard.press("Tab")  # to the files
    visitor.keyboard.press("Tab")  # to the emoji
    visitor.keyboard.press("Enter")
    visitor.keyboard.press("Enter")
    expect(visitor.get_by_label("Wiadomość", exact=True).last).to_have_value("😀")
    visitor.keyboard.press("Escape")
    visitor.keyboard.press("Escape")
    expect(visitor.get_by_role("button", name="Napisz do nas")).to_be_focused()


def test_nothing_of_the_page_moves_and_its_keys_stay_its_own(visitor: Page) -> None:
    before = visitor.locator("#below").bounding_box()
    open_chat(visitor)
    assert visitor.locator("#below").bounding_box() == before
    shifts = visitor.evaluate(
        "new Promise(done => new PerformanceObserver(list => done(list.getEntries().length))"
        ".observe({type: 'layout-shift', buffered: true}) || setTimeout(() => done(0), 300))"
    )
    assert shifts == 0
    visitor.keyboard.press("Escape")
    expect(visitor.get_by_role("dialog")).to_be_hidden()
    expect(visitor.get_by_role("button", name="Napisz do nas")).to_be_focused()


def test_on_a_telephone_it_is_the_whole_screen(site: Site, shop: Shop) -> None:
    page = site.context(viewport=PHONE, has_touch=True, is_mobile=True).new_page()
    page.goto(shop.url)
    open_chat(page)
    assert page.get_by_role("dialog").bounding_box() == {"x": 0, "y": 0, **PHONE}
    page.get_by_role("button", name="Zamknij czat").click()
    expect(page.get_by_role("dialog")).to_be_hidden()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_an_accessibility_engine_finds_nothing_serious(
    site: Site, shop: Shop, marta: Page, axe: str, scheme: str
) -> None:
    page = site.context(color_scheme=scheme, bypass_csp=True).new_page()
    page.goto(shop.url)
    open_chat(page)
    writes(page, "Halo?")
    expect(page.get_by_text("Wysłano")).to_be_visible()
    opens(marta)
    answers(marta, "Słucham.")
    expect(bubbles(page)).to_have_count(2)
    page.get_by_role("button", name="Więcej").click()
    page.get_by_role("button", name="Zakończ rozmowę").click()
    expect(page.get_by_role("radio", name="4 na 5")).to_be_visible()
    page.evaluate(axe)
    found = page.evaluate("axe.run('troska-chat', {resultTypes: ['violations']})")
    serious = [
        (rule["id"], [node["html"] for node in rule["nodes"]])
        for rule in found["violations"]
        if rule["impact"] in {"serious", "critical"}
    ]
    assert serious == []
