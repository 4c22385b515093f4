"""One command for the whole of Troska: starts its parts, restarts one that died, stops them all within 5 seconds.

It holds no database connection and imports no Django, so that it outlives whatever happens to its parts.
"""

import logging
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass, field

from troska.config import exits
from troska.config.environment import BadSetting, Environment
from troska.config.home import refuse_half_restored
from troska.config.processes import launch
from troska.config.processes.adopting import (
    TOLD_THROUGH,
    Adopted,
    Birth,
    become_guardian,
    end_at_once,
    reap_strangers,
)
from troska.config.processes.listening import listen
from troska.config.processes.lock import HomeLock
from troska.config.processes.postgres import EmbeddedPostgres, StartFailed

STOP_SIGNALS = {signal.SIGINT, signal.SIGTERM, signal.SIGHUP}
PARTS_STOP_WITHIN = 3.0
POSTGRES_STOPS_WITHIN = 1.2
FIRST_PAUSE, LONGEST_PAUSE, HEALTHY_AFTER = 0.5, 30.0, 30.0

log = logging.getLogger(__name__)


class Stopped(Exception):
    """A person asked to stop while something was still starting."""


@dataclass(slots=True)
class Part:
    """One child process that is to run all the time."""

    name: str
    arguments: list[str]
    process: subprocess.Popen[bytes] | Adopted | None = None
    started: float = 0.0
    start_at: float = field(default_factory=time.monotonic)
    pause: float = FIRST_PAUSE

    def start(self) -> None:
        """Start the process; the kernel kills it when the supervisor dies, however that happens."""
        self.be(_run(self.name, self.arguments))

    def be(self, process: "subprocess.Popen[bytes] | Adopted") -> None:
        """Look after this process from now on."""
        self.process = process
        self.started = time.monotonic()

    def signal(self, number: signal.Signals) -> None:
        """Send a signal if it runs."""
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(number)

    def is_running(self) -> bool:
        """Whether the process runs now."""
        return self.process is not None and self.process.poll() is None

    def plan_restart(self) -> None:
        """Note when to start again: at once after a long life, later and later after short ones."""
        now = time.monotonic()
        self.pause = FIRST_PAUSE if now - self.started > HEALTHY_AFTER else min(self.pause * 2, LONGEST_PAUSE)
        self.start_at = now + self.pause
        self.process = None


def _command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "troska", *arguments]


def _run(name: str, arguments: list[str], *, told_through: int = -1, **more: object) -> "subprocess.Popen[bytes]":
    told = {} if told_through < 0 else {TOLD_THROUGH: str(told_through)}
    return subprocess.Popen(  # type: ignore[call-overload,no-any-return] # passes on what it is given
        launch.command(_command(*arguments), death_signal=signal.SIGKILL),
        stdin=subprocess.DEVNULL,
        start_new_session=True,  # Ctrl-C reaches the supervisor alone, which then stops the parts in order
        env=os.environ | {"TROSKA_PART": name, "TROSKA_SUPERVISED": "1", "PYTHONUNBUFFERED": "1"} | told,
        **more,
    )


