"""One change to many conversations, and taking it back."""

from datetime import timedelta
from html import unescape

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests import given

from troska.channels.email.models import BlockedSender
from troska.conversations import actions
from troska.conversations.models import Conversation, ConversationLabel, Label, Priority, ReadMark, Status
from troska.core import clock
from troska.desk import bulk, undoing
from troska.staff.models import Agent
from troska.timeline.actors import SYSTEM

PART = {"HX-Request": "true", "HX-Target": "rows"}
ADDRESS = "/rozmowy/zbiorczo?widok=otwarte"


def some(number: int) -> list[Conversation]:
    return [given.conversation(sender=f"klient{nth}@poczta.example") for nth in range(number)]


def change(desk: Client, rows: list[Conversation], co: str, **more: str) -> str:
    answer = desk.post(ADDRESS, {"kod": [row.code for row in rows], "co": co, **more}, headers=PART)
    assert answer.status_code == 200, answer.content.decode()
    return unescape(answer.content.decode())


def offer(html: str) -> str:
    return html.partition('name="co" value="')[2].partition('"')[0]


def now(row: Conversation) -> Conversation:
    return Conversation.objects.get(pk=row.pk)


@pytest.fixture
def label(db: None) -> Label:
    return actions.add_label("zwrot", by=SYSTEM)


def test_every_change_can_be_made_to_many(desk: Client, marta: Agent, label: Label) -> None:
    rows = some(3)
    change(desk, rows, f"przypisz:{marta.pk}")
    change(desk, rows, f"etykieta:{label.pk}")
    change(desk, rows, "priorytet:urgent")
    change(desk, rows, "przeczytane")
    for row in rows:
        row.refresh_from_db()
        assert (row.assignee, row.priority, row.status) == (marta, Priority.URGENT, Status.OPEN)
    assert ConversationLabel.objects.count() == 3
    assert ReadMark.objects.filter(agent=marta).count() == 3
    change(desk, rows, f"bez-etykiety:{label.pk}")
    change(desk, rows, "nieprzeczytane")
    change(desk, rows, "przypisz:nikt")
    assert (ConversationLabel.objects.count(), ReadMark.objects.count()) == (0, 0)
    for co, status in (
        ("odloz:jutro", Status.SNOOZED),
        ("otworz", Status.OPEN),
        ("zamknij", Status.CLOSED),
        ("spam", Status.SPAM),
        ("kosz", Status.TRASH),
    ):
        change(desk, rows, co)
        assert {now(row).status for row in rows} == {status}


def test_it_works_as_a_plain_form_and_comes_back_to_the_same_list(desk: Client) -> None:
    [row] = some(1)
    address = "/rozmowy/zbiorczo?nieprzeczytane=1&widok=otwarte"
    answer = desk.post(address, {"kod": row.code, "co": "zamknij"})
    assert answer.headers["Location"] == "/rozmowy/otwarte/?nieprzeczytane=1&"
    assert "Zamknięte: 1 rozmowa." in desk.get("/rozmowy/otwarte/").content.decode()


def test_what_another_team_has_is_not_touched_and_is_told_as_missing(desk: Client, boss: Agent, marta: Agent) -> None:
    mine = given.conversation()
    theirs = given.conversation(inboxes=[given.inbox("inni@sklep.example", teams=[given.team("Inni")])])
    html = change(desk, [mine, theirs], "zamknij")
    assert now(mine).status == Status.CLOSED
    assert now(theirs).status == Status.OPEN
    assert "Zamknięte: 1 rozmowa." in html
    assert "1 rozmowa – Nie ma takiej rozmowy albo nie masz do niej dostępu." in html
    assert theirs.reference not in html


def test_what_cannot_be_changed_is_named_and_the_rest_is_done(desk: Client) -> None:
    rows = some(3)
    actions.change_status(rows[0], Status.CLOSED, by=SYSTEM)
    html = change(desk, rows, "odloz:jutro")
    assert f"{rows[0].reference} – Tej zmiany stanu nie da się zrobić" in html
    assert [now(row).status for row in rows] == [Status.CLOSED, Status.SNOOZED, Status.SNOOZED]


@pytest.mark.parametrize("co", ["", "wszystko", "przypisz:", "przypisz:99999", "etykieta:x", "priorytet:ogromny"])
def test_no_change_that_is_none(desk: Client, co: str) -> None:
    [row] = some(1)
    assert desk.post(ADDRESS, {"kod": row.code, "co": co}, headers=PART).status_code == 400
    assert now(row) == row


def test_nothing_chosen_and_too_much_chosen_are_said(desk: Client) -> None:
    assert desk.post(ADDRESS, {"co": "zamknij", "kod": ["x", "' OR 1=1"]}, headers=PART).status_code == 400
    codes = [f"{nth:03}".translate(str.maketrans("0189", "abcd")) + "a" * 23 for nth in range(501)]
    answer = desk.post(ADDRESS, {"co": "zamknij", "kod": codes}, headers=PART)
    assert answer.status_code == 400
    assert "najwyżej 500" in answer.content.decode()


