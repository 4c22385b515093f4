"""What the listener promises a mail server that hands mail over."""

import asyncio
import os
import socket
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import ClassVar

import psycopg
import pytest
from django.conf import LazySettings
from django.db import connection, connections
from psycopg import sql
from tests.channels.email.arriving import eventually, journal, mail

from troska.channels import actions, raw_store
from troska.channels.email.lmtp import Listener
from troska.channels.email.smtp_session import Limits
from troska.channels.models import ChannelAccount, Health, JournalEntry
from troska.conversations.models import Brand, Channel, Inbox, InboxAddress

pytestmark = pytest.mark.django_db(transaction=True)

SIZE = 3 * 1024 * 1024


class Client:
    """A mail server's side of the dialogue, byte by byte."""

    opened: ClassVar[list["Client"]] = []

    def __init__(self, port: int, greeting: str = "LHLO mx.poczta.example") -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=40)
        self.answers = self.socket.makefile("rb")
        self.opened.append(self)
        assert self.read() == "220"
        self.offers = self.say(greeting, whole=True)

    def read(self, *, whole: bool = False) -> str:
        lines = []
        while True:
            line = self.answers.readline().decode()
            lines.append(line)
            if line[3:4] != "-":
                return "".join(lines) if whole else line[:3]

    def say(self, line: str | bytes, *, whole: bool = False) -> str:
        self.socket.sendall((line.encode() if isinstance(line, str) else line) + b"\r\n")
        return self.read(whole=whole)

    def hand_over(self, content: bytes, *recipients: str, sender: str = "anna@poczta.example") -> str:
        assert self.say(f"MAIL FROM:<{sender}>") == "250"
        for recipient in recipients or ("pomoc@sklep.example",):
            assert self.say(f"RCPT TO:<{recipient}>") == "250"
        assert self.say("DATA") == "354"
        return self.say(content + b".")


@pytest.fixture(autouse=True)
def _hang_up() -> Iterator[None]:
    yield
    while Client.opened:
        client = Client.opened.pop()
        client.answers.close()
        client.socket.close()


@pytest.fixture(autouse=True)
def inbox() -> Inbox:
    brand = Brand.objects.create(name="Sklep", sender_name="Sklep")
    made = Inbox.objects.create(name="Pomoc", brand=brand)
    InboxAddress.objects.create(inbox=made, address="pomoc@sklep.example", is_primary=True)
    InboxAddress.objects.create(inbox=made, address="zwroty@sklep.example")
    return made


@contextmanager
def listening(**options: bool) -> Iterator[Listener]:
    account = actions.add_account(channel=Channel.EMAIL, name="LMTP")
    listener, stop = Listener(account.pk, limits=Limits(mail_bytes=SIZE, sessions=20), **options), threading.Event()

    def serve() -> None:
        with asyncio.Runner() as runner:
            runner.run(listener.serve("127.0.0.1", 0, stop))

    thread = threading.Thread(target=serve, name="listener")
    thread.start()
    assert listener.listening.wait(10)
    try:
        yield listener
    finally:
        stop.set()
        thread.join(10)
        assert not thread.is_alive()


@pytest.fixture
def port() -> Iterator[int]:
    with listening() as listener:
        yield listener.port


def test_what_was_acknowledged_is_in_the_journal(port: int) -> None:
    client = Client(port)
    assert client.hand_over(mail(1)) == "250"
    assert journal() == [mail(1)]
    entry = JournalEntry.objects.get()
    assert entry.envelope == {"from": "anna@poczta.example", "to": ["pomoc@sklep.example"]}
    assert client.hand_over(mail(2)) == "250"
    assert journal() == [mail(1), mail(2)]
    assert client.say("QUIT") == "221"


def test_the_same_mail_handed_over_again_is_one_entry_for_other_recipients_another(port: int) -> None:
    client = Client(port)
    assert [client.hand_over(mail(1)), client.hand_over(mail(1))] == ["250", "250"]
    assert client.hand_over(mail(1), "zwroty@sklep.example") == "250"
    assert JournalEntry.objects.count() == 2


@pytest.mark.parametrize("greeting", ["EHLO mx.poczta.example", "HELO mx.poczta.example"])
def test_smtp_is_spoken_on_the_same_port_with_one_answer_for_all_recipients(port: int, greeting: str) -> None:
    client = Client(port, greeting)
    assert client.hand_over(mail(1), "pomoc@sklep.example", "zwroty@sklep.example") == "250"
    assert client.say("NOOP") == "250"
    assert JournalEntry.objects.get().envelope["to"] == ["pomoc@sklep.example", "zwroty@sklep.example"]


