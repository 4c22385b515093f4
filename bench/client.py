"""A signed-in agent's browser, as far as a server can tell: one connection that is kept, cookies, the CSRF token."""

import http.client
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import cycle
from typing import Self
from urllib.parse import urlencode

from bench.stand import Stand

_SESSIONS = """
from importlib import import_module
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from troska.staff.models import Agent
for email in {emails!r}:
    agent = Agent.objects.get(email=email)
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session[SESSION_KEY] = str(agent.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = agent.get_session_auth_hash()
    session.create()
    print(session.session_key)
"""
#: What htmx sends with its requests.
HTMX = {"HX-Request": "true"}


def sessions(stand: Stand, emails: Sequence[str]) -> list[str]:
    """Sign agents in; give the keys of their sessions."""
    return stand.python(_SESSIONS.format(emails=list(emails))).split()


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    body: bytes
    location: str = ""


class Client:
    """One agent's connection."""

    def __init__(self, port: int, session: str, *, colleagues: Sequence[int] = (), labels: Sequence[int] = ()) -> None:
        #: To whom he hands over and what he puts on, in turn.
        self.colleagues, self.labels = cycle(colleagues), cycle(labels)
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self.cookies = {"sesja": session}

    def get(self, path: str, headers: Mapping[str, str] | None = None) -> Answer:
        """Get a page or a part of one."""
        return self._ask("GET", path, b"", dict(headers or {}))

    def post(self, path: str, form: Mapping[str, str], headers: Mapping[str, str] | None = None) -> Answer:
        """Send a form; a page that it leads to is fetched too, as a browser does."""
        more = {"X-CSRFToken": self.cookies["csrf"], "Content-Type": "application/x-www-form-urlencoded"}
        answer = self._ask("POST", path, urlencode(form).encode(), more | dict(headers or {}))
        return self._ask("GET", answer.location, b"", {}) if answer.location else answer

    def _ask(self, method: str, path: str, body: bytes, headers: dict[str, str]) -> Answer:
        headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        self.connection.request(method, path, body or None, headers)
        response = self.connection.getresponse()
        content = response.read()
        for cookie in response.headers.get_all("Set-Cookie") or []:
            name, _, value = cookie.partition(";")[0].partition("=")
            self.cookies[name] = value
        if response.status >= 400:
            raise RuntimeError(f"{method} {path}: {response.status}")
        return Answer(response.status, content, response.headers.get("Location", ""))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.connection.close()
