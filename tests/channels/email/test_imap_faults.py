"""Reading a mailbox of a server that misbehaves, and being killed in the middle."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from urllib.parse import quote

import pytest
from django.conf import LazySettings
from django.db import connection
from tests.channels.email.arriving import QUICK, eventually, following, is_opened, journal, mail, mailbox_of, subjects
from tests.faults import imap_cuts
from tests.servers.bad_imap import BadImap, Mischief

from troska.channels.email.imap.watching import Pace, Pause
from troska.channels.email.models import AfterFetch, FolderCursor
from troska.channels.email.oauth import Grant, Provider, Tokens, access_tokens
from troska.channels.models import ChannelAccount, Health, JournalEntry
from troska.core import clock

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def loopback_is_allowed(settings: LazySettings) -> None:
    settings.TROSKA_EGRESS_ALLOW = ("127.0.0.0/8",)


@contextmanager
def serving(*numbers: int, **mischief: object) -> Iterator[BadImap]:
    with BadImap(Mischief(**mischief)) as server:  # type: ignore[arg-type] # told by name
        for number in numbers:
            server.append(mail(number))
        yield server


def test_every_mail_is_kept_once_wherever_connections_break() -> None:
    outcomes = [imap_cuts.run_one(seed) for seed in range(1, 61)]
    assert [outcome for outcome in outcomes if not outcome.is_clean] == []
    assert sum(outcome.cuts for outcome in outcomes) >= 120


@pytest.mark.parametrize("after_fetch", [AfterFetch.DELETE, AfterFetch.MOVE])
def test_a_kill_between_commit_and_tidying_up_loses_and_doubles_nothing(after_fetch: AfterFetch) -> None:
    killed: list[int] = []

    def kill(server: BadImap, command: str) -> None:
        if command.startswith(("UID STORE", "UID MOVE")) and len(killed) < 2:
            killed.append(JournalEntry.objects.count())
            connection.close()
            intake[0].send_signal(signal.SIGKILL)
            intake[0].wait()
            raise OSError("the client is dead")

    with serving(1, 2, 3, before=kill) as server:
        mailbox_of(server.port, after_fetch=after_fetch, move_to="Odebrane")
        intake = [_intake()]
        try:
            for _ in range(2):
                eventually(lambda: intake[0].poll() is not None, within=60)
                assert len(server.folders["INBOX"]) == 3
                intake[0] = _intake()
            eventually(lambda: not server.folders["INBOX"], within=60)
        finally:
            intake[0].terminate()
            intake[0].wait(20)
    # What the server was asked to delete was in the journal already.
    assert killed == [3, 3]
    assert subjects() == [1, 2, 3]


def test_a_server_without_idle_is_asked_now_and_then() -> None:
    with serving(1, has_idle=False) as server, following(mailbox_of(server.port)):
        eventually(lambda: subjects() == [1])
        server.append(mail(2))
        eventually(lambda: subjects() == [1, 2])
    assert "IDLE" not in server.commands


def test_an_idle_that_tells_nothing_is_begun_anew_and_looked_past() -> None:
    with serving(1, idle_is_deaf=True) as server, following(mailbox_of(server.port), Pace(idle=0.3)):
        eventually(lambda: subjects() == [1] and server.commands.count("IDLE") >= 2)
        server.append(mail(2))
        eventually(lambda: subjects() == [1, 2])


def test_mail_that_is_announced_while_we_are_busy_is_not_waited_for() -> None:
    def arrive(server: BadImap, command: str) -> None:
        if command.startswith("UID FETCH 1 (UID BODY") and len(server.folders["INBOX"]) == 1:
            server.append(mail(2))

    with serving(1, before=arrive) as server, following(mailbox_of(server.port), Pace(idle=600)):
        eventually(lambda: subjects() == [1, 2])


def test_by_itself_it_looks_at_least_every_minute_and_renews_idle_in_time() -> None:
    assert Pace().idle <= 60
    assert Pace().poll <= 60


def test_pauses_grow_to_a_minute_and_differ() -> None:
    pause = Pause(Pace())
    pauses = [pause.next() for _ in range(10)]
    assert 0.7 <= pauses[0] <= 1
    assert 42 <= pauses[-1] <= 60
    assert len(set(pauses)) == 10
    pause.reset()
    assert pause.next() <= 1


def test_a_uid_that_is_listed_and_given_twice_is_one_mail() -> None:
    with serving(1, 2, repeats_fetches=True, repeats_in_search=True) as server, following(mailbox_of(server.port)):
        eventually(lambda: FolderCursor.objects.filter(last_uid=2).exists())
    assert subjects() == [1, 2]


def test_two_mails_under_one_uid_are_both_kept() -> None:
    with serving(1, 2) as server:
        server.folders["INBOX"][1].uid = 1
        with following(mailbox_of(server.port)):
            eventually(lambda: sorted(subjects()) == [1, 2])


def test_without_uidplus_mails_that_others_marked_as_deleted_stay() -> None:
    with serving(has_uidplus=False, has_move=False) as server:
        server.append(mail(7), flags={"\\Deleted"})
        with clock.moved_by(timedelta(hours=1)):
            mailbox = mailbox_of(server.port, after_fetch=AfterFetch.DELETE, import_existing=False)
        with following(mailbox):
            eventually(is_opened)
            server.append(mail(1))
            eventually(lambda: subjects() == [1] and server.folders["INBOX"][-1].flags)
            assert [stored.content for stored in server.folders["INBOX"]] == [mail(7), mail(1)]
            # Once nobody else's mail is marked, ours go.
            del server.folders["INBOX"][0]
            server.append(mail(2))
            eventually(lambda: subjects() == [1, 2] and not server.folders["INBOX"])


def test_a_mail_over_the_limit_is_kept_as_its_header_with_a_note(monkeypatch: pytest.MonkeyPatch) -> None:
    with serving(1, size_lies={2: 60 * 1024 * 1024}) as server:
        server.append(mail(2))
        server.append(mail(3))
        with following(mailbox_of(server.port, after_fetch=AfterFetch.DELETE)):
            eventually(lambda: FolderCursor.objects.filter(last_uid=3).exists())
        assert [stored.content for stored in server.folders["INBOX"]] == [mail(2)]
    entry = JournalEntry.objects.get(envelope__too_large=60 * 1024 * 1024)
    assert subjects() == [1, 2, 3]
    assert b"paczka" not in journal()[1]
    assert JournalEntry.objects.count() == 3
    assert entry.envelope["folder"] == "INBOX"


def test_a_server_that_sends_far_more_than_it_announced_is_not_listened_to(monkeypatch: pytest.MonkeyPatch) -> None:
    from troska.channels.email.imap import connection as imap_connection

    monkeypatch.setattr(imap_connection, "LONGEST_LITERAL", 10_000)
    with serving(1, size_lies={2: 100}) as server:
        server.append(mail(2, text="x" * 20_000))
        server.append(mail(3))
        with following(mailbox_of(server.port)):
            eventually(lambda: FolderCursor.objects.filter(last_uid=3).exists(), within=30)
    assert sorted(subjects()) == [1, 2, 3]
    assert JournalEntry.objects.filter(envelope__has_key="not_given").count() == 1


def test_a_mail_that_the_server_lists_but_never_gives_does_not_stop_the_others() -> None:
    with serving(1, 2, 3, withholds=frozenset({2})) as server, following(mailbox_of(server.port)):
        eventually(lambda: FolderCursor.objects.filter(last_uid=3).exists(), within=30)
    assert sorted(subjects()) == [1, 2, 3]
    assert JournalEntry.objects.get(envelope__not_given=True).envelope["folder"] == "INBOX"


def test_a_folder_numbered_anew_brings_no_mail_from_before_we_came() -> None:
    with serving(1, 2) as server:
        with clock.moved_by(timedelta(hours=1)):
            mailbox = mailbox_of(server.port, import_existing=False)
        with following(mailbox):
            eventually(is_opened)
            server.append(mail(3))
            eventually(lambda: subjects() == [3])
        server.number_anew()
        with following(mailbox):
            eventually(FolderCursor.objects.filter(uid_validity=2, last_uid=3).exists)
            server.append(mail(4))
            eventually(lambda: subjects() == [3, 4])
    assert JournalEntry.objects.count() == 2


def test_a_refused_sign_in_is_told_in_words_without_the_password() -> None:
    with serving(refuses_login="[AUTHENTICATIONFAILED] Invalid credentials") as server:
        mailbox = mailbox_of(server.port, secret="bardzo tajne")
        with following(mailbox):
            eventually(lambda: ChannelAccount.objects.get(pk=mailbox.pk).health == Health.FAILING)
    said = ChannelAccount.objects.get(pk=mailbox.pk).last_error
    assert said.startswith("Serwer poczty odrzucił logowanie użytkownika pomoc@sklep.example. Sprawdź nazwę i hasło.")
    assert "Invalid credentials" in said
    assert "tajne" not in said


def test_a_password_beyond_ascii_is_sent_as_utf8() -> None:
    with serving() as server, following(mailbox_of(server.port, secret="zażółć")):
        eventually(lambda: server.sign_ins)
    assert server.sign_ins[0] == "\0pomoc@sklep.example\0zażółć"


class _Scripted:
    """The scripted twin of a provider's token endpoint."""

    def __init__(self, *tokens: str) -> None:
        self.tokens = list(tokens)
        self.grants: list[Grant] = []

    def exchange(self, grant: Grant) -> Tokens:
        self.grants.append(grant)
        return Tokens(self.tokens.pop(0))


