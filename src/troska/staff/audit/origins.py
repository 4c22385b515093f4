"""From where something is done: the request's address and browser, or the command at the machine."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from ipaddress import ip_address

from django.http import HttpRequest

from troska.core.text import one_line

LONGEST_PROGRAM = 300


@dataclass(frozen=True, slots=True)
class Origin:
    """An address (None at the machine itself) and the program that was used there."""

    address: str | None = None
    program: str = ""


_here: ContextVar[Origin] = ContextVar("origin", default=Origin())  # noqa: B039 -- frozen


def here() -> Origin:
    """Give the origin of what is being done now."""
    return _here.get()


@contextmanager
def coming_from(origin: Origin) -> Iterator[None]:
    """Do what is within as coming from there."""
    token = _here.set(origin)
    try:
        yield
    finally:
        _here.reset(token)


def origin_of(request: HttpRequest) -> Origin:
    """Read where a request comes from; proxies are believed only where the web server was told to."""
    given = request.META.get("REMOTE_ADDR", "")
    try:
        address = str(ip_address(given))
    except ValueError:
        address = None
    return Origin(address, one_line(request.headers.get("User-Agent", ""))[:LONGEST_PROGRAM])
