"""Caddy in front of several webs, configured as docs/how-to/production.md says, without https."""

import os
import socket
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

from tests.deploy.document import block

_START_SECONDS = 20.0
_SHOWN = "10.0.0.11:8000 10.0.0.12:8000"


class Balancer:
    """with Balancer(folder, ports) as proxy: … proxy.port"""

    def __init__(self, folder: Path, ports: Sequence[int]) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port: int = free.getsockname()[1]
        text = block("Caddyfile.several")
        if _SHOWN not in text or "pomoc.example.pl {" not in text:
            raise ValueError("the document shows other addresses")
        text = text.replace(_SHOWN, " ".join(f"127.0.0.1:{port}" for port in ports))
        text = text.replace("pomoc.example.pl {", f"http://127.0.0.1:{self.port} {{")
        self._folder = folder
        (folder / "Caddyfile").write_text(f"{{\n\tadmin off\n\tauto_https off\n}}\n{text}")
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        command = ["caddy", "run", "--adapter", "caddyfile", "--config", str(self._folder / "Caddyfile")]
        environment = {"HOME": str(self._folder), "PATH": os.environ.get("PATH", "")}
        with (self._folder / "caddy.log").open("ab") as log:
            self._process = subprocess.Popen(command, env=environment, cwd=self._folder, stdout=log, stderr=log)
        until = time.monotonic() + _START_SECONDS
        while True:
            try:
                socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
            except OSError:
                if time.monotonic() > until:
                    self.stop()
                    raise
                time.sleep(0.05)
            else:
                return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.stop()

    def stop(self) -> None:
        """End it at once; it would wait for open streams."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None
