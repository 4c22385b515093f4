"""Prometheus's door: a port of its own for each part, on this machine only unless told otherwise.

Each part tells of itself (requests, streams, its pool); what is true of the whole installation is asked of the database
by the worker, at most once in a few seconds however often somebody scrapes.
"""

import logging
import platform
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from django.db import connections
from django.db.models import Count
from prometheus_client import ProcessCollector, start_http_server
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector

from troska import __version__
from troska.channels.email.models import Dispatch, LetterState, StaffLetter
from troska.channels.models import JournalEntry, JournalState
from troska.config.environment import environment
from troska.core import clock, processes
from troska.core.metrics import REGISTRY
from troska.core.models import Checkup, Trouble
from troska.core.queues import queues
from troska.desk.stream import hub
from troska.timeline import queries as timeline
from troska.timeline.models import ParkedEvent, Unsequenced

OFFSETS = {"web": 0, "worker": 1, "intake": 2}
ASK_EVERY = 5.0

log = logging.getLogger(__name__)


def start(part: str) -> None:
    """Open the part's door if the settings ask for one; that the port is taken stops nothing."""
    listen = environment().metrics_listen
    if listen is None or part not in OFFSETS:
        return
    register(part)
    host, port = listen[0], listen[1] + OFFSETS[part]
    try:
        start_http_server(port, addr=host, registry=REGISTRY)
    except OSError as error:
        log.warning("no metrics: cannot listen on %s port %s (%s)", host, port, error.strerror)


def register(part: str) -> None:
    """Let what the part knows be collected."""
    ProcessCollector(registry=REGISTRY)
    REGISTRY.register(OfProcess(part))
    if part == "worker":
        REGISTRY.register(OfInstallation())


class OfProcess(Collector):
    """What a part knows of itself; asks nobody."""

    def __init__(self, part: str) -> None:
        self.part = part

    def collect(self) -> Iterator[Metric]:
        """Give the numbers of this moment."""
        version = {(__version__, platform.python_version(), self.part): 1}
        yield _gauge("troska_build_info", "Version that runs.", version, "version", "python", "part")
        if self.part == "web":
            yield _gauge("troska_streams_open", "Open live streams.", {(): len(hub.streams)})
        yield from _pool()


def _pool() -> Iterator[Metric]:
    pools = getattr(connections["default"], "_connection_pools", {})
    stats = next((pool.get_stats() for pool in pools.values()), None)
    if stats is not None:
        size, free = stats.get("pool_size", 0), stats.get("pool_available", 0)
        states = {("in_use",): size - free, ("free",): free}
        yield _gauge("troska_pool_connections", "Database connections of this process's pool.", states, "state")
        waiting = {(): stats.get("requests_waiting", 0)}
        yield _gauge("troska_pool_waiting", "Threads that wait for a database connection.", waiting)


class OfInstallation(Collector):
    """What the database knows; the answer is kept for some seconds, so that scraping costs it nothing to speak of."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._at = float("-inf")
        self._metrics: list[Metric] = []

    def collect(self) -> Iterator[Metric]:
        """Give the numbers of some seconds ago at most; only that it did not answer when it did not."""
        with self._lock:
            if time.monotonic() - self._at > ASK_EVERY:
                self._metrics, self._at = self._asked(), time.monotonic()
            yield from self._metrics

    def _asked(self) -> list[Metric]:
        answered, found = 1, []
        try:
            for ask in _QUESTIONS:
                found += list(ask())
        except Exception as error:  # noqa: BLE001 -- the database may be away; that is a number too
            log.warning("metrics are incomplete (%s)", type(error).__name__)
            answered = 0
        finally:
            connections.close_all()
        return [
            _gauge("troska_database_up", "Whether the database answered the last question.", {(): answered}),
            *found,
        ]


def _timeline() -> Iterator[Metric]:
    yield CounterMetricFamily("troska_events_sequenced", "Events that have their place.", value=timeline.head())
    oldest = Unsequenced.objects.order_by("recorded_at").first()
    age = (clock.now() - oldest.recorded_at).total_seconds() if oldest else 0
    yield _gauge("troska_events_unsequenced", "Events that wait for their place.", {(): Unsequenced.objects.count()})
    yield _gauge("troska_events_unsequenced_seconds", "Age of the oldest event that waits.", {(): max(0.0, age)})
    lags = timeline.lags()
    yield _gauge("troska_follower_lag_events", "Events a follower has not read.",
                 {(lag.follower,): lag.events for lag in lags}, "follower")  # fmt: skip
    yield _gauge("troska_follower_lag_seconds", "Age of the first event a follower has not read.",
                 {(lag.follower,): lag.seconds for lag in lags}, "follower")  # fmt: skip
    parked = ParkedEvent.objects.filter(due_at=None).values_list("follower").annotate(Count("pk"))
    numbers = {(lag.follower,): 0 for lag in lags} | {(name,): number for name, number in parked}
    yield _gauge("troska_follower_parked", "Events set aside for good.", numbers, "follower")


def _jobs() -> Iterator[Metric]:
    known = queues()
    states = {
        (queue.name, state): getattr(queue, state) for queue in known for state in ("due", "later", "doing", "failed")
    }
    yield _gauge("troska_jobs", "Jobs that are not done.", states, "queue", "state")
    yield _gauge("troska_jobs_oldest_seconds", "How long the oldest job that is due has waited.",
                 {(queue.name,): queue.waits for queue in known}, "queue")  # fmt: skip


def _mail() -> Iterator[Metric]:
    held = (JournalState.RECEIVED, JournalState.QUARANTINED)
    journal = {(str(state),): JournalEntry.objects.filter(state=state).count() for state in held}
    yield _gauge("troska_journal", "Deliveries that are no messages yet.", journal, "state")
    due = Dispatch.objects.filter(next_attempt_at__lte=clock.now()).count()
    later = Dispatch.objects.filter(next_attempt_at__gt=clock.now()).count()
    sending = Dispatch.objects.filter(leased_until__isnull=False).count()
    waiting = {("due",): due, ("later",): later, ("sending",): sending}
    yield _gauge("troska_outbox", "Mails to customers that are not out.", waiting, "state")
    letters = StaffLetter.objects.filter(state=LetterState.WAITING).count()
    yield _gauge("troska_letters_waiting", "Letters to staff that are not out.", {(): letters})


def _health() -> Iterator[Metric]:
    troubles = Trouble.objects.filter(ended_at=None).order_by().values_list("code", "verdict").annotate(Count("pk"))
    numbers = {(code, verdict): number for code, verdict, number in troubles}
    yield _gauge("troska_troubles", "What doctor finds not to be fine.", numbers, "code", "verdict")
    now = clock.now()
    last = Checkup.objects.exclude(ran_at=None).order_by("ran_at").values_list("name", "ran_at")
    ages = {(name,): (now - at).total_seconds() for name, at in last if at is not None}
    yield _gauge("troska_checkup_age_seconds", "Since when a check was not asked.", ages, "check")
    alive = {(part,): 0 for part in OFFSETS}
    for part in processes.alive().values_list("part", flat=True):
        alive[part,] = alive.get((part,), 0) + 1
    yield _gauge("troska_processes", "Processes that gave a sign of life lately.", alive, "part")


_QUESTIONS: tuple[Callable[[], Iterator[Metric]], ...] = (_timeline, _jobs, _mail, _health)


def _gauge(name: str, meaning: str, values: Mapping[Any, float], *labels: str) -> Metric:
    gauge = GaugeMetricFamily(name, meaning, labels=labels)
    for words, value in values.items():
        gauge.add_metric(words, value)
    return gauge
