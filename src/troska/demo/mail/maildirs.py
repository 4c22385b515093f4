"""The mailboxes of the demo: one maildir for the company, one for each customer, one for all of its staff.

A mailbox exists when its folder does.

Several processes write here (the mail server, the page that writes as a customer); a maildir needs no locks for that.
"""

import mailbox
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from troska.core.addresses import InvalidAddressError
from troska.demo import mode
from troska.demo.mail import world

SENT = ".Sent"
_PARTS = ("tmp", "new", "cur")


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail in a mailbox: `name` tells it from all others there and stays the same."""

    name: str
    path: Path
    is_sent: bool


@dataclass(frozen=True, slots=True)
class Maildirs:
    """All mailboxes below one folder."""

    root: Path

    @property
    def company(self) -> Path:
        return self.root / "company"

    @property
    def staff(self) -> Path:
        """What Troska writes to those who work with it, whatever their address is."""
        return self.root / "staff"

    def staff_letters(self) -> Iterator[Letter]:
        """List what Troska wrote to those who work with it, in no order."""
        for file in (self.staff / "new").glob("[!.]*"):
            yield Letter(file.name.partition(":")[0], file, is_sent=False)

    def find(self, address: str) -> Path | None:
        """Give the mailbox that mail for this address goes to; None when there is none."""
        if world.is_company(address):
            return self.company
        try:
            path = self._of_customer(address)
        except InvalidAddressError:
            return None
        return path if path.is_dir() else None

    def make(self, addresses: Iterable[str] = ()) -> None:
        """Make the company's mailbox and those of these customers where they are missing."""
        for path in (self.company, self.staff, *map(self._of_customer, addresses)):
            for folder in (path, path / SENT):
                for part in _PARTS:
                    (folder / part).mkdir(mode=0o700, parents=True, exist_ok=True)

    def _of_customer(self, address: str) -> Path:
        return self.root / "customers" / world.customer_key(address)

    def letters(self, address: str) -> Iterator[Letter]:
        """List what a customer received and sent, in no order."""
        path = self.find(address)
        for folder in (path, path / SENT) if path else ():
            for part in ("new", "cur"):
                for file in (folder / part).glob("[!.]*"):
                    yield Letter(file.name.partition(":")[0], file, is_sent=folder.name == SENT)


def deliver(path: Path, raw: bytes) -> None:
    """Put a mail into a mailbox; it is there whole or not at all."""
    mailbox.Maildir(path, create=False).add(raw)


def keep_sent(path: Path, raw: bytes) -> None:
    """Put a copy of what was sent into the mailbox's folder of sent mail, as read."""
    copy = mailbox.MaildirMessage(raw)
    copy.set_subdir("cur")
    copy.set_flags("S")
    mailbox.Maildir(path / SENT, create=False).add(copy)


def maildirs() -> Maildirs:
    """Give the mailboxes of this installation."""
    return Maildirs(mode.folder() / "mail")
