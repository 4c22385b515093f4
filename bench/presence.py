"""One agent begins to write → the other agent's open page shows it, in two real browsers."""

import statistics
import time
from dataclasses import dataclass

from playwright.sync_api import Browser, Page, sync_playwright

from bench import lmtp
from bench.live import CHROMIUM, FLAGS
from bench.load import mails
from bench.stand import PASSWORD, Stand

SAMPLES = 30
_WARM_UP = 3
_COLLEAGUE = "bartek@halny.example"
_ADD_COLLEAGUE = f"""
from troska.staff.actions import add_agent
from troska.staff.permissions import Role
from troska.timeline.actors import SYSTEM
add_agent(email="{_COLLEAGUE}", name="Bartek Żuk", role=Role.ADMINISTRATOR, teams=[], password="{PASSWORD}", by=SYSTEM)
"""
#: Says what the agent does as the page would, and gives the moment before, on the clock both pages share.
_POST = """
async (doing) => {
  const form = new URLSearchParams({
    csrfmiddlewaretoken: document.querySelector("input[name=csrfmiddlewaretoken]").value,
    conversation: document.getElementById("thread").dataset.conversation, doing, tab: "bench2bench2",
  });
  const began = performance.timeOrigin + performance.now();
  await fetch("/obecnosc", { method: "POST", body: form });
  return began;
}
"""
#: Writes down when the head of the conversation showed what.
_WATCH = """
() => {
  window.shown = [];
  new MutationObserver(() => {
    const says = document.querySelector("#present .avatar")?.getAttribute("aria-label") ?? "";
    const at = performance.timeOrigin + performance.now();
    if (window.shown.at(-1)?.says !== says) window.shown.push({ says, at });
  }).observe(document.getElementById("present"), { childList: true, subtree: true, attributes: true });
}
"""


@dataclass(frozen=True)
class Figures:
    """Milliseconds from the POST to the other page's document, one per change."""

    shown: list[float]

    def table(self) -> str:
        """Write the figures as a table for the documentation."""
        ordered = sorted(self.shown)
        p95 = ordered[int(len(ordered) * 0.95) - 1]
        return (
            "| a colleague writes → on the open page | p50 ms | p95 ms | most ms |\n| --- | --- | --- | --- |\n"
            f"| {len(ordered)} changes, one at a time | {statistics.median(ordered):.0f} | {p95:.0f} "
            f"| {ordered[-1]:.0f} |"
        )


def measure() -> Figures:
    """Run the benchmark."""
    with Stand() as stand, sync_playwright() as playwright:
        stand.python(_ADD_COLLEAGUE)
        lmtp.send(list(mails(7, new=1, replies=0, prefix="p")), port=stand.lmtp_port)
        time.sleep(2)
        [[code]] = stand.rows("SELECT code FROM conversations_conversation LIMIT 1")
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        watches = _signed_in(browser, stand, "admin@halny.example", f"/rozmowa/{code}/")
        writes = _signed_in(browser, stand, _COLLEAGUE, f"/rozmowa/{code}/")
        time.sleep(2)
        watches.evaluate(_WATCH)
        took = [_once(writes, watches, ("reply", "note")[nth % 2]) for nth in range(SAMPLES + _WARM_UP)]
        browser.close()
    return Figures(took[_WARM_UP:])


def _signed_in(browser: Browser, stand: Stand, email: str, path: str) -> Page:
    page = browser.new_context(base_url=stand.address, locale="pl-PL").new_page()
    page.goto("/")
    page.get_by_label("E-mail").fill(email)
    page.locator("input[type=password]").fill(PASSWORD)
    page.get_by_role("button", name="Zaloguj").click()
    page.wait_for_url("**/rozmowy/**")
    page.goto(path)
    return page


def _once(writes: Page, watches: Page, doing: str) -> float:
    says = {"reply": "pisze odpowiedź", "note": "pisze notatkę"}[doing]
    began = float(writes.evaluate(_POST, doing))
    watches.wait_for_function("says => window.shown.at(-1)?.says.includes(says)", arg=says, timeout=5000)
    time.sleep(0.4)
    return float(watches.evaluate("window.shown.at(-1).at")) - began
