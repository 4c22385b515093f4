"""What an event is: a frozen dataclass of ids, enums and numbers, named context.subject.past_verb."""

import dataclasses
import enum
import types
import typing
from collections.abc import Mapping
from datetime import datetime
from functools import cached_property
from typing import Any, ClassVar, Self, dataclass_transform

from troska.timeline.actors import Actor

_PLAIN = (bool, int, float, type(None))
_kinds: dict[str, type["Event"]] = {}


@dataclass_transform(frozen_default=True, kw_only_default=True)
class Event:
    """Base of all events.

    class MessageReceived(Event, kind="conversations.message.received", stream="conversation_id"): …

    `stream` names the field whose value keys the stream: events of one stream keep their order everywhere.
    Fields hold ids, numbers, booleans and enums, never message text or personal data; the class refuses others.
    """

    kind: ClassVar[str]
    stream: ClassVar[str]

    def __init_subclass__(cls, *, kind: str, stream: str) -> None:
        cls.kind = kind
        cls.stream = stream
        dataclasses.dataclass(frozen=True, kw_only=True)(cls)
        hints = typing.get_type_hints(cls)
        for field in dataclasses.fields(cls):  # type: ignore[arg-type]  # it was made a dataclass two lines above
            _refuse_text(cls, field.name, hints[field.name])
        if stream not in hints:
            raise TypeError(f"{cls.__name__}: its stream is named after {stream}, which is none of its fields")
        if _kinds.setdefault(kind, cls).__qualname__ != cls.__qualname__:
            raise TypeError(f"two events are called {kind}")
        _kinds[kind] = cls

    @property
    def stream_key(self) -> str:
        """Name the stream, as "conversation:42"."""
        return f"{self.stream.removesuffix('_id')}:{getattr(self, self.stream)}"

    def payload(self) -> dict[str, Any]:
        """Give the fields as plain JSON values."""
        return {name: value.value if isinstance(value, enum.Enum) else value for name, value in vars(self).items()}

    @classmethod
    def load(cls, payload: Mapping[str, Any]) -> Self:
        """Rebuild from a payload; fields that came later take their default, fields that went are left out."""
        hints = typing.get_type_hints(cls)
        known = {name: _loaded(hints[name], value) for name, value in payload.items() if name in hints}
        return cls(**known)


class UnreadableEvent(Exception):
    """A recorded payload does not fit its class: the code changed under it, or somebody wrote by hand."""


@dataclasses.dataclass(frozen=True)
class Recorded:
    """An event as it stands in the timeline; `position` is its place in the one order.

    It is decoded when a reader looks at it, so one that can't be read fails that reader, for that event, and no other.
    """

    position: int
    id: int
    recorded_at: datetime
    stream_key: str
    actor: Actor
    kind: type[Event]
    payload: Mapping[str, Any]

    @cached_property
    def event(self) -> Event:
        """Decode the event. Raises UnreadableEvent."""
        try:
            return self.kind.load(self.payload)
        except (TypeError, ValueError) as error:
            raise UnreadableEvent(self.kind.kind) from error


def known_kinds() -> Mapping[str, type[Event]]:
    """List all event classes by kind."""
    return _kinds


def _members(hint: Any) -> tuple[Any, ...]:
    return typing.get_args(hint) if typing.get_origin(hint) in (typing.Union, types.UnionType) else (hint,)


def _refuse_text(cls: type[Event], name: str, hint: Any) -> None:
    for member in _members(hint):
        is_enum = isinstance(member, type) and issubclass(member, enum.Enum)
        if not is_enum and member not in _PLAIN:
            raise TypeError(f"{cls.__name__}.{name}: an event holds ids, numbers and enums, not {member}")


def _loaded(hint: Any, value: Any) -> Any:
    for member in _members(hint):
        if isinstance(member, type) and issubclass(member, enum.Enum) and value is not None:
            return member(value)
    return value
