"""Deletes or moves mails at the source once they are kept; nobody else's mails, and never a reason to stop reading."""

from collections.abc import Collection

from troska.channels.email.imap.connection import Source, uid_set
from troska.channels.email.imap.errors import ConnectionLost, LeftAtSource, MailboxTrouble
from troska.channels.email.models import AfterFetch, Mailbox


def tidy(source: Source, mailbox: Mailbox, folder: str, uids: Collection[int], marked: set[int]) -> None:
    """Do what the mailbox asks for with mails of the open folder. Raises LeftAtSource, ConnectionLost.

    `marked` are those that we marked as deleted before and could not expunge; it is kept up to date.
    """
    if not uids or not tidies(mailbox, folder):
        return
    try:
        if mailbox.after_fetch == AfterFetch.MOVE:
            _move(source, uids, mailbox.move_to, marked)
        else:
            _delete(source, uids, marked)
    except ConnectionLost:
        raise
    except MailboxTrouble as error:
        raise LeftAtSource(error.said) from error


def tidies(mailbox: Mailbox, folder: str) -> bool:
    """Say whether mails of this folder are to go once they are kept."""
    return mailbox.after_fetch != AfterFetch.KEEP and folder != mailbox.move_to


def _move(source: Source, uids: Collection[int], folder: str, marked: set[int]) -> None:
    command = "MOVE" if source.has("MOVE") else "COPY"
    target = source.folder_argument(folder)
    try:
        source.command(command, uid_set(uids), target)
    except ConnectionLost:
        raise
    except MailboxTrouble as error:
        if "TRYCREATE" not in error.said.upper() and folder in source.folders():
            raise
        source.create_folder(folder)
        source.command(command, uid_set(uids), target)
    if command == "COPY":
        _delete(source, uids, marked)


def _delete(source: Source, uids: Collection[int], marked: set[int]) -> None:
    source.command("STORE", uid_set(uids), "+FLAGS.SILENT", r"(\Deleted)")
    if source.has("UIDPLUS"):
        source.command("EXPUNGE", uid_set(uids))
        return
    marked.update(uids)
    if marked.issuperset(source.uids("DELETED")):
        # Without UIDPLUS all that is marked goes; so only when nobody else has marked anything.
        source.expunge_all_deleted()
        marked.clear()
