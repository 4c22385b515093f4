"""Two agents at the same conversation, each in a browser of his own: they see each other, and what happened."""

import re
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect
from tests import given
from tests.servers.cable import Cable
from tests.servers.web import WebServer

from troska.conversations import actions
from troska.conversations.models import Conversation, Participant, Status
from troska.core import clock
from troska.desk.presence import GONE_SECONDS
from troska.staff.models import Agent
from troska.timeline.actors import SYSTEM

pytestmark = [pytest.mark.chromium]
MakeAgent = Callable[..., Agent]
SOON = 1500.0  # milliseconds: a second, and what the watching itself takes


@pytest.fixture
def marta(agent: MakeAgent) -> Agent:
    return agent()


@pytest.fixture
def bartek(agent: MakeAgent) -> Agent:
    return agent("Bartek Żuk")


@pytest.fixture
def shown(marta: Agent) -> Conversation:
    begun = given.conversation()
    actions.assign_conversation(begun, to=marta, by=SYSTEM)
    return begun


def open_conversation(page: Page, conversation: Conversation, root: str = "") -> None:
    page.goto(f"{root}/rozmowa/{conversation.code}/?widok=otwarte")
    expect(page.locator("#thread")).to_be_visible()


def face(page: Page, says: str) -> Any:
    return page.locator("#present").get_by_role("img", name=says)


def sees(page: Page, says: str = "Bartek Żuk ogląda tę rozmowę", *, within: float = SOON) -> None:
    expect(face(page, says)).to_be_visible(timeout=within)


def sees_nobody(page: Page, *, within: float = SOON) -> None:
    expect(page.locator("#present .avatar")).to_have_count(0, timeout=within)


@pytest.fixture
def both(site: Any, marta: Agent, bartek: Agent, shown: Conversation) -> tuple[Page, Page]:
    """Marta's page at the conversation, and Bartek's at his list."""
    martas, barteks = site.sign_in(marta), site.sign_in(bartek)
    open_conversation(martas, shown)
    martas.wait_for_timeout(700)  # the stream stands
    return martas, barteks


def test_one_sees_the_other_come_write_and_go(site: Any, both: tuple[Page, Page], shown: Conversation) -> None:
    martas, barteks = both
    sees_nobody(martas)
    open_conversation(barteks, shown)
    sees(martas)
    sees(barteks, "Marta Wójcik ogląda tę rozmowę")
    barteks.locator("#reply-text").press_sequentially("Dzień dobry")
    sees(martas, "Bartek Żuk pisze odpowiedź…")
    expect(martas.locator("#present")).to_contain_text("Bartek Żuk pisze odpowiedź…")
    expect(martas.locator("#heard")).to_have_text("Bartek Żuk pisze odpowiedź…")
    barteks.locator("#reply-text").fill("")
    sees(martas)
    barteks.locator(".mode.is-note").click()
    barteks.locator("#note-text").fill("Dzwoniłem, oddzwonię o 15.")
    sees(martas, "Bartek Żuk pisze notatkę…")
    barteks.get_by_role("button", name="Dodaj notatkę").click()
    expect(martas.locator(".message.is-note")).to_contain_text("oddzwonię o 15")
    sees(martas)
    barteks.goto("/rozmowy/otwarte/")
    sees_nobody(martas)
    assert site.went_wrong == []


def test_who_stops_typing_only_looks_after_a_while(both: tuple[Page, Page], shown: Conversation) -> None:
    martas, barteks = both
    open_conversation(barteks, shown)
    barteks.locator("#reply-text").press_sequentially("Dzień dobry")
    sees(martas, "Bartek Żuk pisze odpowiedź…")
    sees(martas, within=9000)


def test_who_goes_to_another_conversation_or_closes_the_tab_is_gone(
    both: tuple[Page, Page], shown: Conversation
) -> None:
    martas, barteks = both
    given.conversation(sender="piotr@poczta.example", text="Inna sprawa")
    open_conversation(barteks, shown)
    sees(martas)
    barteks.locator(".row-item", has_text="Inna sprawa").click()
    expect(barteks.locator("#thread")).to_contain_text("Inna sprawa")
    sees_nobody(martas)
    barteks.go_back()
    sees(martas)
    barteks.close(run_before_unload=True)
    sees_nobody(martas, within=3000)


def test_rows_of_lists_show_who_is_in_a_conversation_and_keep_it_when_they_change(
    both: tuple[Page, Page], shown: Conversation
) -> None:
    martas, barteks = both
    martas.goto("/rozmowy/otwarte/")
    mark = martas.locator(f"#c-{shown.code} .row-here")
    open_conversation(barteks, shown)
    expect(mark.get_by_role("img", name="Bartek Żuk ogląda tę rozmowę")).to_be_visible(timeout=SOON)
    actions.receive(given.inbound("Halo, jest tam kto?"), inboxes=[given.inbox()], conversation=shown)
    expect(martas.locator(f"#c-{shown.code}")).to_contain_text("jest tam kto")
    expect(mark).to_have_count(1)
    barteks.locator("#reply-text").press_sequentially("Jesteśmy")
    expect(mark.get_by_role("img", name="Bartek Żuk pisze odpowiedź…")).to_be_visible(timeout=SOON)
    barteks.goto("/rozmowy/zamkniete/")
    expect(mark).to_have_count(0, timeout=SOON)


