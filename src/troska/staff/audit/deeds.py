"""The kinds of what is audited; each package declares its own."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.utils.functional import Promise

_known: dict[str, "Deed"] = {}


@dataclass(frozen=True, slots=True)
class Deed:
    """A kind of deed: its lasting name, and what it says of who did it ("zmienia rolę")."""

    name: str
    label: str | Promise = field(compare=False)

    def __post_init__(self) -> None:
        if _known.setdefault(self.name, self) is not self:
            raise TypeError(f"two deeds are called {self.name}")


def known_deeds() -> Mapping[str, Deed]:
    """List all kinds by name."""
    return _known
