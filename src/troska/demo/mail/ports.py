"""Where the demo's mail server listens: free ports, kept from one start to the next as long as they are free."""

import json
import socket
from dataclasses import asdict, dataclass
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from troska.core.errors import TroskaError
from troska.demo import mode

HOST = "127.0.0.1"


class PortTaken(TroskaError):
    """The port that the settings ask for can't be had."""

    code = "demo_port_taken"
    message = _("Port %(port)s serwera pocztowego demo jest zajęty. Wybierz inny w %(setting)s.")

    def __init__(self, port: int, setting: str) -> None:
        super().__init__(port, setting)
        self.port, self.setting = port, setting

    def __str__(self) -> str:
        return str(self.message) % {"port": self.port, "setting": self.setting}


@dataclass(frozen=True, slots=True)
class Ports:
    """The mail server's two doors."""

    smtp: int
    imap: int


def recorded() -> Ports | None:
    """Give the ports of the last start; None when there was none."""
    try:
        known = json.loads(_file().read_text(encoding="ascii"))
        return Ports(int(known["smtp"]), int(known["imap"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def listen() -> tuple[socket.socket, socket.socket]:
    """Listen for SMTP and IMAP on loopback and record where. Raises PortTaken when a port that was asked for is."""
    before = recorded()
    smtp = _listen(settings.TROSKA_DEMO_SMTP_PORT, "TROSKA_DEMO_SMTP_PORT", before.smtp if before else 0)
    try:
        imap = _listen(settings.TROSKA_DEMO_IMAP_PORT, "TROSKA_DEMO_IMAP_PORT", before.imap if before else 0)
    except TroskaError:
        smtp.close()
        raise
    _record(Ports(smtp.getsockname()[1], imap.getsockname()[1]))
    return smtp, imap


def choose() -> Ports:
    """Choose and record ports that are free now, for a server that starts in a moment."""
    for listening in listen():
        listening.close()
    chosen = recorded()
    assert chosen is not None  # noqa: S101 -- listen() has just written it
    return chosen


def _listen(wanted: int, setting: str, before: int) -> socket.socket:
    if wanted:
        try:
            return socket.create_server((HOST, wanted))
        except OSError as error:
            raise PortTaken(wanted, setting) from error
    try:
        return socket.create_server((HOST, before))
    except OSError:
        return socket.create_server((HOST, 0))


def _record(ports: Ports) -> None:
    file = _file()
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = file.with_suffix(".new")
    draft.write_text(json.dumps(asdict(ports)), encoding="ascii")
    draft.replace(file)


def _file() -> Path:
    return mode.folder() / "ports.json"
