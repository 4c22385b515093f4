"""What reading a mailbox must do, against two real servers."""

import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import LazySettings
from tests.channels.email.arriving import QUICK, eventually, following, is_opened, journal, mail, mailbox_of, subjects
from tests.servers import imap
from tests.servers.certificates import make_certificate

from troska.channels.email import mailboxes
from troska.channels.email.imap import supervising
from troska.channels.email.imap.watching import Pace
from troska.channels.email.models import AfterFetch, Security
from troska.channels.models import Health, JournalEntry
from troska.core import clock
from troska.core.egress import EncryptionFailed

#: By so much a mailbox is added later, so that what came just now is old to it.
AN_HOUR = timedelta(hours=1)

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def loopback_is_allowed(settings: LazySettings) -> None:
    settings.TROSKA_EGRESS_ALLOW = ("127.0.0.0/8",)


@pytest.fixture(params=["pymap", "dovecot"])
def server(request: pytest.FixtureRequest, short_folder: Path) -> Iterator[imap.ImapServer]:
    with imap.make(request.param, short_folder) as running:
        yield running


def test_new_mail_comes_by_idle_long_before_the_next_look(server: imap.ImapServer) -> None:
    mailbox = mailbox_of(server.port, username=server.username)
    with following(mailbox, Pace(idle=600, poll=600)):
        eventually(lambda: _health(mailbox.pk) == Health.OK)
        time.sleep(0.3)  # by then it listens
        server.append([mail(1)])
        eventually(lambda: journal() == [mail(1)])
        server.append([mail(2)])
        eventually(lambda: journal() == [mail(1), mail(2)])
    entry = JournalEntry.objects.earliest("id")
    assert entry.envelope == {"to": [], "folder": "INBOX"}
    assert entry.account_id == mailbox.pk


def test_what_came_while_we_were_away_is_brought_in_whole_and_in_order(server: imap.ImapServer) -> None:
    mailbox = mailbox_of(server.port, username=server.username)
    server.append([mail(0)])
    with following(mailbox):
        eventually(lambda: journal() == [mail(0)])
    server.append([mail(number) for number in range(1, 121)])
    with following(mailbox):
        eventually(lambda: JournalEntry.objects.count() >= 121, within=60)
    assert subjects() == list(range(121))


def test_it_comes_back_by_itself_when_the_server_was_away(server: imap.ImapServer) -> None:
    mailbox = mailbox_of(server.port, username=server.username)
    server.append([mail(1)])
    with following(mailbox):
        eventually(lambda: subjects() == [1])
        server.stop()
        eventually(lambda: _health(mailbox.pk) == Health.FAILING)
        server.start()
        server.append([mail(2)])
        eventually(lambda: subjects() == [1, 2])
        eventually(lambda: _health(mailbox.pk) == Health.OK)


def test_several_folders_are_read_also_those_with_polish_names(server: imap.ImapServer) -> None:
    server.create("Zgłoszenia")
    server.create("Sklep Gdańsk")
    mailbox = mailbox_of(server.port, username=server.username, folders=["INBOX", "Zgłoszenia", "Sklep Gdańsk"])
    with following(mailbox, Pace(idle=0.5, poll=0.5)):
        for number, folder in enumerate(mailbox.folders):
            server.append([mail(number)], folder)
        eventually(lambda: sorted(subjects()) == [0, 1, 2])
    folders = {entry.envelope["folder"] for entry in JournalEntry.objects.all()}
    assert folders == set(mailbox.folders)


def test_a_folder_that_is_missing_is_told_and_the_others_are_read(server: imap.ImapServer) -> None:
    mailbox = mailbox_of(server.port, username=server.username, folders=["INBOX", "Nie ma"])
    server.append([mail(1)])
    with following(mailbox):
        eventually(lambda: subjects() == [1])
        eventually(lambda: _health(mailbox.pk) == Health.FAILING)
    mailbox.account.refresh_from_db()
    assert "„Nie ma”" in mailbox.account.last_error


def test_a_folder_that_is_numbered_anew_is_read_from_its_start_without_doubles(server: imap.ImapServer) -> None:
    server.create("Poczta")
    server.append([mail(1), mail(2), mail(3)], "Poczta")
    mailbox = mailbox_of(server.port, username=server.username, folders=["Poczta"])
    with following(mailbox):
        eventually(lambda: subjects() == [1, 2, 3])
    server.number_anew("Poczta", [mail(2), mail(4), mail(1)])
    with following(mailbox):
        eventually(lambda: subjects() == [1, 2, 3, 4])


def test_the_same_mail_twice_is_one_entry(server: imap.ImapServer) -> None:
    mailbox = mailbox_of(server.port, username=server.username)
    server.append([mail(1), mail(1), mail(2)])
    with following(mailbox):
        eventually(lambda: 2 in subjects())
    assert subjects() == [1, 2]


def test_mail_stays_unread_for_the_people_who_look_into_the_mailbox(server: imap.ImapServer) -> None:
    mailbox = mailbox_of(server.port, username=server.username)
    server.append([mail(1), mail(2)])
    with following(mailbox):
        eventually(lambda: subjects() == [1, 2])
    assert [flag for flags in server.flags() for flag in flags if flag == r"\Seen"] == []


def test_mail_that_somebody_has_read_already_is_brought_in_too(server: imap.ImapServer) -> None:
    mailbox = mailbox_of(server.port, username=server.username)
    server.append([mail(1)])
    with server.colleague() as colleague:
        colleague.flag(colleague.uids(), [r"\Seen"], value=True)
    with following(mailbox):
        eventually(lambda: subjects() == [1])


