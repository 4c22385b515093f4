// Who else is here: looking, writing. This tab says what its agent does; what others do comes by the stream and is
// shown in the head of the conversation and on rows of lists. Nobody's text leaves the tab, and nothing of it is kept.

const BEAT = 12_000; // BEAT_SECONDS in presence.py
const PATIENCE = 6000;
const TYPES_FOR = 6000;
const HIDDEN_FOR = 3000;
const AWAY_AFTER = 3000;
const MOST_FACES = 3;

const body = document.body;
const me = Number(body.dataset.actor?.split(":")[1]);
const words = document.getElementById("together-words")?.dataset ?? {};
const address = words.address;

// --- telling ------------------------------------------------------------------------------------------------------
const LETTERS = "abcdefghijklmnopqrstuvwxyz234567";
const tab = [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => LETTERS[byte & 31]).join("");
const openCode = () => document.getElementById("thread")?.dataset.conversation ?? "";

let typed = null; // {code, kind, at}
let last = { code: "", doing: "away" };
let isTelling = false;
let isDue = false;
let hiddenSince = 0;

function doing(code) {
  if (document.visibilityState === "hidden" && Date.now() - hiddenSince >= HIDDEN_FOR) return "away";
  const types = typed && typed.code === code && Date.now() - typed.at < TYPES_FOR;
  return types ? typed.kind : "viewing";
}

function form(code, what) {
  const csrf = document.querySelector("input[name=csrfmiddlewaretoken]")?.value ?? "";
  return new URLSearchParams({ csrfmiddlewaretoken: csrf, conversation: code, doing: what, tab });
}

// One at a time, so that what is said last arrives last; what changes meanwhile is said after.
async function tell({ isBeat = false } = {}) {
  const code = openCode();
  const now = code ? { code, doing: doing(code) } : { code: last.code, doing: "away" };
  const isNews = now.code !== last.code || now.doing !== last.doing;
  if (!now.code || (!isNews && (!isBeat || now.doing === "away"))) return;
  if (isTelling) {
    isDue = true;
    return;
  }
  isTelling = true;
  last = now;
  try {
    const signal = AbortSignal.timeout(PATIENCE);
    await fetch(address, { method: "POST", body: form(now.code, now.doing), keepalive: true, redirect: "manual", signal });
  } catch {
    // The line is away, perhaps dead without a word: the next beat says it.
  }
  isTelling = false;
  if (isDue) {
    isDue = false;
    tell();
  }
}

function leave() {
  if (!last.code || last.doing === "away") return;
  navigator.sendBeacon(address, form(last.code, "away"));
  last = { code: last.code, doing: "away" };
}

function types({ target }) {
  const composer = target.closest?.("#composer");
  const code = openCode();
  if (!composer || !code || !target.matches("textarea, [contenteditable]")) return;
  const isEmpty = !(target.value ?? target.textContent).trim();
  const kind = target.closest(".is-note") ? "note" : "reply";
  typed = isEmpty ? null : { code, kind, at: Date.now() };
  tell();
  setTimeout(tell, TYPES_FOR + 50);
}

function seen() {
  const isHidden = document.visibilityState === "hidden";
  hiddenSince = isHidden ? Date.now() : 0;
  if (isHidden) setTimeout(tell, HIDDEN_FOR + 50);
  else tell({ isBeat: true });
}

if (address) {
  body.addEventListener("input", types);
  // What was written has been sent: its author looks again.
  body.addEventListener("htmx:afterRequest", ({ detail }) => {
    if (detail.successful && detail.elt.closest?.("#composer") && detail.requestConfig?.verb === "post") {
      typed = null;
      tell();
    }
  });
  for (const name of ["htmx:afterSettle", "htmx:historyRestore"]) body.addEventListener(name, () => tell());
  document.addEventListener("visibilitychange", seen);
  addEventListener("pagehide", leave);
  addEventListener("pageshow", ({ persisted }) => persisted && tell({ isBeat: true }));
  // The server may be another one that has heard of nobody; not all browsers tell it in the same moment.
  document.addEventListener("stream:back", () => setTimeout(tell, Math.random() * 1000, { isBeat: true }));
  setInterval(tell, BEAT, { isBeat: true });
  tell();
}

// --- showing ------------------------------------------------------------------------------------------------------
const here = new Map(); // code of a conversation -> people in it, without this agent

