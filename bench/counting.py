"""What counting requests costs: the same request with and without it, in turns, in one process."""

import gc
import os
import statistics
import tempfile
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django.test import Client

TURNS, REQUESTS = 41, 400


@dataclass
class Figures:
    """Median microseconds of a request that does nothing, and of the same counted; median of the turns' ratios."""

    plain: float
    counted: float
    ratio: float

    def table(self) -> str:
        """Write the figures as a table for the documentation."""
        return (
            "| a request that does nothing | µs |\n| --- | --- |\n"
            f"| without counting | {self.plain:.0f} |\n| counted | {self.counted:.0f} |\n| ratio | {self.ratio:.3f} |"
        )


def measure() -> Figures:
    """Run the benchmark; it needs no database."""
    with tempfile.TemporaryDirectory(prefix="troska-bench-") as home:
        os.environ |= {"TROSKA_HOME": home, "DJANGO_SETTINGS_MODULE": "troska.config.settings"}
        import django

        django.setup()
        both = (_client(), _client("troska.core.ui.measuring.MeasureRequests"))
        times: tuple[list[float], list[float]] = ([], [])
        gc.disable()
        for turn in range(TURNS):
            for which in (0, 1) if turn % 2 else (1, 0):
                times[which].append(_median(both[which]))
        gc.enable()
    ratios = [counted / plain for plain, counted in zip(*times, strict=True)]
    return Figures(statistics.median(times[0]), statistics.median(times[1]), statistics.median(ratios))


def _client(*first: str) -> "Client":
    """Make a client whose requests go through these before all else."""
    from django.conf import settings
    from django.test import Client, override_settings

    made = Client(headers={"host": "localhost"})
    with override_settings(MIDDLEWARE=[*first, *settings.MIDDLEWARE]):
        made.get("/healthz")
    return made


def _median(client: "Client") -> float:
    spent = []
    for _ in range(REQUESTS):
        began = time.perf_counter()
        client.get("/healthz")
        spent.append((time.perf_counter() - began) * 1e6)
    return statistics.median(spent)
