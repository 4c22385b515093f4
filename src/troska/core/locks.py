"""The advisory locks of the whole house, in one place so that no two mean the same."""

from enum import IntEnum

from django.db import connection


class AdvisoryLock(IntEnum):
    """Numbers for PostgreSQL's advisory locks; each says who may hold it."""

    SEQUENCER = 0x7405_0001  # gives positions to events
    DRAIN = 0x7405_0002  # turns journal entries into messages
    ALARMS = 0x7405_0006  # writes to administrators that something is wrong
    AUTOMATIC_MAIL = 0x7405_0003  # decides on one more automatic mail
    AUDIT = 0x7405_0004  # chains the audit log
    SET_UP = 0x7405_0005  # makes the first administrator
    BACKUP = 0x7405_0007  # writes a backup; held together by those who empty bins, so that no file goes missing from it
    BACKUP_ROUND = 0x7405_0008  # sees to backups by the clock, so that of several workers one writes them


def may_erase_files() -> bool:
    """Say whether files of rows that this transaction deletes may go: not while a backup is written; it waits for us.

    What nobody waits for (bins, left uploads) asks first and comes again later; what a person erases does not ask.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock_shared(%s)", [AdvisoryLock.BACKUP])
        return bool(cursor.fetchone()[0])
