"""Real IMAP servers on loopback, one in this process (pymap) and one beside it (Dovecot), with the same handles."""

import asyncio
import os
import pwd
import shutil
import signal
import socket
import subprocess
import threading
import time
from abc import ABC, abstractmethod
from argparse import Namespace
from collections.abc import Sequence
from contextlib import AsyncExitStack, suppress
from pathlib import Path
from types import TracebackType
from typing import Self

import pytest
from imap_tools import MailBoxUnencrypted

USERNAME = "pomoc@sklep.example"


def free_port() -> int:
    """Give a port of loopback that nobody listens on now."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


class ImapServer(ABC):
    """A server with one user; what a colleague does in the mailbox is done over a connection of his own."""

    username, password = USERNAME, "tajne-haslo"

    def __init__(self) -> None:
        self.port = free_port()

    @abstractmethod
    def start(self) -> None: ...

    @abstractmethod
    def stop(self) -> None: ...

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.stop()

    def colleague(self, folder: str | None = "INBOX") -> MailBoxUnencrypted:
        """Sign in beside the product, and open a folder."""
        box = MailBoxUnencrypted("127.0.0.1", self.port, timeout=10)
        box.client.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        box.login(self.username, self.password, initial_folder=folder)
        return box

    def append(self, mails: Sequence[bytes], folder: str = "INBOX") -> None:
        """Put mails into a folder; without opening it, since pymap would tell nobody else of them."""
        with self.colleague(None) as box:
            for mail in mails:
                box.append(mail, folder)

    def create(self, folder: str) -> None:
        """Make a folder."""
        with self.colleague(None) as box:
            box.folder.create(folder)

    def number_anew(self, folder: str, mails: Sequence[bytes]) -> None:
        """Delete a folder and make it again with these mails: its UIDVALIDITY changes, UIDs begin anew."""
        with self.colleague(None) as box:
            box.folder.delete(folder)
            box.folder.create(folder)
            for mail in mails:
                box.append(mail, folder)

    def flags(self, folder: str = "INBOX") -> list[tuple[str, ...]]:
        """Give the flags of each mail of a folder, as the server has them."""
        with self.colleague(folder) as box:
            kind, answer = box.client.uid("FETCH", "1:*", "(FLAGS)")
            assert kind == "OK"
            lines = [line.decode() for line in answer if isinstance(line, bytes)]
            return [tuple(line.split("FLAGS (")[1].split(")")[0].split()) for line in lines if "FLAGS (" in line]

    def count(self, folder: str = "INBOX") -> int:
        """Count the mails of a folder."""
        with self.colleague(folder) as box:
            return len(box.uids())

    def _wait_for_port(self) -> None:
        until = time.monotonic() + 15
        while time.monotonic() < until:
            try:
                socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
            except OSError:
                time.sleep(0.05)
            else:
                return
        raise RuntimeError(f"nobody listens on {self.port}")


class Pymap(ImapServer):
    """pymap with mails in memory; they outlive a stop and a new start."""

    def __init__(self) -> None:
        super().__init__()
        self._backend: object = None
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        started = threading.Event()
        self._loop = asyncio.new_event_loop()
        self._end = asyncio.Event()
        self._thread = threading.Thread(target=self._run, args=[started], name="pymap")
        self._thread.start()
        assert started.wait(10)
        self._wait_for_port()

    def stop(self) -> None:
        if self._thread is not None:
            self._loop.call_soon_threadsafe(self._end.set)
            self._thread.join(10)
            self._thread = None

    def _run(self, started: threading.Event) -> None:
        asyncio.set_event_loop(self._loop)
        try:
            self._loop.run_until_complete(self._serve(started))
        finally:
            tasks = asyncio.all_tasks(self._loop)
            for task in tasks:
                task.cancel()
            self._loop.run_until_complete(asyncio.gather(*tasks, return_exceptions=True))
            self._loop.run_until_complete(self._loop.shutdown_asyncgens())
            self._loop.close()

    async def _serve(self, started: threading.Event) -> None:
        from pymap.backend.dict import DictBackend
        from pymap.imap import IMAPService
        from pysasl.hashing import BuiltinHash

        if self._backend is None:
            arguments = Namespace(
                debug=False, host=["127.0.0.1"], port=str(self.port), cert=None, key=None, tls=False,
                inherited_sockets=None, proxy_protocol=None, passlib_cfg=None, skip_services=[],
                demo_data=False, demo_user=self.username, demo_password=self.password,
            )  # fmt: skip
            quick = BuiltinHash(rounds=1)
            self._backend, self._config = await DictBackend.init(
                arguments, reject_insecure_auth=False, hash_context=quick
            )
        assert isinstance(self._backend, DictBackend)
        self._config.apply_context()
        async with AsyncExitStack() as stack:
            await self._backend.start(stack)
            await IMAPService(self._backend, self._config).start(stack)
            started.set()
            await self._end.wait()


class Dovecot(ImapServer):
    """Debian's Dovecot with maildirs in a folder of its own."""

    program = shutil.which("dovecot") or "/usr/sbin/dovecot"

    def __init__(self, folder: Path, *, certificate: tuple[Path, Path] | None = None) -> None:
        super().__init__()
        self.folder = folder
        self.tls_port = free_port() if certificate else 0
        tls = f"ssl = yes\nssl_cert = <{certificate[0]}\nssl_key = <{certificate[1]}" if certificate else "ssl = no"
        self._process: subprocess.Popen[bytes] | None = None
        is_root = os.geteuid() == 0
        owner = pwd.getpwnam("nobody") if is_root else pwd.getpwuid(os.geteuid())
        mail = folder / "mail"
        mail.mkdir()
        if is_root:
            os.chown(mail, owner.pw_uid, owner.pw_gid)
        users = "" if is_root else f"default_internal_user={owner.pw_name}\ndefault_login_user={owner.pw_name}\n"
        (folder / "dovecot.conf").write_text(
            f"""
            protocols = imap
            base_dir = {folder}/run
            state_dir = {folder}/state
            log_path = {folder}/dovecot.log
            listen = 127.0.0.1
            {tls}
            disable_plaintext_auth = no
            first_valid_uid = 1
            mail_location = maildir:{mail}/%n
            mail_max_userip_connections = 50
            passdb {{
              driver = static
              args = password={self.password}
            }}
            userdb {{
              driver = static
              args = uid={owner.pw_uid} gid={owner.pw_gid} home={mail}
            }}
            service imap-login {{
              chroot =
              inet_listener imap {{
                port = {self.port}
              }}
              inet_listener imaps {{
                port = {self.tls_port}
                ssl = yes
              }}
            }}
            service anvil {{
              chroot =
            }}
            {users}
            """,
            encoding="utf-8",
        )

    def start(self) -> None:
        self._process = subprocess.Popen(
            [self.program, "-F", "-c", str(self.folder / "dovecot.conf")],
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        try:
            self._wait_for_port()
        except RuntimeError as error:
            log = self.folder / "dovecot.log"
            raise RuntimeError(log.read_text() if log.exists() else "no log") from error

    def stop(self) -> None:
        if self._process is not None:
            self._process.terminate()
            self._process.wait(10)
            # Its children serve open connections for ten more seconds; a server that is gone serves nobody.
            with suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)
            self._process = None


def make(kind: str, folder: Path) -> ImapServer:
    """Give a server that is not started yet; skips the test by name where the machine has none."""
    if kind == "pymap":
        pytest.importorskip("pymap", reason="no pymap on this machine")
        return Pymap()
    if not Path(Dovecot.program).exists():
        pytest.skip("no Dovecot on this machine")
    return Dovecot(folder)
