"""What can go wrong with backups; each message is for the person at the command line."""


class RecoveryFailed(Exception):
    """A backup or a restore did not succeed; the message says why, and what to do."""


class Damaged(RecoveryFailed):
    """A backup is not what was written: it is cut off or was changed."""
