"""What doctor says of the timeline."""

from collections.abc import Iterable
from datetime import timedelta

import pytest
from django.db import transaction
from tests.timeline.example import LampLit

from troska import timeline
from troska.core import clock
from troska.core.doctor import Finding
from troska.timeline import doctor, followers, sequencer, subscribing
from troska.timeline.actors import SYSTEM
from troska.timeline.events import Recorded
from troska.timeline.subscribing import Follower

pytestmark = pytest.mark.django_db(transaction=True)
MINUTE = timedelta(minutes=1)


def breaks(_event: Recorded) -> None:
    raise KeyError("anna.nowak@poczta.example")


@pytest.fixture(autouse=True)
def only_this_follower(monkeypatch: pytest.MonkeyPatch) -> Follower:
    one = Follower("tests.lamps", {LampLit: breaks})
    monkeypatch.setattr(subscribing, "_followers", {one.name: one})
    return one


def light() -> None:
    with transaction.atomic():
        timeline.record(LampLit(lamp_id=1, nth=1), by=SYSTEM)


def codes(findings: Iterable[Finding]) -> list[str]:
    return [finding.code for finding in findings]


def test_events_that_nobody_places_are_counted_with_their_age() -> None:
    light()
    assert codes(doctor.sequencer()) == ["sequencer.keeps_up"]
    with clock.moved_by(3 * MINUTE):
        [finding] = doctor.sequencer()
        assert (finding.code, finding.values["number"]) == ("sequencer.late", 1)
        assert finding.values["seconds"] >= 180
        sequencer.sequence_all()
        assert codes(doctor.sequencer()) == ["sequencer.keeps_up"]


def test_a_follower_that_stands_still_is_named(only_this_follower: Follower) -> None:
    light()
    sequencer.sequence_all()
    assert codes(doctor.following()) == ["followers.keep_up"]
    with clock.moved_by(5 * MINUTE):
        [finding] = doctor.following()
        assert (finding.code, finding.key, finding.values["minutes"]) == ("follower.behind", "tests.lamps", 5)
        followers.drain(only_this_follower)
        assert codes(doctor.following()) == ["followers.keep_up"]


def test_what_was_set_aside_is_told_without_what_it_said(only_this_follower: Follower) -> None:
    light()
    sequencer.sequence_all()
    followers.drain(only_this_follower)
    assert codes(doctor.parked()) == []
    for minutes in (1, 2, 3):
        with clock.moved_by(minutes * MINUTE):
            followers.retry_due(only_this_follower)
    [finding] = doctor.parked()
    assert finding.code == "follower.parked"
    assert dict(finding.values) == {"follower": "tests.lamps", "number": 1, "error": "KeyError"}
    assert "troska mail replay" in finding.remedy
