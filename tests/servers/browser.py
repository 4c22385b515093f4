"""A signed-in agent's browser, as far as a server can tell; it need not be the server he signed in at."""

import http.client
from dataclasses import dataclass, field
from urllib.parse import urlencode

from django.conf import settings
from django.test import Client

from troska.staff.models import Agent


@dataclass
class Browser:
    """`get` and `post` over a new connection each; a port may be another one each time."""

    cookies: dict[str, str]
    patience: float = 20.0
    headers: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, agent: Agent) -> "Browser":
        """Sign an agent in."""
        client = Client()
        client.force_login(agent)
        return cls({settings.SESSION_COOKIE_NAME: client.cookies[settings.SESSION_COOKIE_NAME].value})

    @property
    def cookie(self) -> str:
        return "; ".join(f"{name}={value}" for name, value in self.cookies.items())

    def get(self, port: int, path: str) -> tuple[int, str]:
        """Get a page."""
        return self._ask(port, "GET", path, "")

    def post(self, port: int, path: str, form: dict[str, str]) -> tuple[int, str]:
        """Send a form; a page must have been shown before."""
        return self._ask(port, "POST", path, urlencode(form))

    def _ask(self, port: int, method: str, path: str, body: str) -> tuple[int, str]:
        headers = {"Cookie": self.cookie, "Content-Type": "application/x-www-form-urlencoded", **self.headers}
        if method == "POST":
            headers["X-CSRFToken"] = self.cookies[settings.CSRF_COOKIE_NAME]
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=self.patience)
        try:
            connection.request(method, path, body or None, headers)
            response = connection.getresponse()
            text = response.read().decode(errors="replace")
        finally:
            connection.close()
        for cookie in response.headers.get_all("Set-Cookie") or []:
            name, _, value = cookie.partition(";")[0].partition("=")
            self.cookies[name] = value
        return response.status, text
