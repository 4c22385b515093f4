"""Who did it: an actor stands on every event and every message."""

from dataclasses import dataclass
from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _


class ActorKind(models.TextChoices):
    AGENT = "agent", _("konsultant")
    CUSTOMER = "customer", _("klient")
    ASSISTANT = "assistant", _("asystent")
    RULE = "rule", _("reguła")
    SYSTEM = "system", _("system")


@dataclass(frozen=True, slots=True)
class Actor:
    """A kind and the id of its row; the system has none."""

    kind: ActorKind
    id: int | None = None

    @classmethod
    def agent(cls, id: int) -> Self:  # noqa: A002 -- it is the id
        return cls(ActorKind.AGENT, id)

    @classmethod
    def customer(cls, id: int | None) -> Self:  # noqa: A002 -- it is the id
        return cls(ActorKind.CUSTOMER, id)

    @classmethod
    def rule(cls, id: int | None = None) -> Self:  # noqa: A002 -- it is the id
        return cls(ActorKind.RULE, id)


SYSTEM = Actor(ActorKind.SYSTEM)
