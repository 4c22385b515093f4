"""The embedded PostgreSQL: made and run under TROSKA_HOME when `DATABASE_URL` is not set.

It listens on a Unix socket only, in a private folder of its own with a short path (a socket's path may have 107 bytes,
TROSKA_HOME more), and asks every connection for a password.
"""

import contextlib
import os
import shutil
import signal
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Literal, Self
from urllib.parse import quote

from troska.config.home import make_home
from troska.config.processes import account, cluster
from troska.config.processes.lock import HomeLock

DATABASE = "troska"
OWNER = "troska_owner"
APPLICATION = "troska"
SUPERUSER = "postgres"

STOP_SIGNALS = {"fast": signal.SIGINT, "immediate": signal.SIGQUIT}


def folder(home: Path) -> Path:
    """Where the embedded server keeps everything of its own."""
    return home / "postgres"


def url(home: Path, *, owner: bool = False) -> str:
    """The address of the embedded server's database, in the application's role or in the owner's."""
    return _address(home, OWNER if owner else APPLICATION, DATABASE)


def superuser_url(home: Path) -> str:
    """The address of the whole server in the role that may do everything; for set-up, backups and tests."""
    return _address(home, SUPERUSER, "postgres")


def _address(home: Path, role: str, database: str) -> str:
    password, sockets = (_kept(folder(home) / name) for name in (f"{role}.password", "socket_folder"))
    return f"postgresql://{role}:{quote(password)}@/{database}?host={quote(sockets or str(folder(home)), safe='')}"


