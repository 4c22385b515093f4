"""F2: the sender killed at each step of its dialogue with the mail server.

A process that sends is killed (SIGKILL) again and again, by the server at the step that it sees, or by itself at steps
that only it sees. The server keeps a ledger of what it took, and in the end it is held against what the product says:
nothing lost, nothing sent twice by itself, and every message whose outcome nobody knows is flagged. Then a person
decides to send all flagged ones again: at most one duplicate for each kill at an ambiguous step, each of them flagged.

As a script it makes a database of its own: python -m tests.faults.sender_kills --mails 1000 --kills 110
"""

import argparse
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

WITHIN = 1800.0
ROOT = Path(__file__).resolve().parent.parent.parent
#: In the order of the dialogue. The mail may have arrived and yet be unanswered from END on.
SERVER_STEPS = ("connect", "mail", "rcpt", "data", "body", "end", "accepted")
OWN_STEPS = ("claimed", "before_end", "after_end", "answered")
STEPS = ("claimed", "connect", "mail", "rcpt", "data", "body", "before_end", "after_end", "end", "accepted", "answered")
AMBIGUOUS = frozenset({"after_end", "end", "accepted", "answered"})
LEASE_SECONDS = 1.0


@dataclass(slots=True)
class Outcome:
    """What the experiment showed."""

    mails: int
    kills: Counter[str] = field(default_factory=Counter)
    lost: int = 0
    doubled_by_itself: int = 0
    unsure: int = 0
    unsure_in_vain: int = 0
    doubled_by_decision: int = 0
    not_flagged: int = 0
    unfinished: int = 0
    seconds: float = 0.0

    @property
    def ambiguous_kills(self) -> int:
        return sum(number for step, number in self.kills.items() if step in AMBIGUOUS)

    @property
    def is_clean(self) -> bool:
        return not (self.lost or self.doubled_by_itself or self.not_flagged or self.unfinished) and (
            # A small mail may be out to its last byte while the server still reads its third line.
            self.doubled_by_decision <= self.ambiguous_kills
            and self.doubled_by_decision <= self.unsure <= self.ambiguous_kills + self.kills["body"]
        )

    def __str__(self) -> str:
        at = ", ".join(f"{step} {self.kills[step]}" for step in STEPS)
        return (
            f"F2 sender: {self.mails} mails, {self.kills.total()} kills ({at}): {self.lost} lost, "
            f"{self.doubled_by_itself} doubled by itself, {self.unsure} flagged as unsure "
            f"({self.ambiguous_kills} kills at ambiguous steps, {self.unsure_in_vain} of the flagged had not arrived), "
            f"{self.doubled_by_decision} doubled after all flagged ones were sent again, {self.not_flagged} of them "
            f"not flagged, {self.unfinished} unfinished; {self.seconds:.0f} s"
        )


class _Sender:
    """The process that is killed, and started anew."""

    def __init__(self, plan: Path) -> None:
        self._plan = plan
        self._process: subprocess.Popen[bytes] | None = None
        self._lock = threading.Lock()

    def start(self) -> None:
        command = [sys.executable, "-W", "ignore", "-m", "tests.faults.sender_kills", "--sender", str(self._plan)]
        with self._lock:
            self._process = subprocess.Popen(command, cwd=ROOT)

    def kill(self) -> None:
        with self._lock:
            if self._process is not None:
                self._process.kill()
                self._process.wait()

    def is_dead(self) -> bool:
        """Say whether somebody killed it; one that ended in any other way is a mistake of the experiment."""
        with self._lock:
            if self._process is None:
                return True
            status = self._process.poll()
        if status not in (None, -signal.SIGKILL):
            raise RuntimeError(f"the sender ended by itself, with status {status}")
        return status is not None

    def stop(self) -> None:
        with self._lock:
            if self._process is not None:
                self._process.terminate()
                self._process.wait()


