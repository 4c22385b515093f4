"""The demo's mail server: SMTP and IMAP on loopback, in one process, so that who waits for mail is woken at once."""

import asyncio
import socket
import threading

import structlog

from troska.demo.mail import ports

log = structlog.get_logger(__name__)


def run(stop: threading.Event) -> None:
    """Serve until told to stop."""
    before = ports.recorded()
    # First of all: who connects before everything is loaded waits for the greeting and is not turned away.
    listening = ports.listen()
    from troska.demo import account
    from troska.demo.mail.maildirs import maildirs

    if ports.recorded() != before:
        account.connect()  # somebody took a port since the demo was prepared
    maildirs().make()
    asyncio.run(serve(stop, *listening))


async def serve(stop: threading.Event, for_smtp: socket.socket, for_imap: socket.socket) -> None:
    """Serve on these sockets until told to stop."""
    from troska.demo.mail import imap, smtp
    from troska.demo.mail.maildirs import maildirs
    from troska.demo.seeding import PASSWORD

    loop = asyncio.get_running_loop()
    boxes, bell = maildirs(), imap.Bell(loop)
    handler = smtp.Handler(boxes, bell.ring)
    servers = [
        await loop.create_server(lambda: smtp.protocol(handler, password=PASSWORD), sock=for_smtp),
        await imap.serve(for_imap, boxes, bell, password=PASSWORD),
    ]
    log.debug("demo.mail_server_listens", smtp=for_smtp.getsockname()[1], imap=for_imap.getsockname()[1])
    while not stop.is_set():  # noqa: ASYNC110 -- a thread's event, which asyncio cannot await
        await asyncio.sleep(0.05)
    for server in servers:
        server.close()
