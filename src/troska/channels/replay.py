"""`troska mail replay`: try again what could not be digested, after its cause was mended."""

import sys
from collections.abc import Sequence

from troska.channels import quarantine
from troska.channels.models import QuarantineReason
from troska.timeline import followers


def main(argv: Sequence[str]) -> int:
    """Put crashed and unreadable mail back into the journal, and parked events back to their followers.

    What waits in quarantine for a person's judgement stays there.
    """
    if argv:
        print("troska mail replay takes no further words", file=sys.stderr)
        return 2
    reasons = (QuarantineReason.CRASHED, QuarantineReason.UNREADABLE)
    mails = sum(quarantine.replay(reason=reason) for reason in reasons)
    events = followers.replay()
    print(f"{mails} mails and {events} events are tried again.")
    return 0