def test_in_lmtp_each_recipient_gets_an_answer(port: int) -> None:
    client = Client(port)
    assert client.say("MAIL FROM:<anna@poczta.example>") == "250"
    assert client.say("RCPT TO:<pomoc@sklep.example>") == "250"
    assert client.say("RCPT TO:<nikt@sklep.example>") == "550"
    assert client.say("RCPT TO:<zwroty@sklep.example>") == "250"
    assert client.say("DATA") == "354"
    assert client.say(mail(1) + b".") == "250"
    assert client.read() == "250"
    assert client.say("NOOP") == "250"
    assert JournalEntry.objects.count() == 1


@pytest.mark.parametrize(
    "address",
    [
        "POMOC@Sklep.Example",
        "pomoc+faktury@sklep.example",
        "pomoc+r.abcdefghijklmnopqrstuvwxyz2345672345@sklep.example",
    ],
)
def test_other_spellings_and_reply_addresses_are_ours(port: int, address: str) -> None:
    assert Client(port).hand_over(mail(1), address) == "250"


@pytest.mark.parametrize(
    "address", ["nikt@sklep.example", "pomoc@sklep.example.evil.example", '"pomoc@sklep.example"@evil.example']
)
def test_other_addresses_are_not(port: int, address: str) -> None:
    client = Client(port)
    client.say("MAIL FROM:<a@b.example>")
    assert client.say(f"RCPT TO:<{address}>") == "550"
    assert client.say("DATA") == "503"


def test_all_recipients_are_taken_where_that_is_wanted() -> None:
    with listening(accepts_all=True) as listener:
        assert Client(listener.port).hand_over(mail(1), "ktokolwiek@gdziekolwiek.example") == "250"


def test_a_new_address_is_known_within_a_moment(port: int, inbox: Inbox) -> None:
    assert _recipient(port, "nowy@sklep.example") == "550"
    InboxAddress.objects.create(inbox=inbox, address="nowy@sklep.example")
    eventually(lambda: _recipient(port, "nowy@sklep.example") == "250", within=5)


def test_before_any_address_is_set_up_mail_waits_at_its_sender(port: int) -> None:
    InboxAddress.objects.all().delete()
    client = Client(port)
    client.say("MAIL FROM:<a@b.example>")
    assert client.say("RCPT TO:<pomoc@sklep.example>") == "451"


def test_bounces_come_with_an_empty_sender(port: int) -> None:
    assert Client(port).hand_over(mail(1), sender="") == "250"
    assert JournalEntry.objects.get().envelope["from"] == ""


def test_addresses_beyond_ascii_are_taken(port: int) -> None:
    client = Client(port)
    assert "SMTPUTF8" in client.offers
    assert "8BITMIME" in client.offers
    assert client.say("MAIL FROM:<łukasz@żółw.example> SMTPUTF8 BODY=8BITMIME") == "250"
    assert client.say("RCPT TO:<pomoc@sklep.example>") == "250"
    assert client.say("DATA") == "354"
    assert client.say(mail(1) + b".") == "250"
    assert JournalEntry.objects.get().envelope["from"] == "łukasz@żółw.example"


def test_bytes_that_are_no_text_in_an_address_are_refused_and_harm_nobody(port: int) -> None:
    client = Client(port)
    assert client.say(b"MAIL FROM:<an\xffna@poczta.example>") == "553"
    assert client.say(b"MAIL FROM:<an\x00na@poczta.example>") == "553"
    assert client.hand_over(mail(1)) == "250"


def test_commands_may_come_all_at_once(port: int) -> None:
    client = Client(port)
    assert "PIPELINING" in client.offers
    commands = [b"MAIL FROM:<anna@poczta.example>", b"RCPT TO:<nikt@sklep.example>", b"RCPT TO:<pomoc@sklep.example>"]
    client.socket.sendall(b"\r\n".join([*commands, b"DATA", b""]))
    assert [client.read() for _ in range(4)] == ["250", "550", "250", "354"]
    # The next mail's commands come in the same packet as the end of this one.
    client.socket.sendall(mail(1) + b".\r\n" + b"\r\n".join([*commands, b"DATA", b""]))
    assert [client.read() for _ in range(5)] == ["250", "250", "550", "250", "354"]
    assert client.say(mail(2) + b".") == "250"
    assert journal() == [mail(1), mail(2)]


