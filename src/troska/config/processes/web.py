"""The web server."""

import os
import subprocess
import sys

import uvicorn

from troska.config.environment import BadSetting, Environment, environment
from troska.config.processes import beating, parts
from troska.config.processes.listening import listen

GRACE = 1  # seconds that open requests get at the end; a stream resumes elsewhere without a gap


def main() -> None:
    """Serve until told to stop."""
    settings = environment()
    refuse_debug_in_public(settings)
    # Alone on its machine, who asks while it starts waits a moment; with others beside it, he is better served by them.
    listening = listen(settings, at_once=bool(os.environ.get("TROSKA_SUPERVISED")))
    if not settings.debug:
        _collect_static()
    stop = parts.begin("web")
    server = uvicorn.Server(
        uvicorn.Config(
            "troska.config.asgi:application",
            loop="uvloop",
            http="httptools",
            ws="none",
            lifespan="off",
            access_log=False,
            log_config=None,
            server_header=False,
            proxy_headers=bool(settings.trusted_proxies),
            forwarded_allow_ips=list(settings.trusted_proxies),
            timeout_graceful_shutdown=GRACE,
            timeout_keep_alive=30,
            backlog=2048,
        )
    )

    if not stop.is_set():
        beats = beating.start("web", stop)
        server.run(sockets=[listening])
        stop.set()
        beating.join(beats)
    os._exit(0)


def refuse_debug_in_public(settings: Environment) -> None:
    """Raise BadSetting when program errors would be shown to others than a developer at this machine."""
    is_at_home = settings.host in {"127.0.0.1", "::1", "localhost"}
    if settings.debug and (not is_at_home or settings.address.startswith("https:")):
        raise BadSetting(
            "TROSKA_DEBUG shows program errors to everyone; it goes with HOST=127.0.0.1 and no public address."
        )


def _collect_static() -> None:
    """Bring TROSKA_HOME/static up to date in a process of its own, so that this one starts with what was collected.

    The supervisor has done it before, with the migrations.
    """
    if not os.environ.get("TROSKA_SUPERVISED"):
        subprocess.run([sys.executable, "-m", "troska", "collect-static"], check=False)
