// Keeps what a page shows true: when the stream says that something changed, the fragments that show it are pulled
// anew, the first at once, further ones at most every 150 ms, one at a time.
//   data-live="all"                                  pulled on every change
//   data-live="conversation" data-conversation="…"   pulled when that conversation changed

// Nobody did anything: the session's time goes on running.
const BY_ITSELF = { "X-Troska-Live": "1" };
const APART = 150;
const APART_HIDDEN = 1000;
const AWAY_AFTER = 3000;
const pulls = new Map();

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

function address(element) {
  const url = new URL(element.dataset.liveUrl, location.href);
  if ("liveRows" in element.dataset) {
    url.searchParams.set("ile", Math.ceil(element.querySelectorAll(".row-item").length / 50) * 50);
    const open = location.pathname.match(/^\/rozmowa\/([a-z2-7]{26})\/$/);
    if (open) url.searchParams.set("obok", open[1]);
  }
  return url.pathname + url.search;
}

async function pull(id) {
  const state = pulls.get(id) ?? { isBusy: false, isDue: false };
  pulls.set(id, state);
  state.isDue = true;
  if (state.isBusy) return;
  state.isBusy = true;
  while (state.isDue) {
    state.isDue = false;
    const element = document.getElementById(id);
    if (!element?.dataset.live) break;
    try {
      await window.htmx.ajax("GET", address(element), { source: element, target: element, swap: "morph", headers: BY_ITSELF });
    } catch {
      // The connection is away; the stream says so and asks for everything when it is back.
    }
    await pause(document.visibilityState === "visible" ? APART : APART_HIDDEN);
  }
  state.isBusy = false;
}

function concerns(element, change) {
  return element.dataset.live === "all" || !change || element.dataset.conversation === change.conversation;
}

function pullWhatChanged(change) {
  for (const element of document.querySelectorAll("[data-live]")) if (concerns(element, change)) pull(element.id);
}

document.addEventListener("stream:changed", ({ detail }) => pullWhatChanged(detail));
document.addEventListener("live:pull", ({ detail }) => pull(detail));
document.addEventListener("stream:resync", () => pullWhatChanged(null));

const notice = document.getElementById("away");
let noticeTimer = 0;
document.addEventListener("stream:away", () => {
  clearTimeout(noticeTimer);
  noticeTimer = setTimeout(() => (notice.hidden = false), AWAY_AFTER);
});
document.addEventListener("stream:back", () => {
  clearTimeout(noticeTimer);
  notice.hidden = true;
});