@dataclass
class Supervisor:
    """Runs the parts of one installation on this machine; `steps` run once, in order, before the parts start."""

    environment: Environment
    parts: list[Part]
    steps: list[list[str]]
    say: Callable[[str], None] = lambda line: print(line, flush=True)  # noqa: T201 - it speaks to a person
    postgres: EmbeddedPostgres | None = None
    told: list[str] = field(default_factory=list)
    _postgres_at: float = 0.0

    def run(self) -> int:
        """Run until told to stop; returns the exit status."""
        # Signals stay pending until asked for, so that none is lost and none interrupts a step.
        signal.pthread_sigmask(signal.SIG_BLOCK, STOP_SIGNALS | {signal.SIGCHLD})
        lock = HomeLock(self.environment.home).take()
        status = exits.OK
        try:
            self._begin()
            status = self._watch()
        except Stopped:
            self.say("Stopping.")
        except (BadSetting, StartFailed) as error:
            self.say(str(error))
            status = exits.CONFIGURATION
        finally:
            self._stop()
            lock.release()
        return status

    # --- start ----------------------------------------------------------------------------------------------------

    def _begin(self) -> None:
        listen(self.environment).close()  # a taken port is told before anything starts
        if self.environment.database_url is None:
            self.postgres = EmbeddedPostgres(self.environment.home, lock=False)
            self.postgres.start(self._pause_or_stop)
            self._postgres_at = time.monotonic()
        for step in self.steps:
            self._step(step)
        self._bear()

    def _bear(self) -> None:
        """Start the parts as copies of one process; where that fails, each as a program of its own."""
        become_guardian()
        birth = Birth([part.name for part in self.parts], _run)
        try:
            while birth.mother.poll() is None:
                self._pause_or_stop(0.05)
        except Stopped:
            birth.mother.kill()
            birth.mother.wait()
            end_at_once(list(birth.end().values()))
            raise
        born = birth.end()
        for part in self.parts:
            if part.name in born:
                part.be(born[part.name])
            else:
                part.start()

    def _pause_or_stop(self, seconds: float) -> bool:
        """Wait; raises Stopped as soon as a person asks to stop."""
        until = time.monotonic() + seconds
        while (left := until - time.monotonic()) > 0:
            received = signal.sigtimedwait(STOP_SIGNALS | {signal.SIGCHLD}, left)
            if received is None:
                break
            if received.si_signo in STOP_SIGNALS:
                raise Stopped
        return False

    def _step(self, arguments: list[str]) -> None:
        """Run one step to its end, again while it fails for a passing reason; its output is kept to be told."""
        pause = FIRST_PAUSE
        while True:
            process = _run("migrate" if arguments[0] == "migrate" else "step", arguments, stdout=subprocess.PIPE)
            try:
                while process.poll() is None:
                    self._pause_or_stop(0.05)
            except Stopped:
                process.kill()
                process.wait()
                raise
            assert process.stdout is not None  # noqa: S101 - it was asked for
            self.told += process.stdout.read().decode(errors="replace").splitlines()
            process.stdout.close()
            if process.returncode == exits.OK:
                return
            if process.returncode != exits.TEMPORARY:
                raise BadSetting(f"`troska {' '.join(arguments)}` failed, so Troska does not start.")
            self._pause_or_stop(pause)
            pause = min(pause * 2, 5.0)

    # --- life -----------------------------------------------------------------------------------------------------

    def _watch(self) -> int:
        """Keep everything running until told to stop."""
        is_announced = False
        while True:
            received = signal.sigtimedwait(STOP_SIGNALS | {signal.SIGCHLD}, 0.2)
            if received is not None and received.si_signo in STOP_SIGNALS:
                raise Stopped
            if not is_announced and self._answers():
                self._announce()
                is_announced = True
            self._keep_postgres()
            reap_strangers(self._known())
            for part in self.parts:
                if part.process is not None and (code := part.process.poll()) is not None:
                    if code == exits.CONFIGURATION:
                        return code
                    part.plan_restart()
                    log.warning("%s %s; it starts again in %.1f s", part.name, _how(code), part.pause)
                if part.process is None and time.monotonic() >= part.start_at:
                    part.start()

    def _known(self) -> list[int]:
        """The children that are asked for by name."""
        server = self.postgres.process if self.postgres is not None else None
        return [process.pid for process in (server, *(part.process for part in self.parts)) if process is not None]

    def _keep_postgres(self) -> None:
        server = self.postgres
        if server is None or (server.process is not None and server.process.poll() is None):
            return
        if server.process is not None:
            log.warning("the database %s; it starts again", _how(server.process.returncode))
            server.process = None
        if time.monotonic() - self._postgres_at > 1.0:
            self._postgres_at = time.monotonic()
            server.spawn()

    def _answers(self) -> bool:
        """Whether the web part serves requests; true at once where there is none."""
        if not any(part.name == "web" for part in self.parts):
            return True
        host = self.environment.host if self.environment.host not in {"0.0.0.0", "::"} else "localhost"  # noqa: S104
        url = f"http://{f'[{host}]' if ':' in host else host}:{self.environment.port}/healthz"
        try:
            opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
            with opener.open(urllib.request.Request(url, headers={"Host": "localhost"}), timeout=0.5) as response:
                return bool(response.status == 200)
        except (urllib.error.URLError, OSError):
            return False

    def _announce(self) -> None:
        self.say(f"\n  Troska is ready: {self.environment.address}\n")
        for line in self.told:
            self.say(f"  {line}")
        self.say(f"  Data: {self.environment.home}    Stop: Ctrl-C\n")

    # --- end ------------------------------------------------------------------------------------------------------

    def _stop(self) -> None:
        """Ask all parts to end, make those that do not, and stop the database last, since they still use it."""
        for part in self.parts:
            part.signal(signal.SIGTERM)
        if not self._ended(PARTS_STOP_WITHIN):
            for part in self.parts:
                if part.is_running():
                    log.warning("%s did not stop in time and was killed", part.name)
                part.signal(signal.SIGKILL)
            self._ended(1.0)
        if self.postgres is not None:
            self.postgres.stop(timeout=POSTGRES_STOPS_WITHIN)

    def _ended(self, within: float) -> bool:
        until = time.monotonic() + within
        while any(part.is_running() for part in self.parts):
            left = until - time.monotonic()
            if left <= 0:
                return False
            received = signal.sigtimedwait(STOP_SIGNALS | {signal.SIGCHLD}, min(left, 0.1))
            if received is not None and received.si_signo in STOP_SIGNALS and time.monotonic() > until - within + 0.3:
                return False  # asked twice: do not wait
        return True


def _how(code: int) -> str:
    return f"was ended by {signal.Signals(-code).name}" if code < 0 else f"ended with status {code}"


def serve(environment: Environment, *, with_demo: bool = False) -> int:
    """Run Troska, and the sample company beside it when asked; returns the exit status."""
    refuse_half_restored(environment.home)
    parts = [Part(name, [name]) for name in ("web", "worker", "intake")]
    steps = [["migrate"]]
    if with_demo:
        _set_apart(environment)
        steps.append(["demo-prepare"])
        parts.insert(0, Part("demo-mail", ["demo-mail"]))
    else:
        steps.append(["first-steps"])
    return Supervisor(environment, parts, steps).run()


def _set_apart(environment: Environment) -> None:
    """Tell the parts that this is the demo: it shows its own pages, and its mail goes to its own server only."""
    os.environ["TROSKA_DEMO"] = "1"
    os.environ["TROSKA_EGRESS_ALLOW"] = ",".join([*environment.egress_allow, "127.0.0.1/32"])
    for name in ("TROSKA_SMTP_URL", "TROSKA_SMTP_URL_FILE"):
        os.environ.pop(name, None)