class _Plan:
    """Which step is next: the steps in turn, each after some mails have gone well."""

    def __init__(self, kills: int, gap: int, file: Path, sender: _Sender) -> None:
        self._steps = [STEPS[number % len(STEPS)] for number in range(kills)]
        self._gap, self._file, self._sender = gap, file, sender
        self._since = 0
        self._lock = threading.Lock()
        self.done: Counter[str] = Counter()
        self._announce()

    @property
    def is_over(self) -> bool:
        return not self._steps

    def _announce(self) -> None:
        """Tell the sender the step at which it kills itself."""
        if self._steps and self._steps[0] in OWN_STEPS:
            beside = self._file.with_suffix(".new")
            beside.write_text(f"{self._steps[0]} {self._gap}")
            beside.rename(self._file)

    def reached(self, step: str) -> None:
        """Kill the sender if it is this step's turn; called by the server before it answers."""
        with self._lock:
            self._since += step == "accepted"
            # A connection is made once for many mails, so for that step no mails are waited for.
            if self._steps[:1] == [step] and (self._since > self._gap or step == "connect"):
                self._sender.kill()
                self._next()

    def died_by_itself(self) -> None:
        with self._lock:
            if self._steps and self._steps[0] in OWN_STEPS and not self._file.exists():
                self._next()

    def _next(self) -> None:
        self.done[self._steps.pop(0)] += 1
        self._since = 0
        self._announce()


