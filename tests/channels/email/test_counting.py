"""Count in the mailbox = count stored, against a real server; and what mends it when it is not."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import LazySettings
from tests.channels.email.arriving import eventually, following, is_opened, journal, mail, mailbox_of
from tests.servers import imap

from troska.channels.email import doctor, rereading
from troska.channels.email.imap import counting
from troska.channels.email.models import Mailbox
from troska.channels.models import IntakeKey, JournalEntry
from troska.core.doctor import Verdict

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def loopback_is_allowed(settings: LazySettings) -> None:
    settings.TROSKA_EGRESS_ALLOW = ("127.0.0.0/8",)


@pytest.fixture(params=["pymap", pytest.param("dovecot", marks=pytest.mark.dovecot)])
def server(request: pytest.FixtureRequest, short_folder: Path) -> Iterator[imap.ImapServer]:
    with imap.make(request.param, short_folder) as running:
        yield running


@pytest.fixture
def mailbox(server: imap.ImapServer) -> Mailbox:
    return mailbox_of(server.port, username=server.username)


def read(mailbox: Mailbox, number: int) -> None:
    with following(mailbox):
        eventually(lambda: len(journal()) >= number and is_opened())


def test_equal_numbers_are_fine_also_when_one_mail_lies_there_twice(server: imap.ImapServer, mailbox: Mailbox) -> None:
    server.append([mail(1), mail(2), mail(2), mail(33)])
    read(mailbox, 3)
    [one] = counting.count(mailbox)
    assert (one.folder, one.there, one.kept, one.waiting, one.missing) == ("INBOX", 4, 4, 0, 0)
    [finding] = doctor.mailboxes_compared()
    assert finding.verdict == Verdict.FINE


def test_what_is_not_kept_is_counted_and_comes_in_once_it_is_read_again(
    server: imap.ImapServer, mailbox: Mailbox, capsys: pytest.CaptureFixture[str]
) -> None:
    server.append([mail(number) for number in range(1, 8)])
    read(mailbox, 7)
    lost = JournalEntry.objects.order_by("id")[2]
    IntakeKey.objects.filter(external_id=lost.external_id).delete()
    JournalEntry.objects.filter(id=lost.id).delete()
    [one] = counting.count(mailbox)
    assert (one.there, one.kept) == (7, 6)
    [finding] = doctor.mailboxes_compared()
    assert finding.verdict == Verdict.WRONG
    assert "troska mail reread" in finding.remedy
    assert rereading.main([]) == 0
    assert "1 folders" in capsys.readouterr().out
    read(mailbox, 7)
    assert counting.count(mailbox)[0].missing == 0
    assert len(journal()) == 7


def test_what_is_not_read_yet_waits_and_is_not_missing(server: imap.ImapServer, mailbox: Mailbox) -> None:
    server.append([mail(1)])
    read(mailbox, 1)
    server.append([mail(2), mail(3)])
    [one] = counting.count(mailbox)
    assert (one.there, one.kept, one.waiting) == (1, 1, 2)


def test_a_mailbox_that_cannot_be_opened_is_told_and_hides_no_other(server: imap.ImapServer, mailbox: Mailbox) -> None:
    server.append([mail(1)])
    read(mailbox, 1)
    other = mailbox_of(1, username=server.username, name="Stara")
    findings = {finding.key: finding.code for finding in doctor.mailboxes_compared()}
    assert findings == {str(other.pk): "mailbox.uncounted", f"{mailbox.pk} INBOX": "mailbox.equal"}
