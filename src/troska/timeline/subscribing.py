"""The register of who wants to know: followers work in our database, jobs reach outside."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from troska.timeline.events import Event, Recorded

Handle: TypeAlias = Callable[[Recorded], None]
Sift: TypeAlias = Callable[[Sequence[Recorded]], Collection[Recorded]]
Defer: TypeAlias = Callable[..., Any]


@dataclass(frozen=True, slots=True)
class Follower:
    """A subscriber whose effects lie in our own database; it reads the one order at its own pace.

    `partitions` share the streams between workers by a hash of the stream key; it is fixed once it has run.
    `sift` is asked once a batch which of its events have an effect at all, so that the others cost no question each.
    """

    name: str
    handlers: Mapping[type[Event], Handle]
    partitions: int = 1
    sift: Sift | None = None


_followers: dict[str, Follower] = {}
_jobs: dict[type[Event], dict[str, Defer]] = {}


def follow(name: str, handlers: Mapping[type[Event], Handle], *, partitions: int = 1, sift: Sift | None = None) -> None:
    """Register a follower. Handlers must give the same result when an event comes twice."""
    _followers[name] = Follower(name, handlers, partitions, sift)


def defer_on(kinds: type[Event] | Iterable[type[Event]], defer: Defer, *, name: str) -> None:
    """Register a job: `defer(event=…, event_id=…)` is called in the recording transaction."""
    for kind in [kinds] if isinstance(kinds, type) else kinds:
        _jobs.setdefault(kind, {})[name] = defer


def followers() -> Mapping[str, Follower]:
    """List all followers by name."""
    return _followers


def defer_jobs(event: Event, *, event_id: int) -> None:
    """Defer every job that follows from the event."""
    for defer in _jobs.get(type(event), {}).values():
        defer(event=event, event_id=event_id)