def test_old_mail_stays_outside_unless_it_is_wanted(server: imap.ImapServer) -> None:
    server.append([mail(1), mail(2)])
    with clock.moved_by(AN_HOUR):
        mailbox = mailbox_of(server.port, username=server.username, import_existing=False)
    with following(mailbox):
        eventually(is_opened)
        server.append([mail(3)])
        eventually(lambda: subjects() == [3])


def test_what_came_between_adding_a_mailbox_and_reaching_its_server_is_not_old(server: imap.ImapServer) -> None:
    mailbox = mailbox_of(server.port, username=server.username, import_existing=False)
    server.append([mail(1), mail(2)])
    with following(mailbox):
        eventually(lambda: subjects() == [1, 2])


def test_a_folder_that_is_named_later_begins_then(server: imap.ImapServer) -> None:
    server.create("Reklamacje")
    server.append([mail(1)], "Reklamacje")
    mailbox = mailbox_of(server.port, username=server.username, import_existing=False)
    with clock.moved_by(AN_HOUR):
        mailbox = mailboxes.change_mailbox(mailbox, folders=["INBOX", "Reklamacje"])
    with following(mailbox, Pace(idle=0.5, poll=0.5)):
        eventually(is_opened)
        server.append([mail(2)], "Reklamacje")
        eventually(lambda: subjects() == [2])


def test_kept_mail_is_deleted_at_the_source_and_nobody_elses(server: imap.ImapServer) -> None:
    server.append([mail(7)])
    with clock.moved_by(AN_HOUR):
        mailbox = mailbox_of(
            server.port, username=server.username, import_existing=False, after_fetch=AfterFetch.DELETE
        )
    with following(mailbox):
        eventually(is_opened)
        with server.colleague() as colleague:
            colleague.client.uid("STORE", "1:*", "+FLAGS", r"(\Deleted)")
            colleague.client.unselect() if "UNSELECT" in colleague.client.capabilities else None
        server.append([mail(1), mail(2)])
        eventually(lambda: subjects() == [1, 2])
        eventually(lambda: server.count() == 1)
    assert server.flags() == [(r"\Deleted",)] or r"\Deleted" in server.flags()[0]


def test_kept_mail_is_moved_to_a_folder_that_is_made_when_missing(server: imap.ImapServer) -> None:
    server.append([mail(1), mail(2)])
    mailbox = mailbox_of(server.port, username=server.username, after_fetch=AfterFetch.MOVE, move_to="Odebrane")
    with following(mailbox):
        eventually(lambda: subjects() == [1, 2])
        eventually(lambda: server.count() == 0)
    assert server.count("Odebrane") == 2


def test_a_wrong_password_is_told_in_words(server: imap.ImapServer) -> None:
    mailbox = mailbox_of(server.port, username=server.username, secret="inne")
    with following(mailbox):
        eventually(lambda: _health(mailbox.pk) == Health.FAILING, within=20)
    mailbox.account.refresh_from_db()
    assert "Serwer poczty odrzucił logowanie użytkownika pomoc@sklep.example" in mailbox.account.last_error
    assert "inne" not in mailbox.account.last_error


def test_a_trial_connection_lists_folders_and_says_which_are_missing(server: imap.ImapServer) -> None:
    server.create("Zgłoszenia")
    mailbox = mailbox_of(server.port, username=server.username, folders=["INBOX", "Zgłoszenia", "Brak"])
    found = mailboxes.try_connection(mailbox)
    assert {"INBOX", "Zgłoszenia"} <= set(found.folders)
    assert found.missing == ["Brak"]


@pytest.mark.parametrize("security", [Security.TLS, Security.STARTTLS])
def test_mail_comes_over_encrypted_connections(
    security: Security, short_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not Path(imap.Dovecot.program).exists():
        pytest.skip("no Dovecot on this machine")
    certificate = make_certificate(short_folder, "localhost")
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate[0]))
    with imap.Dovecot(short_folder, certificate=certificate) as server:
        server.append([mail(1, text="x" * 200_000)])
        port = server.tls_port if security == Security.TLS else server.port
        mailbox = mailbox_of(port, username=server.username, imap_host="localhost", imap_security=security)
        with following(mailbox, Pace(idle=600)):
            eventually(lambda: subjects() == [1])
            server.append([mail(2)])
            eventually(lambda: subjects() == [1, 2])
        wrong = mailbox_of(port, username=server.username, imap_security=security, name="Inna")
        with pytest.raises(EncryptionFailed, match=r"127\.0\.0\.1"):
            mailboxes.try_connection(wrong)


def test_mailboxes_are_followed_from_when_they_are_added_until_they_are_switched_off(server: imap.ImapServer) -> None:
    import threading

    stop = threading.Event()
    loop = threading.Thread(target=supervising.run, args=[stop], kwargs={"look_every": 0.1, "pace": QUICK})
    loop.start()
    try:
        server.append([mail(1)])
        mailbox = mailbox_of(server.port, username=server.username)
        eventually(lambda: subjects() == [1])
        mailbox = mailboxes.change_mailbox(mailbox, folders=["INBOX", "Drugi"])
        server.create("Drugi")
        server.append([mail(2)], "Drugi")
        eventually(lambda: subjects() == [1, 2], within=30)
        mailboxes.change_mailbox(mailbox, is_active=False)
        eventually(lambda: not [one for one in threading.enumerate() if one.name == f"imap-{mailbox.pk}"])
    finally:
        stop.set()
        loop.join(10)
    assert not loop.is_alive()


def _health(account_id: int) -> str:
    from troska.channels.models import ChannelAccount

    return ChannelAccount.objects.get(pk=account_id).health
