"""The page of results and the hints of the palette."""

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests import given

from troska.conversations import actions
from troska.desk import lists
from troska.staff.models import Agent


def named(name: str, subject: str = "Zwrot butów", *, sender: str = "") -> None:
    address = sender or f"{name.split(maxsplit=1)[0].lower()}@poczta.example"
    inbound = given.inbound(sender=address, sender_name=name, subject=subject)
    actions.receive(inbound, inboxes=[given.inbox()])


def test_results_are_a_list_with_the_customers_above(desk: Client) -> None:
    named("Łucja Żelazna", sender="lucja@poczta.example")
    named("Jan Kowal", "Faktura")
    html = desk.get("/szukaj/", {"q": "zelazna zwroty"}).content.decode()
    assert html.count('class="row-item') == 1
    assert "Faktura" not in html
    html = desk.get("/szukaj/", {"q": "zelazna"}).content.decode()
    assert "/szukaj/?q=lucja%40poczta.example" in html


def test_older_results_follow_by_key_as_a_page_and_as_a_part(desk: Client) -> None:
    for nth in range(lists.PAGE + 2):
        named(f"Klient {nth}", sender=f"k{nth}@poczta.example")
    html = desk.get("/szukaj/", {"q": "zwrot"}).content.decode()
    assert html.count('class="row-item') == lists.PAGE
    older = html.split('<div id="older" class="older"><a class="button" href="')[1].split('"')[0].replace("&amp;", "&")
    assert desk.get(older).content.decode().count('class="row-item') == 2
    part = desk.get(older, headers={"HX-Request": "true", "HX-Target": "older"}).content.decode()
    assert part.count('class="row-item') == 2
    assert "<html" not in part


def test_nothing_asked_and_nothing_found_say_what_to_do(desk: Client) -> None:
    named("Jan Kowal")
    assert "Czego szukasz?" in desk.get("/szukaj/").content.decode()
    assert "Nic takiego nie ma" in desk.get("/szukaj/", {"q": "nieznane"}).content.decode()


def test_hints_mark_what_was_found_and_escape_what_others_wrote(desk: Client) -> None:
    named("Jan <b>Kowal</b>", "Zwrot <script>alert(1)</script>")
    html = desk.get("/szukaj/podpowiedzi", {"q": "zwroty kow"}).content.decode()
    assert "<mark>Zwrot</mark>" in html
    assert "<mark>Kowal</mark>" in html
    assert "<script" not in html
    assert "<b>" not in html


def test_another_team_is_given_no_hint(client: Client, stranger: Agent) -> None:
    named("Jan Kowal")
    client.force_login(stranger)
    for address in ("/szukaj/podpowiedzi", "/szukaj/"):
        html = client.get(address, {"q": "kowal"}).content.decode()
        assert "/rozmowa/" not in html
        assert "poczta.example" not in html.replace("jan@poczta.example", "")


def test_who_is_not_signed_in_finds_nothing(client: Client, db: None) -> None:
    for address in ("/szukaj/", "/szukaj/podpowiedzi", "/ui/"):
        assert client.get(address, {"q": "kowal"}).status_code == 302


def test_search_asks_the_database_few_questions(desk: Client) -> None:
    for nth in range(5):
        named(f"Klient {nth}", sender=f"k{nth}@poczta.example")
    for address, most in (("/szukaj/?q=klient+zwrot", 15), ("/szukaj/podpowiedzi?q=klient+zwrot", 9)):
        desk.get(address)
        with CaptureQueriesContext(connection) as captured:
            desk.get(address)
        assert len(captured) <= most, [query["sql"][:90] for query in captured]
