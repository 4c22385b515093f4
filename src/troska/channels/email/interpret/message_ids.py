"""Message-IDs as they stand in Message-ID, In-Reply-To and References."""

import re

from troska.channels.email.interpret import limits
from troska.channels.email.interpret.cleaning import single_line

_BRACKETED = re.compile(r"<([^<>]{1,998})>")
_BARE = re.compile(r"[^\s<>,;\"()]{1,400}@[^\s<>,;\"()]{1,400}")


def parse_message_ids(value: str) -> tuple[str, ...]:
    """Return the ids without brackets, each once, in their order.

    Ids that were folded in their midst are mended; bare ones are taken when they have an "@".
    """
    value = single_line(value)
    found = ["".join(match.split()) for match in _BRACKETED.findall(value)]
    if not found:
        found = [word.strip("<>,;\"'") for word in value.split() if _BARE.match(word.strip("<>,;\"'"))]
    return tuple(dict.fromkeys(id_ for id_ in found if id_))[: limits.MESSAGE_IDS]


def parse_message_id(value: str) -> str | None:
    """Return the one id of a mail, None when there is none."""
    found = parse_message_ids(value)
    if found:
        return found[0]
    bare = single_line(value).strip("<> ")
    return bare if bare and " " not in bare and len(bare) < 998 else None
