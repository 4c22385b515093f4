"""What tells two deliveries of mail apart in the intake journal."""

import hashlib
from collections.abc import Iterable


def external_id(raw: bytes, recipients: Iterable[str] = ()) -> str:
    """Name a delivery by its content, and by its envelope recipients where the transport tells them.

    The same mail read twice, from another folder or after UIDVALIDITY changed, is the same delivery. A mail server that
    hands the same mail over for other recipients makes another one.
    """
    content = hashlib.sha256(raw).hexdigest()
    known = sorted({recipient.lower() for recipient in recipients})
    if not known:
        return content
    return f"{content}-{hashlib.sha256(chr(10).join(known).encode('utf-8', 'replace')).hexdigest()[:16]}"
