"""What tests of incoming mail share: mails, a mailbox of a server, a watcher that follows it."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db.models import Q

from troska.channels import raw_store
from troska.channels.email import mailboxes
from troska.channels.email.imap.watching import Pace, Watcher
from troska.channels.email.models import FolderCursor, Mailbox, Security
from troska.channels.models import JournalEntry

QUICK = Pace(idle=2, poll=0.2, first_pause=0.05, longest_pause=0.2)


def mail(number: int, *, to: str = "pomoc@sklep.example", text: str = "Gdzie jest moja paczka?") -> bytes:
    """Write a mail that differs from those of other numbers."""
    return (
        f"From: Anna Nowak <anna{number}@poczta.example>\r\nTo: {to}\r\nSubject: Sprawa {number}\r\n"
        f"Message-ID: <{number}.mail@poczta.example>\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{text}\r\n"
    ).encode()


def mailbox_of(
    port: int, *, username: str = "pomoc@sklep.example", secret: Any = "tajne-haslo", **more: Any
) -> Mailbox:
    """Add the mailbox of a server on loopback, without encryption."""
    settings = {
        "name": f"Skrzynka {port}",
        "imap_host": "127.0.0.1",
        "imap_port": port,
        "imap_security": Security.PLAIN,
        "import_existing": True,
    }
    return mailboxes.add_mailbox(username=username, secret=secret, **{**settings, **more})


@contextmanager
def following(mailbox: Mailbox, pace: Pace = QUICK) -> Iterator[Watcher]:
    """Follow the mailbox for the time of the block."""
    watcher = Watcher(mailbox.pk, pace=pace)
    watcher.start()
    try:
        yield watcher
    finally:
        watcher.end()
        watcher.join(10)
        assert not watcher.is_alive()


def eventually(holds: Callable[[], object], *, within: float = 15.0) -> None:
    """Wait until it holds."""
    until = time.monotonic() + within
    while not holds():
        assert time.monotonic() < until, "it never came to be"
        time.sleep(0.02)


def journal() -> list[bytes]:
    """Give the originals in the journal, in the order of their coming."""
    return [raw_store.get(entry.digest) for entry in JournalEntry.objects.order_by("id")]


def subjects() -> list[int]:
    """Give the numbers of the mails in the journal, in the order of their coming."""
    return [int(raw.partition(b"Subject: Sprawa ")[2].splitlines()[0]) for raw in journal()]


def is_opened() -> bool:
    """Say whether each folder has been looked into, so that whatever comes from now on is new."""
    cursors = FolderCursor.objects.all()
    return cursors.exists() and not cursors.filter(Q(uid_validity=0) | Q(last_uid__lt=0)).exists()
