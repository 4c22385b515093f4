"""Who may talk to a widget at all: pages of the company, at a bearable pace, after a small puzzle."""

import hashlib
import os
from datetime import datetime, timedelta

from troska.channels.webchat import errors
from troska.channels.webchat.models import Visitor, VisitorFile, Widget
from troska.core import clock, secrets

#: A puzzle of 12 bits takes a telephone some 20 ms; each doubling of a network's visitors adds one bit.
EASY_BITS, HARDEST_BITS = 12, 20
PUZZLE_LIFE = timedelta(minutes=10)
WINDOW = timedelta(minutes=10)
#: New visitors of one network within the window: so many at the easy puzzle, and no more than these at all.
FREE_VISITORS, MOST_VISITORS = 20, 400
MESSAGES_A_MINUTE = 30
FILES_IN_WINDOW = 20
_PURPOSE = "webchat-puzzle"


def is_allowed_origin(widget: Widget, origin: str) -> bool:
    """Say whether a page of this origin may show the widget: exactly one that stands in its list."""
    return origin in widget.allowed_origins


def new_puzzle(network: str) -> str:
    """Make a puzzle: "<bits>.<until>.<random>.<signature>"; the more visitors a network sends, the harder."""
    until = int((clock.now() + PUZZLE_LIFE).timestamp())
    said = f"{_bits_for(network)}.{until}.{os.urandom(12).hex()}"
    return f"{said}.{secrets.sign(_PURPOSE, said.encode()).hex()}"


def proof_of(puzzle: str, answer: str, network: str) -> str:
    """Give the name of a solved puzzle, to be kept so that it counts once.

    Solved means that SHA-256 of "<puzzle>:<answer>" begins with so many zero bits. Raises ProofWanted, and TooFast
    when the network has sent too many visitors lately, whatever they solved.
    """
    if _lately(network) >= MOST_VISITORS:
        raise errors.TooFast
    said, _, signature = puzzle.rpartition(".")
    try:
        bits, until, _random = said.split(".")
        is_ours = secrets.is_signed(_PURPOSE, said.encode(), bytes.fromhex(signature))
        is_in_time = datetime.fromtimestamp(int(until), clock.now().tzinfo) > clock.now()
    except (ValueError, OverflowError, OSError) as error:
        raise errors.ProofWanted from error
    if not is_ours or not is_in_time or len(answer) > 20 or not _solves(puzzle, answer, int(bits)):
        raise errors.ProofWanted
    return hashlib.sha256(puzzle.encode()).hexdigest()


def refuse_if_fast(lately: int) -> None:
    """Raise TooFast when a visitor has written so many messages in the last minute that the rest has to wait."""
    if lately >= MESSAGES_A_MINUTE:
        raise errors.TooFast


def refuse_if_many_files(visitor: Visitor) -> None:
    """Raise TooFast when the visitor has sent so many files lately that the rest has to wait."""
    lately = VisitorFile.objects.filter(visitor=visitor, created_at__gt=clock.now() - WINDOW)
    if lately.count() >= FILES_IN_WINDOW:
        raise errors.TooFast


def _solves(puzzle: str, answer: str, bits: int) -> bool:
    digest = hashlib.sha256(f"{puzzle}:{answer}".encode()).digest()
    return int.from_bytes(digest, "big") >> (256 - bits) == 0


def _bits_for(network: str) -> int:
    more = _lately(network) // FREE_VISITORS
    return min(HARDEST_BITS, EASY_BITS + more.bit_length())


def _lately(network: str) -> int:
    return Visitor.objects.filter(network=network, created_at__gt=clock.now() - WINDOW).count()
