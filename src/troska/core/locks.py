"""The advisory locks of the whole house, in one place so that no two mean the same."""

from enum import IntEnum


class AdvisoryLock(IntEnum):
    """Numbers for PostgreSQL's advisory locks; each says who may hold it."""

    SEQUENCER = 0x7405_0001  # gives positions to events
    DRAIN = 0x7405_0002  # turns journal entries into messages
    ALARMS = 0x7405_0006  # writes to administrators that something is wrong
    AUTOMATIC_MAIL = 0x7405_0003  # decides on one more automatic mail
    AUDIT = 0x7405_0004  # chains the audit log
    SET_UP = 0x7405_0005  # makes the first administrator
