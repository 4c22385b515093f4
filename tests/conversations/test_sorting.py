"""Labels and priority: what conversations are sorted by."""

import pytest
from tests import given

from troska.conversations import actions, errors, events
from troska.conversations.models import Label, LabelColour, Priority
from troska.timeline.actors import SYSTEM

pytestmark = pytest.mark.django_db


def kinds() -> list[str]:
    return [recorded.kind.kind for recorded in given.sequenced()]


def test_a_label_is_put_on_once_and_taken_off_once() -> None:
    conversation = given.conversation()
    returns = actions.add_label("Zwrot", colour=LabelColour.ORANGE, by=SYSTEM)
    for _ in range(2):
        actions.label_conversation(conversation, returns, by=SYSTEM)
    assert list(Label.objects.filter(links__conversation=conversation)) == [returns]
    for _ in range(2):
        actions.unlabel_conversation(conversation, returns, by=SYSTEM)
    assert not conversation.label_links.exists()
    told = kinds()
    assert told.count("conversations.label.put_on") == 1
    assert told.count("conversations.label.taken_off") == 1


def test_labels_sort_as_poles_do_and_no_name_comes_twice() -> None:
    for name in ("Łódź", "Lublin", "Zwrot", "Żale"):
        actions.add_label(name, by=SYSTEM)
    assert [label.name for label in Label.objects.order_by("sort_key")] == ["Lublin", "Łódź", "Zwrot", "Żale"]
    with pytest.raises(errors.LabelTaken):
        actions.add_label("  łÓDŹ ", by=SYSTEM)
    with pytest.raises(errors.LabelUnnamed):
        actions.add_label("\n", by=SYSTEM)


def test_a_label_may_be_called_otherwise_but_not_as_another() -> None:
    first, second = (actions.add_label(name, by=SYSTEM) for name in ("Zwrot", "Reklamacja"))
    actions.change_label(first, name="ZWROT", colour=LabelColour.RED, by=SYSTEM)
    assert Label.objects.get(pk=first.pk).colour == LabelColour.RED
    with pytest.raises(errors.LabelTaken):
        actions.change_label(second, name="zwrot", colour=LabelColour.GREY, by=SYSTEM)


def test_priority_is_told_when_it_changes() -> None:
    conversation = given.conversation()
    for priority in (Priority.URGENT, Priority.URGENT, Priority.LOW):
        conversation = actions.set_priority(conversation, priority, by=SYSTEM)
    assert conversation.priority == Priority.LOW
    told = [recorded.event for recorded in given.sequenced() if isinstance(recorded.event, events.PriorityChanged)]
    assert [(event.before, event.after) for event in told] == [("normal", "urgent"), ("urgent", "low")]