def run(mails: int, kills: int) -> Outcome:
    """Play the experiment against the database that Django is set up for."""
    from django.db import connections
    from tests.servers.smtp import MailServer, Step

    outcome = Outcome(mails)
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder, MailServer() as server:
        codes = _prepare(mails, server)
        file = Path(folder) / "step"
        sender = _Sender(file)
        plan = _Plan(kills, max(0, mails // (kills + 1) - 2), file, sender)

        def reached(step: Step, _connection: int) -> None:
            plan.reached(step.value)

        server.on_step = reached
        try:
            _until(lambda: _is_quiet(codes), sender, plan)
            outcome.kills = plan.done
            flagged = _count(outcome, server, codes)
            _decide_to_send_again(codes)
            server.on_step = None
            _until(lambda: _is_quiet(codes), sender, plan)
            outcome.unfinished = _number_not_sent(codes)
            _count_again(outcome, server, codes, flagged)
        finally:
            sender.kill()
    outcome.seconds = time.monotonic() - began
    connections.close_all()
    return outcome


def _prepare(mails: int, server: object) -> dict[str, str]:
    """Let an agent answer; give by Message-ID the code of each answer."""
    from tests.channels.email import correspondence
    from tests.servers.smtp import MailServer

    from troska.channels.email.models import MailIdentity

    assert isinstance(server, MailServer)
    inbox = correspondence.inbox(f"f2-{server.port}@halny.example", name=f"F2 {server.port}")
    correspondence.mailbox(inbox, server)
    agent = correspondence.agent(email=f"f2-{server.port}@konsultanci.example")
    answers = [
        correspondence.answered(
            correspondence.received(inbox, sender=f"klient{number}.{server.port}@poczta.example"), agent
        )
        for number in range(mails)
    ]
    identities = MailIdentity.objects.filter(message__in=answers).select_related("message")
    return {f"<{row.identifier}>": row.message.code for row in identities}


def _until(is_over: Callable[[], bool], sender: _Sender, plan: _Plan) -> None:
    """Keep a sender running until all is settled."""
    deadline = time.monotonic() + WITHIN
    while time.monotonic() < deadline:
        if sender.is_dead():
            plan.died_by_itself()
            sender.start()
        time.sleep(0.05)
        if is_over():
            break
    sender.kill()


def _is_quiet(codes: dict[str, str]) -> bool:
    from troska.conversations.models import DeliveryState, Message

    waiting = (DeliveryState.QUEUED, DeliveryState.SENDING)
    return not Message.objects.filter(code__in=codes.values(), delivery__in=waiting).exists()


def _taken(server: object) -> Counter[str]:
    from tests.servers.smtp import MailServer

    assert isinstance(server, MailServer)
    return Counter(str(one.mail["Message-ID"]) for one in server.received)


def _count(outcome: Outcome, server: object, codes: dict[str, str]) -> set[str]:
    """Hold the server's ledger against ours; give the codes of what is flagged."""
    from troska.conversations.models import DeliveryState, Message

    taken = _taken(server)
    unsure = set(
        Message.objects.filter(code__in=codes.values(), delivery=DeliveryState.UNSURE).values_list("code", flat=True)
    )
    outcome.unsure = len(unsure)
    outcome.unsure_in_vain = sum(1 for identifier, code in codes.items() if code in unsure and not taken[identifier])
    outcome.doubled_by_itself = sum(number - 1 for number in taken.values() if number > 1)
    outcome.lost = sum(1 for identifier, code in codes.items() if code not in unsure and not taken[identifier])
    return unsure


def _decide_to_send_again(codes: dict[str, str]) -> None:
    from troska.channels.email import dispatching
    from troska.conversations.models import DeliveryState, Message
    from troska.timeline.actors import SYSTEM

    for message in Message.objects.filter(code__in=codes.values(), delivery=DeliveryState.UNSURE):
        dispatching.retry(message, by=SYSTEM)


def _number_not_sent(codes: dict[str, str]) -> int:
    from troska.conversations.models import DeliveryState, Message

    return Message.objects.filter(code__in=codes.values()).exclude(delivery=DeliveryState.SENT).count()


def _count_again(outcome: Outcome, server: object, codes: dict[str, str], flagged: set[str]) -> None:
    taken = _taken(server)
    doubled = {identifier: number - 1 for identifier, number in taken.items() if number > 1}
    outcome.lost += sum(1 for identifier in codes if not taken[identifier])
    outcome.doubled_by_decision = sum(doubled.values()) - outcome.doubled_by_itself
    outcome.not_flagged = sum(number for identifier, number in doubled.items() if codes[identifier] not in flagged)


def send_until_killed(file: Path) -> None:
    """Be the sender: send what is due, settle what another one left, and die where the plan says."""
    from datetime import timedelta

    from troska.channels.email import delivering, dispatching
    from troska.conversations.models import Inbox

    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    dispatching.LEASE = timedelta(seconds=LEASE_SECONDS)
    _die_at(file)
    inboxes = list(Inbox.objects.all())
    while True:
        for inbox in inboxes:
            delivering.drain(inbox)
        dispatching.settle_abandoned()
        time.sleep(0.05)


def _die_at(file: Path) -> None:
    """Put the kill next to the steps that no server sees; what the product does is not changed by it."""
    from troska.channels.email import dispatching

    calls: Counter[str] = Counter()

    def reached(step: str) -> None:
        try:
            planned, gap = file.read_text().split()
        except FileNotFoundError:
            return
        calls[step] += planned == step
        if planned == step and calls[step] > int(gap):
            file.unlink()
            os.kill(os.getpid(), signal.SIGKILL)

    claim, end_data, settle = dispatching.claim, dispatching.end_data, dispatching.settle

    def claim_and_die(*args: object, **named: object) -> object:
        claimed = claim(*args, **named)  # type: ignore[arg-type] # passed on
        reached("claimed")
        return claimed

    def die_around_the_end(*args: object) -> bool:
        reached("before_end")
        may = end_data(*args)  # type: ignore[arg-type] # passed on
        reached("after_end")
        return may

    def die_before_settling(*args: object) -> object:
        reached("answered")
        return settle(*args)  # type: ignore[arg-type] # passed on

    dispatching.claim = claim_and_die  # type: ignore[assignment] # as above
    dispatching.end_data = die_around_the_end  # type: ignore[assignment] # as above
    dispatching.settle = die_before_settling  # type: ignore[assignment] # as above


def _set_up() -> None:
    import django

    from troska.config import logs
    from troska.config.environment import environment

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "troska.config.settings")
    logs.configure(environment(), part="faults")
    django.setup()


def main(argv: list[str] | None = None) -> int:
    """Play the experiment on a database of its own and print one line of figures."""
    parser = argparse.ArgumentParser(prog="sender_kills")
    parser.add_argument("--mails", type=int, default=1000)
    parser.add_argument("--kills", type=int, default=110)
    parser.add_argument("--sender", type=Path, help=argparse.SUPPRESS)
    arguments = parser.parse_args(argv)
    if arguments.sender:
        _set_up()
        send_until_killed(arguments.sender)
    home = Path(tempfile.mkdtemp(prefix="troska-f2-"))
    os.environ |= {
        "TROSKA_HOME": str(home),
        "TROSKA_SECRET_KEY": "the key of a fault experiment, no secret",
        "TROSKA_EGRESS_ALLOW": "127.0.0.0/8",
        "TROSKA_LOG_LEVEL": "error",
        "DJANGO_SETTINGS_MODULE": "troska.config.settings",
    }
    from troska.config.processes.postgres import EmbeddedPostgres

    with EmbeddedPostgres(home, durable=False) as server:
        os.environ["DATABASE_URL"] = server.url(owner=True)
        _set_up()
        from django.core.management import call_command

        call_command("migrate", interactive=False, verbosity=0)
        outcome = run(arguments.mails, arguments.kills)
        sys.stdout.write(f"{outcome}\n")
    return 0 if outcome.is_clean else 1


if __name__ == "__main__":
    sys.exit(main())
