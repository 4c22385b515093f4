"""Choosing the next work from the list, in a real browser."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from tests import given

from troska.channels.email.models import BlockedSender
from troska.conversations import actions
from troska.conversations.models import Conversation, Label, LabelColour, Priority, ReadMark, Status
from troska.core import clock
from troska.staff.models import Agent
from troska.staff.permissions import Role
from troska.timeline.actors import SYSTEM

pytestmark = [pytest.mark.chromium]
MakeAgent = Callable[..., Agent]


@pytest.fixture
def marta(agent: MakeAgent) -> Agent:
    return agent()


@pytest.fixture
def rows(marta: Agent) -> list[Conversation]:
    """Five open ones, the first the latest."""
    begin = clock.now() - timedelta(hours=1)
    made = []
    for nth in range(5):
        with clock.standing_at(begin - timedelta(minutes=nth)):
            made.append(given.conversation(sender=f"klient{nth}@linki.example", text=f"Sprawa numer {nth}"))
    return made


@pytest.fixture
def label(marta: Agent) -> Label:
    actions.add_label("reklamacja", colour=LabelColour.RED, by=SYSTEM)
    return actions.add_label("Zwrot łyżew", colour=LabelColour.BLUE, by=SYSTEM)


def at_list(site: Any, marta: Agent, address: str = "/rozmowy/otwarte/") -> Page:
    page: Page = site.sign_in(marta)
    page.goto(address)
    return page


def box(page: Page, row: Conversation) -> Any:
    return page.locator(f"#c-{row.code} [data-choose]")


def status_of(row: Conversation) -> str:
    return Conversation.objects.get(pk=row.pk).status


def test_several_are_chosen_by_mouse_and_closed_and_it_is_taken_back(
    site: Any, marta: Agent, rows: list[Conversation]
) -> None:
    page = at_list(site, marta)
    bar = page.locator("#bulk")
    expect(bar).to_be_hidden()
    page.locator(f"#c-{rows[0].code}").hover()
    box(page, rows[0]).click()
    box(page, rows[2]).click(modifiers=["Shift"])
    expect(bar).to_be_visible()
    expect(page.locator(".bulk-count")).to_contain_text("Wybrano 3")
    box(page, rows[1]).click()
    expect(page.locator(".bulk-count")).to_contain_text("Wybrano 2")
    bar.get_by_role("button", name="Zamknij").click()
    expect(page.locator(".row-item")).to_have_count(3)
    expect(bar).to_be_hidden()
    assert [status_of(row) for row in rows[:3]] == ["closed", "open", "closed"]
    page.locator("[data-undo]").click()
    expect(page.locator(".row-item")).to_have_count(5)
    expect(page.locator("#toasts")).to_contain_text("Cofnięte")
    assert [status_of(row) for row in rows[:3]] == ["open", "open", "open"]
    assert site.went_wrong == []


def test_several_are_chosen_by_keyboard_and_given_away(
    site: Any, marta: Agent, agent: MakeAgent, rows: list[Conversation]
) -> None:
    piotr = agent("Piotr Zając")
    page = at_list(site, marta)
    box(page, rows[0]).focus()
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    expect(page.locator(".bulk-count")).to_contain_text("Wybrano 2")
    page.keyboard.press("Enter")  # a form must not be sent by it
    expect(page.locator(".bulk-count")).to_contain_text("Wybrano 2")
    page.locator("#bulk").get_by_role("button", name="Przypisz").press("Enter")
    page.get_by_role("button", name="Piotr Zając").press("Enter")
    expect(page.locator("#bulk")).to_be_hidden()
    assert {Conversation.objects.get(pk=row.pk).assignee for row in rows[:2]} == {piotr}
    expect(page.locator(f"#c-{rows[0].code} .avatar")).to_have_text("PZ")
    box(page, rows[3]).focus()
    page.keyboard.press("Space")
    page.keyboard.press("Escape")
    expect(page.locator("#bulk")).to_be_hidden()


def test_all_of_a_long_list_are_chosen(site: Any, marta: Agent) -> None:
    for nth in range(53):
        given.conversation(sender=f"klient{nth}@linki.example")
    page = at_list(site, marta)
    page.locator("[data-choose-all]").click()
    expect(page.locator(".bulk-count")).to_contain_text("Wybrano 50")
    page.get_by_role("button", name="Wybierz wszystkie z listy").click()
    expect(page.locator(".bulk-count")).to_contain_text("Wybrano 53")


def test_choosing_survives_what_comes_in(site: Any, marta: Agent, rows: list[Conversation]) -> None:
    page = at_list(site, marta)
    box(page, rows[1]).click(force=True)
    given.conversation(sender="nowy@poczta.example", text="Jestem tu nowy")
    expect(page.locator(".row-item")).to_have_count(6)
    expect(box(page, rows[1])).to_be_checked()
    expect(page.locator(".bulk-count")).to_contain_text("Wybrano 1")


def test_without_scripts_the_same_form_serves(site: Any, marta: Agent, rows: list[Conversation]) -> None:
    page = at_list(site, marta)
    plain = site.context(java_script_enabled=False, storage_state=page.context.storage_state()).new_page()
    plain.goto("/rozmowy/otwarte/")
    plain.locator(f"#c-{rows[0].code}").hover()
    plain.locator(f"#c-{rows[0].code} [data-choose]").check()
    plain.locator("#bulk").get_by_role("button", name="Zamknij").click()
    expect(plain.locator(".row-item")).to_have_count(4)
    plain.get_by_role("button", name="Cofnij").click()
    expect(plain.locator(".row-item")).to_have_count(5)


def test_spam_with_its_sender_and_the_way_back(site: Any, marta: Agent, rows: list[Conversation]) -> None:
    page = at_list(site, marta)
    page.locator(f"#c-{rows[0].code} a").click()
    page.get_by_role("button", name="Więcej").last.click()
    page.get_by_role("button", name="Spam i zablokuj całą domenę").click()
    expect(page.locator("[data-undo]")).to_be_visible()
    assert BlockedSender.objects.get().key == "linki.example"
    page.locator("[data-undo]").click()
    expect(page.locator("#c-head")).to_contain_text("otwarta")
    assert not BlockedSender.objects.exists()
    assert status_of(rows[0]) == Status.OPEN


def test_labels_are_put_on_from_a_menu_that_stays_open(
    site: Any, marta: Agent, rows: list[Conversation], label: Label
) -> None:
    page = at_list(site, marta)
    page.locator(f"#c-{rows[0].code} a").click()
    page.locator("#c-head").get_by_role("button", name="Etykiety").click()
    search = page.get_by_label("Znajdź etykietę")
    expect(search).to_be_focused()
    search.fill("lyzew")
    expect(page.locator("#label-choices li:visible")).to_have_count(1)
    page.locator(f"#label-button-{label.pk}").click()
    expect(page.locator("#c-head .label")).to_have_text("Zwrot łyżew")
    expect(page.locator(f"#label-button-{label.pk}")).to_have_attribute("aria-pressed", "true")
    expect(search).to_have_value("lyzew")
    expect(page.locator("#label-menu")).to_be_visible()
    expect(page.locator(f"#c-{rows[0].code} .label")).to_have_text("Zwrot łyżew")
    page.locator(f"#label-button-{label.pk}").click()
    expect(page.locator("#c-head .label")).to_have_count(0)


def test_priority_shows_in_head_and_row(site: Any, marta: Agent, rows: list[Conversation]) -> None:
    page = at_list(site, marta)
    page.locator(f"#c-{rows[0].code} a").click()
    page.locator("#c-head").get_by_role("button", name="Priorytet: zwykły").click()
    page.locator("#priority-menu").get_by_role("button", name="Pilny").click()
    expect(page.locator("#c-head .c-facts .priority")).to_contain_text("pilny")
    expect(page.locator(f"#c-{rows[0].code} .priority")).to_be_visible()
    page.locator("[data-undo]").click()
    expect(page.locator("#c-head .c-facts .priority")).to_have_count(0)
    assert Conversation.objects.get(pk=rows[0].pk).priority == Priority.NORMAL


def test_opening_is_reading_and_what_comes_while_one_looks_is_read_too(
    site: Any, marta: Agent, rows: list[Conversation]
) -> None:
    page = at_list(site, marta)
    row = page.locator(f"#c-{rows[0].code}")
    expect(row).to_have_class("row-item is-waiting is-unread")
    row.locator("a").click()
    expect(row).to_have_class("row-item is-waiting")
    actions.receive(given.inbound("Halo?"), inboxes=[given.inbox()], conversation=rows[0])
    expect(page.locator("#thread")).to_contain_text("Halo?")
    fresh = Conversation.objects.get(pk=rows[0].pk)
    for _wait in range(50):
        if ReadMark.objects.get(agent=marta, conversation=fresh).upto == fresh.last_message_at:
            break
        page.wait_for_timeout(100)
    assert ReadMark.objects.get(agent=marta, conversation=fresh).upto == fresh.last_message_at
    expect(row).to_have_class("row-item is-waiting")
    page.locator("#c-head").get_by_role("button", name="Więcej").click()
    page.get_by_role("button", name="Oznacz jako nieprzeczytaną").click()
    page.wait_for_url("**/rozmowy/otwarte/")
    expect(row).to_have_class("row-item is-waiting is-unread")


def test_a_thread_opens_at_the_first_message_not_yet_seen(site: Any, marta: Agent, rows: list[Conversation]) -> None:
    actions.mark_read(rows[0], by=marta, upto=clock.now() - timedelta(minutes=30))
    for nth in range(30):
        actions.receive(given.inbound(f"Wiadomość {nth}\n" * 4), inboxes=[given.inbox()], conversation=rows[0])
    page = at_list(site, marta)
    page.locator(f"#c-{rows[0].code} a").click()
    line = page.locator("#nowe")
    expect(line).to_be_in_viewport()
    expect(line).to_have_text("Nowe")
    actions.receive(given.inbound("Jeszcze jedna"), inboxes=[given.inbox()], conversation=rows[0])
    expect(page.locator("#thread")).to_contain_text("Jeszcze jedna")
    expect(line).to_be_in_viewport()


def test_put_off_until_a_moment_of_ones_own(site: Any, marta: Agent, rows: list[Conversation]) -> None:
    page = at_list(site, marta)
    page.locator(f"#c-{rows[0].code} a").click()
    page.locator("#c-head").get_by_role("button", name="Odłóż", exact=True).click()
    day = (clock.local(clock.now()) + timedelta(days=3)).date()
    page.locator("#snooze-day").fill("2020-02-02")
    page.locator("#snooze-time").fill("10:30")
    page.locator("#snooze-time").press("Enter")
    expect(page.locator("#toasts")).to_contain_text("Wybierz chwilę, która dopiero nadejdzie.")
    page.locator("#c-head").get_by_role("button", name="Odłóż", exact=True).click()
    page.locator("#snooze-day").fill(day.isoformat())
    page.get_by_role("button", name="Odłóż do tej chwili").click()
    expect(page.locator("#c-head")).to_contain_text("odłożona")
    until = Conversation.objects.get(pk=rows[0].pk).snoozed_until
    assert until is not None
    assert f"{clock.local(until):%Y-%m-%d %H:%M}" == f"{day} 10:30"


def width(page: Page, element: str) -> float:
    measured: float = page.locator(element).evaluate("element => element.getBoundingClientRect().width")
    return measured


def test_panes_stay_as_wide_as_they_were_made(site: Any, marta: Agent, rows: list[Conversation]) -> None:
    page = at_list(site, marta)
    page.locator(f"#c-{rows[0].code} a").click()
    edge = page.get_by_role("separator", name="Szerokość listy")
    box_of_edge = edge.bounding_box()
    assert box_of_edge
    page.mouse.move(box_of_edge["x"] + 4, 400)
    page.mouse.down()
    page.mouse.move(box_of_edge["x"] + 64, 400, steps=4)
    page.mouse.up()
    assert width(page, "#list") == 408
    customer = page.get_by_role("separator", name="Szerokość panelu klienta")
    customer.press("ArrowLeft")
    expect(customer).to_have_attribute("aria-valuenow", "316")
    page.reload()
    assert (width(page, "#list"), width(page, "#customer")) == (408, 316)
    expect(edge).to_have_attribute("aria-valuenow", "408")
    edge.dblclick()
    assert width(page, "#list") == 348
    page.get_by_role("button", name="Panel klienta").click()
    expect(page.locator("#customer")).to_be_hidden()
    page.reload()
    expect(page.locator("#customer")).to_be_hidden()
    page.get_by_role("button", name="Panel klienta").click()
    expect(page.locator("#customer")).to_be_visible()
    assert site.went_wrong == []


def test_a_list_is_narrowed_and_stays_so_when_one_is_opened(
    site: Any, marta: Agent, rows: list[Conversation], label: Label
) -> None:
    actions.label_conversation(rows[1], label, by=SYSTEM)
    page = at_list(site, marta)
    page.locator(".chips").get_by_role("button", name="Etykieta").click()
    page.locator("#by-label").get_by_role("link", name="Zwrot łyżew").click()
    expect(page.locator(".row-item")).to_have_count(1)
    page.locator(".row-item a").click()
    expect(page.locator("#thread")).to_be_visible()
    page.reload()
    expect(page.locator(".row-item")).to_have_count(1)
    page.get_by_role("button", name="Najnowsze").click()
    page.get_by_role("link", name="Najdłużej czekające").click()
    expect(page.locator(".order-button")).to_contain_text("Najdłużej czekające")


def test_a_lead_looks_after_labels_and_the_blocked(site: Any, agent: MakeAgent) -> None:
    lead = agent("Ewa Nowicka", role=Role.SUPERVISOR)
    page = site.sign_in(lead)
    page.get_by_role("button", name="Twoje menu").click()
    page.get_by_role("link", name="Ustawienia").click()
    page.get_by_role("link", name="Etykiety").click()
    page.get_by_label("Nowa etykieta").fill("faktura")
    page.get_by_role("button", name="Dodaj").click()
    row = page.get_by_role("form", name="faktura")
    row.get_by_label("Nazwa").fill("faktury")
    row.get_by_label("Kolor").select_option("green")
    row.get_by_role("button", name="Zapisz").click()
    expect(page.get_by_role("form", name="faktury")).to_be_visible()
    assert Label.objects.get().colour == LabelColour.GREEN
    page.get_by_role("link", name="Wróć do rozmów").click()
    expect(page.locator(".rail-group a")).to_contain_text("faktury")
    page.locator("#rail-labels summary").click()
    page.reload()
    expect(page.locator(".rail-group a")).to_be_hidden()
    page.goto("/ustawienia/etykiety/")
    page.get_by_role("link", name="Usuń: faktury").click()
    page.get_by_role("button", name="Usuń etykietę").click()
    expect(page.get_by_text("Nie ma jeszcze etykiet")).to_be_visible()
    assert not Label.objects.exists()
