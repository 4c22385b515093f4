"""Who is written to, when, and how often."""

from datetime import datetime, timedelta

import pytest
from django.core import mail
from tests import given

from troska.core import clock
from troska.core.doctor import Check, Finding, Verdict, keeping
from troska.core.doctor.examining import Examined
from troska.core.models import Trouble
from troska.staff import actions, alarms, tasks
from troska.staff.models import Agent, Language
from troska.staff.permissions import Role

pytestmark = pytest.mark.django_db(transaction=True)
NOW = datetime(2026, 11, 26, 12, 0, tzinfo=clock.WARSAW)


@pytest.fixture
def ewa(db: None) -> Agent:
    given.agent("Marta Wójcik", email="marta@firma.example")
    return given.agent("Ewa Nowicka", email="ewa@firma.example", role=Role.ADMINISTRATOR)


def found(*codes: str, name: str = "test.look") -> None:
    said = {"subject": "Dysk", "text": "pełny", "remedy": "zrób miejsce"}
    findings = tuple(Finding(code, Verdict.WRONG, "", said) for code in codes)
    keeping.keep(Examined(Check(name, lambda: findings), findings, 0.0), "")


def letters() -> list[str]:
    return [f"{one.to[0]}: {one.subject}" for one in mail.outbox]


def look(minutes: float, *codes: str) -> int:
    with clock.standing_at(NOW + timedelta(minutes=minutes)):
        found(*codes)
        tasks.tell_of_troubles(0)
        return len(mail.outbox)


def test_one_letter_when_it_has_lasted_and_one_when_it_is_over(ewa: Agent) -> None:
    assert [look(minutes, "disk.low") for minutes in range(4)] == [0, 0, 0, 1]
    assert letters() == ["ewa@firma.example: Troska: nie działa – Dysk"]
    assert "pełny" in mail.outbox[0].body
    assert "zrób miejsce" in mail.outbox[0].body
    assert "/ustawienia/system/" in mail.outbox[0].body
    assert look(60, "disk.low") == 1
    assert look(61) == 1
    assert look(70) == 1
    assert look(71) == 2
    assert letters()[1] == "ewa@firma.example: Troska: znowu działa"
    assert look(200) == 2


def test_what_flickers_is_one_alarm(ewa: Agent) -> None:
    for minute in range(0, 120, 2):
        look(minute, *(["disk.low"] if minute % 4 == 0 else []))
    assert len(letters()) == 1


def test_what_is_over_before_it_lasted_is_never_told(ewa: Agent) -> None:
    look(0, "disk.low")
    look(1)
    assert look(60) == 0


def test_a_reminder_once_a_day(ewa: Agent) -> None:
    counts = [look(hour * 60, "disk.low") for hour in range(0, 73, 4)]
    assert counts[1] == 1
    assert counts[-1] == 3
    assert letters()[2] == "ewa@firma.example: Troska: nadal nie działa"


def test_never_a_flood_and_nothing_is_left_out(ewa: Agent) -> None:
    codes = [f"kind.{nth}" for nth in range(40)]
    for minute in range(50):
        look(minute, *codes[:minute])
    assert len(letters()) == alarms.LETTERS_AN_HOUR
    look(130, *codes)
    assert not keeping.standing().filter(told_at=None).exists()
    assert len(letters()) == alarms.LETTERS_AN_HOUR + 1


def test_several_at_once_are_one_letter(ewa: Agent) -> None:
    look(0, "disk.low", "worker.gone")
    look(4, "disk.low", "worker.gone")
    assert letters() == ["ewa@firma.example: Troska: nie działają 2 rzeczy"]


def test_notices_wake_nobody(ewa: Agent) -> None:
    finding = Finding("roles.one", Verdict.NOTICE, "", {})
    with clock.standing_at(NOW):
        keeping.keep(Examined(Check("test.look", lambda: [finding]), (finding,), 0.0), "")
    with clock.standing_at(NOW + timedelta(hours=2)):
        assert alarms.tell() == 0


def test_only_who_sees_the_system_and_wants_letters_gets_them_in_his_language(ewa: Agent) -> None:
    jan = given.agent("Jan Dawny", email="jan@firma.example", role=Role.ADMINISTRATOR)
    actions.choose_alarms(jan, wants=False)
    john = given.agent("John Doe", email="john@firma.example", role=Role.ADMINISTRATOR)
    actions.choose_language(john, Language.ENGLISH)
    look(0, "disk.low")
    look(4, "disk.low")
    assert letters() == [
        "ewa@firma.example: Troska: nie działa – Dysk",
        "john@firma.example: Troska: not working – Dysk",
    ]


def test_two_workers_tell_it_once(ewa: Agent) -> None:
    look(0, "disk.low")
    Trouble.objects.update(began_at=clock.now() - timedelta(hours=1))
    assert sorted(given.at_once(alarms.tell, alarms.tell, alarms.tell)) == [0, 0, 1]
