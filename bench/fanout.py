"""PostgreSQL's NOTIFY against Redis as the wire between processes, side by side on two stands of two machines each."""

import statistics
import time
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field

from faults.machines import Machines
from faults.watching import Listener, stop_all, wait_until

from bench import lmtp
from bench.client import sessions
from bench.load import mails
from faults import machines

ROUNDS, WRITERS, NOTES_EACH, SINGLE, STREAMS = 3, 8, 100, 60, 50
#: Notes by many threads at once, each in a conversation of its own; gives seconds and the number of notes.
_MANY = """
import threading, time
from django.db import connections
from troska.conversations import actions
from troska.conversations.models import Conversation
from troska.timeline.actors import SYSTEM
conversations = list(Conversation.objects.order_by("pk")[:{writers}])
def write(conversation):
    for nth in range({each}):
        actions.add_note(conversation, text=str(nth), by=SYSTEM)
    connections.close_all()
write(conversations[0])
threads = [threading.Thread(target=write, args=[one]) for one in conversations]
begun = time.monotonic()
for thread in threads: thread.start()
for thread in threads: thread.join()
print(time.monotonic() - begun)
"""
#: One note at a time; gives the moment each was stored.
_SINGLE = """
import time
from troska.conversations import actions
from troska.conversations.models import Conversation
from troska.timeline.actors import SYSTEM
conversation = Conversation.objects.order_by("pk").first()
for nth in range({number}):
    actions.add_note(conversation, text=str(nth), by=SYSTEM)
    print(time.time())
    time.sleep(0.1)
"""


@dataclass
class Figures:
    """By wire: events placed in a second while many write, and milliseconds from stored to heard by a stream."""

    placed: dict[str, list[float]] = field(default_factory=dict)
    heard: dict[str, list[float]] = field(default_factory=dict)

    def table(self) -> str:
        """Write the figures as a table for the documentation."""
        lines = [
            f"| wire | notes/s by {WRITERS} writers, placed | stored → heard p50 ms | p95 ms |",
            "| --- | --- | --- | --- |",
        ]
        for name, taken in self.heard.items():
            ordered = sorted(taken)
            p95 = ordered[int(len(ordered) * 0.95) - 1]
            rate = statistics.median(self.placed[name])
            lines.append(f"| {name} | {rate:.0f} | {statistics.median(ordered):.0f} | {p95:.0f} |")
        return "\n".join(lines)


def measure() -> Figures:
    """Run the benchmark: rounds in turn, so that both wires meet the same machine."""
    figures = Figures()
    with ExitStack() as stack:
        stands = {
            name: stack.enter_context(machines.standing(with_redis=name == "Redis"))[0] for name in ("NOTIFY", "Redis")
        }
        listening = {name: _listening(stand) for name, stand in stands.items()}
        for _ in range(ROUNDS):
            for name, stand in stands.items():
                figures.placed.setdefault(name, []).append(_placed(stand))
                figures.heard.setdefault(name, []).extend(_heard(stand, listening[name]))
        stop_all([one for listeners in listening.values() for one in listeners])
    return figures


def _listening(stand: Machines) -> list[Listener]:
    lmtp.send(list(mails(7, new=WRITERS, replies=0, prefix="f")), port=stand.lmtp_port)
    wait_until(lambda: stand.count("SELECT count(*) FROM conversations_conversation") >= WRITERS, 60)
    [session] = sessions(stand, ["admin@halny.example"])
    listeners = [Listener(stand.ports, session, nth) for nth in range(STREAMS)]
    for one in listeners:
        one.start()
    wait_until(lambda: all(one.is_open for one in listeners), 60)
    return listeners


def _placed(stand: Machines) -> float:
    """Events placed in a second while many write; what is left when they end is waited for."""
    took = float(stand.python(_MANY.format(writers=WRITERS, each=NOTES_EACH)))
    late = wait_until(lambda: stand.count("SELECT count(*) FROM timeline_unsequenced") == 0, 60)
    return WRITERS * NOTES_EACH / (took + late)


def _heard(stand: Machines, listeners: Sequence[Listener]) -> list[float]:
    """Milliseconds from stored to heard, for each stream and note."""
    time.sleep(2)
    before = [len(one.at) for one in listeners]
    stored = [float(line) for line in stand.python(_SINGLE.format(number=SINGLE)).split()]
    wait_until(lambda: all(len(one.at) - known >= SINGLE for one, known in zip(listeners, before, strict=True)), 30)
    taken = []
    for one, known in zip(listeners, before, strict=True):
        taken += [(at - was) * 1000 for at, was in zip(one.at[known : known + SINGLE], stored, strict=True)]
    return taken
