"""What doctor says of what comes in."""

from datetime import timedelta

import pytest
from tests import given

from troska.channels import actions, doctor, drain
from troska.core import clock

pytestmark = pytest.mark.django_db(transaction=True)


def code(check: str) -> list[str]:
    return [finding.code for finding in getattr(doctor, check)()]


def test_mail_that_nobody_processes_is_told() -> None:
    given.accepted(given.mail())
    assert code("journal") == ["journal.empty"]
    with clock.moved_by(timedelta(minutes=5)):
        [finding] = doctor.journal()
        assert (finding.code, finding.values) == ("journal.late", {"number": 1, "minutes": 5})
        drain.drain_all()
        assert code("journal") == ["journal.empty"]


def test_a_quarantine_that_nobody_looks_after_is_told_after_a_day() -> None:
    given.quarantined(given.mail(From=None))
    assert code("quarantine") == ["quarantine.looked_after"]
    with clock.moved_by(timedelta(hours=25)):
        assert code("quarantine") == ["quarantine.waiting"]


def test_an_account_says_whether_it_works() -> None:
    account = given.account()
    assert code("accounts") == ["account.none"]
    actions.report_health(account.pk)
    assert code("accounts") == ["account.works"]
    actions.report_health(account.pk, error="Serwer nie przyjął hasła.")
    [finding] = doctor.accounts()
    assert (finding.code, finding.key) == ("account.failing", str(account.pk))
    assert "nie przyjął hasła" in finding.text
