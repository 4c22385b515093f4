"""The sender killed (SIGKILL) at each step of its dialogue; with more mails: python -m tests.faults.sender_kills."""

import pytest
from pytest_django import Settings
from tests import given
from tests.channels.email import correspondence
from tests.faults import sender_kills


@pytest.mark.django_db(transaction=True)
def test_a_kill_at_any_step_loses_nothing_and_doubles_nothing_by_itself(
    monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> None:
    monkeypatch.setenv("DATABASE_URL", given.database_url())
    monkeypatch.setenv("TROSKA_HOME", str(settings.TROSKA_HOME))
    monkeypatch.setenv("TROSKA_EGRESS_ALLOW", "127.0.0.0/8")
    monkeypatch.setenv("TROSKA_LOG_LEVEL", "error")
    correspondence.forget_jobs()
    outcome = sender_kills.run(mails=33, kills=len(sender_kills.STEPS))
    assert outcome.is_clean, outcome
    assert set(outcome.kills) == set(sender_kills.STEPS)
    assert outcome.unsure >= 3  # a kill right after 250 may come too late to leave a doubt
