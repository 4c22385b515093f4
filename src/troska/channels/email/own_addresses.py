"""Which recipients are ours, asked for every mail and so remembered for a while."""

import threading
import time
from functools import lru_cache

from troska.conversations.models import InboxAddress
from troska.core.addresses import InvalidAddressError, email_key

#: Seconds after which an answer is looked up anew; an address that is not known is looked up sooner.
STALE_AFTER, RETRY_UNKNOWN_AFTER = 30.0, 1.0


class OwnAddresses:
    """The keys of our inboxes' addresses, as of a short while ago; plus tags and reply tokens belong to their inbox."""

    def __init__(self) -> None:
        self._keys: frozenset[str] = frozenset()
        self._read_at: float | None = None
        self._reading = threading.Lock()

    def known(self, address: str) -> bool | None:
        """Answer from memory: ours or not; None when the database must be asked first (`refresh`)."""
        age = None if self._read_at is None else time.monotonic() - self._read_at
        if age is None or age > STALE_AFTER:
            return None
        if _key(address) in self._keys:
            return True
        return False if age < RETRY_UNKNOWN_AFTER else None

    def is_ours(self, address: str) -> bool:
        """Answer from what was read last, however old that is."""
        return _key(address) in self._keys

    def is_empty(self) -> bool:
        """Say whether no address of ours is known, as on the first day."""
        return not self._keys

    def refresh(self) -> None:
        """Read them from the database, once for all who ask at the same time."""
        asked = time.monotonic()
        with self._reading:
            if self._read_at is None or self._read_at < asked:
                started = time.monotonic()
                self._keys = frozenset(InboxAddress.objects.values_list("key", flat=True))
                self._read_at = started


@lru_cache(maxsize=4096)
def _key(address: str) -> str:
    try:
        return email_key(address)
    except InvalidAddressError:
        return ""
