"""`troska mail import PATH…`: brings old mail in from maildirs, mbox files, .eml files and folders of them."""

import argparse
import mmap
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from django.utils.translation import gettext as _

from troska.channels import actions, intake
from troska.channels.email.card_numbers import without_card_numbers
from troska.channels.email.health import why_unavailable
from troska.channels.email.identity import external_id
from troska.channels.email.interpret.limits import RAW_BYTES
from troska.channels.errors import IntakeUnavailable
from troska.channels.intake import Delivery
from troska.conversations.models import Channel

ACCOUNT = "Import"
#: Bounds of one commit.
BATCH, BATCH_BYTES = 500, 32 * 1024 * 1024
ATTEMPTS, PAUSE = 5, 2.0

_MAIL_SUFFIXES = {".eml", ".msg822", ".mail"}


@dataclass(slots=True)
class Summary:
    """What an import did; `unreadable` names what could not be read and why."""

    new: int = 0
    known: int = 0
    unreadable: list[str] = field(default_factory=list)

    def lines(self) -> list[str]:
        """Say it to a person."""
        return [
            *(_("Nie do odczytania: %s") % name for name in self.unreadable),
            _("Nowe: %(new)d, już znane: %(known)d, nie do odczytania: %(unreadable)d.")
            % {"new": self.new, "known": self.known, "unreadable": len(self.unreadable)},
        ]


def main(argv: Sequence[str] | None = None) -> int:
    """Import mails; 0 when all could be read, 1 when some could not, 75 when the database or the disk is away."""
    parser = argparse.ArgumentParser(prog="troska mail import", description=_("Wczytuje dawną pocztę."))
    parser.add_argument("paths", nargs="+", type=Path, metavar="PATH", help=_("maildir, mbox, plik .eml albo folder"))
    paths: list[Path] = parser.parse_args(argv).paths
    try:
        summary = import_mail(paths)
    except IntakeUnavailable as unavailable:
        print(why_unavailable(unavailable), _("To, co już wczytano, zostaje; powtórz polecenie."), file=sys.stderr)
        return 75
    for line in summary.lines():
        print(line)
    return 1 if summary.unreadable else 0


def import_mail(paths: Sequence[Path]) -> Summary:
    """Bring in every mail of these paths, in batches; one that came before is known. Raises IntakeUnavailable."""
    account = actions.add_account(channel=Channel.EMAIL, name=ACCOUNT)
    summary = Summary()
    batch: list[Delivery] = []
    size = 0
    for name, found in _mails(paths):
        if isinstance(found, str):
            summary.unreadable.append(f"{name} ({found})")
            continue
        batch.append(
            Delivery(
                account_id=account.pk,
                external_id=external_id(found),
                raw=found,
                envelope={"to": []},
                redact=without_card_numbers,
            )
        )
        size += len(found)
        if len(batch) >= BATCH or size >= BATCH_BYTES:
            _accept(batch, summary)
            batch, size = [], 0
    _accept(batch, summary)
    return summary


def _accept(batch: list[Delivery], summary: Summary) -> None:
    for attempt in range(1, ATTEMPTS + 1):
        try:
            new = intake.accept(batch)
        except IntakeUnavailable:
            if attempt == ATTEMPTS:
                raise
            time.sleep(PAUSE)
        else:
            summary.new += new
            summary.known += len(batch) - new
            return


def _mails(paths: Sequence[Path]) -> Iterator[tuple[str, bytes | str]]:
    """Give each mail with its name, or instead of a mail why there is none."""
    for path in paths:
        try:
            if path.is_dir():
                yield from _of_folder(path)
            elif not path.is_file():
                yield str(path), _("nie ma takiego pliku ani folderu")
            elif _is_mbox(path):
                yield from _of_mbox(path)
            else:
                yield _of_file(path)
        except OSError as error:
            yield str(path), error.strerror or type(error).__name__


def _of_folder(folder: Path) -> Iterator[tuple[str, bytes | str]]:
    """A maildir is read by its rules; in other folders .eml and mbox files are, at any depth."""
    if (folder / "cur").is_dir() and (folder / "new").is_dir():
        for part in (folder / "cur", folder / "new"):
            yield from (_of_file(path) for path in sorted(part.iterdir()) if not path.name.startswith("."))
        # Maildir++: subfolders lie beside, their names begin with a dot.
        nested = (path for path in sorted(folder.iterdir()) if path.is_dir() and path.name not in {"cur", "new", "tmp"})
        for path in nested:
            yield from _of_folder(path)
        return
    for path in sorted(folder.iterdir()):
        if path.is_dir() and not path.is_symlink():
            yield from _of_folder(path)
        elif path.is_file() and not path.name.startswith("."):
            if path.suffix.lower() in _MAIL_SUFFIXES:
                yield _of_file(path)
            elif _is_mbox(path):
                yield from _of_mbox(path)


def _of_file(path: Path) -> tuple[str, bytes | str]:
    try:
        if not path.is_file():
            return str(path), _("to nie jest plik")
        size = path.stat().st_size
        if size > RAW_BYTES:
            return str(path), _too_large(size)
        content = path.read_bytes()
    except OSError as error:
        return str(path), error.strerror or type(error).__name__
    if not content.strip():
        return str(path), _("plik jest pusty")
    return str(path), content


def _too_large(size: int) -> str:
    return _("ma %(size)d MB, a największa wiadomość może mieć %(limit)d MB") % {
        "size": size // 1_000_000,
        "limit": RAW_BYTES // 1_000_000,
    }


# --- mbox (RFC 4155 and its older kin) ------------------------------------------------------------------------------
def _is_mbox(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(5) == b"From " and path.suffix.lower() not in _MAIL_SUFFIXES


def _of_mbox(path: Path) -> Iterator[tuple[str, bytes | str]]:
    """Read an mbox of any size, a mail at a time."""
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as text:
        starts = _starts(text)
        begin = next(starts, None)
        number = 0
        while begin is not None:
            end = next(starts, None)
            number += 1
            name = f"{path}#{number}"
            size = (len(text) if end is None else end) - begin
            yield (name, _too_large(size)) if size > RAW_BYTES else (name, _unpacked(text[begin : begin + size]))
            begin = end


def _starts(text: mmap.mmap) -> Iterator[int]:
    """Give where mails begin: at "From " that opens the file or follows an empty line."""
    yield 0
    at = 0
    while (at := text.find(b"\nFrom ", at)) >= 0:
        before = text[max(0, at - 2) : at]
        at += 1
        if before.endswith(b"\n") or before in (b"\n\r", b"\r"):
            yield at


def _unpacked(packed: bytes) -> bytes | str:
    """Take off the "From " line, the empty line at the end, and one ">" of each ">From " line."""
    content = packed.partition(b"\n")[2]
    if not content.strip():
        return _("wiadomość jest pusta")
    if content.endswith(b"\r\n\r\n"):
        content = content[:-2]
    elif content.endswith(b"\n\n"):
        content = content[:-1]
    if b">From " not in content:
        return content
    return b"\n".join(
        line[1:] if line.startswith(b">") and line.lstrip(b">").startswith(b"From ") else line
        for line in content.split(b"\n")
    )
