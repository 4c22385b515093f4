"""Two machines behind a proxy, under load: whatever is killed, nothing is lost, and nobody notices but by waiting.

A short form of `python -m faults machines`, which strikes 60 times.
"""

import re

import pytest

from faults import machines

pytestmark = [pytest.mark.postgresql15, pytest.mark.redis, pytest.mark.caddy]

CLEAN = (
    "60 sent, 0 lost, 0 doubled, 0 in a wrong conversation, 0 out of order",
    "each with one position, no gap",
    ": 0 lost, 0 doubled, 0 failed, 0 sessions lost",
    "0 of them not received, 0 received twice",
    "0 positions missed, 0 heard twice, 0 out of order, 0 times told to pull all anew, 0 refused",
)


def test_each_kind_of_process_may_be_killed() -> None:
    told = machines.killed(strikes_each=1, number=60, streams=4, patience=5)
    assert all(part in told for part in CLEAN), told
    assert int(re.findall(r"agents wrote (\d+)", told)[0]) > 0


def test_each_process_may_be_stopped_and_started_for_an_update() -> None:
    told = machines.rolled(rounds=1, number=60, streams=4)
    assert all(part in told for part in CLEAN), told
    assert " 0 unsure" in told
