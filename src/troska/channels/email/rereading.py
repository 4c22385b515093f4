"""`troska mail reread`: looks through the mailboxes once more for mails that are not kept here."""

import sys
from collections.abc import Sequence

from troska.channels.email.imap import cursors
from troska.channels.email.models import Mailbox


def main(argv: Sequence[str]) -> int:
    """Let mail intake read every folder from its beginning; what is known already stays one."""
    if argv:
        print("troska mail reread takes no further words", file=sys.stderr)
        return 2
    active = Mailbox.objects.filter(account__is_active=True).exclude(imap_host="")
    folders = cursors.rewind(active.values_list("pk", flat=True))
    print(f"{folders} folders are read once more; only what is missing comes in.")
    return 0
