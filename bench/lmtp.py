"""A mail server's side of LMTP: sends mails and keeps a ledger of what was acknowledged.

It groups commands as Postfix does where PIPELINING is offered (RFC 2920): MAIL, RCPT and DATA go in one packet.
"""

import smtplib
import threading
from collections.abc import Sequence

from bench.load import RECIPIENT, Mail

_ENVELOPE = f"MAIL FROM:<klient@poczta.example>\r\nRCPT TO:<{RECIPIENT}>\r\nDATA\r\n".encode()
_EXPECTED = (250, 250, 354)


def send(mails: Sequence[Mail], *, port: int, connections: int = 1) -> list[str]:
    """Send mails in their order, spread over connections; give the Message-IDs that were acknowledged."""
    taken: list[str] = []
    threads = [
        threading.Thread(target=_send, args=(mails[nth::connections], port, taken)) for nth in range(connections)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return taken


def _send(mails: Sequence[Mail], port: int, taken: list[str]) -> None:
    with smtplib.LMTP("127.0.0.1", port, timeout=30) as server:
        server.ehlo()
        if not server.has_extn("pipelining"):
            raise RuntimeError("the listener offers no PIPELINING")
        for mail in mails:
            server.send(_ENVELOPE)
            for expected in _EXPECTED:
                code, said = server.getreply()
                if code != expected:
                    raise RuntimeError(f"{code} {said!r}")
            server.send(mail.raw.replace(b"\r\n.", b"\r\n..") + b".\r\n")
            if server.getreply()[0] == 250:
                taken.append(mail.message_id)
