"""Whether a load balancer hears the truth in time, and nothing else."""

import asyncio
import threading
import time
from typing import Any

import psycopg
import pytest

from troska.config import ready
from troska.config.asgi import application


def asked(method: str = "GET") -> tuple[int, bytes, dict[bytes, bytes]]:
    told: list[dict[str, Any]] = []

    async def send(message: Any) -> None:
        told.append(dict(message))

    async def receive() -> dict[str, Any]:
        return {"type": "http.request"}

    scope = {"type": "http", "method": method, "path": "/readyz", "headers": [], "query_string": b""}
    asyncio.run(application(scope, receive, send))
    return told[0]["status"], told[1]["body"], dict(told[0]["headers"])


@pytest.fixture(autouse=True)
def anew(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ready, "_last", ready._Answer())


@pytest.mark.django_db(transaction=True)
def test_ready_while_the_database_answers() -> None:
    assert asked()[:2] == (200, b"ready\n")
    assert asked("HEAD")[:2] == (200, b"")


def test_not_ready_when_it_refuses(monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(_channels: object) -> psycopg.Connection:
        raise psycopg.OperationalError("password authentication failed for user troska at 10.1.2.3")

    monkeypatch.setattr(ready, "listening_connection", refused)
    status, body, headers = asked()
    assert (status, body) == (503, b"not ready\n")
    assert headers.keys() == {b"content-type", b"cache-control"}


def test_not_ready_in_time_when_it_says_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    let_go = threading.Event()

    def silent(_channels: object) -> psycopg.Connection:
        let_go.wait(20)
        raise psycopg.OperationalError

    monkeypatch.setattr(ready, "listening_connection", silent)
    monkeypatch.setattr(ready, "WITHIN", 0.2)
    answers: list[int] = []
    thread = threading.Thread(target=lambda: answers.append(asked()[0]))
    began = time.monotonic()
    thread.start()
    while not answers and time.monotonic() < began + 10:
        if ready._last.at != float("-inf"):
            let_go.set()  # the answer was decided while the database still said nothing
        time.sleep(0.02)
    thread.join(10)
    assert answers == [503]


@pytest.mark.django_db(transaction=True)
def test_the_database_is_asked_once_a_second_however_many_ask(monkeypatch: pytest.MonkeyPatch) -> None:
    count: list[int] = []

    def counted() -> bool:
        count.append(1)
        return True

    monkeypatch.setattr(ready, "_answers", counted)
    for _ in range(50):
        assert asked()[0] == 200
    assert len(count) == 1
