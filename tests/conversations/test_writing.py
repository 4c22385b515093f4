"""Drafts, uploads and how far an agent has read: his own, and never lost by accident."""

from datetime import timedelta

import pytest
from pytest_django import DjangoCaptureOnCommitCallbacks
from tests import given

from troska.conversations import actions, errors, files
from troska.conversations.actions import writing
from troska.conversations.models import Draft, DraftKind, Mention, ReadMark, Upload
from troska.core import clock
from troska.timeline.actors import SYSTEM

pytestmark = pytest.mark.django_db


def test_a_draft_is_kept_for_each_agent_and_kind_and_an_empty_one_is_none() -> None:
    conversation, marta, bartek = given.conversation(), given.agent(), given.agent("Bartek Żuk")
    for text in ("Dzień", "Dzień dobry"):
        actions.save_draft(conversation, DraftKind.REPLY, by=marta, text=text, recipients={"cc": "a@b.example"})
    actions.save_draft(conversation, DraftKind.NOTE, by=marta, text="Zadzwonić")
    actions.save_draft(conversation, DraftKind.REPLY, by=bartek, text="Witam")
    assert set(Draft.objects.values_list("agent", "kind", "text")) == {
        (marta.pk, "reply", "Dzień dobry"),
        (marta.pk, "note", "Zadzwonić"),
        (bartek.pk, "reply", "Witam"),
    }
    assert actions.save_draft(conversation, DraftKind.REPLY, by=marta, text="  \n") is None
    assert Draft.objects.filter(agent=marta).count() == 1


def test_uploads_become_files_of_a_message_in_their_order_and_only_once() -> None:
    conversation, marta, bartek = given.conversation(), given.agent(), given.agent("Bartek Żuk")
    kept = [
        actions.keep_upload(conversation, by=marta, content=name.encode(), filename=name, content_type="text/plain")
        for name in ("b.txt", "a.txt")
    ]
    codes = [upload.code for upload in kept]
    assert actions.take_uploads(conversation, codes, by=bartek) == []
    taken = actions.take_uploads(conversation, [codes[1], codes[0], "x" * 26], by=marta)
    assert [files.read(file.storage_name) for file in taken] == [b"a.txt", b"b.txt"]
    assert actions.take_uploads(conversation, codes, by=marta) == []


def test_what_can_not_be_sent_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    conversation, marta = given.conversation(), given.agent()
    monkeypatch.setattr(writing, "LARGEST_FILE", 10)
    monkeypatch.setattr(writing, "MOST_FILES", 1)

    def keep(content: bytes) -> None:
        actions.keep_upload(conversation, by=marta, content=content, filename="a", content_type="text/plain")

    with pytest.raises(errors.EmptyFile):
        keep(b"")
    with pytest.raises(errors.FileTooLarge):
        keep(b"x" * 11)
    keep(b"x" * 10)
    with pytest.raises(errors.TooManyFiles):
        keep(b"y")


def test_files_never_sent_are_thrown_away_in_the_end(
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    conversation, marta = given.conversation(), given.agent()
    upload = actions.keep_upload(conversation, by=marta, content=b"x", filename="a", content_type="text/plain")
    assert actions.discard_old_uploads() == 0
    with clock.moved_by(timedelta(days=31)), django_capture_on_commit_callbacks(execute=True):
        assert actions.discard_old_uploads() == 1
    assert not Upload.objects.exists()
    with pytest.raises(FileNotFoundError):
        files.read(upload.storage_name)


def test_reading_is_remembered_and_never_goes_back() -> None:
    conversation, marta = given.conversation(), given.agent()
    note = actions.add_note(conversation, text="@Marta", by=SYSTEM, mentioned=[marta])
    later = conversation.last_message_at + timedelta(hours=1)
    for upto in (later, conversation.last_message_at):
        actions.mark_read(conversation, by=marta, upto=upto)
    assert ReadMark.objects.get(agent=marta).upto == later
    assert Mention.objects.get(message=note).seen_at is not None
    actions.mark_unread(conversation, by=marta)
    assert not ReadMark.objects.exists()


def test_a_draft_is_not_written_over_words_from_elsewhere() -> None:
    conversation, marta = given.conversation(), given.agent()
    first = actions.continue_draft(conversation, DraftKind.REPLY, by=marta, text="Dzień", known_at=None)
    assert first is not None
    actions.continue_draft(conversation, DraftKind.REPLY, by=marta, text="Witam", known_at=first.updated_at)
    for text in ("Dzień dobry", "", "Wit"):
        with pytest.raises(errors.DraftChanged):
            actions.continue_draft(conversation, DraftKind.REPLY, by=marta, text=text, known_at=first.updated_at)
    actions.continue_draft(conversation, DraftKind.REPLY, by=marta, text="Witam Panią", known_at=None)
    assert Draft.objects.get().text == "Witam Panią"


def test_a_file_goes_only_with_what_it_was_put_into() -> None:
    conversation, marta = given.conversation(), given.agent()
    upload = actions.keep_upload(
        conversation, DraftKind.NOTE, by=marta, content=b"x", filename="a", content_type="text/plain"
    )
    assert actions.take_uploads(conversation, [upload.code], by=marta, kind=DraftKind.REPLY) == []
    assert len(actions.take_uploads(conversation, [upload.code], by=marta, kind=DraftKind.NOTE)) == 1


def test_a_file_that_is_gone_stops_its_copy_in_words() -> None:
    file = files.store(b"x", filename="a.txt", content_type="text/plain")
    message = actions.receive(given.inbound(files=(file,)), inboxes=[given.inbox()])
    files.remove(file.storage_name)
    with pytest.raises(errors.FileGone):
        actions.copy_files(message.conversation, [message.attachments.get().code])