def test_a_face_lies_on_no_button(both: tuple[Page, Page], shown: Conversation) -> None:
    martas, barteks = both
    open_conversation(barteks, shown)
    sees(martas)
    face_box = martas.locator("#present .avatar").bounding_box()
    button_box = martas.locator("[data-fold-customer]").bounding_box()
    assert face_box is not None
    assert button_box is not None
    assert face_box["x"] + face_box["width"] <= button_box["x"]


def test_a_head_that_changes_keeps_the_faces(both: tuple[Page, Page], shown: Conversation) -> None:
    martas, barteks = both
    open_conversation(barteks, shown)
    sees(martas)
    barteks.get_by_role("button", name="Weź").click()
    expect(martas.locator("#c-head .assign")).to_contain_text("Bartek Żuk")
    sees(martas)


def test_a_tab_that_comes_later_knows_who_is_here(both: tuple[Page, Page], shown: Conversation) -> None:
    martas, barteks = both
    open_conversation(barteks, shown)
    sees(martas)
    second = martas.context.new_page()
    open_conversation(second, shown)
    sees(second)


def test_who_loses_the_line_is_gone_and_comes_back_with_it(
    site: Any, both: tuple[Page, Page], bartek: Agent, shown: Conversation
) -> None:
    martas, _ = both
    with Cable(site.web.port) as cable:
        root = f"http://127.0.0.1:{cable.port}"
        barteks = signed_in_at(site, root, bartek)
        open_conversation(barteks, shown, root)
        sees(martas)
        cable.pull()
        sees_nobody(martas, within=(GONE_SECONDS + 4) * 1000)
        cable.plug()
        sees(martas, within=40_000)
        barteks.context.close()


def signed_in_at(site: Any, root: str, agent: Agent) -> Page:
    """A page of an agent who reaches the product by another way than the others."""
    page: Page = site.browser.new_context(locale="pl-PL").new_page()
    page.goto(f"{root}/konto/login/")
    page.get_by_label("E-mail").fill(agent.email)
    page.get_by_label("Hasło").fill("dobre hasło konsultantki")
    page.get_by_role("button", name="Zaloguj się").click()
    page.wait_for_url("**/rozmowy/moje/")
    return page


@pytest.fixture
def second_server(site: Any) -> Iterator[WebServer]:
    """Another web process over the same database."""
    assert site
    server = WebServer()
    server.start()
    yield server
    server.stop()


def test_agents_at_two_web_processes_see_each_other(
    site: Any, both: tuple[Page, Page], bartek: Agent, shown: Conversation, second_server: WebServer
) -> None:
    martas, _ = both
    barteks = signed_in_at(site, second_server.url, bartek)
    open_conversation(barteks, shown, second_server.url)
    sees(martas)
    sees(barteks, "Marta Wójcik ogląda tę rozmowę", within=3000)
    barteks.context.close()


def test_a_server_that_comes_back_knows_soon_who_is_here(
    site: Any, both: tuple[Page, Page], shown: Conversation
) -> None:
    martas, barteks = both
    open_conversation(barteks, shown)
    sees(martas)
    site.web.stop()
    try:
        sees_nobody(martas, within=8000)
    finally:
        site.web.start()
    sees(martas, within=15_000)


def test_what_happened_appears_in_the_thread_by_itself(
    site: Any, both: tuple[Page, Page], marta: Agent, bartek: Agent, shown: Conversation
) -> None:
    martas, _ = both
    actions.assign_conversation(shown, to=bartek, by=bartek.actor)
    line = martas.locator("#thread .change")
    expect(line.last).to_contain_text("Bartek Żuk bierze rozmowę")
    label = actions.add_label("Zwrot", by=bartek.actor)
    for _ in range(2):
        actions.label_conversation(shown, label, by=bartek.actor)
        actions.unlabel_conversation(shown, label, by=bartek.actor)
    run = martas.locator("#thread .changes")
    expect(run.locator("summary")).to_contain_text(re.compile(r"6 zmian"))
    run.locator("summary").click()
    expect(run.locator("li").nth(2)).to_contain_text("Bartek Żuk dodaje etykietę „Zwrot”")
    actions.assign_conversation(shown, to=marta, by=bartek.actor)
    expect(run.locator("li").last).to_contain_text("Bartek Żuk przekazuje rozmowę, zajmie się nią Marta Wójcik")
    assert site.went_wrong == []


