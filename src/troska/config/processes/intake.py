"""Mail intake: takes mail from mailboxes and from mail servers into the journal."""

import time

from troska.config.environment import environment
from troska.config.processes import loops, parts

LOOPS = ("troska.channels.email.imap", "troska.channels.email.lmtp")


def main() -> None:
    """Run until told to stop."""
    stop = parts.begin("intake")
    running = loops.existing(LOOPS)
    loops.start(running, stop, part="intake", home=environment().home)
    stop.wait()
    since = time.monotonic()
    parts.end(loops.join(running, within=parts.STOP_WITHIN), since=since)