def _kept(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8").strip()
    except OSError:
        return ""


def _sleep(seconds: float) -> bool:
    time.sleep(seconds)
    return False


class StartFailed(Exception):
    """PostgreSQL did not start; the message says what it said itself."""


class EmbeddedPostgres:
    """One PostgreSQL server in the foreground, a child of this process, on the data under `home`.

    `durable=False` gives up safety against power loss for speed: for tests.
    """

    def __init__(self, home: Path, *, durable: bool = True, lock: bool = True) -> None:
        self.home = home
        self.durable = durable
        self.base = folder(home)
        self.data = self.base / "data"
        self.process: subprocess.Popen[bytes] | None = None
        self._lock = HomeLock(home) if lock else None
        self._view: account.View | None = None
        self._user: tuple[int, int] | None = None
        self._log = self.base / "start.log"

    def url(self, *, owner: bool = False) -> str:
        """The address of the database, in the application's role or in the owner's."""
        return url(self.home, owner=owner)

    # --- life -----------------------------------------------------------------------------------------------------

    def start(self, pause: Callable[[float], bool] = _sleep) -> Self:
        """Start and wait until it answers, however long recovery takes; `pause` returning True gives up the wait."""
        if self._lock:
            self._lock.take()
        try:
            self._prepare(pause)
            self.spawn()
            self._wait(pause)
            cluster.ensure_roles(superuser_url(self.home), self.base, database=DATABASE, owner=OWNER, role=APPLICATION)
        except BaseException:
            self.stop("immediate")
            self.remove_socket_folder()
            raise
        return self

    def _prepare(self, pause: Callable[[float], bool]) -> None:
        make_home(self.home)
        self.base.mkdir(mode=0o700, exist_ok=True)
        self._user = account.choose(self.home, self.data)
        if self._user:
            self.base.chmod(0o711)  # the server's account passes through; every file of ours in here is private
        sockets = self._sockets()
        cluster.check_version(self.data)
        cluster.end_leftover(self.data, pause)
        for role in (SUPERUSER, OWNER, APPLICATION):
            cluster.ensure_password(self.base / f"{role}.password")
        if not self.data.exists():
            self._initialise(sockets)
        cluster.write_configuration(self.data, self._user, durable=self.durable)
        self._view = account.view(base=self.base, data=self.data, sockets=sockets, user=self._user)

    def _sockets(self) -> Path:
        """The private folder of the socket, kept from the last start where it is still ours."""
        mark = self.base / "socket_folder"
        kept = Path(_kept(mark) or "/nonexistent/folder")
        uid, gid = self._user or (os.geteuid(), os.getegid())
        if not kept.exists() and os.access(kept.parent, os.W_OK):
            # Removed at the last stop; other processes may know the server by this path, and nobody else has taken it.
            kept.mkdir(mode=0o700)
            os.chown(kept, uid, gid)
        if kept.is_dir() and not kept.is_symlink() and kept.stat().st_uid == uid:
            return kept
        runtime = "/run" if os.geteuid() == 0 else os.environ.get("XDG_RUNTIME_DIR", "")
        base = runtime if runtime and len(runtime) < 60 and os.access(runtime, os.W_OK | os.X_OK) else "/tmp"  # noqa: S108
        made = Path(tempfile.mkdtemp(prefix="troska-", dir=base))
        os.chown(made, uid, gid)
        mark.write_text(str(made), encoding="utf-8")
        return made

    def _initialise(self, sockets: Path) -> None:
        """Make a new cluster beside its place and then move it there, so that half a cluster is never found."""
        draft = self.base / "data.new"
        shutil.rmtree(draft, ignore_errors=True)
        draft.mkdir(mode=0o700)
        maker = account.for_initdb(self._user)
        secret = sockets / "initdb.password"
        secret.touch(mode=0o600)
        secret.write_bytes((self.base / f"{SUPERUSER}.password").read_bytes())
        for path in (draft, sockets, secret) if maker else ():
            os.chown(path, *maker or (-1, -1))
        try:
            view = account.view(base=self.base, data=draft, sockets=sockets, user=maker)
            made = subprocess.run(
                view.command(
                    cluster.initdb(view.program, view.data, secret, superuser=SUPERUSER, durable=self.durable),
                    user=maker,
                ),
                check=False,
                stdin=subprocess.DEVNULL,
                capture_output=True,
                cwd="/",
                env=cluster.ENVIRONMENT,
            )
        finally:
            secret.unlink()
            if self._user:
                os.chown(sockets, *self._user)
        if made.returncode:
            raise StartFailed(f"The database could not be made: {made.stderr.decode(errors='replace').strip()[-800:]}")
        if self._user and self._user != maker:
            cluster.give(draft, self._user)
        draft.rename(self.data)

    def spawn(self) -> None:
        """Start the server process and return at once; `start` must have prepared it before."""
        if self._view is None:
            raise RuntimeError("spawn() comes after start()")
        cluster.remove_stale_pid(self.data)
        view = self._view
        argv = [str(view.program / "bin" / "postgres"), "-D", str(view.data), "-k", _kept(self.base / "socket_folder")]
        # The kernel sends a death signal when the *thread* that started the child ends, so only the main one asks.
        is_main = threading.current_thread() is threading.main_thread()
        with self._log.open("wb") as log:
            self.process = subprocess.Popen(
                view.command(argv, user=self._user, death_signal=signal.SIGINT if is_main else 0),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd="/",
                env=cluster.ENVIRONMENT,
                start_new_session=True,
            )

    def is_ready(self) -> bool:
        """Whether the server accepts connections; raises StartFailed when its process has ended."""
        if self.process is None or self.process.poll() is not None:
            said = self._log.read_text(encoding="utf-8", errors="replace").strip()[-800:]
            raise StartFailed(f"PostgreSQL did not start. It said: {said or 'nothing'} (see {self.data / 'log'})")
        return cluster.is_ready(self.data, self.process.pid)

    def _wait(self, pause: Callable[[float], bool]) -> None:
        again_until = time.monotonic() + 15
        while True:
            try:
                if self.is_ready():
                    return
            except StartFailed:
                # What is left of a killed server holds its shared memory for a moment longer.
                if time.monotonic() > again_until or not cluster.is_held(self._log):
                    raise
                pause(0.3)
                self.spawn()
            if pause(0.02):
                raise StartFailed("Stopped before the database was ready.")

    def stop(self, mode: Literal["fast", "immediate"] = "fast", *, timeout: float = 60) -> None:
        """Stop the server and wait for it; past `timeout` seconds the harder way, at last by force.

        The socket's folder goes too; the next start makes it again under the same name.
        """
        process, self.process = self.process, None
        if process is not None and process.poll() is None:
            for step in ([signal.SIGINT] if mode == "fast" else []) + [signal.SIGQUIT, signal.SIGKILL]:
                with contextlib.suppress(ProcessLookupError):
                    process.send_signal(step)
                with contextlib.suppress(subprocess.TimeoutExpired):
                    process.wait(timeout)
                    break
                timeout = 2
            self.remove_socket_folder()
        if self._lock:
            self._lock.release()

    def kill(self) -> None:
        """End the server by force, as a crash would; `start` brings it back."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            self.process = None
        if self._lock:
            self._lock.release()

    def remove_socket_folder(self) -> None:
        """Remove the folder of the socket, for a server that was killed and will not be started again."""
        kept = Path(_kept(self.base / "socket_folder"))
        if kept.name.startswith("troska-"):
            shutil.rmtree(kept, ignore_errors=True)

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()
