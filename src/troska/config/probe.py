"""Whether a stream gets through to people as it is written: a short one that only we can ask for, and the asking.

A proxy that buffers holds the first line back until the stream ends; then the desk is not live, and nothing else looks
wrong. The probe is asked for with a signature of this installation's key, so that nobody else can hold streams open,
and answers with another, so that we know that the address leads to us.
"""

import asyncio
import base64
import http.client
import ssl
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlsplit

from troska.core import clock, secrets

PATH = "/strumien/sonda"
#: Seconds between the first line and the last, and what of it has to be left when they arrive.
GAP, SEEN_GAP = 1.0, 0.4
VALID_SECONDS = 300
TIMEOUT = 10.0
_ASKED, _ANSWERED = "stream.probe", "stream.probe.answer"

Scope = dict[str, Any]
Receive = Callable[[], Awaitable[Mapping[str, Any]]]
Send = Callable[[Mapping[str, Any]], Awaitable[None]]


# --- being asked ----------------------------------------------------------------------------------------------------


async def application(scope: Scope, _receive: Receive, send: Send) -> None:
    """Write a line, wait, write another, as the live stream would; 404 to everybody but ourselves."""
    token = scope.get("query_string", b"").decode("latin-1")
    is_ours = scope["method"] == "GET" and _is_valid(token)
    headers = [
        (b"content-type", b"text/event-stream; charset=utf-8" if is_ours else b"text/plain; charset=utf-8"),
        (b"cache-control", b"no-store"),
        (b"x-accel-buffering", b"no"),
        (b"x-content-type-options", b"nosniff"),
    ]
    await send({"type": "http.response.start", "status": 200 if is_ours else 404, "headers": headers})
    if is_ours:
        first = f"event: probe\ndata: {_signed(_ANSWERED, token)}\n\n".encode()
        await send({"type": "http.response.body", "body": first, "more_body": True})
        await asyncio.sleep(GAP)
        await send({"type": "http.response.body", "body": b"event: end\ndata: {}\n\n", "more_body": True})
    await send({"type": "http.response.body", "body": b""})


def token() -> str:
    """Make the word by which we are let in, for some minutes."""
    at = str(int(clock.now().timestamp()))
    return f"{at}.{_signed(_ASKED, at)}"


def _is_valid(given: str) -> bool:
    at, _, signature = given.partition(".")
    if not at.isascii() or not at.isdigit() or len(at) > 12:
        return False
    is_signed = secrets.is_signed(_ASKED, at.encode(), _bytes(signature))
    return is_signed and abs(clock.now().timestamp() - int(at)) < VALID_SECONDS


def _signed(purpose: str, text: str) -> str:
    return base64.urlsafe_b64encode(secrets.sign(purpose, text.encode())).decode().rstrip("=")


def _bytes(signature: str) -> bytes:
    try:
        return base64.urlsafe_b64decode(signature + "=" * (-len(signature) % 4))
    except ValueError:
        return b""


# --- asking ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """What came back: `trouble` names why nothing did, `certificate` why its certificate is no good."""

    trouble: str = ""
    certificate: str = ""
    status: int = 0
    is_us: bool = False
    gap: float = 0.0
    #: How far the other side's clock is ahead of ours, as far as its Date header tells.
    ahead: float | None = None
    expires_at: datetime | None = None

    @property
    def is_buffered(self) -> bool:
        return self.is_us and self.gap < SEEN_GAP


def ask(address: str, *, trusted: ssl.SSLContext | None = None) -> Heard:
    """Ask for the probe at an address that the settings name; follows no redirects, and never raises."""
    parts = urlsplit(address)
    host, word = parts.hostname or "localhost", token()
    connection: http.client.HTTPConnection
    if parts.scheme == "https":
        context = trusted or ssl.create_default_context()
        connection = http.client.HTTPSConnection(host, parts.port, timeout=TIMEOUT, context=context)
    else:
        connection = http.client.HTTPConnection(host, parts.port, timeout=TIMEOUT)
    try:
        connection.connect()
        expires_at = _expiry(connection)
        connection.request("GET", f"{PATH}?{word}", headers={"Accept": "text/event-stream", "User-Agent": "Troska"})
        return _read(connection.getresponse(), word, expires_at)
    except ssl.SSLCertVerificationError as error:
        return Heard(certificate=error.verify_message or "?")
    except (OSError, http.client.HTTPException) as error:
        return Heard(trouble=getattr(error, "strerror", None) or type(error).__name__)
    finally:
        connection.close()


def _expiry(connection: http.client.HTTPConnection) -> datetime | None:
    shown = connection.sock.getpeercert() if isinstance(connection.sock, ssl.SSLSocket) else None
    until = shown.get("notAfter") if shown else None
    return datetime.fromtimestamp(ssl.cert_time_to_seconds(str(until)), UTC) if until else None


def _read(response: http.client.HTTPResponse, word: str, expires_at: datetime | None) -> Heard:
    now = clock.now()
    ahead = _ahead(response.headers.get("Date"), now)
    seen, first_at, last_at = b"", 0.0, 0.0
    until = time.monotonic() + TIMEOUT
    while len(seen) < 4096 and time.monotonic() < until and (piece := response.read1(1024)):
        seen += piece
        last_at = time.monotonic()
        first_at = first_at or last_at
    is_us = _signed(_ANSWERED, word).encode() in seen
    return Heard(status=response.status, is_us=is_us, gap=last_at - first_at, ahead=ahead, expires_at=expires_at)


def _ahead(date: str | None, now: datetime) -> float | None:
    """Give seconds by which a Date is ahead; it is cut to whole seconds."""
    try:
        return (parsedate_to_datetime(date or "") - now).total_seconds() + 0.5
    except (TypeError, ValueError):
        return None