@pytest.mark.parametrize(
    ("on_the_wire", "meant"),
    [
        (b"A: b\r\n\r\n..\r\n..x\r\n...\r\nx.\r\n", b"A: b\r\n\r\n.\r\n.x\r\n..\r\nx.\r\n"),
        (b"..first\r\n", b".first\r\n"),
        (b"A: b\r\n\r\ntext.\r\ntext.\r\n", b"A: b\r\n\r\ntext.\r\ntext.\r\n"),
    ],
)
def test_dots_at_the_start_of_lines_are_unstuffed(port: int, on_the_wire: bytes, meant: bytes) -> None:
    assert Client(port).hand_over(on_the_wire) == "250"
    assert journal() == [meant]


def test_an_empty_mail_ends_at_once(port: int) -> None:
    client = Client(port)
    assert client.hand_over(b"") == "250"
    assert client.say("NOOP") == "250"
    assert journal() == [b""]


@pytest.mark.parametrize(
    "false_end", [b"\n.\n", b"\n.\r\n", b"\r\n.\n", b"\r.\r", b"\r.\r\n", b"\r\n.\r", b"\r\n\x00.\r\n", b"\n\n.\r\n"]
)
def test_only_a_lone_dot_between_crlf_ends_a_mail(port: int, false_end: bytes) -> None:
    smuggled = (
        b"MAIL FROM:<szef@sklep.example>\r\nRCPT TO:<pomoc@sklep.example>\r\nDATA\r\nSubject: przelew\r\n\r\nx\r\n"
    )
    content = b"Subject: a\r\n\r\ntext" + false_end + smuggled
    client = Client(port)
    assert client.hand_over(content) == "250"
    assert client.say("NOOP") == "250"
    assert JournalEntry.objects.count() == 1
    assert b"Subject: przelew" in journal()[0]


@pytest.mark.parametrize("size", [1, 5, 1000])
def test_the_end_is_found_however_the_bytes_are_cut(port: int, size: int) -> None:
    content = b"A: b\r\n\r\n" + b"text.\r\n.." * 40 + b"\r\n"
    client = Client(port)
    for line in ("MAIL FROM:<a@b.example>", "RCPT TO:<pomoc@sklep.example>"):
        assert client.say(line) == "250"
    assert client.say("DATA") == "354"
    wire = content + b".\r\n"
    client.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    for start in range(0, len(wire), size):
        client.socket.sendall(wire[start : start + size])
    assert client.read() == "250"
    assert journal() == [content.replace(b"\r\n..", b"\r\n.")]


def test_long_lines_are_kept_as_they_are(port: int) -> None:
    content = b"Subject: a\r\n\r\n" + b"x" * 1_000_000 + b".\r\n" + b"y" * 70_000 + b"\r\n"
    assert Client(port).hand_over(content) == "250"
    assert journal() == [content]


def test_a_header_line_of_ten_megabytes_is_read_to_its_end_and_refused(port: int) -> None:
    client = Client(port)
    assert client.hand_over(b"Subject: " + b"x" * 10_000_000 + b"\r\n\r\n") == "552"
    assert client.hand_over(mail(1)) == "250"
    assert journal() == [mail(1)]


def test_a_mail_that_says_it_is_too_large_is_refused_before_it_comes(port: int) -> None:
    client = Client(port)
    assert f"SIZE {SIZE}" in client.offers
    assert client.say(f"MAIL FROM:<a@b.example> SIZE={SIZE + 1}") == "552"


def test_an_endless_command_line_is_not_kept_in_memory(port: int) -> None:
    client = Client(port)
    client.socket.sendall(b"MAIL FROM:<" + b"a" * 3_000_000 + b">\r\n")
    assert client.read() == "500"
    assert client.hand_over(mail(1)) == "250"


def test_there_is_a_bound_to_recipients(port: int) -> None:
    client = Client(port)
    client.say("MAIL FROM:<a@b.example>")
    answers = [client.say(f"RCPT TO:<pomoc+{number}@sklep.example>") for number in range(101)]
    assert answers == ["250"] * 100 + ["452"]


def test_who_tries_out_addresses_is_shown_out(port: int) -> None:
    client = Client(port)
    client.say("MAIL FROM:<a@b.example>")
    answers = [client.say(f"RCPT TO:<adres{number}@sklep.example>") for number in range(21)]
    assert answers == ["550"] * 20 + ["421"]
    assert client.answers.read() == b""


