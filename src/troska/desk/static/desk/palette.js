// The command palette: what can be done with the open conversation, places, and what the server finds. All that is
// offered without asking the server is read off the page, so it is there at once and is what the page itself offers.

const dialog = document.getElementById("palette");
const box = dialog.querySelector("combo-box");
const text = document.getElementById("palette-text");
const list = document.getElementById("palette-list");
const none = dialog.querySelector(".palette-none");
const said = document.getElementById("palette-said");
const titles = document.getElementById("palette-titles").dataset;
const me = document.body.dataset.actor;

const WAIT = 80;
const REMEMBERED = 6;
const SHORTEST = 2;

const fold = (words) => words.normalize("NFKD").replace(/[\u0300-\u036f]/g, "").replace(/[łŁ]/g, "l").toLowerCase();
const wordsOf = (element) => {
  const words = element.querySelector(".grow, .rail-label, .assign-name") ?? element.querySelector("span:not([aria-hidden], .visually-hidden)");
  return (words ?? element).textContent.trim() || element.ariaLabel || "";
};

// --- what the page offers -----------------------------------------------------------------------------------------
const offer = (group, element, words, more = {}) => ({
  group,
  words,
  glyph: element.querySelector(".icon, .avatar, .label-dot"),
  keys: element.querySelector("kbd")?.textContent ?? element.getAttribute("aria-keyshortcuts") ?? "",
  run: () => element.click(),
  ...more,
});

// What stands in a menu is offered once something is asked for; before that the menu itself is enough.
function* inMenu(group, menu) {
  const opener = document.querySelector(`[popovertarget="${menu.id}"]`);
  for (const item of menu.querySelectorAll(".menu-item:not([disabled])")) {
    const title = item.closest("form")?.querySelector(".menu-title");
    const about = group === "self" ? title?.textContent : opener.dataset.says;
    const words = [about?.trim(), wordsOf(item), item.querySelector(".number")?.textContent];
    const glyph = item.querySelector(".icon, .avatar, .label-dot") ?? opener.querySelector(".icon");
    yield offer(group, item, words.filter(Boolean).join(" · "), { isDeep: true, glyph });
  }
}

function* actions() {
  for (const mode of document.querySelectorAll(".modes .mode")) {
    const radio = mode.querySelector("input");
    const press = () => (radio.click(), document.getElementById(`${radio.value}-text`)?.focus());
    yield offer("action", mode, mode.textContent.trim(), { run: press });
  }
  for (const button of document.querySelectorAll(".c-actions > button, .c-actions > form > button")) {
    const menu = button.popoverTargetElement;
    if (button.checkVisibility() && (!menu || button.dataset.says)) yield offer("action", button, button.dataset.says ?? wordsOf(button));
    if (menu?.matches(".menu")) yield* inMenu("action", menu);
  }
}

function* places() {
  for (const link of document.querySelectorAll("#rail a[href]")) {
    const keys = link.querySelector(".place-key")?.textContent;
    yield offer("place", link, wordsOf(link), { keys: keys ? `G ${keys}` : "" });
  }
  yield* inMenu("self", document.getElementById("me-menu"));
}

// --- what was done lately -----------------------------------------------------------------------------------------
const memory = `ostatnio ${me}`;
const remembered = () => JSON.parse(sessionStorage.getItem(memory) ?? "[]");

function remember(entry) {
  const kept = [entry, ...remembered().filter(({ href }) => href !== entry.href)].slice(0, REMEMBERED + 1);
  sessionStorage.setItem(memory, JSON.stringify(kept));
}