GRANT = Grant(provider=Provider.GOOGLE, client_id="nasz", client_secret="klucz", refresh_token="odnowa")


def test_xoauth2_signs_in_with_an_access_token(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(access_tokens, "endpoint", endpoint := _Scripted("przepustka-1"))
    with serving(1) as server, following(mailbox_of(server.port, secret=GRANT)):
        eventually(lambda: subjects() == [1])
    assert server.sign_ins == ["user=pomoc@sklep.example\x01auth=Bearer przepustka-1\x01\x01"]
    assert endpoint.grants == [GRANT]


def test_a_token_that_the_mail_server_refuses_is_replaced_at_the_next_try(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(access_tokens, "endpoint", _Scripted("zła", "dobra"))

    def once(server: BadImap, command: str) -> None:
        server.mischief.refuses_login = "[AUTHENTICATIONFAILED] no" if len(server.sign_ins) < 1 else ""

    with serving(1, before=once) as server, following(mailbox_of(server.port, secret=GRANT), QUICK):
        eventually(lambda: subjects() == [1])
    assert [sign_in.split("Bearer ")[1].strip("\x01") for sign_in in server.sign_ins] == ["zła", "dobra"]


def test_an_inner_address_is_refused_unless_it_is_allowed(settings: LazySettings) -> None:
    settings.TROSKA_EGRESS_ALLOW = ()
    with serving(1) as server:
        mailbox = mailbox_of(server.port)
        with following(mailbox):
            eventually(lambda: ChannelAccount.objects.get(pk=mailbox.pk).health == Health.FAILING)
    assert "127.0.0.1" in ChannelAccount.objects.get(pk=mailbox.pk).last_error
    assert server.connections == 0


def test_while_nothing_can_be_kept_mail_stays_at_the_source(settings: LazySettings, tmp_path: Path) -> None:
    (tmp_path / "raw").write_text("where the raw store should be")
    home, settings.TROSKA_FILES = settings.TROSKA_FILES, tmp_path
    with serving(1) as server:
        mailbox = mailbox_of(server.port, after_fetch=AfterFetch.DELETE)
        with following(mailbox):
            eventually(lambda: ChannelAccount.objects.get(pk=mailbox.pk).health == Health.FAILING)
            assert len(server.folders["INBOX"]) == 1
            assert FolderCursor.objects.get().last_uid == 0
            settings.TROSKA_FILES = home
            eventually(lambda: not server.folders["INBOX"])
    assert subjects() == [1]


def _intake() -> subprocess.Popen[bytes]:
    """Start `troska intake` beside this process, on the same database and files."""
    names = ("USER", "PASSWORD", "NAME", "HOST")
    given = {name: quote(str(connection.settings_dict[name] or ""), safe="") for name in names}
    place = f"host={given['HOST']}&port={connection.settings_dict['PORT'] or 5432}"
    environment = os.environ | {
        "DATABASE_URL": f"postgresql://{given['USER']}:{given['PASSWORD']}@/{given['NAME']}?{place}",
        "TROSKA_LMTP_LISTEN": "off",
        "TROSKA_EGRESS_ALLOW": "127.0.0.0/8",
        "TROSKA_LOG_LEVEL": "error",
    }
    return subprocess.Popen([sys.executable, "-W", "ignore", "-m", "troska.config.command", "intake"], env=environment)
