"""The register of checks."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from functools import partial
from typing import overload

from troska.core.doctor.findings import Finding

Look = Callable[[], Iterable[Finding]]

OFTEN = timedelta(minutes=1)
#: For checks that go out to other servers.
SELDOM = timedelta(minutes=15)


class Where(StrEnum):
    """Whether a check says the same wherever it is asked, or something about one machine."""

    INSTALLATION = "installation"
    MACHINE = "machine"


@dataclass(frozen=True, slots=True)
class Check:
    """A function that looks at one thing. Within OFTEN it may take a second, within SELDOM as long as its timeouts."""

    name: str
    look: Look
    where: Where = Where.INSTALLATION
    every: timedelta = OFTEN

    @property
    def is_cheap(self) -> bool:
        return self.every < SELDOM


_checks: dict[str, Check] = {}


def checks() -> Mapping[str, Check]:
    """List all checks by name."""
    return _checks


@overload
def check(look: Look, /) -> Look: ...
@overload
def check(*, where: Where = ..., every: timedelta = ...) -> Callable[[Look], Look]: ...


def check(
    look: Look | None = None, /, *, where: Where = Where.INSTALLATION, every: timedelta = OFTEN
) -> Look | Callable[[Look], Look]:
    """Register a function that looks at one thing and yields what it found; it stays what it was."""
    return partial(_register, where=where, every=every) if look is None else _register(look, where=where, every=every)


def _register(look: Look, *, where: Where, every: timedelta) -> Look:
    package = look.__module__.removeprefix("troska.").partition(".doctor")[0]
    name = f"{package}.{look.__name__}"
    _checks[name] = Check(name, look, where, every)
    return look