def test_one_peer_too_many_is_asked_to_come_later(port: int) -> None:
    clients = [Client(port) for _ in range(20)]
    with socket.create_connection(("127.0.0.1", port), timeout=10) as late:
        assert late.recv(100).startswith(b"421")
    assert clients[0].hand_over(mail(1)) == "250"
    clients[1].say("QUIT")
    eventually(lambda: _greeted(port))


def test_nothing_is_told_about_addresses_but_by_rcpt(port: int) -> None:
    client = Client(port)
    assert client.say("VRFY pomoc@sklep.example") == client.say("VRFY nikt@sklep.example") == "252"
    assert client.say("EXPN pomoc") == "502"


def test_many_sessions_at_once_lose_nothing_and_each_gets_its_answer(port: int) -> None:
    outcomes: list[str] = []

    def hand_over(first: int) -> None:
        client = Client(port)
        outcomes.extend(client.hand_over(mail(number)) for number in range(first, first + 20))

    threads = [threading.Thread(target=hand_over, args=[1000 * number]) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert outcomes == ["250"] * 160
    assert JournalEntry.objects.count() == 160


def test_while_the_database_is_away_the_sender_keeps_the_mail(port: int) -> None:
    client = Client(port)
    assert client.hand_over(mail(1)) == "250"
    with _database_away():
        assert client.hand_over(mail(2)) == "451"
    eventually(lambda: client.hand_over(mail(2)) == "250")
    assert journal() == [mail(1), mail(2)]


def test_while_the_disk_is_full_the_sender_keeps_the_mail_and_people_are_told(
    port: int, settings: LazySettings, small_disk: Path
) -> None:
    settings.TROSKA_FILES = small_disk
    client = Client(port)
    assert client.hand_over(mail(1)) == "250"
    full = small_disk / "full"
    with pytest.raises(OSError, match="No space"):
        full.write_bytes(b"x" * 3_000_000)
    assert client.hand_over(mail(2, text=os.urandom(30_000).hex())) == "451"
    account = ChannelAccount.objects.get(name="LMTP")
    assert account.health == Health.FAILING
    assert "Brak miejsca na dysku" in account.last_error
    assert not list(small_disk.rglob("*.part"))
    full.unlink()
    assert client.hand_over(mail(2)) == "250"
    assert journal() == [mail(1), mail(2)]


def test_a_mail_that_breaks_off_is_no_mail(port: int) -> None:
    client = Client(port)
    client.say("MAIL FROM:<a@b.example>")
    client.say("RCPT TO:<pomoc@sklep.example>")
    client.say("DATA")
    client.socket.sendall(mail(1)[:50])
    client.answers.close()
    client.socket.close()
    assert Client(port).hand_over(mail(2)) == "250"
    assert journal() == [mail(2)]


def test_an_original_is_on_the_disk_when_it_is_acknowledged(port: int) -> None:
    Client(port).hand_over(mail(1))
    assert raw_store.get(JournalEntry.objects.get().digest) == mail(1)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of one megabyte."""
    command = ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(tmp_path)]
    if os.geteuid() != 0 or subprocess.run(command, check=False, capture_output=True).returncode != 0:
        pytest.skip("no right to mount a small file system")
    yield tmp_path
    subprocess.run(["umount", "-l", str(tmp_path)], check=True)


@contextmanager
def _database_away() -> Iterator[None]:
    """Throw everybody out of the database and let nobody in."""
    name = connection.settings_dict["NAME"]
    connections.close_all()
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as beside:
        allow = sql.SQL("ALTER DATABASE {} WITH ALLOW_CONNECTIONS {}")
        beside.execute(allow.format(sql.Identifier(name), sql.SQL("false")))
        beside.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name])
        try:
            yield
        finally:
            beside.execute(allow.format(sql.Identifier(name), sql.SQL("true")))
            connections.close_all()


def _recipient(port: int, address: str) -> str:
    client = Client(port)
    client.say("MAIL FROM:<a@b.example>")
    answer = client.say(f"RCPT TO:<{address}>")
    client.say("QUIT")
    return answer


def _greeted(port: int) -> bool:
    with socket.create_connection(("127.0.0.1", port), timeout=10) as peer:
        return peer.recv(100).startswith(b"220")
