// Every action by keyboard. The table of keys stands in the page, as the overlay (#keys) shows it; it is written in
// desk/shortcuts.py. What a key does is an entry of `actions`, or a click on what the page marks with data-key.

const overlay = document.getElementById("keys");
const lettersAreOn = document.body.dataset.keys !== "off";
const GO_WITHIN = 1500;
const FIELD = "textarea, select, [contenteditable], input:not([type=radio], [type=checkbox], [type=button], [type=submit])";

const table = new Map();
for (const { dataset } of overlay.querySelectorAll("[data-press]")) {
  if (lettersAreOn || !("letter" in dataset)) table.set(dataset.press, dataset.does);
}

const isThere = (element) => Boolean(element?.checkVisibility());
const first = (selector) => [...document.querySelectorAll(selector)].find((element) => !element.disabled);
const press = (element) => element && (element.click(), true);

// --- the list -----------------------------------------------------------------------------------------------------
const rows = () => [...document.querySelectorAll(".row-item")];
const linkOf = (row) => row?.querySelector("a[href]");
const openRow = () => document.querySelector('.row-item a[aria-current="true"]')?.closest(".row-item");
const chosenRow = () => document.activeElement?.closest?.(".row-item") ?? openRow();
// Where the open conversation stood, for when it has left the list (closed, given away).
let place = -1;

function step(by) {
  const all = rows().filter(isThere);
  const here = all.indexOf(chosenRow());
  const next = here < 0 ? all[0] : all[here + by];
  const link = linkOf(next);
  if (link) link.focus();
  else if (by > 0) first("#older a, .older a")?.click();
  next?.scrollIntoView({ block: "nearest" });
  return true;
}

function goTo(by) {
  const all = rows();
  const here = all.indexOf(openRow());
  if (here >= 0) place = here;
  const next = here >= 0 ? all[here + by] : all[Math.max(by > 0 ? place : place - 1, 0)];
  next?.scrollIntoView({ block: "nearest" });
  return press(linkOf(next));
}

function toList() {
  const back = document.querySelector(".c-head .back");
  if (isThere(back)) return press(back);
  const row = openRow() ?? rows()[Math.max(place, 0)] ?? rows().at(-1);
  linkOf(row)?.focus();
  return true;
}

// The row that has the focus may leave with a pull (closed, taken by another): the one in its place gets it then.
let focused = -1;
document.addEventListener("htmx:beforeSwap", () => {
  focused = rows().indexOf(document.activeElement.closest(".row-item"));
});
document.addEventListener("htmx:afterSettle", () => {
  const all = rows();
  const here = all.indexOf(openRow());
  if (here >= 0) place = here;
  if (focused >= 0 && document.activeElement === document.body) linkOf(all[focused] ?? all.at(-1))?.focus();
});

// --- writing ------------------------------------------------------------------------------------------------------
function write(...modes) {
  const radio = modes.map((mode) => document.getElementById(`mode-${mode}`)).find(Boolean);
  if (!radio) return false;
  radio.click();
  // The composer may have the text shown by now only.
  requestAnimationFrame(() => {
    const text = document.getElementById(`${radio.value}-text`);
    (isThere(text) ? text : [...document.querySelectorAll(".write textarea")].find(isThere))?.focus();
  });
  return true;
}

const composing = () => document.activeElement?.closest?.(".composer");

function opens(menu) {
  const button = document.querySelector(`[popovertarget="${menu}"]`);
  // The browser gives the focus back to who had it: that shall be the menu's own button.
  button?.focus({ preventScroll: true });
  return press(button);
}

function send(select) {
  const form = document.activeElement?.closest?.(".write");
  return press(select(form));
}

// Step by step: the composer lets go of the focus, then the reader is back in the list.
function back() {
  if (document.querySelector(":popover-open, dialog[open]")) return false;
  if (composing()) {
    document.getElementById("c-scroll")?.focus();
    return true;
  }
  if (document.activeElement?.matches(FIELD)) {
    document.activeElement.blur();
    return true;
  }
  return document.getElementById("thread") ? toList() : false;
}

const actions = {
  "next-row": () => step(1),
  "previous-row": () => step(-1),
  open: () => press(linkOf(chosenRow())),
  enter: () => false, // a focused row is a link: the browser opens it
  choose: () => press(chosenRow()?.querySelector("[data-choose]")),
  next: () => goTo(1),
  previous: () => goTo(-1),
  list: toList,
  back,
  reply: () => write("reply"),
  "reply-all": () => write("all", "reply"),
  forward: () => write("forward"),
  note: () => write("note"),
  send: () => false, // the composer does it
  "send-and-close": () => send((form) => form?.querySelector('.send[value="closed"]')),
  assign: () => opens("assign-menu"),
  label: () => opens("label-menu"),
  priority: () => opens("priority-menu"),
  snooze: () => opens("snooze-menu"),
  undo: () => press([...document.querySelectorAll("[data-undo]")].filter(isThere).at(-1)),
  search: () => {
    const text = document.getElementById("search-text");
    if (!text) return actions.palette();
    text.select();
    text.focus();
    return true;
  },
  palette: () => document.dispatchEvent(new CustomEvent("palette:open")),
  overlay: () => {
    document.querySelector(".menu:popover-open")?.hidePopover();
    overlay.showModal();
    return true;
  },
};

function does(name) {
  return name in actions ? actions[name]() : press(first(`[data-key="${name}"]`));
}

// --- keys ---------------------------------------------------------------------------------------------------------
let begun = "";
let timer = 0;

function begin(key) {
  begun = key;
  document.body.classList.toggle("is-going", key === "g");
  clearTimeout(timer);
  if (key) timer = setTimeout(begin, GO_WITHIN, "");
}

function pressed({ key, ctrlKey, metaKey, shiftKey }) {
  if (!ctrlKey && !metaKey) return key.length > 1 && shiftKey ? `Shift+${key}` : key;
  return ["Control", shiftKey && "Shift", key.length === 1 ? key.toLowerCase() : key].filter(Boolean).join("+");
}

function heard(event) {
  if (event.defaultPrevented || event.isComposing || event.altKey || event.repeat && !"jk".includes(event.key)) return;
  const isCombined = event.ctrlKey || event.metaKey;
  const isEscape = event.key === "Escape";
  if (["Shift", "Control", "Alt", "Meta"].includes(event.key)) return;
  if (document.querySelector("dialog[open]") && !(isCombined && event.key.toLowerCase() === "k")) return;
  if (!isCombined && !isEscape && (event.target.matches?.(FIELD) || event.target.closest?.(".menu:popover-open"))) return;
  const name = table.get(begun ? `${begun} ${event.key}` : pressed(event));
  const wasBegun = begun;
  begin(!wasBegun && lettersAreOn && event.key === "g" && !isCombined ? "g" : "");
  if (begun || wasBegun) event.preventDefault();
  if (name && does(name) !== false && name !== "send") {
    event.preventDefault();
    event.stopPropagation();
  }
}

// On the way down, so that Ctrl+Shift+Enter is not also taken for Ctrl+Enter.
document.addEventListener("keydown", heard, true);

document.addEventListener("click", ({ target }) => {
  if (target.closest?.('[data-key="overlay"]')) actions.overlay();
});
