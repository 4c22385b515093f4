"""Spam and the bin are emptied in time, to the raw original, and nothing else is."""

from datetime import timedelta

import pytest
from pytest_django import DjangoCaptureOnCommitCallbacks
from tests import given

from troska.channels import purging, raw_store
from troska.channels.models import JournalEntry
from troska.conversations import actions, files
from troska.conversations.models import Attachment, Conversation, Status
from troska.core import clock
from troska.timeline.actors import SYSTEM

pytestmark = pytest.mark.django_db
MONTH = timedelta(days=30)


@pytest.mark.parametrize("status", list(Status))
def test_only_what_lies_in_a_bin_for_long_enough_goes(status: Status) -> None:
    conversation = given.conversation()
    with clock.moved_by(timedelta(days=10)):
        if status == Status.SNOOZED:
            actions.snooze_conversation(conversation, until=clock.now() + timedelta(days=99), by=SYSTEM)
        else:
            actions.change_status(conversation, status, by=SYSTEM)
    with clock.moved_by(timedelta(days=39)):
        assert purging.purge(after=MONTH) == 0
    is_bin = status in (Status.SPAM, Status.TRASH)
    with clock.moved_by(timedelta(days=41)):
        assert purging.purge(after=MONTH) == int(is_bin)
    assert Conversation.objects.filter(pk=conversation.pk).exists() is not is_bin


def test_its_files_go_with_it(django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks) -> None:
    kept = files.store(b"x", filename="a.txt", content_type="text/plain")
    message = actions.receive(given.inbound(files=(kept,)), inboxes=[given.inbox()])
    actions.change_status(message.conversation, Status.TRASH, by=SYSTEM)
    with clock.moved_by(timedelta(days=31)), django_capture_on_commit_callbacks(execute=True):
        assert purging.purge(after=MONTH) == 1
    assert not Attachment.objects.exists()
    with pytest.raises(FileNotFoundError):
        files.read(kept.storage_name)


def test_nothing_of_the_mail_is_left_but_that_it_was_delivered(
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    raw = given.mail("Kup tanio", Subject="Wygrana")
    message = given.arrived(raw)
    actions.change_status(message.conversation, Status.SPAM, by=SYSTEM)
    with clock.moved_by(timedelta(days=31)), django_capture_on_commit_callbacks(execute=True):
        assert purging.purge(after=MONTH) == 1
    with pytest.raises(FileNotFoundError):
        raw_store.get(message.raw_digest)
    entry = JournalEntry.objects.get()
    assert (entry.summary, entry.envelope, entry.message_id, entry.state) == ({}, {}, None, "done")
    given.accepted(raw)
    assert JournalEntry.objects.count() == 1, "delivered again, it is still known"


def test_what_others_were_merged_into_stays() -> None:
    kept, merged = given.conversation(), given.conversation(sender="piotr@poczta.example")
    Conversation.objects.filter(pk=merged.pk).update(merged_into=kept)
    actions.change_status(kept, Status.TRASH, by=SYSTEM)
    with clock.moved_by(timedelta(days=31)):
        assert purging.purge(after=MONTH) == 0
