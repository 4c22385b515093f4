"""What the composer's endpoints take, refuse and keep; what people see of it is in tests/browser/test_composer.py."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings
from tests import given

from troska.conversations import actions, files
from troska.conversations.actions import writing
from troska.conversations.models import Conversation, Draft, DraftKind, Message, Status, Upload
from troska.core import clock
from troska.staff.models import Agent
from troska.timeline.actors import SYSTEM

HTMX = {"HX-Request": "true", "HX-Target": "thread"}
JAN = "jan@firma.example"


@pytest.fixture
def shown(marta: Agent) -> Conversation:
    return given.conversation()


def address(shown: Conversation, verb: str) -> str:
    return f"/rozmowa/{shown.code}/{verb}"


def page(desk: Client, shown: Conversation) -> str:
    return desk.get(address(shown, "")).content.decode()


def sent() -> Message:
    return Message.objects.get(direction="out")


def upload(desk: Client, shown: Conversation, kind: str = "reply", name: str = "paragon.pdf") -> str:
    file = SimpleUploadedFile(name, b"%PDF-1.4", "application/pdf")
    row = desk.post(address(shown, f"pliki/{kind}"), {"file": file})
    assert row.status_code == 200
    return row.content.decode().partition('name="file" value="')[2][:26]


# --- to whom -------------------------------------------------------------------------------------------------------
def test_an_answer_goes_to_who_asked_and_to_all_only_when_that_is_chosen(desk: Client, shown: Conversation) -> None:
    assert 'id="mode-all"' not in page(desk, shown)
    actions.add_participant(shown, address=JAN, name="Jan", by=SYSTEM)
    assert 'id="mode-all"' in page(desk, shown)
    desk.post(address(shown, "odpowiedz"), {"text": "Tylko do Anny", "mode": "reply"})
    assert sent().recipients == {"to": [["Anna Nowak", given.ANNA]], "cc": []}
    desk.post(address(shown, "odpowiedz"), {"text": "Do obojga", "mode": "all"})
    assert Message.objects.get(text="Do obojga").recipients["cc"] == [["Jan", JAN]]


def test_copies_go_to_each_address_as_people_write_them(desk: Client, shown: Conversation) -> None:
    copied = 'Ewa Żak <ewa@firma.example>; "Nowak, Jan" <JAN@firma.example>,\njan@firma.example'
    desk.post(address(shown, "odpowiedz"), {"text": "Tak.", "cc": copied, "bcc": "szef@firma.example"})
    assert sent().recipients["cc"] == [["Ewa Żak", "ewa@firma.example"], ["Nowak, Jan", "JAN@firma.example"]]
    assert sent().recipients["bcc"] == [["", "szef@firma.example"]]
    assert "UDW:" in page(desk, shown)


@pytest.mark.parametrize("wrong", ["jan", "jan@", "jan@firma", "ewa@firma.example, @", "a b@firma.example"])
def test_a_wrong_address_is_named_and_nothing_is_lost(desk: Client, shown: Conversation, wrong: str) -> None:
    data = {"text": "Długi tekst", "cc": wrong, "bcc": "szef@firma.example"}
    refused = desk.post(address(shown, "odpowiedz"), data, headers=HTMX)
    text = refused.content.decode()
    assert refused.status_code == 422
    assert "nie wygląda na adres e-mail" in text
    assert "\nDługi tekst</textarea>" in text
    assert 'value="szef@firma.example"' in text
    assert not Message.objects.filter(direction="out").exists()


# --- held for a while --------------------------------------------------------------------------------------------
def test_an_answer_is_held_and_taken_back_with_its_files(desk: Client, shown: Conversation, marta: Agent) -> None:
    code = upload(desk, shown)
    data = {"text": "Jednak nie", "file": code, "cc": JAN, "then": "closed"}
    said = desk.post(address(shown, "odpowiedz"), data, headers=HTMX).content.decode()
    assert "data-undo=" in said
    message = sent()
    assert message.send_after is not None
    assert timedelta(seconds=8) < message.send_after - clock.now() <= timedelta(seconds=10)
    answer = desk.post(f"/wiadomosc/{message.code}/cofnij", {"meanwhile": "Nowe słowa"}, headers=HTMX)
    assert '"kind": "reply"' in answer.headers["HX-Trigger-After-Settle"]
    assert not Message.objects.filter(direction="out").exists()
    assert Conversation.objects.get(pk=shown.pk).status == Status.OPEN
    draft = Draft.objects.get(agent=marta)
    assert draft.text == "Jednak nie\n\nNowe słowa"
    assert draft.recipients["cc"] == JAN
    [kept] = Upload.objects.all()
    assert files.read(kept.storage_name) == b"%PDF-1.4"
    assert "paragon.pdf" in answer.content.decode()


def test_only_the_author_takes_back_and_only_in_time(desk: Client, client: Client, shown: Conversation) -> None:
    desk.post(address(shown, "odpowiedz"), {"text": "Tak."})
    with clock.moved_by(timedelta(seconds=10)):
        assert desk.post(f"/wiadomosc/{sent().code}/cofnij").status_code == 409
    client.force_login(given.agent("Bartek Żuk"))
    assert "wyjdzie za" in page(client, shown)
    assert "data-undo" not in page(client, shown)
    assert client.post(f"/wiadomosc/{sent().code}/cofnij").status_code == 409
    assert sent().text == "Tak."


def test_where_nothing_is_held_it_leaves_at_once(desk: Client, shown: Conversation, settings: Settings) -> None:
    settings.TROSKA_UNDO_SECONDS = 0
    said = desk.post(address(shown, "odpowiedz"), {"text": "Tak."}, headers=HTMX).content.decode()
    assert sent().send_after is None
    assert "Odpowiedź idzie do klienta." in said
    assert "data-undo" not in said


# --- news --------------------------------------------------------------------------------------------------------
def test_news_hold_an_answer_back_with_its_text_and_token(desk: Client, shown: Conversation) -> None:
    seen = Message.objects.latest("pk").pk
    data = {"text": "Wyjdzie jutro", "then": "closed", "seen": str(seen), "token": "b" * 26}
    bartek = given.agent("Bartek Żuk")
    actions.add_note(shown, text="Notatka", by=bartek.actor)
    actions.reply(shown, text="Automat", by=SYSTEM, is_automatic=True)
    actions.receive(given.inbound("Rezygnuję."), inboxes=[given.inbox()], conversation=shown)
    actions.reply(shown, text="Ja już odpisałem", by=bartek.actor, author_name=bartek.name)
    held = desk.post(address(shown, "odpowiedz"), data, headers=HTMX)
    text = held.content.decode()
    assert held.status_code == 409
    assert held.headers["HX-Retarget"] == "#reply-form"
    news = text.partition('class="news"')[2].partition("</div>")[0]
    assert "Rezygnuję." in news
    assert "Bartek Żuk (od nas)" in news
    assert "Notatka" not in news
    assert "Automat" not in news
    assert "\nWyjdzie jutro</textarea>" in text
    assert 'name="meant" value="closed"' in text
    assert not Message.objects.filter(text="Wyjdzie jutro").exists()
    newest = str(Message.objects.latest("pk").pk)
    despite = data | {"then": "", "meant": "closed", "despite": newest}
    assert desk.post(address(shown, "odpowiedz"), despite, headers=HTMX).status_code == 200
    assert Message.objects.filter(text="Wyjdzie jutro").count() == 1
    assert Conversation.objects.get(pk=shown.pk).status == Status.CLOSED


def test_ones_own_answer_and_a_form_that_says_nothing_are_no_news(desk: Client, shown: Conversation) -> None:
    seen = Message.objects.latest("pk").pk
    for nth in range(2):
        desk.post(address(shown, "odpowiedz"), {"text": f"Odpowiedź {nth}", "seen": str(seen)})
    actions.receive(given.inbound("Halo"), inboxes=[given.inbox()], conversation=shown)
    desk.post(address(shown, "odpowiedz"), {"text": "Odpowiedź 2"})
    assert Message.objects.filter(direction="out").count() == 3


# --- files -------------------------------------------------------------------------------------------------------
def test_a_file_of_a_note_cannot_leave_with_a_reply(desk: Client, shown: Conversation) -> None:
    inside, outside = upload(desk, shown, "note", "wewnętrzny.pdf"), upload(desk, shown, "reply")
    desk.post(address(shown, "odpowiedz"), {"text": "Proszę.", "file": [inside, outside]})
    assert [file.filename for file in sent().attachments.all()] == ["paragon.pdf"]
    desk.post(address(shown, "notatka"), {"text": "", "file": inside})
    assert Message.objects.get(direction="note").attachments.get().filename == "wewnętrzny.pdf"


def test_files_are_shown_again_and_removed_by_who_put_them_there(
    desk: Client, shown: Conversation, marta: Agent
) -> None:
    code = upload(desk, shown)
    assert code in page(desk, shown)
    other = Client()
    other.force_login(given.agent("Bartek Żuk"))
    assert code not in page(other, shown)
    assert other.post(address(shown, "pliki/usun"), {"file": code}).status_code == 204
    assert Upload.objects.filter(agent=marta).exists()
    assert desk.post(address(shown, "pliki/usun"), {"file": code}).status_code == 204
    assert not Upload.objects.exists()


def test_a_file_that_cannot_be_sent_says_why_and_nothing_else(
    desk: Client, shown: Conversation, monkeypatch: pytest.MonkeyPatch
) -> None:
    empty = desk.post(address(shown, "pliki/reply"), {"file": SimpleUploadedFile("a.txt", b"")})
    assert (empty.status_code, empty.content.decode()) == (400, "Ten plik jest pusty.")
    monkeypatch.setattr(writing, "LARGEST_FILE", 3)
    large = desk.post(address(shown, "pliki/reply"), {"file": SimpleUploadedFile("a.txt", b"1234")})
    assert large.status_code == 413
    assert "za duży" in large.content.decode()
    assert desk.post(address(shown, "pliki/reply")).status_code == 400


def test_without_scripts_files_come_with_the_form(desk: Client, shown: Conversation) -> None:
    desk.post(address(shown, "odpowiedz"), {"text": "", "files": SimpleUploadedFile("a.txt", b"tresc")})
    assert sent().attachments.get().filename == "a.txt"


# --- forwards ----------------------------------------------------------------------------------------------------
def test_a_forward_takes_copies_of_letters_and_never_of_notes(desk: Client, shown: Conversation, marta: Agent) -> None:
    photo = files.store(b"zdjecie", filename="but.jpg", content_type="image/jpeg")
    secret = files.store(b"tajne", filename="tajne.txt", content_type="text/plain")
    came = actions.receive(given.inbound("Uszkodzone", files=(photo,)), inboxes=[given.inbox()], conversation=shown)
    note = actions.add_note(shown, text="x", by=marta.actor, files=[secret])
    codes = [came.attachments.get().code, note.attachments.get().code]
    assert "> Uszkodzone" in page(desk, shown).replace("&gt;", ">")
    data = {"to": "serwis@producent.example", "text": "Proszę o ocenę.", "subject": "Fwd: Paczka", "copy": codes}
    desk.post(address(shown, "przekaz"), data)
    [copy] = sent().attachments.all()
    assert (copy.filename, files.read(copy.storage_name)) == ("but.jpg", b"zdjecie")
    assert copy.storage_name != photo.storage_name
    assert sent().is_forward
    assert Conversation.objects.get(pk=shown.pk).status == Status.OPEN


def test_a_forward_needs_an_address(desk: Client, shown: Conversation) -> None:
    refused = desk.post(address(shown, "przekaz"), {"to": " ", "text": "x"}, headers=HTMX)
    assert refused.status_code == 422
    assert refused.headers["HX-Retarget"] == "#forward-form"
    assert "Podaj adres" in refused.content.decode()


def test_all_of_the_correspondence_can_be_passed_on_but_no_note(
    desk: Client, shown: Conversation, marta: Agent
) -> None:
    actions.reply(shown, text="Wyślemy jutro", by=marta.actor)
    actions.add_note(shown, text="Sekret zespołu", by=marta.actor)
    text = desk.get(address(shown, "przekaz/tresc"), {"co": "wszystko"}, headers=HTMX).content.decode()
    assert "gdzie jest moja paczka" in text
    assert "Wyślemy jutro" in text
    assert "Sekret zespołu" not in text


# --- drafts ------------------------------------------------------------------------------------------------------
def draft(desk: Client, shown: Conversation, text: str, **more: str) -> dict[str, str]:
    answer = desk.post(address(shown, "szkic/reply"), {"text": text, **more})
    said: dict[str, str] = answer.json()
    return said | {"status": str(answer.status_code)}


def test_a_draft_goes_on_from_its_version_and_never_over_another(desk: Client, shown: Conversation) -> None:
    first = draft(desk, shown, "Dzień", cc=JAN)
    second = draft(desk, shown, "Dzień dobry", known=first["version"], cc=JAN)
    late = draft(desk, shown, "Coś innego", known=first["version"])
    assert late["status"] == "409"
    assert late["text"] == "Dzień dobry"
    assert draft(desk, shown, "Dzień dobry, Pani Anno", known="")["status"] == "200", "it holds all that was there"
    assert Draft.objects.get().text == "Dzień dobry, Pani Anno"
    assert second["version"] != first["version"]
    assert draft(desk, shown, "", known=Draft.objects.get().updated_at.isoformat())["version"] == ""
    assert not Draft.objects.exists()


def test_sending_forgets_the_draft_and_a_late_word_does_not_bring_it_back(desk: Client, shown: Conversation) -> None:
    token = "c" * 26
    draft(desk, shown, "Tak", token=token)
    desk.post(address(shown, "odpowiedz"), {"text": "Tak.", "token": token})
    assert draft(desk, shown, "Tak.", token=token)["version"] == ""
    assert not Draft.objects.exists()


def test_colleagues_know_of_a_draft_but_not_its_words(desk: Client, shown: Conversation) -> None:
    bartek = given.agent("Bartek Żuk")
    actions.save_draft(shown, DraftKind.NOTE, by=bartek, text="Prywatne myśli")
    text = page(desk, shown)
    assert "Bartek Żuk ma tu szkic notatki z" in text
    assert "Prywatne myśli" not in text


# --- names and marks ---------------------------------------------------------------------------------------------
def test_who_is_called_in_a_note_is_found_by_the_longest_name(desk: Client, shown: Conversation) -> None:
    for name in ("Anna Nowak", "Anna Nowakowska"):
        given.agent(name)
    desk.post(address(shown, "notatka"), {"text": "@anna nowakowska zerknij, mail@Anna Nowak nie"})
    note = Message.objects.get(direction="note")
    assert [mention.agent.name for mention in note.mentions.all()] == ["Anna Nowakowska"]
    assert '<b class="mention">@anna nowakowska</b>' in page(desk, shown)


def test_ours_are_shown_with_marks_and_customers_words_as_they_are(
    desk: Client, shown: Conversation, marta: Agent
) -> None:
    actions.receive(given.inbound("**nie** [x](https://zly.example)"), inboxes=[given.inbox()], conversation=shown)
    actions.reply(shown, text="**tak** <b>", by=marta.actor)
    thread = page(desk, shown).partition('id="thread"')[2].partition('id="koniec"')[0]
    assert "**nie** [x](" in thread
    assert "<strong>tak</strong> &lt;b&gt;" in thread


def test_the_preview_is_what_will_be_shown(desk: Client, shown: Conversation) -> None:
    shows = desk.post(address(shown, "podglad"), {"text": "- **raz**\n- <script>"}).content.decode()
    assert "<li><strong>raz</strong></li>" in shows
    assert "<script" not in shows


def test_the_signature_and_the_way_out_are_said(desk: Client, shown: Conversation) -> None:
    text = page(desk, shown)
    assert "E-mailem do:" in text
    assert "Marta Wójcik<br>Sklep Bałtyk" in text


def test_the_page_asks_few_questions(desk: Client, shown: Conversation) -> None:
    page(desk, shown)
    with CaptureQueriesContext(connection) as asked:
        desk.get(address(shown, ""), headers=HTMX | {"HX-Target": "pane"})
    assert len(asked) <= 19, [query["sql"][:120] for query in asked]
