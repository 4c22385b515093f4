"""F10: what can't be digested stands at the head of the queue, a mail and an event; everything behind it goes on."""

import os
import signal
import time

from bench import lmtp
from bench.load import mails
from bench.stand import Stand

from faults import ledger

GOOD = 1_000


def mail(*, number: int = GOOD, seed: int = 10) -> str:
    """Damage the raw original of a mail that waits, then let good ones come behind it."""
    prefix = f"p{seed}-"
    bad, *good = mails(seed, new=number + 1, replies=0, prefix=prefix)
    with Stand() as stand:
        _stop_worker(stand, stop=True)
        lmtp.send([bad], port=stand.lmtp_port)
        digest = str(stand.rows("SELECT digest FROM channels_journal")[0][0])
        (stand.home / "raw" / digest[:2] / digest).write_bytes(b"no compressed data")
        began = time.monotonic()
        _stop_worker(stand, stop=False)
        lmtp.send(good, port=stand.lmtp_port, connections=2)
        ledger.wait_for(stand, prefix, number)
        behind = time.monotonic() - began
        while not stand.rows("SELECT 1 FROM channels_journal WHERE state = 'quarantined'"):
            if time.monotonic() - began > 180:
                break
            time.sleep(0.2)
        quarantined = time.monotonic() - began
        verdict = ledger.reconcile(stand, good, prefix)
        reason, attempts = stand.rows("SELECT reason, attempts FROM channels_journal WHERE digest = %s", [digest])[0]
    return (
        f"poison mail: in quarantine ({reason}) after {attempts} tries, {quarantined:.0f} s; "
        f"{number} good ones behind it in {behind:.1f} s; {verdict}"
    )


def event(*, number: int = GOOD, seed: int = 11) -> str:
    """Put an event that no code can read before everything else."""
    prefix = f"e{seed}-"
    good = mails(seed, new=number, replies=0, prefix=prefix)
    with Stand() as stand:
        stand.rows(
            "WITH bad AS (INSERT INTO timeline_event (recorded_at, kind, stream_key, actor_kind, payload)"
            " VALUES (now(), 'conversations.message.received', 'conversation:0', 'system', '{}')"
            " RETURNING id, recorded_at)"
            " INSERT INTO timeline_unsequenced (event_id, recorded_at) SELECT id, recorded_at FROM bad"
        )
        began = time.monotonic()
        lmtp.send(good, port=stand.lmtp_port, connections=2)
        ledger.wait_for(stand, prefix, number)
        until = time.monotonic() + 60
        behind = "SELECT count(*) FROM timeline_cursor c, timeline_head h WHERE c.position < h.position"
        parked = "SELECT count(*) FROM timeline_parked WHERE due_at IS NULL"
        while time.monotonic() < until and (stand.count(behind) or not stand.count(parked)):
            time.sleep(0.2)
        took = time.monotonic() - began
        followers, waiting = stand.count("SELECT count(*) FROM timeline_cursor"), stand.count(behind)
        verdict = ledger.reconcile(stand, good, prefix)
        return (
            f"poison event: parked for {stand.count(parked)} of {followers} followers after 3 tries, "
            f"{waiting} followers behind after {took:.1f} s; {verdict}"
        )


def _stop_worker(stand: Stand, *, stop: bool) -> None:
    """Hold the worker still, or let it go on."""
    for pid in stand.part_pids("worker"):
        os.kill(pid, signal.SIGSTOP if stop else signal.SIGCONT)
