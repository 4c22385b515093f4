"""What Prometheus gets, where, and that every number is explained."""

import re
import socket
import urllib.request
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.test import Client
from prometheus_client import CollectorRegistry, generate_latest
from pytest_django import Settings
from tests import given

from troska.config import serving_metrics
from troska.config.environment import BadSetting, read
from troska.core import clock, metrics, processes
from troska.core.doctor import Check, Finding, Verdict, keeping
from troska.core.doctor.examining import Examined

PAGE = Path(__file__).resolve().parents[2] / "docs" / "reference" / "metrics.md"


def numbers(registry: CollectorRegistry) -> dict[str, float]:
    lines = generate_latest(registry).decode().splitlines()
    return {line.rpartition(" ")[0]: float(line.rpartition(" ")[2]) for line in lines if not line.startswith("#")}


@pytest.fixture
def installation() -> CollectorRegistry:
    registry = CollectorRegistry()
    registry.register(serving_metrics.OfInstallation())
    return registry


@pytest.mark.django_db(transaction=True)
def test_every_number_is_in_the_reference_and_nothing_else(installation: CollectorRegistry) -> None:
    installation.register(serving_metrics.OfProcess("web"))
    found = {family.name for registry in (metrics.REGISTRY, installation) for family in registry.collect()}
    # Counters are asked for with _total at their end.
    ours = {name for name in found if name.startswith("troska_")}
    documented = set(re.findall(r"^\| `(troska_\w+)`", PAGE.read_text(encoding="utf-8"), re.MULTILINE))
    assert {name.removesuffix("_total") for name in documented} == ours


@pytest.mark.django_db(transaction=True)
def test_what_the_database_knows(installation: CollectorRegistry) -> None:
    given.accepted(given.mail())
    given.followed()
    processes.beat(machine="serwer-1", pid=1, part="worker", started_at=clock.now(), loops=[])
    finding = Finding("disk.full", Verdict.WRONG, "", {})
    keeping.keep(Examined(Check("test.look", lambda: [finding]), (finding,), 0.0), "")
    found = numbers(installation)
    assert found["troska_database_up"] == 1
    assert found['troska_journal{state="received"}'] == 1
    assert found['troska_processes{part="worker"}'] == 1
    assert found['troska_processes{part="web"}'] == 0
    assert found['troska_troubles{code="disk.full",verdict="wrong"}'] == 1
    assert found['troska_checkup_age_seconds{check="test.look"}'] < 60
    assert found["troska_events_unsequenced"] == 0


@pytest.mark.django_db(transaction=True)
def test_the_database_is_asked_once_in_a_while_however_often_somebody_scrapes(
    installation: CollectorRegistry, django_assert_num_queries: object
) -> None:
    generate_latest(installation)
    with django_assert_num_queries(0):  # type: ignore[operator] # a fixture
        for _ in range(20):
            generate_latest(installation)


def test_a_database_that_is_away_is_a_number_too(monkeypatch: pytest.MonkeyPatch) -> None:
    def away() -> object:
        raise ConnectionError

    monkeypatch.setattr(serving_metrics, "_QUESTIONS", (away,))
    registry = CollectorRegistry()
    registry.register(serving_metrics.OfInstallation())
    assert numbers(registry) == {"troska_database_up": 0}


@pytest.mark.django_db
def test_requests_are_counted_by_the_name_of_the_view_and_by_nothing_personal(settings: Settings) -> None:
    settings.MIDDLEWARE = ["troska.core.ui.measuring.MeasureRequests", *settings.MIDDLEWARE]
    before = numbers(metrics.REGISTRY)
    client, code = Client(), "a" * 26
    for address in (f"/rozmowa/{code}/", "/nie-ma-takiej/anna.nowak@poczta.example", "/konto/login/?kto=anna.nowak"):
        client.get(address)
    client.generic("ANNA", "/konto/login/")
    after = numbers(metrics.REGISTRY)
    new = {name for name in after if after[name] != before.get(name) and "_requests_total" in name}
    assert new == {
        'troska_http_requests_total{method="GET",status="302",view="desk:conversation"}',
        'troska_http_requests_total{method="GET",status="404",view="none"}',
        'troska_http_requests_total{method="GET",status="200",view="account_login"}',
        'troska_http_requests_total{method="other",status="405",view="account_login"}',
    }
    assert not re.search(rf"{code}|anna", "".join(after), re.IGNORECASE)


def test_off_unless_asked_for_and_on_this_machine_unless_told_otherwise() -> None:
    assert read({}).metrics_listen is None
    assert read({"TROSKA_METRICS_LISTEN": "off"}).metrics_listen is None
    assert read({"TROSKA_METRICS_LISTEN": "9464"}).metrics_listen == ("127.0.0.1", 9464)
    assert read({"TROSKA_METRICS_LISTEN": "10.0.0.5:9464"}).metrics_listen == ("10.0.0.5", 9464)
    with pytest.raises(BadSetting):
        read({"TROSKA_METRICS_LISTEN": "zły"})


def test_each_part_has_a_port_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    registry = CollectorRegistry()
    monkeypatch.setattr(serving_metrics, "REGISTRY", registry)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    monkeypatch.setattr(serving_metrics, "environment", lambda: SimpleNamespace(metrics_listen=("127.0.0.1", port - 2)))
    serving_metrics.start("intake")
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=5) as answer:
        text = answer.read().decode()
    assert 'part="intake"' in text
    assert "process_resident_memory_bytes" in text
    serving_metrics.start("demo-mail")  # has none


def test_a_port_that_is_taken_stops_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(serving_metrics, "REGISTRY", CollectorRegistry())
    with socket.create_server(("127.0.0.1", 0)) as taken:
        listen = ("127.0.0.1", taken.getsockname()[1])
        monkeypatch.setattr(serving_metrics, "environment", lambda: SimpleNamespace(metrics_listen=listen))
        serving_metrics.start("web")


@pytest.mark.django_db(transaction=True)
def test_the_age_of_what_waits_grows(installation: CollectorRegistry) -> None:
    given.arrived(given.mail())
    with clock.moved_by(timedelta(minutes=2)):
        assert numbers(installation)["troska_events_unsequenced_seconds"] >= 120