function rememberOpened() {
  const subject = document.getElementById("subject");
  if (!/^\/rozmowa\//.test(location.pathname) || !subject) return;
  const who = document.querySelector(".c-facts span")?.textContent ?? "";
  remember({ href: location.pathname, words: [who, subject.textContent].filter(Boolean).join(" · ") });
}
document.addEventListener("htmx:pushedIntoHistory", () => setTimeout(rememberOpened));
rememberOpened();

const lately = () =>
  remembered()
    .filter(({ href }) => href !== location.pathname)
    .slice(0, REMEMBERED)
    .map(({ href, words }) => ({ group: "recent", words, href, keys: "", glyph: null, run: () => go(href) }));

// --- what fits ----------------------------------------------------------------------------------------------------
// Each word that is asked for has to be found: best as the beginning of a word, else within one, else as its letters in
// their order. The less the better.
function fit(asked, words) {
  let cost = 0;
  for (const wanted of asked.split(/\s+/).filter(Boolean)) {
    const at = words.indexOf(wanted);
    if (at === 0 || (at > 0 && !/[\p{L}\p{N}]/u.test(words[at - 1]))) cost += at / 1000;
    else if (words.split(/[^\p{L}\p{N}]+/u).some((word) => word.startsWith(wanted))) cost += 0.5;
    else if (at > 0) cost += 1;
    else if (isWithin(wanted, words)) cost += 3;
    else return null;
  }
  return cost;
}

function isWithin(wanted, words) {
  if (wanted.length < 3) return false;
  let from = 0;
  for (const letter of wanted) {
    from = words.indexOf(letter, from) + 1;
    if (!from) return false;
  }
  return true;
}

function offered(asked) {
  const all = [...(asked ? [] : lately()), ...actions(), ...places()];
  if (!asked) return all.filter(({ isDeep }) => !isDeep);
  return all
    .map((entry, nth) => ({ entry, nth, cost: fit(asked, fold(entry.words)) }))
    .filter(({ cost }) => cost !== null)
    .sort((one, other) => one.cost - other.cost || one.nth - other.nth)
    .slice(0, 12)
    .map(({ entry }) => entry);
}

// --- showing ------------------------------------------------------------------------------------------------------
const runs = new WeakMap();

function option(entry) {
  const made = document.getElementById("palette-option").content.cloneNode(true).firstElementChild;
  const glyph = entry.glyph?.cloneNode(true);
  if (glyph) made.querySelector(".palette-glyph").append(glyph);
  made.querySelector(".palette-words").textContent = entry.words;
  if (entry.keys) {
    const keys = document.createElement("kbd");
    keys.className = "key";
    keys.ariaHidden = "true";
    keys.textContent = entry.keys.replaceAll("+", " ").replace("Control", "Ctrl");
    made.append(keys);
  }
  made.id = `palette-${entry.group}-${fold(entry.words).replace(/\W+/g, "-")}`;
  runs.set(made, entry.run);
  return made;
}

function groupsOf(entries) {
  const groups = new Map();
  for (const entry of entries) {
    if (!groups.has(entry.group)) {
      const group = document.getElementById("palette-group").content.cloneNode(true).firstElementChild;
      group.ariaLabel = group.firstElementChild.textContent = titles[entry.group];
      groups.set(entry.group, group);
    }
    groups.get(entry.group).append(option(entry));
  }
  return [...groups.values()];
}

let found = [];

function show() {
  const asked = text.value.trim();
  const keep = box.chosen?.id;
  const all = { group: "more", words: `${titles.more}: ${asked}`, keys: "", glyph: null, run: () => location.assign(searchAddress(asked)) };
  const own = groupsOf(offered(fold(asked)));
  const more = asked.length >= SHORTEST ? groupsOf([all]) : [];
  for (const group of more) group.firstElementChild.remove();
  list.replaceChildren(...own, ...found, ...more);
  none.hidden = own.length + found.length > 0 || asked.length < SHORTEST;
  box.refresh({ keep: moved ? keep : "" });
}

const searchAddress = (asked) => `${dialog.dataset.search}?q=${encodeURIComponent(asked)}`;

// --- asking the server --------------------------------------------------------------------------------------------
let timer = 0;
let question = null;

async function ask(asked) {
  question?.abort();
  question = new AbortController();
  try {
    const answer = await fetch(`${dialog.dataset.hints}?q=${encodeURIComponent(asked)}`, { signal: question.signal, redirect: "error" });
    if (!answer.ok || asked !== text.value.trim()) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (asked !== text.value.trim()) return;
    found = [...page.body.children].map((group) => document.importNode(group, true));
    show();
    said.textContent = said.dataset.one + list.querySelectorAll("[role=option]").length;
  } catch {
    // Given up for a newer question, or away: what the page itself offers is there.
  }
}

// Whoever has walked to an option keeps it when the server's answer comes; who has not stands at the first.
let moved = false;
box.addEventListener("keydown", ({ key }) => key.startsWith("Arrow") && (moved = true));

text.addEventListener("input", () => {
  clearTimeout(timer);
  question?.abort();
  moved = false;
  const asked = text.value.trim();
  if (asked.length < SHORTEST) found = [];
  else timer = setTimeout(ask, WAIT, asked);
  show();
});

// --- doing --------------------------------------------------------------------------------------------------------
function go(href) {
  const row = document.querySelector(`.row-item a[href^="${CSS.escape(href)}"]`);
  if (row && document.getElementById("pane")) row.click();
  else location.assign(href);
}

box.addEventListener("combo:take", ({ detail: { option: taken } }) => {
  const run = runs.get(taken);
  dialog.close();
  if (run) run();
  else if (taken.dataset.conversation && document.getElementById("pane")) {
    document.body.append(taken); // htmx asks for what is in the page
    window.htmx.process(taken);
    taken.hidden = true;
    taken.click();
    setTimeout(() => taken.remove(), 2000);
  } else location.assign(taken.href);
});

function open() {
  if (dialog.open) return dialog.close();
  document.querySelector(".menu:popover-open")?.hidePopover();
  text.value = "";
  found = [];
  moved = false;
  said.textContent = "";
  dialog.showModal();
  show();
  text.focus();
}

document.addEventListener("palette:open", open);
document.addEventListener("click", ({ target }) => {
  if (target.closest?.("[data-opens-palette]")) open();
  else if (target === dialog) dialog.close();
});
