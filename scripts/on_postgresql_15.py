"""Runs a command with DATABASE_URL on a fresh cluster of Debian's PostgreSQL 15, which it starts and ends.

Usage: python scripts/on_postgresql_15.py COMMAND…
"""

import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

PROGRAMS = Path("/usr/lib/postgresql/15/bin")


def account() -> tuple[int | None, int | None]:
    """Whom to run the server as, None for ourselves: PostgreSQL refuses root."""
    if os.geteuid() != 0:
        return None, None
    try:
        user = pwd.getpwnam("postgres")
    except KeyError:
        user = pwd.getpwnam("nobody")
    return user.pw_uid, user.pw_gid


def main(command: list[str]) -> int:
    """Run the command; returns its exit status, or 0 with a line where there is no PostgreSQL 15."""
    if not (PROGRAMS / "postgres").exists():
        print(f"Skipped: no PostgreSQL 15 in {PROGRAMS}; not run on it: {' '.join(command)}")
        return 0
    folder = Path(tempfile.mkdtemp(prefix="pg15-"))
    server: subprocess.Popen[bytes] | None = None
    try:
        user, group = account()
        if user is not None and group is not None:
            os.chown(folder, user, group)
        data = folder / "data"
        secret = folder / "password"
        secret.write_text("fifteen")
        started: dict[str, Any] = {"cwd": "/", "user": user, "group": group}
        initdb = ["-D", str(data), "-U", "owner", "-A", "scram-sha-256", f"--pwfile={secret}", "-E", "UTF8", "-N"]
        subprocess.run(
            [str(PROGRAMS / "initdb"), *initdb, "--locale=C.UTF-8"], check=True, stdout=subprocess.DEVNULL, **started
        )
        chosen = ("listen_addresses=", "fsync=off", "full_page_writes=off", "max_connections=100")
        options = [word for one in chosen for word in ("-c", one)]
        with (folder / "log").open("wb") as log:
            server = subprocess.Popen(
                [str(PROGRAMS / "postgres"), "-D", str(data), "-k", str(folder), *options],
                stdout=log,
                stderr=log,
                **started,
            )
        url = f"postgresql://owner:fifteen@/postgres?host={folder}"
        for _ in range(200):
            if not subprocess.run([PROGRAMS / "pg_isready", "-q", "-h", folder], check=False).returncode:
                break
            time.sleep(0.05)
        print("On PostgreSQL 15:", flush=True)
        return subprocess.run(command, check=False, env=os.environ | {"DATABASE_URL": url}).returncode
    finally:
        if server is not None:
            server.send_signal(signal.SIGQUIT)
            server.wait(20)
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
