import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests import given

from troska.conversations import actions, files
from troska.conversations.models import Conversation, DeliveryState, Message, Status
from troska.core import clock
from troska.desk import showing
from troska.staff.actions import leave_team
from troska.staff.models import Agent
from troska.timeline.actors import SYSTEM

HTMX = {"HX-Request": "true", "HX-Target": "thread"}


@pytest.fixture
def shown(marta: Agent) -> Conversation:
    return given.conversation()


def address(shown: Conversation, verb: str = "") -> str:
    return f"/rozmowa/{shown.code}/{verb}"


def now(shown: Conversation) -> Conversation:
    return Conversation.objects.get(pk=shown.pk)


def page(desk: Client, shown: Conversation) -> str:
    return desk.get(address(shown)).content.decode()


def test_a_conversation_shows_who_wrote_what(desk: Client, shown: Conversation, marta: Agent) -> None:
    actions.reply(shown, text="Już sprawdzam.", by=marta.actor, author_name=marta.name)
    actions.add_note(shown, text="Stała klientka.", by=marta.actor, author_name=marta.name)
    text = page(desk, shown)
    assert "Dzień dobry, gdzie jest moja paczka?" in text
    assert "Już sprawdzam." in text
    assert "Notatka, klient jej nie widzi" in text
    assert text.index("gdzie jest moja paczka") < text.index("Już sprawdzam.") < text.index("Stała klientka.")


def test_quoted_history_is_folded_and_one_click_away(desk: Client, shown: Conversation) -> None:
    whole = "Dziękuję.\n\nW dniu 5.10.2026 Sklep pisze:\n> Paczka jest w drodze."
    actions.receive(given.inbound("Dziękuję.", full_text=whole), inboxes=[given.inbox()], conversation=shown)
    folded = page(desk, shown).partition('<details class="folded">')[2].partition("</details>")[0]
    assert "Paczka jest w drodze." in folded
    assert "Dziękuję." not in folded


def test_pictures_are_shown_and_everything_else_is_named(desk: Client) -> None:
    given_files = [
        files.store(b"x", filename="but.jpg", content_type="image/jpeg"),
        files.store(b"x", filename="rysunek.svg", content_type="image/svg+xml"),
        files.store(b"x", filename="faktura.pdf", content_type="application/pdf"),
        files.store(b"x" * (showing.LARGEST_PICTURE + 1), filename="plakat.png", content_type="image/png"),
    ]
    arrived = given.inbound("Zdjęcia", files=tuple(given_files))
    html = page(desk, actions.receive(arrived, inboxes=[given.inbox()]).conversation)
    assert re.findall(r'<img src="/zalacznik/[a-z2-7]{26}" alt="([^"]+)"', html) == ["but.jpg"]
    named = re.findall(r'<span class="file-name">([^<]+)<', html.partition('id="composer"')[0])
    assert named == ["rysunek.svg", "faktura.pdf", "plakat.png"]


def test_many_pictures_fold(desk: Client) -> None:
    many = tuple(files.store(b"x", filename=f"{nth}.png", content_type="image/png") for nth in range(43))
    html = page(desk, actions.receive(given.inbound("Dużo", files=many), inboxes=[given.inbox()]).conversation)
    assert html.count('loading="lazy" decoding="async"') == 43
    assert "43 obrazy" in html.partition('<details class="many-pictures">')[2].partition("</summary>")[0]


def test_an_answer_goes_out_once_and_makes_the_conversation_wait(desk: Client, shown: Conversation) -> None:
    response = desk.post(address(shown, "odpowiedz"), {"text": "Jest w drodze.\r\nPozdrawiam", "then": "pending"})
    assert response.status_code == 302
    [sent] = Message.objects.filter(direction="out")
    assert sent.text == "Jest w drodze.\nPozdrawiam"
    assert sent.author_name == "Marta Wójcik"
    assert sent.delivery == DeliveryState.QUEUED
    assert now(shown).status == Status.PENDING
    assert "Jest w drodze." in page(desk, shown)


def test_send_and_close_closes(desk: Client, shown: Conversation) -> None:
    desk.post(address(shown, "odpowiedz"), {"text": "Gotowe.", "then": "closed"})
    assert now(shown).status == Status.CLOSED


def test_a_double_click_sends_one_answer(desk: Client, shown: Conversation) -> None:
    token = page(desk, shown).partition('name="token" value="')[2][:26]
    for _click in range(3):
        desk.post(address(shown, "odpowiedz"), {"text": "Jest w drodze.", "then": "pending", "token": token})
        desk.post(address(shown, "notatka"), {"text": "Notatka", "token": "b" * 26})
    assert Message.objects.filter(direction="out").count() == 1
    assert Message.objects.filter(direction="note").count() == 1