def test_who_is_called_by_name_is_told_where_he_is_and_once_he_looked_no_more(
    site: Any, both: tuple[Page, Page], shown: Conversation
) -> None:
    martas, barteks = both
    barteks.wait_for_timeout(700)  # his stream stands, too
    martas.keyboard.press("n")
    martas.keyboard.type("@bart")
    martas.get_by_role("option").first.wait_for()
    martas.keyboard.press("Enter")
    martas.keyboard.type("czy to nasza paczka?")
    martas.keyboard.press("Control+Enter")
    mentions = barteks.locator("#v-wzmianki .count")
    expect(mentions).to_have_text("1")
    barteks.locator("#v-wzmianki a").click()
    barteks.locator(f"#c-{shown.code} a").click()
    expect(barteks.locator("#thread .mention")).to_have_text("@Bartek Żuk")
    expect(mentions).to_have_count(0)
    assert site.went_wrong == []


def test_what_was_put_off_comes_back_by_itself_to_everybody(
    site: Any, both: tuple[Page, Page], shown: Conversation
) -> None:
    martas, barteks = both
    barteks.goto("/rozmowy/otwarte/")
    row = barteks.locator(f"#c-{shown.code}")
    expect(row).to_be_visible()
    barteks.wait_for_timeout(700)
    martas.keyboard.press("s")
    martas.get_by_role("button", name="jutro").click()
    expect(martas.locator("#c-head")).to_contain_text("odłożona")
    expect(row).to_have_count(0)
    expect(barteks.locator("#v-odlozone .count")).to_have_text("1")
    actions.wake_snoozed()
    assert Conversation.objects.get(pk=shown.pk).status == Status.SNOOZED  # not before its time
    Conversation.objects.filter(pk=shown.pk).update(snoozed_until=clock.now())
    actions.wake_snoozed()  # what the worker does every minute
    expect(row).to_be_visible()
    expect(barteks.locator("#v-odlozone .count")).to_have_count(0)
    expect(martas.locator("#c-head")).to_contain_text("otwarta")
    expect(martas.locator("#thread .change").last).to_contain_text("Rozmowa wraca z odłożonych")
    assert site.went_wrong == []


def test_a_stranger_is_let_in_after_a_question(site: Any, both: tuple[Page, Page], shown: Conversation) -> None:
    martas, _ = both
    strange = given.inbound("Piszę za żonę.", sender="maz.anny@poczta.example", sender_name="Mąż Anny")
    actions.receive(strange, inboxes=[given.inbox()], conversation=shown)
    martas.get_by_role("button", name="Dopuść do rozmowy").click()
    dialog = martas.get_by_role("dialog", name="Dopuścić tę osobę do rozmowy?")
    expect(dialog).to_contain_text("maz.anny@poczta.example")
    expect(dialog.get_by_role("button", name="Wróć")).to_be_focused()
    martas.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    martas.get_by_role("button", name="Dopuść do rozmowy").click()
    dialog.get_by_role("button", name="Dopuść do rozmowy").click()
    expect(martas.locator("#thread .change").last).to_contain_text("dopuszcza do rozmowy: maz.anny@poczta.example")
    expect(martas.get_by_role("button", name="Dopuść do rozmowy")).to_have_count(0)
    assert Participant.objects.filter(conversation=shown, address="maz.anny@poczta.example").exists()
    assert site.went_wrong == []


def test_letting_in_is_answered_also_when_the_stream_was_faster(
    site: Any, both: tuple[Page, Page], shown: Conversation
) -> None:
    """What the stream pulls leaves the form out; the answer is about a message, and names its conversation within."""
    martas, _ = both
    strange = given.inbound("Piszę za żonę.", sender="maz.anny@poczta.example", sender_name="Mąż Anny")
    actions.receive(strange, inboxes=[given.inbox()], conversation=shown)
    held: list[Route] = []
    martas.route(re.compile("/dopusc"), lambda route: held.append(route))  # noqa: PLW0108 -- it wants a Python function
    martas.get_by_role("button", name="Dopuść do rozmowy").click()
    with martas.expect_request(re.compile("/dopusc")):
        martas.get_by_role("dialog").get_by_role("button", name="Dopuść do rozmowy").click()
    answer = held[0].fetch()
    expect(martas.get_by_role("button", name="Dopuść do rozmowy")).to_have_count(0)
    held[0].fulfill(response=answer)
    expect(martas.locator("#toasts")).to_contain_text("maz.anny@poczta.example bierze udział w rozmowie")
    assert site.went_wrong == []


def test_it_takes_a_moment_and_not_a_second(both: tuple[Page, Page], shown: Conversation) -> None:
    martas, barteks = both
    open_conversation(barteks, shown)
    sees(martas)
    took = []
    for kind, says in (("r", "odpowiedź"), ("", "ogląda")) * 5:
        begun = time.monotonic()
        barteks.locator("#reply-text").fill(kind)
        martas.locator(f"#present [aria-label*='{says}']").wait_for(timeout=3000)
        took.append(time.monotonic() - begun)
    assert sorted(took)[len(took) // 2] < 1.0, took
