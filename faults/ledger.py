"""The load's own ledger: what was sent, what was acknowledged, what the database must hold in the end."""

import smtplib
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import cycle

from bench.load import RECIPIENT, Mail
from bench.stand import Stand

_PATIENCE = 300.0

#: Per Message-ID: how many messages carry it, in which conversation, in which order.
_FOUND = """
SELECT i.identifier, m.conversation_id, m.id FROM email_channel_mailidentity i
JOIN conversations_message m ON m.id = i.message_id WHERE i.identifier LIKE %s ORDER BY m.id
"""


@dataclass
class Verdict:
    """What the reconciliation found."""

    sent: int
    lost: int = 0
    doubled: int = 0
    misplaced: int = 0
    disordered: int = 0
    notes: list[str] = field(default_factory=list)

    @property
    def is_clean(self) -> bool:
        return not (self.lost or self.doubled or self.misplaced or self.disordered)

    def __str__(self) -> str:
        counted = f"{self.sent} sent, {self.lost} lost, {self.doubled} doubled, "
        counted += f"{self.misplaced} in a wrong conversation, {self.disordered} out of order"
        return "; ".join([counted, *self.notes])


def send_until_taken(mails: Sequence[Mail], stop: threading.Event, *, port: int, others: Sequence[int] = ()) -> None:
    """Send mails as a mail server does: in order, each until it is acknowledged, by turns to all ports."""
    server: smtplib.LMTP | None = None
    ports = cycle((port, *others))
    for mail in mails:
        while not stop.is_set():
            try:
                server = server or smtplib.LMTP("127.0.0.1", next(ports), timeout=20)
                server.sendmail("klient@poczta.example", [RECIPIENT], mail.raw)
                break
            except (OSError, smtplib.SMTPException):
                if server is not None:
                    server.close()
                server = None
                time.sleep(0.2)
    if server is not None:
        server.close()


def wait_for(stand: Stand, prefix: str, number: int) -> float:
    """Wait until so many mails of a load are messages; give the seconds it took."""
    began = time.monotonic()
    while time.monotonic() - began < _PATIENCE:
        try:
            if len(stand.rows(_FOUND, [f"{prefix}%"])) >= number:
                break
        except OSError:
            pass
        except Exception as error:  # the database may be away just now
            if "connection" not in str(error).lower():
                raise
        time.sleep(0.3)
    return time.monotonic() - began


def reconcile(stand: Stand, mails: Sequence[Mail], prefix: str) -> Verdict:
    """Hold the ledger against the database."""
    verdict = Verdict(sent=len(mails))
    found: dict[str, list[tuple[int, int]]] = {}
    for identifier, conversation, message in stand.rows(_FOUND, [f"{prefix}%"]):
        found.setdefault(str(identifier), []).append((int(str(conversation)), int(str(message))))
    for mail in mails:
        rows = found.get(mail.message_id, [])
        verdict.lost += not rows
        verdict.doubled += max(0, len(rows) - 1)
        if mail.answers is None or not rows:
            continue
        answered = found.get(mails[mail.answers].message_id, [])
        if answered and answered[0][0] != rows[0][0]:
            verdict.misplaced += 1
        elif answered and answered[0][1] > rows[0][1]:
            verdict.disordered += 1
    verdict.notes.append(_timeline_note(stand))
    return verdict


def _timeline_note(stand: Stand) -> str:
    """Check that every event has exactly one position and positions have no gap."""
    [[waiting, events, positions, top]] = stand.rows(
        "SELECT (SELECT count(*) FROM timeline_unsequenced), (SELECT count(*) FROM timeline_event),"
        " (SELECT count(*) FROM timeline_position), (SELECT max(position) FROM timeline_position)"
    )
    if waiting == 0 and events == positions == top:
        return f"{events} events, each with one position, no gap"
    return f"TIMELINE BROKEN: {events} events, {positions} positions up to {top}, {waiting} waiting"
