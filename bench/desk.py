"""The desk under an agent's hands: list, open, reply, label, assign, over HTTP as a browser asks.

Measured at 20,000 conversations / 60,000 messages and, where it was built (`make bench-large`), at 500,000 / 1,500,000;
with one client and with four; as whole pages and as htmx asks; beside the floor. The agents are ordinary ones, of one
team among several. A whole page after a form is the form and the page it leads to.
"""

import statistics
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from itertools import cycle
from typing import TypeAlias

from bench import building, company, large
from bench.client import HTMX, Client, sessions
from bench.desk_floor import Floor, median_ms
from bench.stand import Stand
from bench.watching import cpu_ms, statements, tree, used_since

SAMPLES, CLIENTS = 100, 4
_WARM, _COUNTED = 15, 10
_PANE, _ROWS = HTMX | {"HX-Target": "pane"}, HTMX | {"HX-Target": "rows"}

Step: TypeAlias = Callable[[Client, str], object]
#: Name, as a whole page, as htmx asks, the floor's name.
ACTIONS: tuple[tuple[str, Step, Step, str], ...] = (
    (
        "list of 50",
        lambda client, _: client.get("/rozmowy/otwarte/"),
        lambda client, _: client.get("/rozmowy/otwarte/", _ROWS),
        "show_list",
    ),
    (
        "open",
        lambda client, code: client.get(f"/rozmowa/{code}/?widok=otwarte"),
        lambda client, code: client.get(f"/rozmowa/{code}/?widok=otwarte", _PANE),
        "open",
    ),
    (
        "reply",
        lambda client, code: client.post(f"/rozmowa/{code}/odpowiedz?widok=otwarte", _words()),
        lambda client, code: client.post(f"/rozmowa/{code}/odpowiedz?widok=otwarte", _words(), _PANE),
        "reply",
    ),
    (
        "label",
        lambda client, code: client.post(f"/rozmowa/{code}/etykieta?widok=otwarte", _some_label(client)),
        lambda client, code: client.post(f"/rozmowa/{code}/etykieta?widok=otwarte", _some_label(client), _PANE),
        "label",
    ),
    (
        "assign",
        lambda client, code: client.post(f"/rozmowa/{code}/przypisz?widok=otwarte", _somebody(client)),
        lambda client, code: client.post(f"/rozmowa/{code}/przypisz?widok=otwarte", _somebody(client), _PANE),
        "assign",
    ),
)


@dataclass
class Cost:
    """One action in one form: milliseconds of each request, and what one costs inside."""

    action: str
    form: str
    alone: list[float]
    together: list[float] = field(default_factory=list)
    per_second: float = 0.0
    queries: float = 0.0
    web_ms: float = 0.0
    postgres_ms: float = 0.0
    floor_ms: float = 0.0

    def row(self) -> str:
        """Write it as a row."""
        return (
            f"| {self.action}, {self.form} | {_p(self.alone, 50):.1f} / {_p(self.alone, 95):.1f}"
            f" | {_p(self.together, 50):.1f} / {_p(self.together, 95):.1f} | {self.per_second:.0f}"
            f" | {self.queries:.0f} | {self.web_ms:.1f} | {self.postgres_ms:.1f} | {self.floor_ms:.1f} |"
        )


@dataclass
class Figures:
    """Costs by the name of the database."""

    costs: dict[str, list[Cost]] = field(default_factory=dict)

    def table(self) -> str:
        """Write the figures as tables for the documentation."""
        lines = []
        for name, costs in self.costs.items():
            head = (
                "p50 / p95 ms",
                f"with {CLIENTS} clients",
                "requests/s",
                "queries",
                "CPU web ms",
                "CPU PostgreSQL ms",
            )
            lines += [
                f"\n{name}:\n",
                f"| | {' | '.join(head)} | floor ms |",
                "| --- | --- | --- | --- | --- | --- | --- | --- |",
                *(cost.row() for cost in costs),
            ]
        if len(self.costs) == 2:
            small, big = self.costs.values()
            lines += ["\n| growth small → large, p50 | × |", "| --- | --- |"]
            lines += [
                f"| {one.action}, {one.form} | {_p(other.alone, 50) / _p(one.alone, 50):.2f} |"
                for one, other in zip(small, big, strict=True)
            ]
        return "\n".join(lines)


