"""What processes say to each other and nobody keeps: short texts, heard by whoever listens just then.

No event: nothing is promised, nothing can be read later. PostgreSQL takes one lock for all NOTIFYs of a database at
commit, so `whisper` belongs outside of transactions that do other work.
"""

import threading
from collections.abc import Callable, Sequence
from contextlib import closing

import structlog
from django.db import connection

from troska.timeline.wires import Ear, wire

log = structlog.get_logger(__name__)

#: PostgreSQL refuses payloads of 8000 bytes and more.
LONGEST = 7999
_TURN_SECONDS = 0.2


def whisper(channel: str, texts: Sequence[str]) -> None:
    """Say texts of at most LONGEST bytes to all who listen on the channel."""
    wire().say(channel, texts)


def listen(
    channel: str,
    *,
    heard: Callable[[str], None],
    begun: Callable[[], None],
    lost: Callable[[], None],
    stop: threading.Event,
    turn: float = 1.0,
) -> None:
    """Hand on what is said on the channel until stopped; never raises for a lost wire, it listens again.

    `heard` gets each text at once, and "" at least every `turn` seconds, for who keeps time by it; `begun` is called
    whenever it has begun to listen, since what was said before is lost; `lost` whenever it could not or no longer can.
    """
    while not stop.is_set():
        try:
            with closing(wire().listen([channel])) as listening:
                begun()
                _hear(listening, heard, stop, turn)
        except Exception as error:  # noqa: BLE001 -- the database or Redis may be away; who listens outlives it
            log.info("whispers.lost", channel=channel, error=type(error).__qualname__)
            connection.close()
            lost()
            heard("")
            stop.wait(0.5)


def _hear(listening: Ear, heard: Callable[[str], None], stop: threading.Event, turn: float) -> None:
    silent = 0.0
    while not stop.is_set():
        said = listening.hear(_TURN_SECONDS)
        silent = 0.0 if said else silent + _TURN_SECONDS
        for text in said:
            heard(text)
        if silent >= turn:
            silent = 0.0
            heard("")
