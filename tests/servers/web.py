"""The web application as its own process on loopback, over the database of the tests."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Mapping
from urllib.error import URLError
from urllib.parse import quote

from django.db import connection

#: Serves the product, gives events their positions, and tells how many live streams are open.
PROGRAM = """
import sys, threading
import uvicorn
from troska.config.asgi import STREAM_PATH, application
from troska.config.processes.loops import Loop
from troska.timeline import sequencer

open_streams = 0

async def counted(scope, receive, send):
    global open_streams
    if scope["path"] == "/_otwarte-strumienie":
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": str(open_streams).encode()})
        return
    is_stream = scope["path"] == STREAM_PATH
    open_streams += is_stream
    try:
        await application(scope, receive, send)
    finally:
        open_streams -= is_stream

stop = threading.Event()
threading.Thread(target=Loop("sequencer", sequencer.run).live, args=[stop], daemon=True).start()
uvicorn.run(counted, host="127.0.0.1", port=int(sys.argv[1]), lifespan="off", ws="none", log_level="error",
            timeout_graceful_shutdown=1)
"""


class WebServer:
    """`start`, `stop`, and again: a server that went away and came back on the same port."""

    def __init__(self) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self.position = 0
        self._process: subprocess.Popen[bytes] | None = None

    def start(self, *, database: str = "", settings: Mapping[str, str] | None = None) -> None:
        """Start, and wait until it answers."""
        environment = os.environ | dict(settings or {})
        environment |= {"DATABASE_URL": database or database_url(), "TROSKA_PART": "web", "PYTHONWARNINGS": "ignore"}
        self._process = subprocess.Popen([sys.executable, "-c", PROGRAM, str(self.port)], env=environment)
        until = time.monotonic() + 30
        while not self._answers():
            if self._process.poll() is not None or time.monotonic() > until:
                raise RuntimeError("the web server did not start")
            time.sleep(0.05)

    def stop(self) -> None:
        """Cut every connection at once, as a crash would."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    def open_streams(self) -> int:
        """How many browsers listen."""
        with urllib.request.urlopen(f"{self.url}/_otwarte-strumienie") as answer:
            return int(answer.read())

    def _answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.url}/healthz", timeout=1):
                return True
        except (URLError, OSError):
            return False


def database_url() -> str:
    """The address of the database that this test works on."""
    database = connection.settings_dict
    host, port = str(database["HOST"]), str(database["PORT"] or "")
    who = f"{database['USER']}:{quote(str(database['PASSWORD']))}"
    if host.startswith("/"):
        return f"postgresql://{who}@/{database['NAME']}?host={quote(host, safe='')}"
    return f"postgresql://{who}@{host}{':' + port if port else ''}/{database['NAME']}"
