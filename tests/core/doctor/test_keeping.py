"""Since when something is wrong, and what happens when several processes look."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.utils import translation
from django.utils.translation import gettext_lazy, ngettext_lazy
from tests import given

from troska.core import clock
from troska.core.doctor import Check, Finding, Verdict, Where, findings, fine_kind, keeping, register, wrong_kind
from troska.core.doctor.examining import Examined, examine
from troska.core.doctor.watching import watch
from troska.core.models import Checkup, Trouble

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def only_these(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(register, "_checks", {})
    monkeypatch.setattr(findings, "_kinds", {})


def check(*found: Finding, name: str = "test.look", **more: object) -> Check:
    return Check(name, lambda: found, **more)  # type: ignore[arg-type] # by name


def kept(*found: Finding, machine: str = "") -> list[Trouble]:
    keeping.keep(examine(check(*found)), machine)
    return list(keeping.standing())


def test_a_trouble_remembers_when_it_began_however_often_it_is_seen() -> None:
    low = wrong_kind("disk.low", "Dysk", "%(free)s GB", "Zrób miejsce")
    [first] = kept(low(free="0.9"))
    with clock.moved_by(timedelta(hours=2)):
        [again] = kept(low(free="0.4"))
    assert (again.pk, again.began_at) == (first.pk, first.began_at)
    assert again.seen_at > first.seen_at
    assert keeping.finding_of(again).text == "0.4 GB"
    with clock.moved_by(timedelta(hours=3)):
        assert kept(fine_kind("disk.room", "Dysk", "jest")()) == []
        assert Trouble.objects.get().ended_at is not None


def test_what_comes_back_at_once_is_the_same_trouble_and_later_a_new_one() -> None:
    low = wrong_kind("disk.low", "Dysk", "mało", "Zrób miejsce")
    [first] = kept(low())
    kept()
    with clock.moved_by(timedelta(minutes=5)):
        assert [one.pk for one in kept(low())] == [first.pk]
        kept()
    with clock.moved_by(timedelta(minutes=30)):
        [other] = kept(low())
        assert other.pk != first.pk
        assert other.began_at > first.began_at


def test_several_of_one_kind_are_told_apart_by_key_and_machine() -> None:
    failing = wrong_kind("account.failing", "Konto %(name)s", "nie działa", "sprawdź")
    kept(failing(1, name="A"), failing(2, name="B"))
    kept(failing(1, name="A"), machine="serwer-2")
    assert len(keeping.standing()) == 3
    kept(failing(2, name="B"))
    assert sorted((one.machine, one.key) for one in keeping.standing()) == [("", "2"), ("serwer-2", "1")]


def test_texts_are_put_into_words_in_the_readers_language() -> None:
    kind = wrong_kind(
        "jobs.example",
        gettext_lazy("Dysk"),
        ngettext_lazy("%(number)d zdarzenie odłożone po trzech nieudanych próbach (%(error)s).",
                      "%(number)d zdarzeń odłożonych po trzech nieudanych próbach (%(error)s).", "number"),
        gettext_lazy("Usuń przyczynę; wyjdą same."),
    )  # fmt: skip
    [trouble] = kept(kind(number=3, error="KeyError"))
    finding = keeping.finding_of(trouble)
    with translation.override("pl"):
        assert (finding.subject, finding.text) == (
            "Dysk",
            "3 zdarzenia odłożone po trzech nieudanych próbach (KeyError).",
        )
    with translation.override("en"):
        assert (finding.subject, finding.text) == ("Disk", "3 events were set aside after three failures (KeyError).")


def test_what_another_version_kept_is_shown_as_far_as_it_can_be() -> None:
    unknown = Finding("of.the.future", Verdict.WRONG, "", {"number": 3})
    assert (unknown.subject, unknown.text) == ("of.the.future", "")
    kind = wrong_kind("disk.low", "Dysk", "%(free)s GB", "Zrób miejsce")
    assert Finding(kind.code, kind.verdict, "", {"other": 1}).text == "%(free)s GB"


def test_a_check_that_breaks_is_a_finding_that_names_the_error_and_not_what_it_says() -> None:
    def look() -> list[Finding]:
        raise ZeroDivisionError("anna.nowak@poczta.example")

    [finding] = examine(Check("test.broken", look)).findings
    assert finding.verdict is Verdict.WRONG
    assert "anna" not in str(finding.values)
    assert finding.values == {"check": "test.broken", "error": "ZeroDivisionError"}


def test_of_many_processes_one_asks_a_check_that_is_due() -> None:
    asked: list[int] = []

    def look() -> Iterator[Finding]:
        asked.append(1)
        yield from ()

    register._checks["test.look"] = Check("test.look", look)
    given.at_once(watch, watch, watch, watch)
    assert len(asked) == 1
    watch()
    assert len(asked) == 1
    with clock.moved_by(timedelta(seconds=61)):
        watch(later_by=timedelta(seconds=60))  # the web server leaves it to others for another minute
        assert len(asked) == 1
        watch()
    assert len(asked) == 2


def test_a_check_of_machines_is_asked_on_each(monkeypatch: pytest.MonkeyPatch) -> None:
    register._checks["test.disk"] = check(name="test.disk", where=Where.MACHINE)
    watch()
    monkeypatch.setattr("socket.gethostname", lambda: "serwer-2")
    watch()
    assert "serwer-2" in Checkup.objects.values_list("machine", flat=True)
    assert Checkup.objects.count() == 2


def test_machines_and_checks_that_are_gone_are_forgotten_with_their_troubles() -> None:
    low = wrong_kind("disk.low", "Dysk", "mało", "Zrób miejsce")
    register._checks["test.look"] = check()
    keeping.keep(Examined(check(), (low(),), 0.0), "serwer-1")
    keeping.keep(Examined(check(name="test.former"), (low(),), 0.0), "")
    with clock.moved_by(timedelta(hours=2)):
        keeping.forget()
    assert not keeping.standing().exists()
    assert not Checkup.objects.exists()


def test_two_kinds_cannot_have_one_code() -> None:
    wrong_kind("disk.low", "Dysk", "mało", "Zrób miejsce")
    with pytest.raises(ValueError, match=r"disk\.low"):
        wrong_kind("disk.low", "Dysk", "inaczej", "Zrób miejsce")
