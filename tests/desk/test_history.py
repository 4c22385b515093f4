"""What happened to a conversation, told in quiet lines: who, what and why, in the right place, and not too much."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.formats import date_format
from tests import given

from troska.conversations import actions
from troska.conversations.models import Authenticity, Conversation, LabelColour, Message, Participant, Priority, Status
from troska.core import clock
from troska.customers.models import Customer
from troska.desk import history
from troska.staff.models import Agent
from troska.timeline import reading
from troska.timeline.actors import SYSTEM, Actor

STRANGER = "maz.anny@poczta.example"


@pytest.fixture
def shown(marta: Agent) -> Conversation:
    return given.conversation()


@pytest.fixture
def bartek(db: None) -> Agent:
    return given.agent("Bartek Żuk")


def page(desk: Client, shown: Conversation, query: str = "") -> str:
    return unescape(desk.get(f"/rozmowa/{shown.code}/{query}").content.decode())


def lines(shown: Conversation) -> list[str]:
    shown = Conversation.objects.get(pk=shown.pk)
    messages = list(Message.objects.filter(conversation=shown))
    return [line.says for line in history.history(shown, messages).lines]


def test_who_took_gave_and_left_it_and_why(shown: Conversation, marta: Agent, bartek: Agent) -> None:
    actions.assign_conversation(shown, to=marta, by=marta.actor)
    actions.assign_conversation(shown, to=bartek, by=marta.actor)
    actions.assign_conversation(shown, to=None, by=bartek.actor)
    actions.assign_conversation(shown, to=marta, by=SYSTEM)
    assert lines(shown) == [
        "Marta Wójcik bierze rozmowę",
        "Marta Wójcik przekazuje rozmowę, zajmie się nią Bartek Żuk",
        "Bartek Żuk zostawia rozmowę bez opiekuna",
        "System przekazuje rozmowę, zajmie się nią Marta Wójcik",
    ]


def test_who_answers_takes_it_and_the_answer_itself_is_not_said_twice(shown: Conversation, marta: Agent) -> None:
    actions.reply(shown, text="Jest w drodze.", by=marta.actor, author_name=marta.name)
    assert lines(shown) == ["Marta Wójcik odpowiada i przejmuje rozmowę"]


def test_what_was_taken_back(shown: Conversation, marta: Agent) -> None:
    later = clock.now() + timedelta(seconds=10)
    sent = actions.reply(shown, text="Jest w drodze.", by=marta.actor, send_after=later)
    actions.take_back(sent, by=marta.actor)
    said = lines(shown)
    assert "Marta Wójcik cofa wiadomość, zanim wyszła" in said
    assert "Rozmowa znów nie ma opiekuna, bo Marta Wójcik cofa odpowiedź" in said


def test_states(shown: Conversation, marta: Agent) -> None:
    until = clock.now() + timedelta(days=1)
    for status in (Status.PENDING, Status.OPEN, Status.CLOSED, Status.OPEN, Status.SPAM, Status.TRASH, Status.OPEN):
        actions.change_status(shown, status, by=marta.actor)
    actions.snooze_conversation(shown, until=until, by=marta.actor)
    day = date_format(clock.local(until), "j E, H:i")
    assert lines(shown) == [
        "Marta Wójcik zaznacza, że czekamy na klienta",
        "Marta Wójcik otwiera rozmowę",
        "Marta Wójcik zamyka rozmowę",
        "Marta Wójcik otwiera rozmowę ponownie",
        "Marta Wójcik oznacza rozmowę jako spam",
        "Marta Wójcik przenosi rozmowę do kosza",
        "Marta Wójcik przywraca rozmowę",
        f"Marta Wójcik odkłada rozmowę do {day}",
    ]


def test_what_comes_back_by_itself(shown: Conversation, marta: Agent) -> None:
    actions.snooze_conversation(shown, until=clock.now() + timedelta(hours=1), by=marta.actor)
    with clock.moved_by(timedelta(hours=2)):
        actions.wake_snoozed()
    actions.change_status(shown, Status.CLOSED, by=marta.actor)
    actions.receive(given.inbound("Jeszcze jedno"), inboxes=[given.inbox()], conversation=shown)
    assert lines(shown) == [
        "Marta Wójcik odkłada rozmowę",
        "Rozmowa wraca z odłożonych",
        "Marta Wójcik zamyka rozmowę",
        "Rozmowa otwiera się ponownie, bo jest wiadomość od klienta",
    ]


def test_sorting_people_and_inboxes(shown: Conversation, marta: Agent) -> None:
    label = actions.add_label("Zwrot", colour=LabelColour.RED, by=marta.actor)
    actions.label_conversation(shown, label, by=marta.actor)
    actions.unlabel_conversation(shown, label, by=Actor.rule(3))
    actions.set_priority(shown, Priority.URGENT, by=marta.actor)
    actions.add_participant(shown, address=STRANGER, by=marta.actor)
    other = given.inbox("reklamacje@sklep.example")
    actions.receive(given.inbound("Do wiadomości"), inboxes=[given.inbox(), other], conversation=shown)
    actions.forward(shown, to=[("", "kurier@kurier.example")], text="Proszę o pomoc", subject="Fwd", by=marta.actor)
    assert lines(shown) == [
        "Marta Wójcik dodaje etykietę „Zwrot”",
        "Reguła zdejmuje etykietę „Zwrot”",
        "Marta Wójcik ustawia priorytet: pilny",
        f"Marta Wójcik dopuszcza do rozmowy: {STRANGER}",
        "Rozmowa trafia też do skrzynki „reklamacje”",
        "Marta Wójcik przekazuje wiadomość dalej",
    ]


def test_lines_stand_where_they_happened_and_do_not_wait_for_the_sequencer(
    desk: Client, shown: Conversation, marta: Agent
) -> None:
    actions.assign_conversation(shown, to=marta, by=marta.actor)
    actions.add_note(shown, text="Stała klientka.", by=marta.actor, author_name=marta.name)
    actions.change_status(shown, Status.CLOSED, by=marta.actor)
    text = page(desk, shown)
    places = [text.index(said) for said in ("gdzie jest moja paczka", "bierze rozmowę", "Stała klientka.", "zamyka")]
    assert places == sorted(places)
    assert '<details class="changes">' not in text


def test_a_day_begins_with_what_happened_on_it(desk: Client, shown: Conversation, marta: Agent) -> None:
    with clock.moved_by(timedelta(days=1)):
        desk.force_login(marta)  # nobody stays signed in over night
        actions.change_status(shown, Status.CLOSED, by=marta.actor)
        text = page(desk, shown)
    assert text.index("Wczoraj") < text.index("gdzie jest moja paczka") < text.index("Dziś") < text.index("zamyka")


def test_many_in_a_row_fold_and_the_last_is_told(desk: Client, shown: Conversation, marta: Agent) -> None:
    for status in (Status.CLOSED, Status.OPEN, Status.PENDING, Status.CLOSED):
        actions.change_status(shown, status, by=marta.actor)
    summary = page(desk, shown).partition('<details class="changes">')[2].partition("</summary>")[0]
    assert re.search(r"4 zmian", summary)
    assert "Marta Wójcik zamyka rozmowę" in summary


def test_a_long_past_is_shown_on_demand(desk: Client, shown: Conversation, marta: Agent) -> None:
    for _ in range(history.SHOWN):
        actions.change_status(shown, Status.CLOSED, by=marta.actor)
        actions.change_status(shown, Status.OPEN, by=marta.actor)
    text = page(desk, shown)
    assert f"{history.SHOWN} zmian" in text
    assert f"zmiany={history.SHOWN * 2}" in text
    everything = page(desk, shown, f"?zmiany={history.SHOWN * 2}")
    assert f"{history.SHOWN * 2} zmian" in everything
    assert "Pokaż wcześniejsze zmiany" not in everything


@pytest.mark.parametrize("asked", ["", "x", "-5", "٣", "1e9", "9" * 40, "1"])
def test_an_odd_number_asks_for_the_usual(asked: str) -> None:
    assert history.wanted(asked) == history.SHOWN


def test_the_page_takes_as_many_questions_however_much_happened(
    desk: Client, shown: Conversation, marta: Agent, bartek: Agent
) -> None:
    def questions() -> int:
        with CaptureQueriesContext(connection) as asked:
            answer = desk.get(f"/rozmowa/{shown.code}/", headers={"HX-Request": "true", "HX-Target": "thread"})
        assert answer.status_code == 200
        return len(asked)

    label = actions.add_label("Zwrot", by=marta.actor)
    actions.label_conversation(shown, label, by=marta.actor)
    actions.add_participant(shown, address=STRANGER, by=marta.actor)
    actions.assign_conversation(shown, to=marta, by=marta.actor)
    questions()
    few = questions()
    for to in (bartek, marta) * 5:
        actions.assign_conversation(shown, to=to, by=bartek.actor)
        actions.unlabel_conversation(shown, label, by=marta.actor)
        actions.label_conversation(shown, label, by=marta.actor)
    assert questions() == few <= 13


def test_the_past_is_found_by_index_in_the_months_it_can_be_in(shown: Conversation, marta: Agent) -> None:
    kinds = [kind.kind for kind in history._SENTENCES]
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(
            "EXPLAIN " + reading._OF_STREAM, [f"conversation:{shown.pk}", shown.created_at, kinds, history.SHOWN]
        )
        plan = "\n".join(row[0] for row in cursor.fetchall())
    assert "stream_key" in plan
    assert "Seq Scan" not in plan
    long_ago = clock.now() - timedelta(days=62)
    assert f"timeline_event_{long_ago:%Y}_{long_ago:%m}" not in plan


@pytest.fixture
def strange(shown: Conversation) -> Message:
    """A message into the conversation from somebody who takes no part in it."""
    arrived = given.inbound("Piszę za żonę.", sender=STRANGER, sender_name="Mąż Anny")
    return actions.receive(arrived, inboxes=[given.inbox()], conversation=shown)


def test_a_stranger_is_let_in_by_a_button_and_it_is_told(desk: Client, shown: Conversation, strange: Message) -> None:
    text = page(desk, shown)
    assert "Dopuścić tę osobę do rozmowy?" in text
    htmx = {"HX-Request": "true", "HX-Target": "thread"}
    answer = desk.post(f"/wiadomosc/{strange.code}/dopusc", headers=htmx).content.decode()
    assert "bierze udział w rozmowie" in answer
    text = page(desk, shown)
    assert "Dopuścić tę osobę" not in text
    assert f"Marta Wójcik dopuszcza do rozmowy: {STRANGER}" in text
    assert Participant.objects.get(conversation=shown, address=STRANGER).name == "Mąż Anny"


def test_nobody_is_let_in_twice_or_by_whom_it_does_not_concern(
    client: Client, desk: Client, strange: Message, stranger: Agent, shown: Conversation
) -> None:
    assert desk.post(f"/wiadomosc/{strange.code}/dopusc").status_code == 302
    assert desk.post(f"/wiadomosc/{strange.code}/dopusc").status_code == 409
    own = shown.messages.order_by("pk")[0]
    assert desk.post(f"/wiadomosc/{own.code}/dopusc").status_code == 409
    client.force_login(stranger)
    assert client.post(f"/wiadomosc/{strange.code}/dopusc").status_code == 404
    assert Participant.objects.filter(conversation=shown).count() == 2


def test_who_takes_part_but_is_perhaps_forged_is_not_offered(desk: Client, shown: Conversation) -> None:
    forged = given.inbound("To ja", authenticity=Authenticity.FAILED)
    actions.receive(forged, inboxes=[given.inbox()], conversation=shown)
    text = page(desk, shown)
    assert "Niezweryfikowany nadawca" in text
    assert "Dopuścić tę osobę" not in text


def test_the_customer_at_a_glance(desk: Client, shown: Conversation, stranger: Agent) -> None:
    given.conversation()
    elsewhere = given.inbox("sklep@sklep.example", teams=[given.team("Inny zespół")])
    actions.receive(given.inbound("Gdzie indziej"), inboxes=[elsewhere])
    Customer.objects.filter(conversations=shown).update(language="pl")
    text = page(desk, shown)
    facts = re.sub(r"\s+", " ", text.partition('<dl class="facts">')[2].partition("</dl>")[0])
    assert '<dd class="number">2</dd>' in facts
    assert "polski" in facts.lower()
    assert f'data-copy="{given.ANNA}"' in text


def test_a_customer_who_wrote_often_is_counted(desk: Client, shown: Conversation) -> None:
    for _ in range(25):
        given.conversation()
    text = page(desk, shown)
    assert '<dd class="number">26</dd>' in text
    assert text.count('id="o-') == 20
