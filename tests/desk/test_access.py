import re
from urllib.parse import quote

import pytest
from django.conf import settings
from django.test import Client
from django.urls import URLPattern, get_resolver
from tests import given

from troska.conversations import actions, files
from troska.desk import urls
from troska.staff.actions import deactivate_agent
from troska.staff.models import Agent
from troska.timeline.actors import SYSTEM

CODE = "a" * 26
VALUES = {"number": "1", "slug": "moje", "code": CODE, "entry_id": "1"}
HTMX = {"HTTP_HX_REQUEST": "true"}


def addresses(**values: str) -> list[str]:
    """Every address of the desk, its gaps filled in."""
    return [filled(pattern, VALUES | values) for pattern in urls.urlpatterns]


def filled(pattern: URLPattern, values: dict[str, str]) -> str:
    """The address with its gaps filled; of named choices, (?P<decision>ponow|wyslana), the first one."""

    def fill(gap: re.Match[str]) -> str:
        return gap["choices"].partition("|")[0] if "|" in (gap["choices"] or "") else values[gap["name"]]

    route = re.sub(r"\(\?P<(?P<name>\w+)>(?P<choices>[^()]*)\)", fill, str(pattern.pattern))
    route = re.sub(r"<(?:\w+:)?(?P<name>\w+)>", lambda gap: values[gap["name"]], route)
    return "/" + route.removeprefix("^").removesuffix(r"\Z")


@pytest.mark.django_db
@pytest.mark.parametrize("address", addresses())
def test_without_signing_in_every_page_leads_to_the_door(client: Client, address: str) -> None:
    for response in (client.get(address), client.post(address)):
        if response.status_code != 405:
            assert response.status_code == 302
            assert response.headers["Location"] == f"/konto/login/?next={quote(address, safe='/')}"


@pytest.mark.django_db
def test_a_part_asked_for_after_the_session_ended_sends_the_whole_page_to_the_door(client: Client) -> None:
    page = "http://testserver/rozmowy/otwarte/"
    response = client.get("/rozmowy/moje/", headers={"HX-Request": "true", "HX-Current-URL": page})
    assert response.headers["HX-Redirect"] == "/konto/login/?next=%2Frozmowy%2Fotwarte%2F"
    assert response.content == b""


def test_who_left_the_company_is_out_at_once(desk: Client, marta: Agent) -> None:
    assert desk.get("/rozmowy/moje/").status_code == 200
    deactivate_agent(marta, by=SYSTEM)
    assert desk.get("/rozmowy/moje/").status_code == 302


def test_nothing_of_another_team_answers_whatever_door_is_tried(client: Client, stranger: Agent, boss: Agent) -> None:
    file = files.store(b"%PDF-1.4", filename="paragon.pdf", content_type="application/pdf")
    arrived = given.inbound("Mój numer to 600 100 200", files=(file,), has_html=True, raw_digest="0" * 64)
    message = actions.receive(arrived, inboxes=[given.inbox()])
    attachment = message.attachments.get()
    codes = (message.conversation.code, message.code, attachment.code)
    client.force_login(stranger)
    tried = [(address, code) for code in codes for address in addresses(code=code) if code in address]
    assert len(tried) > 20
    for address, _code in [*tried, (f"/wiadomosc/{message.code}/html", "")]:
        for response in (client.get(address), client.post(address, {"text": "x", "agent": str(stranger.pk)})):
            assert response.status_code in {404, 405}, address
            assert b"600 100 200" not in response.content
    client.force_login(boss)
    assert client.get(f"/rozmowa/{message.conversation.code}/").status_code == 200


def test_looking_never_changes_anything(desk: Client) -> None:
    code = given.conversation().code
    before = len(given.sequenced())
    for address in addresses(code=code):
        assert desk.get(address).status_code in {200, 302, 404, 405}
    assert len(given.sequenced()) == before


def test_a_form_without_its_token_changes_nothing(marta: Agent) -> None:
    code = given.conversation().code
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(marta)
    response = strict.post(f"/rozmowa/{code}/stan", {"status": "closed"})
    assert response.status_code == 403
    assert "Strona czekała zbyt długo" in response.content.decode()


def test_pages_are_kept_by_no_cache_and_allow_no_code_within(desk: Client) -> None:
    response = desk.get(f"/rozmowa/{given.conversation().code}/")
    assert "no-store" in response.headers["Cache-Control"]
    policy = response.headers["Content-Security-Policy"]
    assert "script-src 'self'" in policy
    assert "style-src 'self'" in policy
    assert "unsafe" not in policy
    assert response.headers["X-Frame-Options"] == "DENY"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert not re.search(r"<[^>]+\s(?:style|on\w+)=|<script(?![^>]* src=)|<style", response.content.decode())


@pytest.mark.django_db
@pytest.mark.parametrize(
    "address",
    ["/admin/", "/admin/login/", "/metrics", "/__debug__/", "/.env", "/setup", "/install", "/debug", "/backup.zip"],
)
def test_what_installers_and_tools_leave_open_elsewhere_is_not_there(client: Client, address: str) -> None:
    assert client.get(address).status_code == 404


@pytest.mark.django_db
def test_an_unknown_page_tells_nothing_of_the_machine(client: Client) -> None:
    text = client.get("/nie-ma").content.decode()
    assert settings.DEBUG is False
    assert "Nie ma takiej strony" in text
    assert not re.search(r"Traceback|settings|urlpatterns|/src/|Django", text)


def test_no_address_of_the_desk_is_guessable_by_number() -> None:
    numbered = [str(pattern.pattern) for pattern in urls.urlpatterns if "int:" in str(pattern.pattern)]
    assert numbered == ["kwarantanna/<int:entry_id>/"]
    assert get_resolver().resolve("/").func is not None
