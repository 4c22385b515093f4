import re
from urllib.parse import unquote

import pytest
from django.test import Client
from tests import given

from troska.conversations import actions, files
from troska.conversations.models import Attachment, Message, Status
from troska.staff.actions import leave_team
from troska.staff.models import Agent
from troska.timeline.actors import SYSTEM

PNG = bytes.fromhex("89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de")


def attached(filename: str = "paragon.pdf", content_type: str = "application/pdf", content: bytes = b"x") -> Attachment:
    file = files.store(content, filename=filename, content_type=content_type)
    message = actions.receive(given.inbound(files=(file,)), inboxes=[given.inbox()])
    return message.attachments.get()


def address(attachment: Attachment) -> str:
    return f"/zalacznik/{attachment.code}"


@pytest.mark.parametrize(
    "content_type",
    [
        "text/html",
        "image/svg+xml",
        "application/xhtml+xml",
        "text/xml",
        "application/pdf",
        "image/x-icon",
        "text/plain",
    ],
)
def test_what_a_browser_might_run_is_only_ever_downloaded(desk: Client, content_type: str) -> None:
    response = desk.get(address(attached("plik.svg", content_type, b"<svg onload=alert(1)>")))
    assert response.headers["Content-Type"] == "application/octet-stream"
    assert response.headers["Content-Disposition"].startswith("attachment")
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert response.headers["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize("content_type", ["image/png", "image/jpeg", "image/gif", "image/webp"])
def test_a_picture_is_shown_under_a_policy_where_nothing_runs(desk: Client, content_type: str) -> None:
    response = desk.get(address(attached("zdjęcie.png", content_type, PNG)))
    assert response.content == PNG
    assert response.headers["Content-Type"] == content_type
    assert response.headers["Content-Disposition"] == "inline; filename*=utf-8''zdj%C4%99cie.png"
    assert response.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"


@pytest.mark.parametrize(
    ("sent", "saved"),
    [
        (".htaccess", "htaccess"),
        ("\u200b.htaccess", "_.htaccess"),
        ("../../etc/passwd", "_.._etc_passwd"),
        ("faktura\u202efdp.exe", "faktura_fdp.exe"),
        ("zły\r\nSet-Cookie: a=b.pdf", "zły__Set-Cookie_ a=b.pdf"),
        ("żółć.pdf", "żółć.pdf"),
        ("...", "plik"),
        ("d" * 190 + ".pdf", "d" * 139 + ".pdf"),
    ],
)
def test_a_file_is_saved_under_a_name_that_hides_nothing(desk: Client, sent: str, saved: str) -> None:
    attachment = attached(sent)
    assert re.fullmatch(r"[a-z2-7]{2}/[a-z2-7]{26}", attachment.storage_name)
    said = desk.get(address(attachment)).headers["Content-Disposition"]
    name = unquote(said.partition("utf-8''")[2]) or said.partition('filename="')[2].removesuffix('"')
    assert name == saved


def test_a_deceiving_name_is_written_out_on_the_page(desk: Client) -> None:
    message = attached("faktura\u202efdp.exe").message
    text = desk.get(f"/rozmowa/{message.conversation.code}/").content.decode()
    assert "faktura⟨U+202E⟩fdp.exe" in text
    assert "\u202e" not in text


def test_an_address_of_a_file_is_worth_nothing_to_others(
    desk: Client, client: Client, marta: Agent, stranger: Agent
) -> None:
    here = address(attached())
    assert desk.get(here).status_code == 200
    other = Client()
    other.force_login(stranger)
    assert other.get(here).status_code == 404
    assert Client().get(here).status_code == 302


def test_it_opens_nothing_after_signing_out(desk: Client) -> None:
    here = address(attached())
    assert desk.get(here).status_code == 200
    desk.post("/konto/logout/")
    assert desk.get(here).headers["Location"].startswith("/konto/login/")


def test_it_opens_nothing_after_leaving_the_team_and_after_the_file_is_gone(desk: Client, marta: Agent) -> None:
    attachment = attached()
    files.storage().delete(attachment.storage_name)
    assert desk.get(address(attachment)).status_code == 404
    other = attached()
    assert desk.get(address(other)).status_code == 200
    leave_team(marta, given.team(), by=SYSTEM)
    assert desk.get(address(other)).status_code == 404


def test_a_closed_conversations_file_stays_with_those_who_see_the_conversation(desk: Client) -> None:
    attachment = attached()
    actions.change_status(attachment.message.conversation, Status.CLOSED, by=SYSTEM)
    assert desk.get(address(attachment)).status_code == 200


@pytest.mark.parametrize("code", ["a" * 26, "A" * 26, "1", "../" * 9, Message.__name__])
def test_guessing_finds_nothing(desk: Client, code: str) -> None:
    assert desk.get(f"/zalacznik/{code}").status_code == 404
