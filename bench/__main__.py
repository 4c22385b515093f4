"""`make bench`: all benchmarks, or those named: `make bench ARGS="intake"`. Prints tables for the documentation.

With `--large` the desk is measured on the large set too, which is built first where it is missing; `--home` says where
it lies.
"""

import argparse
import os
from collections.abc import Callable, Mapping
from typing import Protocol

from bench import building, cliffs, counting, desk, fanout, intake, live, memory, presence, weight


class Figures(Protocol):
    """What was measured."""

    def table(self) -> str:
        """Write the figures as a table for the documentation."""


MEASURES: Mapping[str, Callable[[], Figures]] = {
    "intake": intake.measure,
    "live": live.measure,
    "presence": presence.measure,
    "fanout": fanout.measure,
    "desk": desk.measure,
    "cliffs": cliffs.measure,
    "counting": counting.measure,
    "weight": weight.measure,
    "memory": memory.measure,
}


def main() -> None:
    """Run the benchmarks that were asked for."""
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"which: {', '.join(MEASURES)}")
    parser.add_argument("--large", action="store_true", help="build the large set where it is missing")
    parser.add_argument("--home", help="where the large set lies (TROSKA_BENCH_HOME)")
    arguments = parser.parse_args()
    if arguments.home:
        os.environ["TROSKA_BENCH_HOME"] = arguments.home
    if arguments.large and not building.is_built(building.large_home()):
        print(building.build(building.large_home()), flush=True)
    for name in arguments.names or MEASURES:
        print(f"\n## {name}\n\n{MEASURES[name]().table()}", flush=True)


main()
