"""The desk on small screens, in the dark, by keyboard alone, and to who listens."""

from collections.abc import Callable
from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from tests import given
from tests.browser.conftest import DESKTOP, PHONE

from troska.conversations import actions, files
from troska.conversations.models import Conversation, Message
from troska.core import clock
from troska.staff.models import Agent
from troska.timeline.actors import SYSTEM

pytestmark = [pytest.mark.chromium]
MakeAgent = Callable[..., Agent]
LONG = "Konstantynopolitańczykowianeczkowatość"

SMALL_TARGETS = """() =>
    [...document.querySelectorAll("a[href], button, input:not([type=hidden]), select, summary, textarea")]
    .filter((e) => e.checkVisibility({visibilityProperty: true, opacityProperty: true}))
    .filter((e) => !e.matches(".skip, .letter a"))
    .map((e) => [e.outerHTML.slice(0, 80), (e.closest("label") ?? e).getBoundingClientRect()])
    .filter(([, box]) => box.width > 1 && (box.width < 24 || box.height < 24))
    .map(([html, box]) => `${html} ${box.width}x${box.height}`)"""
NAMELESS = """() =>
    [...document.querySelectorAll("a[href], button, input:not([type=hidden]), select, textarea, iframe")]
    .filter((e) => e.checkVisibility())
    .filter((e) => !(e.ariaLabel || e.title || e.labels?.length || e.textContent.trim()))
    .map((e) => e.outerHTML.slice(0, 120))"""
TWICE = """() => { const ids = [...document.querySelectorAll("[id]")].map((e) => e.id);
    return ids.filter((id, nth) => ids.indexOf(id) !== nth); }"""

FOCUSED = """() => {
    const e = document.activeElement;
    if (!e.matches("a, button, input, textarea, summary")) return {name: "", seen: true};
    const name = [e.getAttribute("aria-label"), e.textContent, ...[...(e.labels ?? [])].map((l) => l.textContent)];
    const outline = getComputedStyle(e.closest(".mode") ?? e).outlineStyle;
    return {name: name.join(" "), seen: outline !== "none" || Boolean(e.closest(".write:focus-within"))};
}"""


@pytest.fixture
def marta(agent: MakeAgent) -> Agent:
    return agent("Marta Wójcik-Brzęczyszczykiewicz")


@pytest.fixture
def shown(marta: Agent) -> Conversation:
    """One with everything that takes room."""
    file = files.store(b"x", filename=f"{LONG * 3}.pdf", content_type="application/pdf")
    words = f"{LONG * 4}\nhttps://sklep.example/{'a' * 200}"
    arrived = given.inbound(words, subject=f"{LONG * 3} {LONG}", sender_name=LONG * 2, files=(file,))
    conversation = actions.receive(arrived, inboxes=[given.inbox()]).conversation
    actions.assign_conversation(conversation, to=marta, by=SYSTEM)
    actions.add_note(conversation, text=words, by=marta.actor, author_name=marta.name)
    false = given.inbound(words, sender=f"{'x' * 60}@{'y' * 60}.example", sender_name="")
    actions.receive(false, inboxes=[given.inbox()], conversation=conversation)
    return conversation


def pages(shown: Conversation) -> list[str]:
    return ["/rozmowy/moje/", "/rozmowy/kosz/", "/rozmowy/kwarantanna/", f"/rozmowa/{shown.code}/", "/konto/logout/"]


@pytest.mark.parametrize("width", [320, 390, 700, 899, 1099, 1339, 1440])
def test_no_page_is_wider_than_the_screen_and_no_target_too_small(
    site: Any, marta: Agent, shown: Conversation, width: int
) -> None:
    page: Page = site.sign_in(marta, viewport={"width": width, "height": 844})
    for address in pages(shown):
        page.goto(address)
        page.wait_for_timeout(100)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, address
        for inner in ("#c-scroll", "#scroll", ".composer", ".c-head"):
            if page.locator(inner).count():
                assert page.locator(inner).evaluate("e => e.scrollWidth - e.clientWidth") <= 0, (address, inner)
        assert page.evaluate(SMALL_TARGETS) == [], address


@pytest.mark.parametrize("size", [(1440, 500), (720, 450), (844, 390)])  # low, at 200 % zoom, a phone on its side
def test_in_a_low_window_nothing_lies_on_anything_else(
    site: Any, marta: Agent, shown: Conversation, size: tuple[int, int]
) -> None:
    page: Page = site.sign_in(marta, viewport={"width": size[0], "height": size[1]})
    page.goto(f"/rozmowa/{shown.code}/")
    edges = [page.locator(part).bounding_box() for part in ("#c-head", "#thread", "#composer")]
    for above, below in pairwise(edges):
        assert above is not None
        assert below is not None
        assert above["y"] + above["height"] <= below["y"] + 1
    page.locator("#reply-text").fill("Dzień dobry")
    expect(page.get_by_role("button", name="Wyślij", exact=False).first).to_be_in_viewport()


