"""An IMAP server on loopback that misbehaves as it is told to: cuts, renumbers, repeats itself, keeps silent."""

import base64
import re
import socket
import socketserver
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from imaplib import Time2Internaldate
from types import TracebackType
from typing import Self

from troska.core import clock


@dataclass(slots=True)
class Stored:
    """A mail in the server's only kind of folder."""

    uid: int
    content: bytes
    flags: set[str] = field(default_factory=set)
    received_at: datetime = field(default_factory=clock.now)


@dataclass(slots=True)
class Mischief:
    """What the server does wrong; by default nothing."""

    #: Give at connection number n the bytes after which it breaks, or None.
    cut_after: Callable[[int], int | None] = lambda _connection: None
    #: Called before each command with its text; may change the server.
    before: Callable[["BadImap", str], None] = lambda _server, _command: None
    repeats_fetches: bool = False
    repeats_in_search: bool = False
    has_idle: bool = True
    has_uidplus: bool = True
    has_move: bool = True
    idle_is_deaf: bool = False
    refuses_login: str = ""
    #: UIDs that are listed but never given.
    withholds: frozenset[int] = frozenset()
    #: What RFC822.SIZE says, where that is not the truth.
    size_lies: dict[int, int] = field(default_factory=dict)


class _Cut(Exception):  # the connection ends here
    pass


class BadImap:
    """One account, folders by name; `commands` keeps what clients said, `expunged` what they removed."""

    def __init__(self, mischief: Mischief | None = None) -> None:
        self.mischief = mischief or Mischief()
        self.folders: dict[str, list[Stored]] = {"INBOX": []}
        self.uid_validity: dict[str, int] = {"INBOX": 1}
        self.uid_next: dict[str, int] = {"INBOX": 1}
        self.commands: list[str] = []
        self.sign_ins: list[str] = []
        self.connections = 0
        self.on_expunge: Callable[[Stored], None] = lambda _mail: None
        self.changed = threading.Condition()
        server = self

        class Handler(socketserver.BaseRequestHandler):
            def handle(self) -> None:
                server.connections += 1
                try:
                    _Session(server, self.request, server.connections).run()
                except (_Cut, OSError):
                    return

        self._tcp = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler)
        self._tcp.daemon_threads = True
        self.port = int(self._tcp.server_address[1])

    def __enter__(self) -> Self:
        threading.Thread(target=self._tcp.serve_forever, args=[0.05], name="bad-imap", daemon=True).start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._tcp.shutdown()
        self._tcp.server_close()

    def create(self, folder: str) -> None:
        """Make a folder."""
        self.folders.setdefault(folder, [])
        self.uid_validity.setdefault(folder, 1)
        self.uid_next.setdefault(folder, 1)

    def append(self, content: bytes, folder: str = "INBOX", *, flags: set[str] | None = None) -> int:
        """Put a mail into a folder; give its UID."""
        with self.changed:
            uid = self.uid_next[folder]
            self.uid_next[folder] = uid + 1
            self.folders[folder].append(Stored(uid, content, flags or set()))
            self.changed.notify_all()
        return uid

    def number_anew(self, folder: str = "INBOX") -> None:
        """Give the folder a new UIDVALIDITY and its mails new UIDs."""
        with self.changed:
            self.uid_validity[folder] += 1
            for uid, mail in enumerate(self.folders[folder], start=1):
                mail.uid = uid
            self.uid_next[folder] = len(self.folders[folder]) + 1


