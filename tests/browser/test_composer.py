"""The composer, where an agent writes all day: nothing is lost, nothing goes to the wrong people, all can be undone."""

import base64
import re
import time
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Dialog, Page, Route, expect
from tests import given

from troska.conversations import actions, files
from troska.conversations.models import Conversation, Draft, Mention, Message, Status, Upload
from troska.staff.models import Agent
from troska.timeline.actors import SYSTEM

pytestmark = [pytest.mark.chromium]
MakeAgent = Callable[..., Agent]
PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
PASTE = """([text, name, type, content]) => {
  const data = new DataTransfer();
  data.items.add(new File([Uint8Array.from(atob(content), c => c.charCodeAt(0))], name, {type}));
  const options = {clipboardData: data, bubbles: true, cancelable: true};
  document.querySelector(text).dispatchEvent(new ClipboardEvent("paste", options));
}"""


@pytest.fixture
def marta(agent: MakeAgent) -> Agent:
    return agent()


@pytest.fixture
def shown(marta: Agent) -> Conversation:
    begun = given.conversation()
    actions.assign_conversation(begun, to=marta, by=SYSTEM)
    return begun


def open_conversation(page: Page, conversation: Conversation) -> None:
    page.goto(f"/rozmowa/{conversation.code}/?widok=moje")
    expect(page.locator("#thread")).to_be_visible()


def send(page: Page) -> None:
    page.get_by_role("button", name="Wyślij", exact=True).click()


def saved(page: Page) -> None:
    expect(page.locator("#draft-state")).to_have_text("Szkic zapisany")


def test_a_draft_waits_on_another_device_and_a_colleague_knows_of_it(
    site: Any, agent: MakeAgent, marta: Agent, shown: Conversation
) -> None:
    page = site.sign_in(marta)
    open_conversation(page, shown)
    page.locator("#reply-text").fill("Zaczęte w biurze")
    page.locator(".more-to summary").click()
    page.locator("#reply-cc").fill("jan@firma.example")
    saved(page)
    phone = site.sign_in(marta, viewport={"width": 390, "height": 844})
    open_conversation(phone, shown)
    expect(phone.locator("#reply-text")).to_have_value("Zaczęte w biurze")
    expect(phone.locator("#reply-cc")).to_have_value("jan@firma.example")
    bartek = site.sign_in(agent("Bartek Żuk"))
    open_conversation(bartek, shown)
    expect(bartek.locator(".theirs")).to_contain_text("Marta Wójcik ma tu szkic odpowiedzi z")
    expect(bartek.locator("#composer")).not_to_contain_text("Zaczęte w biurze")
    send(page)
    expect(page.locator("#thread")).to_contain_text("Zaczęte w biurze")
    assert not Draft.objects.exists()
    assert site.went_wrong == []


def test_words_written_at_two_places_never_replace_each_other(site: Any, marta: Agent, shown: Conversation) -> None:
    page, other = site.sign_in(marta), site.sign_in(marta)
    for one in (page, other):
        open_conversation(one, shown)
    page.locator("#reply-text").fill("Wersja z biura")
    saved(page)
    other.locator("#reply-text").fill("Wersja z telefonu")
    notice = other.locator("#reply-other")
    expect(notice).to_contain_text("Ten szkic ma inną wersję")
    assert Draft.objects.get().text == "Wersja z biura"
    notice.get_by_role("button", name="Weź tamtą").click()
    expect(other.locator("#reply-text")).to_have_value("Wersja z biura")
    other.locator("#reply-text").press("Control+z")
    expect(other.locator("#reply-text")).to_have_value("Wersja z telefonu")
    saved(other)
    assert Draft.objects.get().text == "Wersja z telefonu"


def test_the_last_words_before_leaving_are_kept(site: Any, marta: Agent, shown: Conversation) -> None:
    page = site.sign_in(marta)
    open_conversation(page, shown)
    page.locator("#reply-text").fill("Ostatnie słowa")
    page.locator("#v-otwarte a").click()
    page.wait_for_url("**/rozmowy/otwarte/")
    page.wait_for_timeout(500)
    assert Draft.objects.get().text == "Ostatnie słowa"


def slowly(route: Route) -> None:
    """Let the answer come late."""
    answer = route.fetch()
    time.sleep(1.2)
    route.fulfill(response=answer)