def test_two_forms_send_two_answers_though_the_words_are_the_same(desk: Client, shown: Conversation) -> None:
    for _form in range(2):
        token = page(desk, shown).partition('name="token" value="')[2][:26]
        desk.post(address(shown, "odpowiedz"), {"text": "Dziękuję.", "then": "pending", "token": token})
    assert Message.objects.filter(direction="out").count() == 2


def test_an_empty_answer_is_refused_and_a_full_one_survives_a_refusal(desk: Client, shown: Conversation) -> None:
    refused = desk.post(address(shown, "odpowiedz"), {"text": "   ", "then": "pending"})
    assert refused.status_code == 422
    assert "Napisz odpowiedź, zanim ją wyślesz." in refused.content.decode()
    shown.participants.all().delete()
    token = "c" * 26
    for _again in range(2):
        kept = desk.post(address(shown, "odpowiedz"), {"text": "Długa odpowiedź", "then": "pending", "token": token})
        assert kept.status_code == 422
        assert ">\nDługa odpowiedź</textarea>" in kept.content.decode()
        assert "nie ma adresu, na który można odpisać" in kept.content.decode()


def test_a_note_stays_inside_and_changes_no_state(desk: Client, shown: Conversation) -> None:
    desk.post(address(shown, "notatka"), {"text": "Uwaga na adres."})
    [note] = Message.objects.filter(direction="note")
    assert note.visibility == "team"
    assert note.delivery == DeliveryState.NONE
    assert now(shown).status == Status.OPEN


def test_taking_giving_and_leaving(desk: Client, shown: Conversation, marta: Agent) -> None:
    bartek = given.agent("Bartek Żuk")
    for wanted, expected in ((str(marta.pk), marta), (str(bartek.pk), bartek), ("nikt", None)):
        desk.post(address(shown, "przypisz"), {"agent": wanted})
        assert now(shown).assignee == expected


@pytest.mark.parametrize("wanted", ["", "0", "-1", "999999999", "abc", "1 OR 1=1"])
def test_it_is_given_to_nobody_who_is_no_colleague(desk: Client, shown: Conversation, wanted: str) -> None:
    text = desk.post(address(shown, "przypisz"), {"agent": wanted}, follow=True).content.decode()
    assert "Tej osobie nie można przekazać rozmowy." in text
    assert now(shown).assignee is None


def test_states_by_button(desk: Client, shown: Conversation) -> None:
    for wanted in ("closed", "open", "pending", "spam", "open", "trash", "open"):
        desk.post(address(shown, "stan"), {"status": wanted})
        assert now(shown).status == wanted


def test_an_impossible_change_says_so_in_words(desk: Client, shown: Conversation) -> None:
    actions.change_status(shown, Status.TRASH, by=SYSTEM)
    refused = desk.post(address(shown, "stan"), {"status": "closed"})
    assert refused.status_code == 409
    assert "Tej zmiany stanu nie da się zrobić" in refused.content.decode()
    by_part = desk.post(address(shown, "stan"), {"status": "closed"}, headers=HTMX)
    assert by_part.headers["HX-Retarget"] == "#toasts"
    assert "Tej zmiany stanu nie da się zrobić" in by_part.content.decode()


@pytest.mark.parametrize("wanted", ["snoozed", "", "usunieta"])
def test_a_state_that_is_no_button_is_refused(desk: Client, shown: Conversation, wanted: str) -> None:
    desk.post(address(shown, "stan"), {"status": wanted})
    assert now(shown).status == Status.OPEN


def test_putting_off_until_tomorrow(desk: Client, shown: Conversation) -> None:
    desk.post(address(shown, "odloz"), {"until": "jutro"})
    until = now(shown).snoozed_until
    assert until is not None
    assert clock.local(until).hour == 8
    assert timedelta(0) < until - clock.now() < timedelta(hours=40)
    assert desk.post(address(shown, "odloz"), {"until": "wczoraj"}).status_code == 400


def test_the_same_address_gives_the_page_and_its_parts(desk: Client, shown: Conversation) -> None:
    whole = desk.get(address(shown)).content.decode()
    assert "<html" in whole
    for part, has, has_not in (
        ("thread", 'id="thread"', 'id="reply-form"'),
        ("pane", 'id="reply-form"', 'id="rail"'),
        ("anything-else", 'id="reply-form"', 'id="rail"'),
    ):
        text = desk.get(address(shown), headers=HTMX | {"HX-Target": part}).content.decode()
        assert "<html" not in text
        assert has in text
        assert has_not not in text


def test_after_an_answer_the_part_brings_an_empty_form_and_leaves_the_note_alone(
    desk: Client, shown: Conversation
) -> None:
    text = desk.post(address(shown, "odpowiedz"), {"text": "Tak.", "then": "pending"}, headers=HTMX).content.decode()
    assert "Tak." in text
    assert 'id="reply-form"' in text
    assert 'id="note-form"' not in text
    assert 'id="c-head"' in text
    note = desk.post(address(shown, "notatka"), {"text": ""}, headers=HTMX)
    assert note.status_code == 422
    assert note.headers["HX-Retarget"] == "#note-form"