def test_everything_has_a_name_and_no_two_things_the_same(site: Any, marta: Agent, shown: Conversation) -> None:
    page: Page = site.sign_in(marta)
    for address in pages(shown):
        page.goto(address)
        assert page.evaluate(NAMELESS) == []
        assert page.evaluate(TWICE) == []
        assert page.locator("h1").count() == 1
        assert page.locator("main").count() == 1
        assert page.evaluate("document.documentElement.lang") == "pl"


def test_on_a_phone_list_and_conversation_are_two_screens(site: Any, marta: Agent, shown: Conversation) -> None:
    page: Page = site.sign_in(marta, viewport={"width": 390, "height": 844})
    expect(page.locator("#rows")).to_be_visible()
    page.locator(".row-item a").click()
    expect(page.locator("#thread")).to_be_visible()
    expect(page.locator("#rows")).to_be_hidden()
    assert page.evaluate("document.activeElement.id") == "subject"
    page.get_by_role("button", name="Pokaż klienta").click()
    expect(page.locator("#customer-body")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#customer-body")).to_be_hidden()
    page.locator("#reply-text").fill("Odpisuję z telefonu")
    page.get_by_role("button", name="Wyślij", exact=True).click()
    expect(page.locator("#thread")).to_contain_text("Odpisuję z telefonu")
    page.get_by_role("link", name="Wróć do listy").click()
    expect(page.locator("#rows")).to_be_visible()


def test_a_days_work_by_keyboard_alone(site: Any, marta: Agent, shown: Conversation) -> None:
    page: Page = site.sign_in(marta)

    def to(text: str, key: str = "Tab") -> None:
        for _press in range(60):
            page.keyboard.press(key)
            focused = page.evaluate(FOCUSED)
            if text in focused["name"]:
                assert focused["seen"], f"the focus on {text} is not seen"
                return
        pytest.fail(f"{text} is not reached by {key}")

    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    to(f"Zaznacz: {LONG}")
    to(LONG)
    page.keyboard.press("Enter")
    expect(page.locator("#thread")).to_be_visible()
    to("Odpowiedz")
    page.keyboard.press("ArrowLeft")
    expect(page.locator("#note-text")).to_be_focused()
    page.keyboard.type("Notatka z klawiatury")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#thread")).to_contain_text("Notatka z klawiatury")
    to("Odłóż", "Shift+Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#snooze-menu")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#snooze-menu")).to_be_hidden()
    to("Zamknij")
    page.keyboard.press("Enter")
    expect(page.locator("#c-head")).to_contain_text("zamknięta")
    assert Message.objects.filter(direction="note").count() == 2


def test_the_chosen_look_is_there_before_anything_is_painted(site: Any, marta: Agent) -> None:
    page: Page = site.sign_in(marta)
    light = page.evaluate("getComputedStyle(document.body).backgroundColor")
    page.get_by_role("button", name="Twoje menu").click()
    page.get_by_role("button", name="Ciemny").click()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    assert page.evaluate("getComputedStyle(document.documentElement).colorScheme") == "dark"
    root = page.evaluate("getComputedStyle(document.documentElement).backgroundColor")
    assert root != light


@pytest.mark.parametrize(
    ("age", "short"),
    [
        (timedelta(seconds=20), "teraz"),
        (timedelta(minutes=4, seconds=5), "4 min"),
        (timedelta(hours=3, minutes=1), "3 godz."),
        (timedelta(days=400), None),
    ],
)
def test_times_are_told_as_a_person_would_with_the_exact_one_behind(
    site: Any, marta: Agent, age: timedelta, short: str | None
) -> None:
    with clock.standing_at(clock.now() - age):
        begun = given.conversation()
    page: Page = site.sign_in(marta)
    page.goto("/rozmowy/otwarte/")
    element = page.locator(".row-item relative-time").first
    expect(element).to_be_visible()
    told, title = element.evaluate("e => [e.shadowRoot.textContent, e.shadowRoot.firstElementChild.title]")
    local = clock.local(begun.last_message_at)
    assert told == (short or f"{local:%d.%m.%Y}")
    assert str(local.year) in title
    assert f"{local:%H:%M:%S}".lstrip("0") in title


# On a phone the frame of an HTML mail, which learns its height last, fills half of the screen.
@pytest.mark.parametrize(("viewport", "most"), [(DESKTOP, 0.01), (PHONE, 0.055)], ids=["desktop", "phone"])
def test_nothing_moves_while_a_page_comes_to_life(
    site: Any, marta: Agent, shown: Conversation, viewport: dict[str, int], most: float
) -> None:
    page: Page = site.sign_in(marta, viewport=viewport)
    page.context.add_init_script(
        """globalThis.moved = 0;
        new PerformanceObserver((list) => { for (const e of list.getEntries()) moved += e.value; })
        .observe({type: "layout-shift", buffered: true});"""
    )
    for address in pages(shown)[:4]:
        page.goto(address)
        page.wait_for_timeout(600)
        assert page.evaluate("moved") < most, address
