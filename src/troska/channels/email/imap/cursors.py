"""How far each folder of a mailbox is read, from the moment the folder was named in the settings."""

from collections.abc import Iterable

import structlog
from django.db.models import Case, When

from troska.channels.email.models import FolderCursor, Mailbox
from troska.core import clock

#: The `last_uid` of a folder whose place is still to be found, by the time at which mails came.
UNPLACED = -1

log = structlog.get_logger(__name__)


def make_cursors(mailbox: Mailbox) -> None:
    """Begin with folders that were not read before: with all they hold, or with what comes from now on."""
    begins_now = not mailbox.import_existing
    FolderCursor.objects.bulk_create(
        (
            FolderCursor(
                mailbox=mailbox,
                folder=folder,
                uid_validity=0,
                last_uid=UNPLACED if begins_now else 0,
                since=clock.now() if begins_now else None,
            )
            for folder in mailbox.folders
        ),
        ignore_conflicts=True,
    )


def cursor_of(mailbox: Mailbox, folder: str, uid_validity: int) -> FolderCursor:
    """Give the cursor of a folder under its present UIDVALIDITY; when that has changed, it begins anew."""
    cursor = FolderCursor.objects.filter(mailbox=mailbox, folder=folder).first()
    if cursor is None:
        make_cursors(mailbox)
        cursor = FolderCursor.objects.get(mailbox=mailbox, folder=folder)
    if cursor.uid_validity != uid_validity:
        if cursor.uid_validity:
            log.warning("imap.uidvalidity_changed", account=mailbox.pk)
        cursor.uid_validity, cursor.last_uid = uid_validity, 0 if cursor.since is None else UNPLACED
        cursor.save(update_fields=["uid_validity", "last_uid"])
    return cursor


def advance(cursor: FolderCursor, uid: int) -> None:
    """Move the cursor forward, unless somebody has numbered the folder anew meanwhile."""
    cursor.last_uid = uid
    FolderCursor.objects.filter(pk=cursor.pk, uid_validity=cursor.uid_validity, last_uid__lt=uid).update(
        last_uid=uid, read_at=clock.now()
    )


def rewind(account_ids: Iterable[int]) -> int:
    """Let the folders of these mailboxes be read once more from their beginning; give how many.

    What is kept already is recognised by its content, so that only what is missing comes in.
    """
    begun = FolderCursor.objects.filter(mailbox__in=list(account_ids)).exclude(uid_validity=0)
    return begun.update(last_uid=Case(When(since=None, then=0), default=UNPLACED))