def test_what_was_sent_comes_back_by_undo(site: Any, marta: Agent, shown: Conversation) -> None:
    page = site.sign_in(marta)
    open_conversation(page, shown)
    page.evaluate(PASTE, ["#reply-text", "zdjecie.png", "image/png", PIXEL])
    expect(page.locator("#reply-files .upload:not(.is-coming)")).to_contain_text("zdjecie.png")
    page.locator("#reply-text").fill("Jednak jeszcze nie")
    page.get_by_role("button", name="Wyślij i zamknij").click()
    toast = page.locator("#toasts toast-note")
    expect(toast).to_contain_text("odpowiedź wyjdzie za")
    expect(page.locator("#c-head")).to_contain_text("zamknięta")
    expect(page.locator("#thread .is-ours .delivery")).to_contain_text("wyjdzie za")
    expect(page.locator("#reply-text")).to_have_value("")
    page.locator("#reply-text").fill("Zaczęte zaraz potem")
    # On a slow line the pause after which a draft is saved is over before the undo is answered.
    page.route(re.compile("/cofnij"), slowly)
    toast.locator("[data-undo]").click()
    expect(page.locator("#thread .is-ours")).to_have_count(0)
    expect(page.locator("#reply-text")).to_have_value("Jednak jeszcze nie\n\nZaczęte zaraz potem")
    expect(page.locator("#reply-files .upload")).to_contain_text("zdjecie.png")
    expect(page.locator("#c-head")).to_contain_text("otwarta")
    expect(page.locator("#reply-text")).to_be_focused()
    assert not Message.objects.filter(direction="out").exists()
    assert Conversation.objects.get(pk=shown.pk).status == Status.OPEN
    send(page)
    expect(page.locator("#thread .is-ours").get_by_role("img", name="zdjecie.png")).to_be_visible()
    assert site.went_wrong == []


def test_news_hold_an_answer_back_until_they_were_seen(site: Any, marta: Agent, shown: Conversation) -> None:
    page = site.sign_in(marta)
    open_conversation(page, shown)
    page.locator("#reply-text").fill("Paczka wyjdzie jutro.")
    actions.add_note(shown, text="Notatka nie przeszkadza", by=SYSTEM)
    actions.receive(given.inbound("Już nie trzeba, rezygnuję."), inboxes=[given.inbox()], conversation=shown)
    expect(page.locator("#thread")).to_contain_text("rezygnuję")
    send(page)
    news = page.locator("#reply-form .news")
    expect(news).to_contain_text("Już nie trzeba, rezygnuję.")
    expect(page.locator("#reply-text")).to_have_value("Paczka wyjdzie jutro.")
    assert not Message.objects.filter(direction="out").exists()
    news.get_by_role("button", name="Wyślij mimo to").click()
    expect(page.locator("#thread .is-ours")).to_contain_text("Paczka wyjdzie jutro.")
    page.locator("#reply-text").fill("Kolejna")
    actions.receive(given.inbound("Jeszcze ja."), inboxes=[given.inbox()], conversation=shown)
    expect(page.locator("#thread")).to_contain_text("Jeszcze ja.")
    send(page)
    news.get_by_role("link", name="Zobacz").click()
    expect(news).to_have_count(0)
    send(page)
    expect(page.locator("#thread .is-ours")).to_have_count(2)


def test_a_pasted_picture_goes_with_the_note_and_a_removed_one_does_not(
    site: Any, marta: Agent, shown: Conversation
) -> None:
    page = site.sign_in(marta)
    open_conversation(page, shown)
    page.locator("#mode-note").check(force=True)
    expect(page.locator("#note-text")).to_be_focused()
    for name in ("jeden.png", "dwa.png"):
        page.evaluate(PASTE, ["#note-text", name, "image/png", PIXEL])
    rows = page.locator("#note-files .upload:not(.is-coming)")
    expect(rows).to_have_count(2)
    page.reload()
    expect(rows).to_have_count(2)
    page.locator("#mode-note").check(force=True)
    page.get_by_role("button", name="Usuń plik jeden.png").click()
    expect(rows).to_have_count(1)
    page.evaluate(PASTE, ["#note-text", "pusty.txt", "text/plain", ""])
    expect(page.locator("#note-files .is-failed")).to_contain_text("Ten plik jest pusty.")
    page.get_by_role("button", name="Dodaj notatkę").click()
    picture = page.locator(".message.is-note").get_by_role("img", name="dwa.png")
    expect(picture).to_be_visible()
    assert picture.evaluate("picture => picture.decode().then(() => picture.naturalWidth)") == 1
    [attached] = Message.objects.get(direction="note").attachments.all()
    assert files.read(attached.storage_name) == base64.b64decode(PIXEL)
    assert not Upload.objects.exists()


def test_a_colleague_is_called_by_name_with_the_keyboard(
    site: Any, agent: MakeAgent, marta: Agent, shown: Conversation
) -> None:
    for name in ("Bartek Żuk", "Barbara Łęcka"):
        agent(name)
    page = site.sign_in(marta)
    open_conversation(page, shown)
    page.locator("#mode-note").check(force=True)
    text = page.locator("#note-text")
    text.press_sequentially("Zerknij, @bar")
    options = page.get_by_role("option")
    expect(options).to_have_count(2)
    text.press("ArrowDown")
    expect(page.locator("[role=option][aria-selected=true]")).to_have_text("BŻBartek Żuk")
    text.press("Escape")
    expect(options).to_have_count(0)
    text.press_sequentially("t")
    text.press("Enter")
    expect(text).to_have_value("Zerknij, @Bartek Żuk ")
    text.press_sequentially("proszę")
    text.press("Control+Enter")
    expect(page.locator(".message.is-note .mention")).to_have_text("@Bartek Żuk")
    assert Mention.objects.get().agent.name == "Bartek Żuk"
    assert site.went_wrong == []


