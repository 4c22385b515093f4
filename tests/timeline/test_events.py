"""Events hold ids, numbers and enums, never text, and come back as they were."""

import enum
from datetime import datetime

import pytest

from troska.conversations import events as conversations
from troska.conversations.models import Channel, Status
from troska.timeline.events import Event, known_kinds


class Colour(enum.StrEnum):
    RED = "red"
    GREEN = "green"


class Painted(Event, kind="tests.wall.painted", stream="wall_id"):
    wall_id: int
    colour: Colour
    litres: float = 1.5
    by_hand: bool = False
    helper_id: int | None = None
    before: Colour | None = None


@pytest.mark.parametrize(
    "hint", [str, str | None, bytes, datetime, list[int], dict[str, int], object, tuple[int, ...], int | str]
)
def test_an_event_refuses_fields_that_could_hold_text(hint: object) -> None:
    with pytest.raises(TypeError, match="an event holds ids, numbers and enums"):
        type("Bad", (Event,), {"__annotations__": {"thing_id": int, "text": hint}}, kind="tests.bad", stream="thing_id")
    assert "tests.bad" not in known_kinds()


def test_the_stream_must_be_one_of_the_fields() -> None:
    with pytest.raises(TypeError, match="thing_id"):
        type("Bad", (Event,), {"__annotations__": {"wall_id": int}}, kind="tests.bad", stream="thing_id")
    assert "tests.bad" not in known_kinds()


def test_two_events_cannot_have_one_name() -> None:
    with pytest.raises(TypeError, match="two events are called"):
        type("Other", (Event,), {"__annotations__": {"wall_id": int}}, kind="tests.wall.painted", stream="wall_id")
    assert known_kinds()["tests.wall.painted"] is Painted


def test_the_stream_key_names_what_it_is_about() -> None:
    assert Painted(wall_id=7, colour=Colour.RED).stream_key == "wall:7"


@pytest.mark.parametrize(
    "event",
    [
        Painted(wall_id=1, colour=Colour.GREEN),
        Painted(wall_id=1, colour=Colour.RED, litres=0.25, by_hand=True, helper_id=4, before=Colour.GREEN),
        conversations.StatusChanged(conversation_id=1, before=Status.OPEN, after=Status.SPAM),
        conversations.ConversationStarted(conversation_id=1, customer_id=None, inbox_id=2, channel=Channel.EMAIL),
    ],
)
def test_an_event_comes_back_as_it_was(event: Event) -> None:
    loaded = type(event).load(event.payload())
    assert loaded == event
    assert all(type(value) is type(getattr(event, name)) for name, value in vars(loaded).items())


def test_fields_that_came_later_take_their_default_and_former_ones_are_left_out() -> None:
    assert Painted.load({"wall_id": 1, "colour": "red", "smell": 3}) == Painted(wall_id=1, colour=Colour.RED)


def test_no_event_of_the_product_has_a_field_for_text() -> None:
    kinds = [kind for kind in known_kinds() if not kind.startswith("tests.")]
    assert len(kinds) > 10
    assert all(kind.count(".") == 2 for kind in kinds), kinds
