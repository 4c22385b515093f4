"""A form that sends something to a person carries a token, and a token works once.

A double click or a repeat after a lost connection would else send the same words twice.
"""

import re

from django.core.cache import cache

from troska.core import ids

_KEPT_FOR = 24 * 60 * 60
_TOKEN = re.compile(r"[a-z2-7]{26}", re.ASCII)


def new_token() -> str:
    """Make the token of one form."""
    return ids.new_code()


def take(token: str) -> bool:
    """Use up a token; False when it was used before. A form without one (made by a script) is let through.

    It belongs into the transaction that sends: what fails, for whatever reason, has not used its token, and a second
    form of the same token waits for the first one's end.
    """
    if not _TOKEN.fullmatch(token):
        return True
    # The cache says False, too, when the database refused; only what is there was used before.
    return cache.add(f"desk-once-{token}", 1, _KEPT_FOR) or not is_taken(token)


def is_taken(token: str) -> bool:
    """Say whether the form of this token has been sent."""
    return bool(_TOKEN.fullmatch(token)) and cache.get(f"desk-once-{token}") is not None
