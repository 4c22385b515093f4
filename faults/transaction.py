"""A foreign transaction stays open for a minute; messages appear all the same."""

import statistics
import time

from bench import lmtp
from bench.load import mails
from bench.stand import Stand


def held_open(*, seconds: float = 60, seed: int = 12) -> str:
    """Hold a transaction that has written and drawn an event id, while single mails arrive."""
    prefix = f"o{seed}-"
    load = mails(seed, new=60, replies=0, prefix=prefix)
    delays = []
    with Stand() as stand, stand.connect() as foreign:
        foreign.autocommit = False
        foreign.execute(
            "INSERT INTO timeline_event (recorded_at, kind, stream_key, actor_kind, payload)"
            " VALUES (now(), 'staff.agent.added', 'agent:0', 'system', '{}')"
        )
        began = time.monotonic()
        with stand.connect() as watching:
            for nth, mail in enumerate(load):
                lmtp.send([mail], port=stand.lmtp_port)
                sent = time.monotonic()
                while True:
                    row = watching.execute(
                        "SELECT count(*) FROM timeline_position p JOIN timeline_event e ON e.id = p.event_id"
                        " WHERE e.kind = 'conversations.message.received'"
                    ).fetchone()
                    if (row and int(str(row[0])) > nth) or time.monotonic() - sent > 30:
                        break
                    time.sleep(0.01)
                delays.append((time.monotonic() - sent) * 1000)
                time.sleep(max(0.0, seconds / len(load) - (time.monotonic() - sent)))
        held = time.monotonic() - began
        foreign.rollback()
    return (
        f"foreign transaction open for {held:.0f} s: {len(delays)} mails in the timeline after "
        f"{statistics.median(delays):.0f} ms (median), {max(delays):.0f} ms at most"
    )