def test_the_customers_other_conversations_stand_beside_it_as_far_as_the_agent_may_see(
    desk: Client, shown: Conversation
) -> None:
    actions.receive(given.inbound(subject="Faktura za buty"), inboxes=[given.inbox()])
    elsewhere = given.inbox("kadry@sklep.example", teams=[given.team("Kadry")])
    actions.receive(given.inbound(subject="Rozmowa o pracę"), inboxes=[elsewhere])
    panel = page(desk, shown).partition('id="customer-body"')[2]
    assert "Faktura za buty" in panel
    assert "Rozmowa o pracę" not in panel
    assert given.ANNA in panel


def test_an_unverified_sender_cannot_be_overlooked(desk: Client, shown: Conversation) -> None:
    assert "Niezweryfikowany nadawca" not in page(desk, shown)
    false = given.inbound("Proszę wysłać na inny adres.", sender="ktos@zly.example")
    actions.receive(false, inboxes=[given.inbox()], conversation=shown)
    text = page(desk, shown)
    assert "Niezweryfikowany nadawca" in text
    assert "Adres mógł zostać podrobiony" in text
    assert "ktos@zly.example" not in text.partition('id="reply-to"')[2].partition("</p>")[0]


def test_what_was_not_delivered_says_why(desk: Client, shown: Conversation, marta: Agent) -> None:
    sent = actions.reply(shown, text="Tak.", by=marta.actor)
    actions.set_delivery(sent, DeliveryState.SENDING)
    actions.set_delivery(sent, DeliveryState.FAILED, detail="550 5.1.1 User unknown")
    text = page(desk, shown)
    assert "niedoręczona" in text
    assert "550 5.1.1 User unknown" in text


def failed(shown: Conversation, by: Agent, state: DeliveryState) -> Message:
    sent = actions.reply(shown, text="Tak.", by=by.actor)
    actions.set_delivery(sent, DeliveryState.SENDING)
    return actions.set_delivery(sent, state, detail="550 5.1.1 User unknown")


def test_what_failed_is_sent_again_by_a_button(desk: Client, shown: Conversation, marta: Agent) -> None:
    sent = failed(shown, marta, DeliveryState.FAILED)
    text = page(desk, shown)
    assert "Wyślij ponownie" in text
    assert "Uznaj za wysłaną" not in text
    desk.post(f"/wiadomosc/{sent.code}/ponow")
    assert Message.objects.get(pk=sent.pk).delivery == DeliveryState.QUEUED
    assert desk.post(f"/wiadomosc/{sent.code}/ponow").status_code == 409
    assert "Wyślij ponownie" not in page(desk, shown)


def test_what_perhaps_went_out_is_taken_as_sent_by_a_button(desk: Client, shown: Conversation, marta: Agent) -> None:
    sent = failed(shown, marta, DeliveryState.UNSURE)
    assert "Uznaj za wysłaną" in page(desk, shown)
    desk.post(f"/wiadomosc/{sent.code}/wyslana", headers=HTMX)
    assert Message.objects.get(pk=sent.pk).delivery == DeliveryState.SENT


def test_a_thread_of_thirty_takes_as_many_questions_as_one_of_three(
    desk: Client, shown: Conversation, marta: Agent
) -> None:
    def questions() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert desk.get(address(shown)).status_code == 200
        return len(asked)

    questions()
    actions.reply(shown, text="Odpowiedź", by=marta.actor)
    few = questions()
    for nth in range(14):
        actions.receive(given.inbound(f"Pytanie {nth}"), inboxes=[given.inbox()], conversation=shown)
        actions.reply(shown, text=f"Odpowiedź {nth}", by=marta.actor)
    assert questions() == few


def test_who_left_the_team_no_longer_gets_any_part_of_it(desk: Client, shown: Conversation, marta: Agent) -> None:
    assert desk.get(address(shown), headers=HTMX).status_code == 200
    leave_team(marta, given.team(), by=SYSTEM)
    gone = desk.get(address(shown), headers=HTMX)
    assert gone.status_code == 404
    assert gone.headers["HX-Refresh"] == "true"
    assert desk.post(address(shown, "notatka"), {"text": "jeszcze ja"}).status_code == 404


def test_handing_over_what_one_will_no_longer_see_leads_back_to_the_list(
    desk: Client, shown: Conversation, marta: Agent
) -> None:
    other = given.team("Reklamacje")
    elsewhere = given.inbox("reklamacje@sklep.example", teams=[other])
    foreign = actions.receive(given.inbound(), inboxes=[elsewhere]).conversation
    actions.assign_conversation(foreign, to=marta, by=SYSTEM)
    response = desk.post(address(foreign, "przypisz"), {"agent": "nikt"}, headers=HTMX)
    assert response.headers["HX-Redirect"] == "/rozmowy/moje/"
