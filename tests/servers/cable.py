"""A line between a browser and a server that can be pulled out: then bytes vanish and nobody is told."""

import random
import socket
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from types import TracebackType
from typing import Self


class Cable:
    """with Cable(port) as cable: … cable.port … cable.pull() … cable.plug()

    While it is out, connections that stand neither end nor carry anything, as when a train enters a tunnel; those that
    are begun wait. Once it is in again, what stood stays dead, since no router remembers it, and new ones get through.
    """

    def __init__(self, to: int | str) -> None:
        #: A port on loopback, or the path of a socket.
        self._to = to
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listening.getsockname()[1]
        self._is_in = threading.Event()
        self._is_in.set()
        self._pulls = 0
        #: Seconds by which everything arrives later, each way.
        self.delay = 0.0
        #: The share of packets that are lost and sent again: each holds up what is behind it, as TCP does.
        self.losing = 0.0
        self._chance = random.Random(12)
        self._sockets = [self._listening]
        self._threads: list[threading.Thread] = []

    def __enter__(self) -> Self:
        self._begin(self._listen)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.plug()
        for end in self._sockets:
            _hang_up(end)
        for thread in self._threads:
            thread.join(10)
        for end in self._sockets:
            end.close()

    def pull(self) -> None:
        """Pull it out."""
        self._is_in.clear()
        self._pulls += 1

    def cut(self) -> None:
        """End all connections that stand, as a router that starts anew does; new ones get through."""
        for end in self._sockets[1:]:
            _hang_up(end)

    def plug(self) -> None:
        """Put it back in."""
        self._is_in.set()

    def _begin(self, work: Callable[..., None], *arguments: object) -> None:
        thread = threading.Thread(target=work, args=arguments, name="cable", daemon=True)
        self._threads.append(thread)
        thread.start()

    def _listen(self) -> None:
        while True:
            try:
                near, _ = self._listening.accept()
            except OSError:
                return
            self._sockets.append(near)
            self._begin(self._connect, near)

    def _connect(self, near: socket.socket) -> None:
        self._is_in.wait()
        try:
            far = self._far_end()
        except OSError:
            _hang_up(near)
            return
        self._sockets.append(far)
        born = self._pulls
        self._begin(self._carry, near, far, born)
        self._begin(self._carry, far, near, born)

    def _wait(self) -> float:
        is_lost = self.losing and self._chance.random() < self.losing
        return self.delay + (self._chance.uniform(0.2, 0.8) if is_lost else 0.0)

    def _far_end(self) -> socket.socket:
        if isinstance(self._to, int):
            return socket.create_connection(("127.0.0.1", self._to))
        far = socket.socket(socket.AF_UNIX)
        far.connect(self._to)
        return far

    def _carry(self, source: socket.socket, sink: socket.socket, born: int) -> None:
        try:
            while data := source.recv(65536):
                if wait := self._wait():
                    time.sleep(wait)
                if self._pulls == born:
                    sink.sendall(data)
        except OSError:
            pass
        if self._pulls == born:
            _hang_up(sink)


def _hang_up(end: socket.socket) -> None:
    with suppress(OSError):
        end.shutdown(socket.SHUT_RDWR)
