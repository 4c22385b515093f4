"""Page weight: what a real Chromium fetches for the list, the first time and again, and all scripts together."""

import gzip
import urllib.request
from dataclasses import dataclass

from playwright.sync_api import Page, Request, sync_playwright

from bench.client import sessions
from bench.live import CHROMIUM, FLAGS
from bench.lmtp import send
from bench.load import mails
from bench.stand import Stand


@dataclass
class Figures:
    """Bytes over the wire, of the headers of answers, unpacked, and requests: of the first load and of one after."""

    first: tuple[int, int, int, int]
    again: tuple[int, int, int, int]
    #: Bytes of each as gzip.
    scripts: dict[str, int]

    def table(self) -> str:
        """Write the figures as a table for the documentation."""
        lines = ["| the list, signed in | kB over the wire | and headers | kB unpacked | requests |"]
        lines.append("| --- | --- | --- | --- | --- |")
        for name, (wire, headers, unpacked, requests) in (("first load", self.first), ("after", self.again)):
            lines.append(f"| {name} | {wire / 1000:.0f} | {headers / 1000:.0f} | {unpacked / 1000:.0f} | {requests} |")
        lines += ["", "| script | kB gzip |", "| --- | --- |"]
        lines += [f"| {name} | {size / 1000:.1f} |" for name, size in sorted(self.scripts.items())]
        return "\n".join([*lines, f"| **all** | **{sum(self.scripts.values()) / 1000:.1f}** |"])


def measure() -> Figures:
    """Run the benchmark."""
    with Stand() as stand, sync_playwright() as playwright:
        send(mails(5, new=60, replies=0), port=stand.lmtp_port)
        (key,) = sessions(stand, ["admin@halny.example"])
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        context = browser.new_context(base_url=stand.address, locale="pl-PL")
        context.add_cookies([{"name": "sesja", "value": key, "url": stand.address}])
        page = context.new_page()
        seen: list[str] = []
        figures = Figures(_load(page, seen), _load(page, []), {})
        for url in seen:
            if url.endswith(".js"):
                with urllib.request.urlopen(url) as answer:  # noqa: S310 -- our own loopback
                    name = url.rsplit("/", 1)[1].split(".")[0]
                    figures.scripts[name] = len(gzip.compress(answer.read(), 9))
        browser.close()
    return figures


def _load(page: Page, seen: list[str]) -> tuple[int, int, int, int]:
    """Load the list and count what was fetched; the live stream, which never ends, is left out."""
    finished: list[Request] = []

    def note(request: Request) -> None:
        finished.append(request)

    page.on("requestfinished", note)
    page.goto("/rozmowy/otwarte/")
    page.wait_for_timeout(1500)
    page.remove_listener("requestfinished", note)
    wire = headers = unpacked = count = 0
    for request in finished:
        sizes, response = request.sizes(), request.response()
        seen.append(request.url)
        if response is None or response.from_service_worker or sizes["responseBodySize"] <= 0:
            continue
        wire += sizes["responseBodySize"]
        headers += sizes["responseHeadersSize"]
        unpacked += len(response.body())
        count += 1
    return wire, headers, unpacked, count
