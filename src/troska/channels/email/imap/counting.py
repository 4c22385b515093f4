"""Compares a mailbox with the journal: is every mail that lies there kept here?

What is kept is known by its content, so the mails would have to be fetched whole. Sizes tell nearly as much: a mail
whose size we have as often as the server has it is ours; only the few others are fetched and asked for by name.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.db import connections

from troska.channels.email.identity import external_id
from troska.channels.email.imap.answers import Fetched, read_fetched
from troska.channels.email.imap.connection import Source, uid_set
from troska.channels.email.imap.reading import CLOCKS_DIFFER, LISTED, received_after
from troska.channels.email.imap.signing_in import connect
from troska.channels.email.interpret.limits import RAW_BYTES
from troska.channels.email.models import FolderCursor, Mailbox
from troska.channels.models import IntakeKey, JournalEntry

#: The latest mails of a folder that are compared, and the most that are fetched.
MOST_COMPARED, MOST_FETCHED = 5000, 50


@dataclass(frozen=True, slots=True)
class Counted:
    """One folder: mails at the server that we should have, those of them that we have, those not read yet."""

    folder: str
    there: int
    kept: int
    waiting: int

    @property
    def missing(self) -> int:
        return self.there - self.kept


def count(mailbox: Mailbox) -> list[Counted]:
    """Compare the mailbox's folders, changing nothing there or here; those never read yet are left out.

    Raises MailboxTrouble, an egress error, GrantRevoked, ProviderUnavailable, SecretUnreadableError.
    """
    cursors = list(FolderCursor.objects.filter(mailbox=mailbox, folder__in=mailbox.folders, last_uid__gte=0))
    begun = [cursor for cursor in cursors if cursor.uid_validity]
    with connect(mailbox) as source:
        return [_count(source, mailbox, cursor) for cursor in sorted(begun, key=lambda one: one.folder)]


def _count(source: Source, mailbox: Mailbox, cursor: FolderCursor) -> Counted:
    uid_validity = source.open_folder(cursor.folder, may_write=False)
    uids = source.uids("ALL")
    read = [uid for uid in uids if uid <= cursor.last_uid] if uid_validity == cursor.uid_validity else []
    waiting = len(uids) - len(read)
    if cursor.since is not None and read:
        read = list(received_after(source, cursor.since - CLOCKS_DIFFER, read))
    read = read[-MOST_COMPARED:]
    return Counted(cursor.folder, len(read), len(read) - _missing(source, mailbox, _listed(source, read)), waiting)


def _listed(source: Source, uids: Sequence[int]) -> list[Fetched]:
    listed: list[Fetched] = []
    for start in range(0, len(uids), LISTED):
        some = uid_set(uids[start : start + LISTED])
        listed += read_fetched(source.command("FETCH", some, "(UID RFC822.SIZE INTERNALDATE)"))
    return listed


def _missing(source: Source, mailbox: Mailbox, listed: Sequence[Fetched]) -> int:
    """Count the mails that we do not have; of more than can be looked at, those looked at stand for the others."""
    sizes = {one.uid: one.size for one in listed if one.size is not None}
    there = Counter(size for size in sizes.values() if size <= RAW_BYTES)
    stored = JournalEntry.objects.filter(account=mailbox.pk, size__in=list(there))
    dates = [one.received_at for one in listed]
    if dates and None not in dates:
        # Nothing is kept here before it came there; so most months need not be looked into.
        stored = stored.filter(received_at__gte=min(filter(None, dates)) - timedelta(days=2))
    kept = Counter(stored.values_list("size", flat=True).iterator())
    connections.close_all()
    doubtful = [uid for uid, size in sizes.items() if size <= RAW_BYTES and there[size] > kept[size]]
    looked_at = doubtful[-MOST_FETCHED:]
    unknown = sum(not _is_known(source, mailbox, uid) for uid in looked_at)
    return unknown if len(looked_at) == len(doubtful) else round(len(doubtful) * unknown / len(looked_at))


def _is_known(source: Source, mailbox: Mailbox, uid: int) -> bool:
    answer = read_fetched(source.command("FETCH", str(uid), "(UID BODY.PEEK[])"))
    content = next((one.content for one in answer if one.uid == uid and one.content is not None), None)
    if content is None:
        return True  # gone meanwhile
    is_known = IntakeKey.objects.filter(account=mailbox.pk, external_id=external_id(content)).exists()
    connections.close_all()
    return is_known
