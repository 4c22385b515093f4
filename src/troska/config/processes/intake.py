"""Mail intake: takes mail from mailboxes and from mail servers into the journal."""

import time

from troska.config.processes import beating, loops, parts

LOOPS = ("troska.channels.email.imap", "troska.channels.email.lmtp")


def main() -> None:
    """Run until told to stop."""
    stop = parts.begin("intake")
    running = loops.existing(LOOPS)
    loops.start(running, stop)
    beats = beating.start("intake", stop, running)
    stop.wait()
    since = time.monotonic()
    stuck = loops.join(running, within=parts.STOP_WITHIN)
    beating.join(beats)
    parts.end(stuck, since=since)