def test_an_agent_gives_to_his_colleagues_only(desk: Client, stranger: Agent) -> None:
    [row] = some(1)
    answer = desk.post(ADDRESS, {"kod": row.code, "co": f"przypisz:{stranger.pk}"}, headers=PART)
    assert answer.status_code == 400
    assert now(row).assignee is None


def test_a_moment_that_has_passed_is_refused_kindly(desk: Client) -> None:
    [row] = some(1)
    answer = desk.post(
        ADDRESS, {"kod": row.code, "co": "odloz:wlasny", "dzien": "2020-01-01", "godzina": "08:00"}, headers=PART
    )
    assert answer.status_code == 400
    assert "Wybierz chwilę, która dopiero nadejdzie." in answer.content.decode()


def test_spam_with_its_sender(desk: Client) -> None:
    rows = some(2)
    html = change(desk, rows, "spam:address")
    assert {now(row).status for row in rows} == {Status.SPAM}
    assert BlockedSender.objects.count() == 2
    desk.post("/cofnij", {"co": offer(html)}, headers=PART)
    assert {now(row).status for row in rows} == {Status.OPEN}
    assert not BlockedSender.objects.exists()


def test_a_public_provider_stops_the_whole_step_and_says_why(desk: Client) -> None:
    shown = given.conversation(sender="kto@gmail.com")
    html = change(desk, [shown], "spam:domain")
    assert "To poczta publiczna" in html
    assert now(shown).status == Status.OPEN
    assert not BlockedSender.objects.exists()


def test_what_was_done_to_many_is_taken_back(desk: Client, marta: Agent, label: Label) -> None:
    rows = some(3)
    waiting = [row.waiting_since for row in rows]
    actions.mark_read(rows[0], by=marta, upto=clock.now())
    for co in (f"przypisz:{marta.pk}", f"etykieta:{label.pk}", "priorytet:high", "nieprzeczytane", "zamknij"):
        html = change(desk, rows, co)
        assert offer(html), co
        answer = unescape(desk.post("/cofnij", {"co": offer(html)}, headers=PART).content.decode())
        assert "Cofnięte" in answer
    for row, since in zip(rows, waiting, strict=True):
        row.refresh_from_db()
        assert (row.assignee, row.priority, row.status) == (None, Priority.NORMAL, Status.OPEN)
        assert row.waiting_since == since
    assert ReadMark.objects.filter(conversation=rows[0]).exists()
    assert not ConversationLabel.objects.exists()


def test_what_was_changed_again_stays_and_is_told(desk: Client, marta: Agent) -> None:
    one, other = some(2)
    html = change(desk, [one, other], "priorytet:high")
    actions.set_priority(one, Priority.URGENT, by=SYSTEM)
    answer = unescape(desk.post("/cofnij", {"co": offer(html)}, headers=PART).content.decode())
    assert (now(one).priority, now(other).priority) == (Priority.URGENT, Priority.NORMAL)
    assert "nie da się już cofnąć" in answer
    assert "Cofnięte: 1 rozmowa." in answer


def test_an_offer_is_for_whoever_did_it_and_for_a_while(desk: Client, marta: Agent, boss: Agent) -> None:
    [row] = some(1)
    token = offer(change(desk, [row], "zamknij"))
    other = Client()
    other.force_login(boss)
    assert other.post("/cofnij", {"co": token}, headers=PART).status_code == 409
    assert desk.post("/cofnij", {"co": token + "x"}, headers=PART).status_code == 409
    assert desk.post("/cofnij", {"co": ""}, headers=PART).status_code == 409
    with pytest.raises(undoing.TooLateToUndo), clock.standing_at(clock.now() + timedelta(seconds=60)):
        undoing.taken(token, by=marta)
    assert now(row).status == Status.CLOSED


def test_what_one_may_not_see_any_more_is_not_taken_back(desk: Client, marta: Agent) -> None:
    [row] = some(1)
    token = offer(change(desk, [row], "zamknij"))
    marta.teams.clear()
    desk.post("/cofnij", {"co": token}, headers=PART)
    assert now(row).status == Status.CLOSED


def test_questions_grow_by_the_change_and_not_by_the_list(desk: Client) -> None:
    def questions(rows: list[Conversation]) -> int:
        with CaptureQueriesContext(connection) as asked:
            change(desk, rows, "priorytet:high")
        return len(asked)

    two, four = questions(some(2)), questions(some(4))
    assert (four - two) % 2 == 0
    assert (four - two) // 2 <= 8


@pytest.mark.parametrize(("number", "said"), [(1, "1 rozmowa"), (3, "3 rozmowy"), (5, "5 rozmów"), (22, "22 rozmowy")])
def test_conversations_are_counted_in_good_polish(number: int, said: str) -> None:
    assert bulk.conversations(number) == said
