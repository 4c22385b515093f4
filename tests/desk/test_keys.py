"""The table of shortcuts, as the page shows it and as a person may switch it off."""

from collections import Counter

from django.test import Client
from tests import given

from troska.desk import lists
from troska.desk.shortcuts import GROUPS, PLACES
from troska.staff.models import Agent, Language


def test_no_key_means_two_things() -> None:
    pressed = Counter(shortcut.press for group in GROUPS for shortcut in group.shortcuts)
    assert pressed.most_common(1)[0][1] == 1
    assert not {press for press in pressed if len(press) == 1} & {"g"}


def test_every_list_has_a_key() -> None:
    assert set(lists.VIEWS) <= set(PLACES)


def test_a_shortcut_stands_beside_its_action_and_in_the_overlay(desk: Client) -> None:
    html = desk.get(f"/rozmowa/{given.conversation().code}/").content.decode()
    assert 'data-key="assign" data-says="Przypisz" aria-keyshortcuts="A" title="Przypisz · A"' in html
    assert 'data-press="R" data-does="reply-all" data-letter' in html
    assert '<kbd class="key">Shift</kbd> <kbd class="key">R</kbd>' in html
    assert 'aria-keyshortcuts="Control+K"' in html


def test_single_key_shortcuts_can_be_switched_off_and_on(desk: Client) -> None:
    code = given.conversation().code
    desk.post("/klawisze", {"keys": "bez"})
    html = desk.get(f"/rozmowa/{code}/").content.decode()
    assert 'data-keys="off"' in html
    assert 'aria-keyshortcuts="A"' not in html
    assert 'aria-keyshortcuts="Control+K"' in html
    assert "place-key" not in html
    desk.post("/klawisze", {"keys": ""})
    assert 'aria-keyshortcuts="A"' in desk.get(f"/rozmowa/{code}/").content.decode()


def test_an_agent_chooses_his_language_in_his_menu(desk: Client, marta: Agent) -> None:
    desk.post("/jezyk", {"language": "en"})
    marta.refresh_from_db()
    assert marta.language == Language.ENGLISH
    assert 'lang="en"' in desk.get("/rozmowy/moje/").content.decode()
    desk.post("/jezyk", {"language": "xx"})
    marta.refresh_from_db()
    assert marta.language == Language.ENGLISH


def test_choosing_needs_a_post_of_somebody_signed_in(client: Client, desk: Client) -> None:
    for address in ("/jezyk", "/klawisze", "/motyw"):
        assert desk.get(address).status_code == 405
    client.logout()
    assert client.post("/jezyk", {"language": "en"}).status_code == 302
