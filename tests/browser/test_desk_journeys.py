"""What agents do at the desk, in a real browser."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect
from tests import given

from troska.conversations import actions
from troska.conversations.models import Conversation, Message, Status
from troska.staff.models import Agent
from troska.timeline.actors import SYSTEM

pytestmark = [pytest.mark.chromium]
MakeAgent = Callable[..., Agent]


@pytest.fixture
def marta(agent: MakeAgent) -> Agent:
    return agent()


@pytest.fixture
def shown(marta: Agent) -> Conversation:
    begun = given.conversation()
    actions.assign_conversation(begun, to=marta, by=SYSTEM)
    return begun


def writes(text: str, conversation: Conversation) -> Message:
    """The customer writes again."""
    return actions.receive(given.inbound(text), inboxes=[given.inbox()], conversation=conversation)


def open_conversation(page: Page, conversation: Conversation) -> None:
    page.goto(f"/rozmowa/{conversation.code}/?widok=moje")
    expect(page.locator("#thread")).to_be_visible()


def test_a_customers_mail_appears_on_the_open_desk_without_reload(site: Any, marta: Agent) -> None:
    page = site.sign_in(marta)
    page.goto("/rozmowy/nieprzypisane/")
    expect(page.get_by_text("Nikt nie czeka na opiekuna")).to_be_visible()
    page.evaluate("window.isTheSamePage = true")
    given.conversation(text="Gdzie jest moja paczka?")
    expect(page.locator(".row-item")).to_contain_text("Gdzie jest moja paczka?")
    expect(page.locator("#v-nieprzypisane .count")).to_have_text("1")
    assert page.evaluate("window.isTheSamePage")


def test_a_new_message_is_shown_and_what_is_being_written_stays(site: Any, marta: Agent, shown: Conversation) -> None:
    page = site.sign_in(marta)
    open_conversation(page, shown)
    box = page.get_by_label("Odpowiedź do klienta").and_(page.locator("textarea"))
    box.fill("Szanowna Pani, ")
    box.press("End")
    for nth in range(3):
        writes(f"Halo, numer {nth}", shown)
    expect(page.locator("#thread")).to_contain_text("Halo, numer 2")
    box.press_sequentially("już sprawdzam.")
    expect(box).to_have_value("Szanowna Pani, już sprawdzam.")
    expect(page.locator("#heard")).to_contain_text("Nowa wiadomość: Anna Nowak")
    assert page.evaluate("document.activeElement.id") == "reply-text"


def test_eight_tabs_share_one_stream_and_all_are_true(site: Any, marta: Agent, shown: Conversation) -> None:
    first = site.sign_in(marta)
    before = site.web.open_streams()
    tabs = [first, *(first.context.new_page() for _tab in range(7))]
    for tab in tabs:
        open_conversation(tab, shown)
    writes("Widać mnie wszędzie?", shown)
    for tab in tabs:
        expect(tab.locator("#thread")).to_contain_text("Widać mnie wszędzie?")
    assert site.web.open_streams() == max(before, 1)


def test_a_server_that_goes_and_comes_back_costs_nothing(site: Any, marta: Agent, shown: Conversation) -> None:
    page = site.sign_in(marta)
    open_conversation(page, shown)
    page.wait_for_timeout(500)
    notice = page.get_by_text("Brak połączenia – ponawiam")
    expect(notice).to_be_hidden()
    site.web.stop()
    try:
        expect(notice).to_be_visible(timeout=8000)
        writes("Napisane w czasie przerwy", shown)
        page.locator("#reply-text").fill("Odpowiedź, która przetrwa")
    finally:
        site.web.start()
    expect(page.locator("#thread")).to_contain_text("Napisane w czasie przerwy", timeout=20_000)
    expect(notice).to_be_hidden()
    expect(page.locator("#reply-text")).to_have_value("Odpowiedź, która przetrwa")


def test_answering_by_keyboard_empties_the_form_and_shows_what_went_out(
    site: Any, marta: Agent, shown: Conversation
) -> None:
    page = site.sign_in(marta)
    open_conversation(page, shown)
    box = page.locator("#reply-text")
    box.fill("Paczka jest w drodze.")
    box.press("Control+Enter")
    expect(page.locator("#thread")).to_contain_text("Paczka jest w drodze.")
    expect(page.locator("#thread .is-ours .delivery")).to_contain_text("wyjdzie za")
    expect(box).to_have_value("")
    expect(page.locator("#c-head")).to_contain_text("czeka na klienta")
    box.fill("Jeszcze jedno.")
    page.get_by_role("button", name="Wyślij i zamknij").click()
    expect(page.locator("#c-head")).to_contain_text("zamknięta")
    assert Message.objects.filter(direction="out").count() == 2
    assert site.went_wrong == []


def test_a_note_and_an_answer_cannot_be_taken_for_each_other(site: Any, marta: Agent, shown: Conversation) -> None:
    page = site.sign_in(marta)
    open_conversation(page, shown)
    page.locator("#reply-text").fill("To jest odpowiedź")
    page.locator("#mode-note").check(force=True)
    expect(page.locator("#reply-form")).to_be_hidden()
    expect(page.get_by_role("button", name="Wyślij", exact=True)).to_be_hidden()
    expect(page.get_by_text("Tylko dla zespołu. Klient tego nie zobaczy")).to_be_visible()
    grounds = [
        page.locator(form).evaluate("form => getComputedStyle(form).backgroundColor")
        for form in ("#note-form", "#reply-form")
    ]
    assert grounds[0] != grounds[1]
    page.locator("#note-text").fill("Tylko dla nas")
    page.get_by_role("button", name="Dodaj notatkę").click()
    expect(page.locator(".message.is-note")).to_contain_text("Tylko dla nas")
    expect(page.locator(".message.is-note")).to_contain_text("klient jej nie widzi")
    page.locator("#mode-reply").check(force=True)
    expect(page.locator("#reply-text")).to_have_value("To jest odpowiedź")
    assert not Message.objects.filter(direction="out").exists()


def test_who_reads_above_is_told_of_the_new_and_not_moved(site: Any, marta: Agent, shown: Conversation) -> None:
    for nth in range(30):
        writes(f"Wiadomość {nth}\n\n" + "Kilka słów o butach. " * 20, shown)
    page = site.sign_in(marta)
    open_conversation(page, shown)
    scroll = page.locator("#c-scroll")
    assert scroll.evaluate("e => e.scrollTop") == 0
    expect(page.locator("#thread .message").last).to_be_in_viewport()
    page.locator("#thread .message").nth(10).scroll_into_view_if_needed()
    place = page.locator("#thread .message").nth(10).bounding_box()
    writes("Ta jest nowa", shown)
    button = page.get_by_role("button", name="Nowa wiadomość")
    expect(button).to_be_visible()
    now = page.locator("#thread .message").nth(10).bounding_box()
    assert place is not None
    assert now is not None
    assert abs(place["y"] - now["y"]) < 2
    button.click()
    expect(page.get_by_text("Ta jest nowa").first).to_be_in_viewport()
    expect(button).to_be_hidden()
    writes("A ta zaraz widoczna", shown)
    expect(page.locator("#thread").get_by_text("A ta zaraz widoczna")).to_be_in_viewport()


def test_a_list_stays_where_it_is_when_rows_come(site: Any, marta: Agent) -> None:
    for nth in range(60):
        given.conversation(sender=f"klient{nth}@poczta.example", text=f"Pytanie {nth}")
    page = site.sign_in(marta)
    page.goto("/rozmowy/nieprzypisane/")
    page.get_by_role("link", name="Pokaż starsze").click()
    expect(page.locator(".row-item")).to_have_count(60)
    row = page.locator(".row-item", has_text="Pytanie 15")
    row.scroll_into_view_if_needed()
    row.get_by_role("link").focus()
    place = row.bounding_box()
    given.conversation(sender="nowy@poczta.example", text="Całkiem nowe")
    expect(page.locator(".row-item").first).to_contain_text("Całkiem nowe")
    expect(page.locator(".row-item")).to_have_count(61)
    now = row.bounding_box()
    assert place is not None
    assert now is not None
    assert abs(place["y"] - now["y"]) < 2
    assert "Pytanie 15" in page.evaluate("document.activeElement.textContent")


def test_going_through_rows_and_back_keeps_what_was_written(site: Any, marta: Agent, shown: Conversation) -> None:
    other = given.conversation(sender="piotr@poczta.example", text="Inna sprawa")
    actions.assign_conversation(other, to=marta, by=SYSTEM)
    page = site.sign_in(marta)
    open_conversation(page, shown)
    page.locator("#reply-text").fill("Zaczęte i nie wysłane")
    page.locator(".row-item", has_text="Inna sprawa").click()
    expect(page.locator("#thread")).to_contain_text("Inna sprawa")
    assert page.url.endswith(f"/rozmowa/{other.code}/?widok=moje")
    expect(page.locator("#reply-text")).to_have_value("")
    expect(page.locator(".row-item a[aria-current]")).to_contain_text("Inna sprawa")
    page.go_back()
    expect(page.locator("#thread")).to_contain_text("gdzie jest moja paczka")
    expect(page.locator("#reply-text")).to_have_value("Zaczęte i nie wysłane")


def test_taking_giving_putting_off_and_closing_by_mouse(
    site: Any, agent: MakeAgent, marta: Agent, shown: Conversation
) -> None:
    bartek = agent("Bartek Żuk")
    page = site.sign_in(marta)
    open_conversation(page, shown)
    page.get_by_role("button", name=re.compile("Opiekun")).click()
    page.get_by_role("button", name="Bartek Żuk").click()
    expect(page.locator("#toasts")).to_contain_text("Rozmowę przejmuje Bartek Żuk.")
    expect(page.locator("#assign-menu")).to_be_hidden()
    page.get_by_role("button", name="Weź").click()
    expect(page.locator("#c-head")).to_contain_text("Marta Wójcik")
    page.get_by_role("button", name="Odłóż").click()
    page.get_by_role("button", name=re.compile("Jutro 8:00")).click()
    expect(page.locator("#c-head")).to_contain_text("odłożona")
    page.get_by_role("button", name="Zamknij", exact=True).click()
    expect(page.locator("#c-head")).to_contain_text("zamknięta")
    page.get_by_role("button", name="Otwórz ponownie").click()
    expect(page.locator("#c-head")).to_contain_text("otwarta")
    assert Conversation.objects.get(pk=shown.pk).assignee == marta
    assert bartek.is_active
    assert site.went_wrong == []


def test_an_answer_that_comes_after_the_change_itself_is_shown_all_the_same(
    site: Any, agent: MakeAgent, marta: Agent, shown: Conversation
) -> None:
    """The stream may be faster than the answer to the form: what it pulls leaves the form out."""
    actions.assign_conversation(shown, to=agent("Bartek Żuk"), by=SYSTEM)
    page = site.sign_in(marta)
    open_conversation(page, shown)
    page.wait_for_timeout(700)  # the stream stands
    held: list[Route] = []
    page.route(re.compile("/przypisz"), lambda route: held.append(route))  # noqa: PLW0108 -- it wants a Python function
    with page.expect_request(re.compile("/przypisz")):
        page.get_by_role("button", name="Weź").click()
    answer = held[0].fetch()
    expect(page.locator(".take")).to_have_count(0)
    expect(page.locator("#c-head")).to_contain_text("Marta Wójcik")
    held[0].fulfill(response=answer)
    expect(page.locator("#toasts")).to_contain_text("Rozmowę przejmuje Marta Wójcik.")
    expect(page.locator("#toasts [data-undo]")).to_be_visible()
    assert site.went_wrong == []


def test_two_agents_see_each_others_work(site: Any, agent: MakeAgent, marta: Agent, shown: Conversation) -> None:
    bartek = agent("Bartek Żuk")
    martas, barteks = site.sign_in(marta), site.sign_in(bartek)
    for page in (martas, barteks):
        open_conversation(page, shown)
    barteks.locator("#mode-note").check(force=True)
    barteks.locator("#note-text").fill("Dzwoniłem, oddzwonię o 15.")
    barteks.get_by_role("button", name="Dodaj notatkę").click()
    expect(martas.locator(".message.is-note")).to_contain_text("Dzwoniłem, oddzwonię o 15.")
    barteks.get_by_role("button", name="Weź").click()
    expect(martas.locator("#c-head")).to_contain_text("Bartek Żuk")
    expect(martas.locator("#rows .row-item")).to_have_count(0)


def test_everything_works_as_plain_forms_without_scripts(site: Any, marta: Agent, shown: Conversation) -> None:
    page = site.sign_in(marta, java_script_enabled=False)
    page.get_by_role("link", name=re.compile("gdzie jest moja paczka")).click()
    expect(page.locator("#thread .message")).to_have_count(1)
    expect(page.locator("#thread .message time")).to_be_visible()
    page.locator("#reply-text").fill("Odpowiedź bez skryptów")
    page.get_by_role("button", name="Wyślij", exact=True).click()
    expect(page.locator("#thread")).to_contain_text("Odpowiedź bez skryptów")
    expect(page.locator("#toasts")).to_contain_text("Odpowiedź idzie do klienta.")
    page.locator("#mode-note").check(force=True)
    page.locator("#note-text").fill("Notatka bez skryptów")
    page.get_by_role("button", name="Dodaj notatkę").click()
    expect(page.locator(".message.is-note")).to_contain_text("Notatka bez skryptów")
    page.get_by_role("button", name="Zamknij", exact=True).click()
    expect(page.locator("#c-head")).to_contain_text("zamknięta")
    assert Conversation.objects.get(pk=shown.pk).status == Status.CLOSED


def test_signed_out_elsewhere_the_page_goes_to_the_door_and_the_text_waits(
    site: Any, marta: Agent, shown: Conversation
) -> None:
    page = site.sign_in(marta)
    open_conversation(page, shown)
    page.locator("#reply-text").fill("Pisałam to pół godziny")
    page.context.clear_cookies(name="sesja")
    page.once("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="Wyślij", exact=True).click()
    page.wait_for_url("**/konto/login/**")
    page.get_by_label("E-mail").fill(marta.email)
    page.get_by_label("Hasło").fill("dobre hasło konsultantki")
    page.get_by_role("button", name="Zaloguj się").click()
    page.wait_for_url(f"**/rozmowa/{shown.code}/**")
    expect(page.locator("#reply-text")).to_have_value("Pisałam to pół godziny")
    assert not Message.objects.filter(direction="out").exists()
