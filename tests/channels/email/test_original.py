"""The page that shows the original of a mail, and the passes of its pictures."""

import re

import pytest
from django.test import Client
from tests import given

from troska.channels import raw_store
from troska.channels.email.pictures import VALID_FOR, make_pass
from troska.conversations import actions, files
from troska.conversations.models import Message
from troska.core import clock, secrets
from troska.staff.actions import leave_team
from troska.staff.models import Agent
from troska.timeline.actors import SYSTEM

PNG = b"\x89PNG\r\n\x1a\n"
HTML = b"""From: Anna <anna@poczta.example>\r\nContent-Type: text/html; charset=utf-8\r\n\r\n
<h1>Dwa lewe buty</h1><img src="cid:buty@x"><img src="https://tracker.example/p.gif"><script>alert(1)</script>"""


@pytest.fixture
def marta(db: None) -> Agent:
    return given.agent("Marta Wójcik")


@pytest.fixture
def message(marta: Agent) -> Message:
    picture = files.store(PNG, filename="buty.png", content_type="image/png", content_id="buty@x", is_inline=True)
    [digest] = raw_store.put([HTML])
    arrived = given.inbound("Dwa lewe buty", files=(picture,), has_html=True, raw_digest=digest)
    return actions.receive(arrived, inboxes=[given.inbox()])


@pytest.fixture
def desk(client: Client, marta: Agent) -> Client:
    client.force_login(marta)
    return client


def address(message: Message) -> str:
    return f"/wiadomosc/{message.code}/html"


def picture_address(desk: Client, message: Message) -> str:
    [found] = re.findall(r'src="(/obrazek/[^"]+)"', desk.get(address(message)).content.decode())
    return str(found)


def test_the_original_is_shown_under_a_policy_of_its_own(desk: Client, message: Message) -> None:
    response = desk.get(address(message))
    policy = response.headers["Content-Security-Policy"]
    assert "<h1>Dwa lewe buty</h1>" in response.content.decode()
    for rule in ("default-src 'none'", "img-src 'self'", "sandbox", "frame-ancestors 'self'", "form-action 'none'"):
        assert rule in policy
    assert "script-src" not in policy
    assert "allow-" not in policy
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Referrer-Policy"] == "no-referrer"
    assert response.headers["X-Frame-Options"] == "SAMEORIGIN"
    assert "no-store" in response.headers["Cache-Control"]


def test_the_page_of_the_conversation_frames_it_without_any_right(desk: Client, message: Message) -> None:
    text = desk.get(f"/rozmowa/{message.conversation.code}/").content.decode()
    assert f'sandbox="" referrerpolicy="no-referrer" src="{address(message)}"' in text


def test_without_cookies_a_pass_shows_its_picture(desk: Client, message: Message) -> None:
    response = Client().get(picture_address(desk, message))
    assert response.content == PNG
    assert response.headers["Content-Type"] == "image/png"
    assert response.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"


def test_a_pass_ends_with_its_session_with_the_right_to_look_and_with_time(
    desk: Client, message: Message, marta: Agent
) -> None:
    here = picture_address(desk, message)
    with clock.moved_by(VALID_FOR * 1.1):
        assert Client().get(here).status_code == 404
    assert Client().get(here).status_code == 200
    leave_team(marta, given.team(), by=SYSTEM)
    assert Client().get(here).status_code == 404


def test_a_pass_ends_when_the_agent_signs_out(desk: Client, message: Message) -> None:
    here = picture_address(desk, message)
    desk.post("/konto/logout/")
    assert Client().get(here).status_code == 404


def test_no_pass_can_be_made_up(desk: Client, message: Message) -> None:
    picture = message.attachments.get()
    session = desk.session.session_key or ""
    wrong = [
        secrets.encrypt(f"password 99999999999 {picture.code} {session}"),
        make_pass("a" * 26, session_key=session),
        make_pass(picture.code, session_key="nie ma"),
        make_pass(picture.code, session_key=session)[:-2] + "AA",
        "x",
    ]
    for given_pass in wrong:
        assert Client().get(f"/obrazek/{given_pass}").status_code == 404


def test_a_pass_tells_nobody_the_session(desk: Client, message: Message) -> None:
    assert (desk.session.session_key or "?") not in picture_address(desk, message)


def test_a_mail_whose_original_is_gone_is_not_found(desk: Client, message: Message) -> None:
    raw_store.remove(message.raw_digest)
    assert desk.get(address(message)).status_code == 404


def test_html_that_would_explode_in_a_parser_is_shown_as_its_text(desk: Client) -> None:
    head = b"From: Anna <anna@poczta.example>\r\nContent-Type: text/html; charset=utf-8\r\n\r\nPilne: "
    raw = head + b"".join(b"<b><font color=%d>" % nth for nth in range(4_000)) + b"gdzie paczka? <p>x" * 200
    [digest] = raw_store.put([raw])
    message = actions.receive(given.inbound("Pilne", has_html=True, raw_digest=digest), inboxes=[given.inbox()])
    page = desk.get(address(message)).content.decode()
    assert "gdzie paczka?" in page
    assert "<font" not in page
    assert len(page) < 100_000
