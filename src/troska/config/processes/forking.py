"""One process imports everything, and the parts are copies of it: what they never write to is in memory once.

Three Pythons that import the same 1,200 modules take 60 MiB each; forked, they share most of it. A part that dies later
is started by the supervisor as a program of its own.
"""

import ctypes
import gc
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Sequence
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

import django
from django.conf import settings
from django.db import connections
from django.urls import get_resolver
from django.utils import translation

from troska.config import logs
from troska.config.environment import environment
from troska.config.processes.adopting import TOLD_THROUGH

PR_SET_PDEATHSIG = 1
#: What the parts import when they begin; see their modules.
_NEEDED = (
    "troska.config.processes.web",
    "troska.config.processes.worker",
    "troska.config.processes.intake",
    "troska.config.asgi",
    "uvicorn.protocols.http.httptools_impl",
    "uvloop",
)
_FOUND_THERE = ("worker", "intake")


def main(names: Sequence[str], run: Callable[[str], int]) -> int:
    """Fork the parts, tell the supervisor their numbers, end. `run` is what a part does, by its name."""
    supervisor, told = os.getppid(), int(os.environ.pop(TOLD_THROUGH))
    _prepare()
    waiting, word = os.pipe()
    for name in names:
        pid = os.fork()
        if pid == 0:
            os.close(word)
            os.close(told)
            _live(name, run, supervisor=supervisor, waiting=waiting)
        os.write(told, f"{pid}\n".encode())
    os.close(told)
    os.write(word, b"!" * len(names))
    os._exit(0)  # nothing of what the copies hold may be cleaned up here


def _prepare() -> None:
    """Import what the parts need, and leave nothing open that two processes must not share."""
    gc.disable()  # no holes where short-lived objects were: they would be filled, and pages copied, later
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "troska.config.settings")
    logs.configure(environment(), part="fork")
    django.setup()
    for name in _NEEDED:
        import_module(name)
    for part in _FOUND_THERE:
        for name in import_module(f"troska.config.processes.{part}").LOOPS:
            if find_spec(name) is not None:
                import_module(name)
    _ = get_resolver().url_patterns
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            translation.gettext("E-mail")  # any text: the first one loads them all
    if threading.active_count() != 1 or any(one.connection for one in connections.all(initialized_only=True)):
        raise RuntimeError("a thread or a connection lives before the parts are forked")
    gc.collect()
    gc.freeze()
    gc.enable()


def _live(name: str, run: Callable[[str], int], *, supervisor: int, waiting: int) -> None:
    """Be a part, from the moment on that our mother has said that we are known and has ended."""
    status = 1
    try:
        if os.read(waiting, 1) and _has_come_home(supervisor):
            os.close(waiting)
            os.setsid()
            _call_ourselves(["troska", name])
            os.environ["TROSKA_PART"] = name
            status = run(name)
    except SystemExit as leaving:
        status = leaving.code if isinstance(leaving.code, int) else 1
    except BaseException:  # noqa: BLE001 -- as the interpreter does at the end of a program
        sys.excepthook(*sys.exc_info())
    finally:
        os._exit(status)


def _has_come_home(supervisor: int) -> bool:
    """Wait until the supervisor is our parent, and die with it from now on."""
    until = time.monotonic() + 10
    while os.getppid() != supervisor and time.monotonic() < until:
        time.sleep(0.005)
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    return os.getppid() == supervisor


def _call_ourselves(words: list[str]) -> None:
    """Show these words as our command, for people who look at the list of processes."""
    try:
        fields = Path("/proc/self/stat").read_text(encoding="ascii", errors="replace").rsplit(")", 1)[1].split()
    except OSError:
        return
    start, end = int(fields[45]), int(fields[46])
    title = b"\0".join(map(os.fsencode, words)) + b"\0"
    if start and len(title) <= end - start:
        ctypes.memmove(start, title.ljust(end - start, b"\0"), end - start)