def measure() -> Figures:
    """Run the benchmark."""
    figures = Figures()
    with Stand() as stand:
        with stand.connect() as connection:
            found = company.found(connection, teams=8, inboxes=12, agents=60)
            large.fill(connection, company=found)
        figures.costs["20,000 conversations / 60,000 messages"] = costs(stand)
    if building.is_built(home := building.large_home()):
        with Stand(home=home) as stand:
            figures.costs["500,000 conversations / 1,500,000 messages"] = costs(stand)
    return figures


def costs(stand: Stand, actions: Sequence[tuple[str, Step, Step, str]] = ACTIONS) -> list[Cost]:
    """Measure every action in both forms on one database."""
    emails = [company.AGENT.format(n * 8) for n in range(CLIENTS)]  # of the same team, each with a session
    keys = sessions(stand, emails)
    codes = cycle(_codes(stand, emails[0]))
    with ExitStack() as stack:
        connection = stack.enter_context(stand.connect())
        rows = stand.rows("SELECT id FROM staff_agent WHERE email = ANY(%s) ORDER BY id", [emails])
        team = [int(str(pk)) for (pk,) in rows]
        labels = [int(str(pk)) for (pk,) in stand.rows("SELECT id FROM conversations_label ORDER BY id")]
        clients = [stack.enter_context(Client(stand.port, key, colleagues=team, labels=labels)) for key in keys]
        floor = Floor(connection, agent=team[0], session=keys[0], label=labels[0])
        for client in clients:  # Gives each its CSRF cookie.
            client.get(f"/rozmowa/{next(codes)}/")
        found = []
        for name, whole, part, floored in actions:
            for form, step in (("page", whole), ("htmx", part)):
                found.append(_cost(stand, clients, step, codes, name=name, form=form))
                found[-1].floor_ms = median_ms(getattr(floor, floored), [next(codes) for _ in range(SAMPLES)])
    return found


def _cost(stand: Stand, clients: list[Client], step: Step, codes: "cycle[str]", *, name: str, form: str) -> Cost:
    timed(step, clients[0], [next(codes) for _ in range(_WARM)])
    web, database = tree(stand.web_pid()), tree(stand.postgres_pid())
    before = cpu_ms(web), cpu_ms(database)
    cost = Cost(name, form, timed(step, clients[0], [next(codes) for _ in range(SAMPLES)]))
    cost.web_ms, cost.postgres_ms = (used_since(earlier) / SAMPLES for earlier in before)
    given = [[next(codes) for _ in range(SAMPLES // 2)] for _ in clients]
    threads = [
        threading.Thread(target=lambda nth=nth: cost.together.extend(timed(step, clients[nth], given[nth])))
        for nth in range(len(clients))
    ]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    cost.per_second = len(cost.together) / (time.perf_counter() - began)
    with statements(stand) as seen:
        timed(step, clients[0], [next(codes) for _ in range(_COUNTED)])
    cost.queries = len(seen) / _COUNTED
    return cost


def timed(step: Step, client: Client, codes: Sequence[str]) -> list[float]:
    """Take the step once per code; give the milliseconds of each."""
    taken = []
    client.connection.close()  # The server may have closed an idle one; the next request opens it anew.
    for code in codes:
        began = time.perf_counter()
        step(client, code)
        taken.append((time.perf_counter() - began) * 1000)
    return taken


def _codes(stand: Stand, email: str) -> list[str]:
    """Give the open conversations of his team's inboxes, newest first."""
    rows = stand.rows(
        "SELECT c.code FROM conversations_conversation c WHERE c.status = 'open' AND c.primary_inbox_id IN ("
        " SELECT it.inbox_id FROM conversations_inbox_teams it JOIN staff_membership m USING (team_id)"
        " JOIN staff_agent a ON a.id = m.agent_id WHERE a.email = %s)"
        " ORDER BY c.last_message_at DESC LIMIT 3000",
        [email],
    )
    return [str(code) for (code,) in rows]


def _somebody(client: Client) -> dict[str, str]:
    """Each time another colleague, so that every request changes something."""
    return {"agent": str(next(client.colleagues))}


def _some_label(client: Client) -> dict[str, str]:
    return {"poloz": str(next(client.labels))}


def _words() -> dict[str, str]:
    return {"text": "Dzień dobry, paczka wyszła dziś rano i będzie jutro. " * 8, "then": "open"}


def _p(values: Sequence[float], percent: int) -> float:
    return statistics.quantiles(values, n=100)[percent - 1] if len(values) > 1 else float("nan")
