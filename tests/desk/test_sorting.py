"""Labels, priority, spam and reading on one conversation; the pages of those who look after labels and the blocked."""

from datetime import timedelta
from html import unescape

import pytest
from django.test import Client
from tests import given

from troska.channels.email.models import BlockedSender
from troska.conversations import actions
from troska.conversations.models import ConversationLabel, Label, Mention, Priority, ReadMark, Status
from troska.core import clock
from troska.staff.models import Agent
from troska.staff.permissions import Role
from troska.timeline.actors import SYSTEM

PANE = {"HX-Request": "true", "HX-Target": "pane"}
THREAD = {"HX-Request": "true", "HX-Target": "thread"}


@pytest.fixture
def label(db: None) -> Label:
    return actions.add_label("zwrot", by=SYSTEM)


@pytest.fixture
def lead(db: None) -> Agent:
    return given.agent("Michał Wrona", role=Role.SUPERVISOR)


def test_a_label_is_put_on_and_taken_off(desk: Client, label: Label) -> None:
    shown = given.conversation()
    address = f"/rozmowa/{shown.code}/etykieta"
    html = desk.post(address, {"poloz": label.pk}, headers=THREAD).content.decode()
    assert '<span class="label is-grey">zwrot</span>' in html
    assert "data-undo" in html
    html = desk.post(address, {"zdejmij": label.pk}, headers=THREAD).content.decode()
    assert '<span class="label is-grey">zwrot</span>' not in html
    assert "Tej etykiety już nie ma" in unescape(desk.post(address, {"poloz": "999"}, follow=True).content.decode())


def test_what_changed_nothing_offers_no_way_back(desk: Client) -> None:
    shown = given.conversation()
    html = desk.post(f"/rozmowa/{shown.code}/priorytet", {"priorytet": "normal"}, headers=THREAD).content.decode()
    assert "data-undo" not in html


@pytest.mark.parametrize("verb", ["etykieta", "priorytet", "spam", "przeczytane", "nieprzeczytane"])
def test_others_may_not(client: Client, stranger: Agent, label: Label, verb: str) -> None:
    shown = given.conversation()
    client.force_login(stranger)
    given_ = {"poloz": label.pk, "priorytet": "high", "zablokuj": "address", "upto": clock.now().isoformat()}
    assert client.post(f"/rozmowa/{shown.code}/{verb}", given_).status_code == 404
    shown.refresh_from_db()
    assert (shown.priority, shown.status) == (Priority.NORMAL, Status.OPEN)
    assert not ConversationLabel.objects.exists()
    assert not ReadMark.objects.exists()
    assert not BlockedSender.objects.exists()


def test_opening_reads_and_pulling_anew_does_not(desk: Client, marta: Agent) -> None:
    shown = given.conversation()
    assert "is-unread" in desk.get("/rozmowy/otwarte/").content.decode()
    desk.get(f"/rozmowa/{shown.code}/", headers=THREAD)
    assert not ReadMark.objects.exists()
    desk.get(f"/rozmowa/{shown.code}/", headers=PANE)
    assert ReadMark.objects.get().upto == shown.last_message_at
    assert "is-unread" not in desk.get("/rozmowy/otwarte/").content.decode()
    actions.receive(given.inbound("Halo?"), inboxes=[given.inbox()], conversation=shown)
    assert "is-unread" in desk.get("/rozmowy/otwarte/").content.decode()


def test_the_page_tells_how_far_it_showed(desk: Client, marta: Agent) -> None:
    shown = given.conversation()
    address = f"/rozmowa/{shown.code}/przeczytane"
    future = clock.now() + timedelta(days=1)
    assert desk.post(address, {"upto": future.isoformat()}).status_code == 204
    assert ReadMark.objects.get().upto == shown.last_message_at
    assert desk.post(address, {"upto": "kiedyś"}).status_code == 204


def test_the_line_before_the_new_stands_where_it_was_until_the_page_is_left(desk: Client, marta: Agent) -> None:
    shown = given.conversation()
    actions.mark_read(shown, by=marta, upto=shown.last_message_at)
    fresh = actions.receive(given.inbound("Nowe słowa"), inboxes=[given.inbox()], conversation=shown)
    html = desk.get(f"/rozmowa/{shown.code}/", headers=PANE).content.decode()
    assert html.index('id="nowe"') < html.index(f'id="m-{fresh.code}"')
    pulled = unescape(html.partition('data-live-url="')[2].partition('"')[0])
    assert 'id="nowe"' in desk.get(pulled, headers=THREAD).content.decode()
    assert 'id="nowe"' not in desk.get(f"/rozmowa/{shown.code}/", headers=PANE).content.decode()


def test_a_mention_is_counted_until_it_is_seen(desk: Client, marta: Agent, boss: Agent) -> None:
    shown = given.conversation()
    actions.add_note(shown, text="@Marta Wójcik", by=boss.actor, mentioned=[marta])
    rail = desk.get("/rozmowy/liczby").content.decode()
    assert rail.partition('id="v-wzmianki"')[2].partition("</li>")[0].count('class="count">1<') == 1
    desk.get(f"/rozmowa/{shown.code}/")
    assert Mention.objects.get().seen_at is not None
    rail = desk.get("/rozmowy/liczby").content.decode()
    assert 'class="count"' not in rail.partition('id="v-wzmianki"')[2].partition("</li>")[0]
    assert shown.code in desk.get("/rozmowy/wzmianki/").content.decode()


def test_blocking_from_a_conversation(desk: Client, marta: Agent) -> None:
    shown = given.conversation(sender="reklama@linki.example")
    desk.post(f"/rozmowa/{shown.code}/spam", {"zablokuj": "domain"}, headers=THREAD)
    shown.refresh_from_db()
    assert shown.status == Status.SPAM
    assert BlockedSender.objects.get().key == "linki.example"
    assert BlockedSender.objects.get().created_by == marta


def test_there_is_no_list_of_a_label_that_is_gone(desk: Client, label: Label) -> None:
    assert desk.get(f"/rozmowy/etykieta-{label.pk}/").status_code == 200
    assert desk.get("/rozmowy/etykieta-999/").status_code == 404
    assert desk.get(f"/rozmowy/etykieta-0{label.pk}x/").status_code == 404
