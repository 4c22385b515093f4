from django.test import Client
from tests import given

from troska.staff.models import Agent, Language


def test_an_agent_reads_the_desk_in_his_own_language_whatever_the_browser_asks_for(
    client: Client, marta: Agent
) -> None:
    code = given.conversation().code
    client.force_login(marta)
    polish = client.get(f"/rozmowa/{code}/", headers={"Accept-Language": "en"}).content.decode()
    assert 'lang="pl"' in polish
    assert "Odpowiedź do klienta" in polish
    marta.language = Language.ENGLISH
    marta.save(update_fields=["language"])
    english = client.get(f"/rozmowa/{code}/", headers={"Accept-Language": "pl"}).content.decode()
    assert 'lang="en"' in english
    assert "Answer to the customer" in english
    assert "Odpowiedź" not in english


def test_a_visitor_is_met_in_the_language_of_his_browser(client: Client, db: None) -> None:
    assert "Zaloguj się" in client.get("/konto/login/").content.decode()
    assert "Sign in" in client.get("/konto/login/", headers={"Accept-Language": "en-GB"}).content.decode()


def test_the_chosen_look_is_kept_and_written_into_the_page(desk: Client) -> None:
    assert "data-theme" not in desk.get("/rozmowy/moje/").content.decode()
    desk.post("/motyw", {"theme": "dark"})
    assert 'data-theme="dark"' in desk.get("/rozmowy/moje/").content.decode()
    desk.post("/motyw", {"theme": '"><script>'})
    assert "data-theme" not in desk.get("/rozmowy/moje/").content.decode()


def test_the_way_back_after_choosing_leads_nowhere_else(desk: Client) -> None:
    response = desk.post("/motyw", {"theme": "dark"}, headers={"Referer": "https://zly.example/"})
    assert response.headers["Location"] == "/"
