"""Agents' open streams that move from web to web, and what they heard, held against the timeline."""

import http.client
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import cycle, islice

from troska.core import clock


@dataclass
class Listener:
    """One browser's stream: opened at the next web whenever it broke, with the last position that it heard."""

    ports: Sequence[int]
    session: str
    nth: int = 0
    after: int = 0
    heard: list[int] = field(default_factory=list)
    #: When each was heard, in seconds since 1970.
    at: list[float] = field(default_factory=list)
    anew: int = 0
    opened: int = 0
    refused: int = 0
    is_open: bool = False
    _stop: threading.Event = field(default_factory=threading.Event)
    _thread: threading.Thread | None = None

    def start(self) -> None:
        self._thread = threading.Thread(target=self._live, name="listener", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End at the next line that it hears."""
        self._stop.set()

    def join(self) -> None:
        if self._thread is not None:
            self._thread.join(15)

    def _live(self) -> None:
        for port in islice(cycle(self.ports), self.nth % len(self.ports), None):
            if self._stop.is_set():
                return
            try:
                self._listen(port)
            except (OSError, http.client.HTTPException):
                pass
            finally:
                self.is_open = False
            self._stop.wait(0.2)

    def _listen(self, port: int) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=11)
        try:
            headers = {"Cookie": f"sesja={self.session}", "Last-Event-ID": str(self.after)}
            connection.request("GET", "/strumien", headers=headers)
            response = connection.getresponse()
            if response.status == 401:
                self.refused += 1
            if response.status != 200:
                return
            self.opened += 1
            self.is_open = True
            name = ""
            while not self._stop.is_set() and (line := response.readline()):
                key, _, value = line.decode().rstrip("\n").partition(": ")
                if key == "event":
                    name = value
                elif key == "id":
                    self._told(name, int(value))
        finally:
            connection.close()

    def _told(self, name: str, position: int) -> None:
        if name == "changed":
            self.heard.append(position)
            self.at.append(clock.now().timestamp())
        elif name == "resync":
            self.anew += 1
        self.after = max(self.after, position)


def stop_all(listeners: Sequence[Listener]) -> None:
    """Stop them together."""
    for one in listeners:
        one.stop()
    for one in listeners:
        one.join()


@dataclass(frozen=True)
class Gaps:
    """What the streams did not hear, heard twice, or heard in a wrong order."""

    streams: int
    missed: int
    doubled: int
    disordered: int
    anew: int
    opened: int
    refused: int

    @property
    def is_clean(self) -> bool:
        return not (self.missed or self.doubled or self.disordered or self.refused)

    def __str__(self) -> str:
        return (
            f"{self.streams} streams, opened {self.opened} times: {self.missed} positions missed, {self.doubled} heard "
            f"twice, {self.disordered} out of order, {self.anew} times told to pull all anew, {self.refused} refused"
        )


def compared(listeners: Sequence[Listener], expected: Sequence[int]) -> Gaps:
    """Hold what each listener heard against the positions that every one should have heard."""
    wanted = set(expected)
    return Gaps(
        streams=len(listeners),
        missed=sum(len(wanted - set(one.heard)) for one in listeners if not one.anew),
        doubled=sum(len(one.heard) - len(set(one.heard)) for one in listeners),
        disordered=sum(one.heard != sorted(one.heard) for one in listeners),
        anew=sum(one.anew for one in listeners),
        opened=sum(one.opened for one in listeners),
        refused=sum(one.refused for one in listeners),
    )


def wait_until(condition: Callable[[], object], seconds: float) -> float:
    """Wait, at most so long; give how long it took."""
    began = time.monotonic()
    while not condition() and time.monotonic() - began < seconds:
        time.sleep(0.1)
    return time.monotonic() - began
