"""One mail accepted → an agent's open page shows it, in a real browser: alone, and with 49 colleagues connected."""

import socket
import statistics
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from playwright.sync_api import sync_playwright

from bench import company, lmtp
from bench.client import sessions
from bench.load import Mail, mails
from bench.stand import PASSWORD, Stand
from troska.core import clock

SAMPLES, COLLEAGUES = 40, 49
_MS = timedelta(milliseconds=1)
CHROMIUM = "/usr/bin/chromium"
FLAGS = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@dataclass(frozen=True)
class Figures:
    """Milliseconds to the row on the agent's page, one per mail, by who is connected: from LMTP's 250, and from the
    moment the message was stored (its `created_at`, on the same clock).
    """

    accepted: dict[str, list[float]]
    stored: dict[str, list[float]]

    def table(self) -> str:
        """Write the figures as a table for the documentation."""
        lines = ["| → on the open page | p50 ms | p95 ms | most ms |", "| --- | --- | --- | --- |"]
        for since, found in (("mail accepted", self.accepted), ("message stored", self.stored)):
            for name, taken in found.items():
                ordered = sorted(taken)
                p95 = ordered[int(len(ordered) * 0.95) - 1]
                lines.append(f"| {since}, {name} | {statistics.median(ordered):.0f} | {p95:.0f} | {ordered[-1]:.0f} |")
        return "\n".join(lines)


def measure() -> Figures:
    """Run the benchmark."""
    figures = Figures({}, {})
    with Stand() as stand, sync_playwright() as playwright:
        with stand.connect() as connection:
            company.found(connection, teams=1, inboxes=1, agents=COLLEAGUES)
            # All look after the inbox that the mails come to.
            connection.execute(
                "INSERT INTO conversations_inbox_teams (inbox_id, team_id)"
                " SELECT a.inbox_id, t.id FROM conversations_inboxaddress a, staff_team t"
                " WHERE a.key = 'pomoc@halny.example' ON CONFLICT DO NOTHING"
            )
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        page = browser.new_page(base_url=stand.address, locale="pl-PL")
        page.goto("/")
        page.get_by_label("E-mail").fill("admin@halny.example")
        page.locator("input[type=password]").fill(PASSWORD)
        page.get_by_role("button", name="Zaloguj").click()
        page.goto("/rozmowy/nieprzypisane/")
        time.sleep(2)
        _measure(page, stand, figures, "one agent", seed=7)
        keys = sessions(stand, [company.AGENT.format(n) for n in range(COLLEAGUES)])
        with _streams(stand, keys):
            time.sleep(2)
            _measure(page, stand, figures, f"{COLLEAGUES + 1} agents", seed=8)
        browser.close()
    return figures


def _measure(page, stand: Stand, figures: Figures, name: str, *, seed: int) -> None:  # type: ignore[no-untyped-def]  # Playwright's page
    taken = [
        _once(page, stand, mail, f"{seed}x{nth}")
        for nth, mail in enumerate(mails(seed, new=SAMPLES, replies=0, prefix="l"))
    ]
    figures.accepted[name] = [accepted for accepted, _ in taken[5:]]
    figures.stored[name] = [stored for _, stored in taken[5:]]


@contextmanager
def _streams(stand: Stand, keys: list[str]) -> Iterator[None]:
    """Keep a live stream open for each session, as colleagues' browsers do; the kernel holds what they are told."""
    with ExitStack() as stack:
        for key in keys:
            client = stack.enter_context(socket.create_connection(("127.0.0.1", stand.port)))
            client.sendall(f"GET /strumien HTTP/1.1\r\nHost: localhost\r\nCookie: sesja={key}\r\n\r\n".encode())
            if b" 200 " not in client.recv(1024):
                raise RuntimeError("a stream was refused")
        yield


def _once(page, stand: Stand, mail: Mail, nth: str) -> tuple[float, float]:  # type: ignore[no-untyped-def]  # Playwright's page
    marked = f"Znacznik{nth}x"
    raw = mail.raw.replace(b"Subject: ", f"Subject: {marked} ".encode(), 1)
    lmtp.send([Mail(raw, mail.message_id, None)], port=stand.lmtp_port)
    accepted = clock.now()
    page.get_by_text(marked).first.wait_for(timeout=15_000)
    shown = clock.now()
    ((stored,),) = stand.rows("SELECT created_at FROM conversations_message WHERE subject LIKE %s", [f"{marked}%"])
    if not isinstance(stored, datetime):
        raise TypeError(stored)
    time.sleep(0.3)
    return (shown - accepted) / _MS, (shown - stored) / _MS
