"""F6: a mail server that breaks connections within mails, numbers folders anew and says things twice.

Each run has its own seed, server and mailbox. Every mail must be in the journal exactly once, and none may leave the
source before it is there. As a script it makes a database of its own: python -m tests.faults.imap_cuts --runs 500
"""

import argparse
import os
import random
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

WITHIN = 60.0


@dataclass(slots=True)
class Outcome:
    """What one run showed."""

    seed: int
    mails: int = 0
    lost: int = 0
    doubled: int = 0
    expunged_too_early: int = 0
    seen: int = 0
    cuts: int = 0
    renumbered: int = 0
    unfinished: list[str] = field(default_factory=list)

    @property
    def is_clean(self) -> bool:
        return not (self.lost or self.doubled or self.expunged_too_early or self.seen or self.unfinished)


def run_one(seed: int) -> Outcome:
    """Play one run against the database that Django is set up for."""
    return _Run(seed).play()


class _Run:
    def __init__(self, seed: int) -> None:
        from tests.servers.bad_imap import BadImap, Mischief

        from troska.channels.email.models import AfterFetch

        self.random = random.Random(seed)
        self.outcome = Outcome(seed)
        self.mails = [self._mail(number) for number in range(self.random.randint(3, 12))]
        self.outcome.mails = len(self.mails)
        self.after_fetch = self.random.choice(list(AfterFetch))
        volume = sum(map(len, self.mails))
        self.cuts = [self.random.randint(20, max(2_000, volume)) for _ in range(self.random.randint(1, 6))]
        self.renumbers = self.random.choice([0, 0, 1, 2])
        self.server = BadImap(
            Mischief(
                cut_after=self._cut_after,
                before=self._before,
                repeats_fetches=self.random.random() < 0.3,
                repeats_in_search=self.random.random() < 0.3,
                has_idle=self.random.random() < 0.7,
                has_uidplus=self.random.random() < 0.6,
                has_move=self.random.random() < 0.5,
            )
        )
        self.server.on_expunge = self._on_expunge

    def _mail(self, number: int) -> bytes:
        identifier = f"Message-ID: <{self.outcome.seed}.{number}@x>"
        head = f"From: a{number}@poczta.example\r\nSubject: Sprawa {number}\r\n{identifier}"
        lines = "\r\n".join(self.random.randbytes(30).hex() for _ in range(self.random.choice([1, 20, 600])))
        return f"{head}\r\n\r\n{lines}\r\n".encode()

    def _cut_after(self, connection: int) -> int | None:
        if connection > len(self.cuts):
            return None
        self.outcome.cuts += 1
        return self.cuts[connection - 1]

    def _before(self, _server: object, command: str) -> None:
        # A folder is numbered anew while nobody has it open, so the next one to open it learns of it.
        if command.startswith(("SELECT", "EXAMINE")) and self.renumbers and self.random.random() < 0.4:
            self.renumbers -= 1
            self.outcome.renumbered += 1
            self.random.shuffle(self.server.folders["INBOX"])
            self.server.number_anew()

    def _on_expunge(self, mail: object) -> None:
        from django.db import connections
        from tests.servers.bad_imap import Stored

        from troska.channels.email.identity import external_id
        from troska.channels.models import IntakeKey

        assert isinstance(mail, Stored)
        if not IntakeKey.objects.filter(external_id=external_id(mail.content)).exists():
            self.outcome.expunged_too_early += 1
        connections.close_all()

    def play(self) -> Outcome:
        from troska.channels.email import mailboxes
        from troska.channels.email.imap.watching import Pace, Watcher
        from troska.channels.email.models import AfterFetch, Security

        first = self.random.randint(0, len(self.mails))
        with self.server as server:
            for mail in self.mails[:first]:
                server.append(mail)
                if self.random.random() < 0.3:
                    server.append(mail)
            mailbox = mailboxes.add_mailbox(
                name=f"F6 {self.outcome.seed} {server.port}", imap_host="127.0.0.1", imap_port=server.port,
                imap_security=Security.PLAIN, username="x", secret="y", import_existing=True,
                after_fetch=self.after_fetch, move_to="Odebrane" if self.after_fetch == AfterFetch.MOVE else "",
            )  # fmt: skip
            watcher = Watcher(mailbox.pk, pace=Pace(idle=0.05, poll=0.05, first_pause=0.001, longest_pause=0.01))
            watcher.start()
            for mail in self.mails[first:]:
                time.sleep(self.random.random() / 100)
                server.append(mail)
            self._wait(lambda: self._kept(mailbox.pk) >= len(self.mails), "all kept")
            if self.after_fetch != AfterFetch.KEEP:
                self._wait(lambda: not server.folders["INBOX"], "source empty")
            watcher.end()
            watcher.join(10)
        return self._judged(mailbox.pk)

    def _wait(self, holds: object, what: str) -> None:
        assert callable(holds)
        until = time.monotonic() + WITHIN
        while not holds():
            if time.monotonic() > until:
                self.outcome.unfinished.append(what)
                return
            time.sleep(0.005)

    @staticmethod
    def _kept(account_id: int) -> int:
        from troska.channels.models import IntakeKey

        return IntakeKey.objects.filter(account_id=account_id).count()

    def _judged(self, account_id: int) -> Outcome:
        from collections import Counter

        from troska.channels.models import JournalEntry
        from troska.channels.raw_store import digest_of

        kept = Counter(JournalEntry.objects.filter(account_id=account_id).values_list("digest", flat=True))
        wanted = {digest_of(mail) for mail in self.mails}
        self.outcome.lost = len(wanted - kept.keys())
        self.outcome.doubled = sum(kept.values()) - len(kept) + len(kept.keys() - wanted)
        self.outcome.seen = sum("\\Seen" in mail.flags for folder in self.server.folders.values() for mail in folder)
        return self.outcome


def main(argv: list[str] | None = None) -> int:
    """Play many runs on a database of its own and print one line of figures."""
    parser = argparse.ArgumentParser(prog="imap_cuts")
    parser.add_argument("--runs", type=int, default=500)
    parser.add_argument("--first-seed", type=int, default=1)
    arguments = parser.parse_args(argv)
    home = Path(tempfile.mkdtemp(prefix="troska-f6-"))
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
        import django

        from troska.config import logs
        from troska.config.environment import environment

        logs.configure(environment(), part="faults")
        django.setup()
        from django.core.management import call_command
        from django.db import connections

        call_command("migrate", interactive=False, verbosity=0)
        began = time.monotonic()
        outcomes = [run_one(seed) for seed in range(arguments.first_seed, arguments.first_seed + arguments.runs)]
        sys.stdout.write(figures(outcomes, seconds=time.monotonic() - began) + "\n")
        connections.close_all()
    for outcome in outcomes:
        if not outcome.is_clean:
            sys.stdout.write(f"{outcome}\n")
    return 0 if all(outcome.is_clean for outcome in outcomes) else 1


def figures(outcomes: list[Outcome], *, seconds: float) -> str:
    """Say it in one line."""

    def total(name: str) -> int:
        return sum(int(getattr(outcome, name)) for outcome in outcomes)

    return (
        f"F6 imap: {len(outcomes)} runs, {total('mails')} mails, {total('cuts')} connections cut, "
        f"{total('renumbered')} folders numbered anew: {total('lost')} lost, {total('doubled')} doubled, "
        f"{total('expunged_too_early')} deleted before commit, {total('seen')} marked as read, "
        f"{sum(bool(outcome.unfinished) for outcome in outcomes)} unfinished; {seconds:.0f} s"
    )


if __name__ == "__main__":
    sys.exit(main())