document.addEventListener("stream:presence", ({ detail }) => {
  if (detail.all) here.clear();
  for (const [code, people] of Object.entries(detail.conversations)) {
    const others = people.filter(({ agent }) => agent !== me);
    if (others.length) here.set(code, others);
    else here.delete(code);
  }
  show();
});

document.dispatchEvent(new CustomEvent("stream:ask"));

// Without a line nobody can be seen, and who was seen may have gone; the stream tells all anew when it is back.
let forgetting = 0;
document.addEventListener("stream:away", () => {
  forgetting = setTimeout(() => (here.clear(), show()), AWAY_AFTER);
});
document.addEventListener("stream:back", () => clearTimeout(forgetting));

const says = ({ name, doing: what }) => (words[what] ?? words.viewing).replace("{name}", name);
const isWriting = ({ doing: what }) => what === "reply" || what === "note";

function make(name, className, text = "") {
  const element = document.createElement(name);
  element.className = className;
  element.textContent = text;
  return element;
}

function face(person) {
  const made = make("span", `avatar is-small is-hue-${person.hue}${isWriting(person) ? " is-writing" : ""}`, person.initials);
  if (person.picture) {
    const picture = Object.assign(make("img", ""), { src: person.picture, alt: "" });
    made.replaceChildren(picture);
  }
  made.title = says(person);
  made.setAttribute("role", "img");
  made.setAttribute("aria-label", says(person));
  return made;
}

function faces(people) {
  const shown = people.slice(0, people.length > MOST_FACES ? MOST_FACES - 1 : MOST_FACES).map(face);
  if (people.length > shown.length) {
    const rest = make("span", "avatar is-small is-rest", `+${people.length - shown.length}`);
    rest.title = people.slice(shown.length).map(says).join("\n");
    rest.setAttribute("role", "img");
    rest.setAttribute("aria-label", rest.title);
    shown.push(rest);
  }
  return shown;
}

function showInHead() {
  const place = document.getElementById("present");
  if (!place) return;
  const people = here.get(place.dataset.conversation) ?? [];
  const writing = people.filter(isWriting);
  const sentence = writing.map(says).join(" ");
  const isReply = writing.some(({ doing: what }) => what === "reply");
  put(place, people, () => [
    ...faces(people),
    ...(sentence ? [make("span", `present-says${isReply ? " is-reply" : " is-note"}`, sentence)] : []),
  ]);
  announce(place.dataset.conversation, writing);
}

function showOnRows() {
  for (const row of document.querySelectorAll(".row-item")) {
    const people = here.get(row.id.slice(2)) ?? [];
    let place = row.querySelector(".row-here");
    if (!people.length) {
      place?.remove();
      continue;
    }
    if (!place) {
      place = make("span", "row-here");
      place.id = `here-${row.id.slice(2)}`;
      row.querySelector("a").append(place);
    }
    put(place, people, () => faces(people));
  }
}

// What is shown already stays: a pulse does not begin again, and no reader hears it twice.
function put(place, people, made) {
  const wanted = JSON.stringify(people.map(({ agent, doing: what }) => [agent, what]));
  if (place.shownPeople === wanted && place.childElementCount === place.shownCount) return;
  place.replaceChildren(...made());
  place.shownPeople = wanted;
  place.shownCount = place.childElementCount;
}

// A reader who does not see the head hears once that somebody else has begun to answer the same customer.
let announced = "";
function announce(code, writing) {
  const text = writing.filter(({ doing: what }) => what === "reply").map(says).join(" ");
  const key = text && `${code} ${text}`;
  if (key && key !== announced) document.getElementById("heard").textContent = text;
  announced = key;
}

function show() {
  showInHead();
  showOnRows();
  watching.takeRecords();
}

// Whatever changes the page, the marks are back before it is painted.
const watching = new MutationObserver(() => {
  if (here.size || document.querySelector(".row-here")) show();
});
watching.observe(body, { childList: true, subtree: true });

// --- copying ------------------------------------------------------------------------------------------------------
async function copy(button) {
  try {
    await navigator.clipboard.writeText(button.dataset.copy);
  } catch {
    return; // not allowed here; the text can be selected
  }
  button.classList.add("is-done");
  document.getElementById("heard").textContent = words.copied;
  setTimeout(() => button.classList.remove("is-done"), 1500);
}

body.addEventListener("click", ({ target }) => {
  const button = target.closest("[data-copy]");
  if (button) copy(button);
});
