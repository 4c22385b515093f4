"""A widget as a page of the company's has it, driven without a browser."""

import hashlib
import itertools
import json
import uuid
from dataclasses import dataclass, field
from typing import Any

from django.test import Client
from tests import given

from troska.channels.webchat.models import Visitor, Widget

SHOP = "https://sklep.example"


def widget(**fields: Any) -> Widget:
    """The chat of the usual inbox on the company's shop."""
    inbox = given.inbox()
    return Widget.objects.get_or_create(
        inbox=inbox, defaults={"allowed_origins": [SHOP], "asks_email": False} | fields
    )[0]


def solved(puzzle: str) -> str:
    """Solve a puzzle the way the widget does."""
    zeros = int(puzzle.split(".", maxsplit=1)[0])
    for answer in itertools.count():
        digest = hashlib.sha256(f"{puzzle}:{answer}".encode()).digest()
        if int.from_bytes(digest, "big") >> (256 - zeros) == 0:
            return str(answer)
    raise AssertionError


@dataclass
class Browser:
    """One browser that shows the widget."""

    widget: Widget
    origin: str = SHOP
    token: str = ""
    language: str = "pl"
    client: Client = field(default_factory=lambda: Client(enforce_csrf_checks=True))

    def begin(self) -> "Browser":
        puzzle = self.post("zagadka", {})["puzzle"]
        self.token = self.post("poczatek", {"puzzle": puzzle, "answer": solved(puzzle)})["token"]
        return self

    @property
    def visitor(self) -> Visitor:
        return Visitor.objects.select_related("widget__inbox").get(
            token_digest=hashlib.sha256(self.token.encode()).hexdigest()
        )

    def say(self, text: str, *, key: str | None = None, files: list[str] | None = None) -> dict[str, Any]:
        sent = {"key": key or str(uuid.uuid4()), "text": text, "files": files or []}
        said: dict[str, Any] = self.post("wiadomosc", sent)["message"]
        return said

    def post(self, where: str, body: Any, *, status: int = 200) -> dict[str, Any]:
        response = self.send("post", where, data=json.dumps(body), content_type="application/json")
        assert response.status_code == status, response.content
        return dict(response.json())

    def get(self, where: str, *, status: int = 200) -> dict[str, Any]:
        response = self.send("get", where)
        assert response.status_code == status, response.content
        return dict(response.json())

    def send(self, method: str, where: str, **options: Any) -> Any:
        headers = {"origin": self.origin, "accept-language": self.language}
        if self.token:
            headers["authorization"] = f"Bearer {self.token}"
        return getattr(self.client, method)(f"/czat/{self.widget.key}/{where}", headers=headers, **options)


def browser(**fields: Any) -> Browser:
    """A browser that has begun."""
    return Browser(widget(), **fields).begin()
