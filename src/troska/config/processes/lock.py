"""One supervisor per TROSKA_HOME: a lock that the kernel gives back however its holder ends."""

import fcntl
import os
from pathlib import Path
from typing import Self, TextIO

from troska.config.home import make_home


class AlreadyRunning(Exception):
    """Another Troska runs on this TROSKA_HOME; the message is for the person who started this one."""


class HomeLock:
    """Held while the embedded database or the supervisor of this home runs."""

    def __init__(self, home: Path) -> None:
        self.file = home / "troska.lock"
        self._stream: TextIO | None = None

    def take(self) -> Self:
        """Take the lock or raise AlreadyRunning at once."""
        make_home(self.file.parent)
        stream = self.file.open("a+", encoding="ascii")
        try:
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            stream.seek(0)
            holder = stream.read().strip() or "unknown"
            stream.close()
            raise AlreadyRunning(
                f"Troska already runs on {self.file.parent} (process {holder}). Stop it first, "
                "or set TROSKA_HOME to another folder."
            ) from error
        stream.seek(0)
        stream.truncate()
        stream.write(str(os.getpid()))
        stream.flush()
        self._stream = stream
        return self

    def release(self) -> None:
        """Give the lock back; the file stays, since removing it would let two holders in."""
        if self._stream is not None:
            self._stream.close()
            self._stream = None