class _Session:
    def __init__(self, server: BadImap, connection: socket.socket, number: int) -> None:
        self.server, self.connection = server, connection
        self.left = server.mischief.cut_after(number)
        self.input = connection.makefile("rb")
        self.folder = ""
        #: Up to where the client knows of mails.
        self.told = 0
        connection.settimeout(30)
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def run(self) -> None:
        self.say(b"* OK [CAPABILITY " + self._capabilities() + b"] bad but willing")
        while line := self.input.readline():
            text = line.decode("utf-8", "replace").rstrip("\r\n")
            tag, _, rest = text.partition(" ")
            self.server.commands.append(rest)
            self.server.mischief.before(self.server, rest)
            name, _, arguments = rest.partition(" ")
            name = name.upper()
            if name == "UID":
                name, _, arguments = arguments.partition(" ")
                name = f"uid_{name}"
            method = getattr(self, f"do_{name.lower()}", None)
            answer = method(arguments) if method else "BAD unknown"
            self.say(f"{tag} {answer or 'OK done'}".encode())
            if name == "LOGOUT":
                return

    def say(self, line: bytes) -> None:
        self.send(line + b"\r\n")

    def send(self, data: bytes) -> None:
        if self.left is not None:
            if len(data) > self.left:
                self.connection.sendall(data[: self.left])
                self.connection.shutdown(socket.SHUT_RDWR)
                raise _Cut
            self.left -= len(data)
        self.connection.sendall(data)

    def _capabilities(self) -> bytes:
        mischief = self.server.mischief
        optional = {"IDLE": mischief.has_idle, "UIDPLUS": mischief.has_uidplus, "MOVE": mischief.has_move}
        return " ".join(["IMAP4rev1", "AUTH=XOAUTH2", *(name for name, has in optional.items() if has)]).encode()

    def do_capability(self, _: str) -> None:
        self.say(b"* CAPABILITY " + self._capabilities())

    def do_noop(self, _: str) -> None:
        return None

    def do_logout(self, _: str) -> None:
        self.say(b"* BYE")

    def do_login(self, arguments: str) -> str:
        self.server.sign_ins.append(arguments)
        return f"NO {self.server.mischief.refuses_login}" if self.server.mischief.refuses_login else ""

    def do_authenticate(self, _: str) -> str:
        self.say(b"+ ")
        self.server.sign_ins.append(base64.b64decode(self.input.readline()).decode())
        if self.server.mischief.refuses_login:
            self.say(b"+ " + base64.b64encode(b'{"status":"400"}'))
            assert self.input.readline() == b"\r\n"
            return f"NO {self.server.mischief.refuses_login}"
        return ""

    def do_list(self, _: str) -> None:
        for folder in self.server.folders:
            self.say(f'* LIST (\\HasNoChildren) "/" "{folder}"'.encode())

    def do_create(self, arguments: str) -> None:
        self.server.create(arguments.strip('"'))

    def do_select(self, arguments: str) -> str:
        folder = arguments.strip('"')
        if folder not in self.server.folders:
            return "NO no such folder"
        self.folder = folder
        self._tell()
        self.say(f"* OK [UIDVALIDITY {self.server.uid_validity[folder]}]".encode())
        self.say(f"* OK [UIDNEXT {self.server.uid_next[folder]}]".encode())
        return ""

    def do_examine(self, arguments: str) -> str:
        answer = self.do_select(arguments)
        return answer or "OK [READ-ONLY] done"

    @property
    def mails(self) -> list[Stored]:
        return self.server.folders[self.folder]

    def _meant(self, uids: str) -> list[Stored]:
        highest = max((mail.uid for mail in self.mails), default=0)
        wanted: set[int] = set()
        for part in uids.split(","):
            first, _, last = part.replace("*", str(highest)).partition(":")
            low, high = sorted((int(first), int(last or first)))
            wanted.update(range(low, high + 1) if high - low < 100_000 else ())
        return [mail for mail in self.mails if mail.uid in wanted]

    def do_uid_search(self, arguments: str) -> None:
        if arguments.strip() == "DELETED":
            found = [mail for mail in self.mails if "\\Deleted" in mail.flags]
        else:
            meant = re.search(r"UID (\S+)", arguments)
            found = self._meant(meant[1]) if meant else list(self.mails)
        uids = [mail.uid for mail in found] * (2 if self.server.mischief.repeats_in_search else 1)
        self.say(b"* SEARCH " + " ".join(map(str, uids)).encode())

    def do_uid_fetch(self, arguments: str) -> None:
        if self.server.uid_next[self.folder] != self.told:
            self._tell()  # once, and not again when the client begins to IDLE
        uids, _, items = arguments.partition(" ")
        for number, mail in enumerate(list(self.mails), start=1):
            if mail not in self._meant(uids):
                continue
            for _ in range(2 if self.server.mischief.repeats_fetches else 1):
                self._fetch_one(number, mail, items)

    def _fetch_one(self, number: int, mail: Stored, items: str) -> None:
        if "INTERNALDATE" in items:
            self.say(f"* {number} FETCH (INTERNALDATE {Time2Internaldate(mail.received_at)} UID {mail.uid})".encode())
            return
        if "BODY" not in items:
            size = self.server.mischief.size_lies.get(mail.uid, len(mail.content))
            self.say(f"* {number} FETCH (UID {mail.uid} RFC822.SIZE {size})".encode())
            return
        if "PEEK" not in items:
            mail.flags.add("\\Seen")
        if "HEADER" in items:
            content = mail.content.partition(b"\r\n\r\n")[0] + b"\r\n\r\n"
            self.send(f"* {number} FETCH (BODY[HEADER]<0> {{{len(content)}}}\r\n".encode() + content)
            self.say(f" UID {mail.uid})".encode())
        elif mail.uid not in self.server.mischief.withholds:
            self.send(f"* {number} FETCH (UID {mail.uid} BODY[] {{{len(mail.content)}}}\r\n".encode() + mail.content)
            self.say(b")")

    def do_uid_store(self, arguments: str) -> None:
        for mail in self._meant(arguments.partition(" ")[0]):
            mail.flags.add("\\Deleted")

    def do_uid_expunge(self, arguments: str) -> str:
        if not self.server.mischief.has_uidplus:
            return "BAD unknown"
        self._remove([mail for mail in self._meant(arguments) if "\\Deleted" in mail.flags])
        return ""

    def do_expunge(self, _: str) -> None:
        self._remove([mail for mail in self.mails if "\\Deleted" in mail.flags])

    def do_uid_copy(self, arguments: str) -> str:
        uids, _, folder = arguments.partition(" ")
        if (folder := folder.strip('"')) not in self.server.folders:
            return "NO [TRYCREATE] no such folder"
        for mail in self._meant(uids):
            self.server.append(mail.content, folder)
        return ""

    def do_uid_move(self, arguments: str) -> str:
        if not self.server.mischief.has_move:
            return "BAD unknown"
        answer = self.do_uid_copy(arguments)
        if not answer:
            self._remove(self._meant(arguments.partition(" ")[0]))
        return answer

    def _remove(self, mails: list[Stored]) -> None:
        for mail in mails:
            self.server.on_expunge(mail)
            self.mails.remove(mail)

    def _tell(self) -> None:
        self.told = self.server.uid_next[self.folder]
        self.say(f"* {len(self.mails)} EXISTS".encode())

    def do_idle(self, _: str) -> str:
        self.say(b"+ idling")
        self.connection.settimeout(0.02)
        while True:
            if self.server.uid_next[self.folder] != self.told and not self.server.mischief.idle_is_deaf:
                self._tell()
            try:
                line = self.connection.recv(100)
            except TimeoutError:
                continue
            if not line:
                raise _Cut
            self.connection.settimeout(30)
            return "OK idle ended" if line.strip().upper() == b"DONE" else "BAD expected DONE"
