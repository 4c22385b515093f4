"""Parts that are forked from one process, as the supervisor sees them; needs no Django.

A process that has imported everything (`forking`) makes a copy of itself for each part, tells their numbers and ends;
the parts then are children of the supervisor, as those it starts one by one, and share the pages they never write to.
"""

import ctypes
import logging
import os
import signal
import subprocess
from collections.abc import Callable, Sequence

from troska.config.exits import OK

PR_SET_CHILD_SUBREAPER = 36
#: Says which file descriptor the numbers go to.
TOLD_THROUGH = "TROSKA_FORKED_TO"

log = logging.getLogger(__name__)


class Adopted:
    """A child that another process made: what the supervisor needs of `subprocess.Popen`."""

    def __init__(self, pid: int) -> None:
        self.pid = pid
        self.returncode: int | None = None

    def poll(self) -> int | None:
        """Tell how it ended; None while it runs."""
        if self.returncode is None:
            try:
                pid, status = os.waitpid(self.pid, os.WNOHANG)
            except ChildProcessError:
                self.returncode = OK  # somebody else took the news; that it ended is all we need
            else:
                self.returncode = os.waitstatus_to_exitcode(status) if pid else None
        return self.returncode

    def send_signal(self, number: int) -> None:
        """Send a signal if it runs."""
        if self.poll() is None:
            os.kill(self.pid, number)


def become_guardian() -> None:
    """Make what descends from this process its child when the parent between them ends."""
    ctypes.CDLL(None, use_errno=True).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def reap_strangers(known: Sequence[int]) -> None:
    """Let go of orphans that came to us and have ended, so that none stays a zombie; our own are asked for by name."""
    while True:
        try:
            ended = os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT)
            if ended is None or ended.si_pid in known:
                return
            os.waitpid(ended.si_pid, os.WNOHANG)
        except ChildProcessError:
            return


class Birth:
    """The parts while they are being made: `run` starts the process that makes them."""

    def __init__(self, names: Sequence[str], run: Callable[..., "subprocess.Popen[bytes]"]) -> None:
        self.names = names
        self.reading, writing = os.pipe()
        try:
            self.mother = run("fork", ["fork", *names], pass_fds=(writing,), told_through=writing)
        finally:
            os.close(writing)

    def end(self) -> dict[str, Adopted]:
        """Give the parts that were made, once their mother has ended; none when not all were."""
        told = b""
        while chunk := os.read(self.reading, 1024):
            told += chunk
        os.close(self.reading)
        pids = [int(line) for line in told.split()]
        if len(pids) != len(self.names):
            log.warning("the parts could not be forked and start one by one")
            return {}  # those that were made wait for a word that does not come, and end
        return dict(zip(self.names, map(Adopted, pids), strict=True))


def end_at_once(children: Sequence[Adopted]) -> None:
    """End children that nobody will look after."""
    for child in children:
        child.send_signal(signal.SIGKILL)
