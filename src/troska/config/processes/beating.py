"""Each part says that it lives, and sees to it that the checks of doctor are asked in their time.

Worker and intake ask what is due; the web server only what nobody asked for a while, so that pages stay quick and the
loss of all workers is noticed all the same.
"""

import logging
import os
import threading
from datetime import datetime, timedelta

from django.db import connections

from troska.config.processes import loops
from troska.core import clock

LOOK_EVERY = 5.0
WEB_IS_LATER_BY = timedelta(seconds=60)
LEAVE_WITHIN = 0.5
FORGET_EVERY = 720
#: What starts together is not there at the same moment: for so many turns nothing is looked at.
STARTING_TURNS = 3

log = logging.getLogger(__name__)


def start(part: str, stop: threading.Event, running: list[loops.Loop] | None = None) -> threading.Thread:
    """Begin to give signs of life, until told to stop."""
    # Only now that Django is set up: this module is imported before.
    from troska.config import doctor, serving_metrics  # noqa: F401 -- doctor registers its checks
    from troska.core.doctor import watching

    watching.load()
    serving_metrics.start(part)
    thread = threading.Thread(target=_live, args=[part, stop, running or []], name="beating", daemon=True)
    thread.start()
    return thread


def join(thread: threading.Thread) -> None:
    """Give it a moment to take its leave."""
    thread.join(LEAVE_WITHIN)


def _live(part: str, stop: threading.Event, running: list[loops.Loop]) -> None:
    began, turn, is_lost = clock.now(), 0, False
    while not stop.is_set():
        try:
            _turn(part, began, running, turn)
            is_lost = False
        except loops.type_of_loss as error:
            if not is_lost:
                log.warning("no sign of life can be given (database: %s)", type(error).__name__)
            is_lost = True
        except Exception:
            log.exception("beating failed")
        finally:
            connections.close_all()
        turn += 1
        stop.wait(LOOK_EVERY)
    _leave()


def _turn(part: str, began: datetime, running: list[loops.Loop], turn: int) -> None:
    from troska.core import processes
    from troska.core.doctor import keeping, watching

    if turn % 2 == 0:
        states = loops.states_of(running)
        processes.beat(machine=watching.this_machine(), pid=os.getpid(), part=part, started_at=began, loops=states)
    if turn < STARTING_TURNS:
        return
    watching.watch(later_by=WEB_IS_LATER_BY if part == "web" else timedelta(0))
    if turn % FORGET_EVERY == STARTING_TURNS:
        keeping.forget()


def _leave() -> None:
    from troska.core import processes
    from troska.core.doctor import watching

    try:
        processes.leave(machine=watching.this_machine(), pid=os.getpid())
    except loops.type_of_loss:
        log.debug("left without a word: no database")
    finally:
        connections.close_all()