def test_passing_on_takes_the_words_and_copies_of_the_files(site: Any, marta: Agent, shown: Conversation) -> None:
    photo = files.store(base64.b64decode(PIXEL), filename="uszkodzenie.png", content_type="image/png")
    arrived = given.inbound("Podeszwa odpada.", files=(photo,))
    actions.receive(arrived, inboxes=[given.inbox()], conversation=shown)
    page = site.sign_in(marta)
    open_conversation(page, shown)
    page.locator("#mode-forward").check(force=True)
    expect(page.locator("#forward-text")).to_be_focused()
    expect(page.locator("#forward-text")).to_have_value(re.compile("> Podeszwa odpada."))
    page.get_by_role("button", name="Przekaż dalej").click()
    expect(page.locator("#forward-to-error")).to_contain_text("Podaj adres")
    page.locator("#forward-to").fill("Serwis <serwis@producent.example>, zly adres")
    page.get_by_role("button", name="Przekaż dalej").click()
    expect(page.locator("#forward-to-error")).to_contain_text("„zly adres” nie wygląda na adres e-mail.")
    page.locator("#forward-to").fill("Serwis <serwis@producent.example>")
    page.get_by_role("button", name="Przekaż dalej").click()
    sent = page.locator("#thread .is-forward")
    expect(sent).to_contain_text("klient jej nie widzi")
    expect(sent).to_contain_text("serwis@producent.example")
    expect(sent.get_by_role("img", name="uszkodzenie.png")).to_be_visible()
    assert Conversation.objects.get(pk=shown.pk).status == Status.OPEN
    page.locator("#thread [data-undo]").click()
    expect(page.locator("#thread .is-forward")).to_have_count(0)
    expect(page.locator("#toasts [data-undo]")).to_have_count(0)
    expect(page.locator("#forward-to")).to_have_value("Serwis <serwis@producent.example>")


def test_any_message_is_passed_on_from_its_own_button_and_a_begun_forward_stays(
    site: Any, marta: Agent, shown: Conversation
) -> None:
    actions.receive(given.inbound("A druga paczka?"), inboxes=[given.inbox()], conversation=shown)
    page = site.sign_in(marta)
    open_conversation(page, shown)
    first = page.locator(".message.is-customer").first
    first.hover()
    first.get_by_role("button", name="Przekaż tę wiadomość").click()
    expect(page.locator("#forward-to")).to_be_focused()
    expect(page.locator("#forward-text")).to_have_value(re.compile(f"> {re.escape(shown.messages.all()[0].text[:10])}"))
    expect(page.locator("#forward-text")).not_to_have_value(re.compile("druga paczka"))
    page.locator("#forward-text").press("Control+Home")
    page.keyboard.type("Proszę o sprawdzenie.")
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.message)
        dialog.dismiss()

    page.on("dialog", stay)
    page.get_by_role("button", name="Przekaż tę wiadomość").last.click()
    expect(page.locator("#forward-text")).to_have_value(re.compile("^Proszę o sprawdzenie."))
    assert len(asked) == 1
    assert site.went_wrong == []


def test_marks_by_keys_and_by_the_toolbar(site: Any, marta: Agent, shown: Conversation) -> None:
    page = site.sign_in(marta)
    open_conversation(page, shown)
    text = page.locator("#reply-text")
    text.fill("pilne")
    text.press("Control+a")
    text.press("Control+b")
    expect(text).to_have_value("**pilne**")
    text.press("Control+b")
    expect(text).to_have_value("pilne")
    page.locator("#reply-form [data-mark=bold]").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    expect(text).to_have_value("- pilne")
    text.press("Control+End")
    text.press("Control+Shift+K")
    expect(text).to_have_value("- pilne[](https://)")
    page.get_by_role("button", name="Podgląd").first.click()
    expect(page.locator("#reply-preview li")).to_contain_text("pilne")


def test_chosen_words_become_a_quote(site: Any, marta: Agent, shown: Conversation) -> None:
    page = site.sign_in(marta)
    open_conversation(page, shown)
    page.locator("#thread .letter").first.evaluate("e => getSelection().selectAllChildren(e)")
    expect(page.locator("#quote-it")).to_be_visible()
    page.keyboard.press("q")
    expect(page.locator("#reply-text")).to_have_value("> Dzień dobry, gdzie jest moja paczka?\n\n")
    expect(page.locator("#quote-it")).to_be_hidden()
