// The list: choosing several rows, filtering menus, remembering which groups of the rail are folded.

const body = document.body;
const chosen = () => [...document.querySelectorAll("[data-choose]:checked")];
const boxes = () => [...document.querySelectorAll("[data-choose]")];

// --- choosing --------------------------------------------------------------------------------------------------------
let last = null;
const plural = new Intl.PluralRules(document.documentElement.lang || "pl");

function tellChosen() {
  const all = boxes();
  const number = chosen().length;
  const count = document.querySelector(".bulk-count");
  if (!count) return;
  if (number) {
    const words = (count.getAttribute(`data-${plural.select(number)}`) ?? count.dataset.other).replace("#", number);
    if (count.textContent !== words) count.textContent = words;
  }
  const everything = document.querySelector("[data-choose-all]");
  everything.checked = number > 0 && number === all.length;
  everything.indeterminate = number > 0 && number < all.length;
  everything.closest("label").hidden = !all.length;
  document.querySelector("[data-choose-rest]").hidden = !(everything.checked && document.querySelector("#older a"));
  document.querySelector("[data-choose-none]").hidden = !number;
}

function choose(some, isChosen) {
  for (const box of some) box.checked = isChosen;
  tellChosen();
}

body.addEventListener("click", (event) => {
  const box = event.target.closest?.("[data-choose]");
  if (box) {
    const all = boxes();
    const [from, to] = [all.indexOf(last), all.indexOf(box)].sort((one, other) => one - other);
    if (event.shiftKey && last?.isConnected && from >= 0) choose(all.slice(from, to + 1), box.checked);
    last = box;
    tellChosen();
  } else if (event.target.closest("[data-choose-all]")) {
    choose(boxes(), event.target.checked);
  } else if (event.target.closest("[data-choose-none]")) {
    letGo();
  } else if (event.target.closest("[data-choose-rest]")) {
    chooseRest();
  }
});
body.addEventListener("change", ({ target }) => target.matches("[data-choose]") && tellChosen());

// A click with Shift on the word behind a box would select text from here to there.
body.addEventListener("mousedown", (event) => {
  if (event.shiftKey && event.target.closest(".row-choose")) event.preventDefault();
});

// The rest of the list, as far as one page of it can be: it is pulled, and chosen when it is there.
async function chooseRest() {
  const rows = document.getElementById("rows");
  const url = new URL(rows.dataset.liveUrl, location.href);
  url.searchParams.set("ile", "500");
  await window.htmx.ajax("GET", url.pathname + url.search, { source: rows, target: rows, swap: "morph" });
  choose(boxes(), true);
}

function letGo() {
  choose(boxes(), false);
  last = null;
}

body.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && event.target.matches?.(".own-moment input")) {
    event.preventDefault();
    event.target.closest(".own-moment").querySelector("button").click();
  }
  // Enter in a box would send the form by its first button.
  if (event.key === "Enter" && event.target.matches?.("[data-choose], [data-choose-all]")) event.preventDefault();
  const isElsewhere = event.target.matches?.("input:not([type=checkbox]), textarea, select, [contenteditable]");
  if (event.key === "Escape" && !isElsewhere && chosen().length && !document.querySelector(":popover-open")) letGo();
});

body.addEventListener("htmx:beforeRequest", ({ detail }) => {
  if (detail.elt.id === "bulk") detail.elt.querySelector(":popover-open")?.hidePopover();
});
body.addEventListener("htmx:afterRequest", ({ detail }) => {
  if (detail.requestConfig?.elt?.id === "bulk" && detail.successful) letGo();
});
body.addEventListener("htmx:afterSettle", tellChosen);
body.addEventListener("undone", () => document.dispatchEvent(new CustomEvent("stream:resync")));
tellChosen();

// --- menus that can be filtered --------------------------------------------------------------------------------------
const fold = (text) => text.toLocaleLowerCase().normalize("NFD").replace(/\p{M}/gu, "").replaceAll("ł", "l");

body.addEventListener("input", ({ target }) => {
  if (!target.dataset?.filters) return;
  const wanted = fold(target.value.trim());
  const choices = [...document.getElementById(target.dataset.filters).children];
  for (const choice of choices) choice.hidden = !fold(choice.dataset.words).includes(wanted);
  const none = target.closest(".menu").querySelector(".menu-none");
  if (none) none.hidden = choices.some(({ hidden }) => !hidden);
});

document.addEventListener("toggle", ({ target, newState }) => {
  const filter = newState === "open" && target.querySelector?.("[data-filters]");
  if (filter) {
    filter.value = "";
    filter.dispatchEvent(new Event("input", { bubbles: true }));
    filter.focus();
  }
  if (target.id === "rail-labels") localStorage.setItem("etykiety", target.open ? "rozwinięte" : "zwinięte");
}, true);

const group = document.getElementById("rail-labels");
if (group && localStorage.getItem("etykiety") === "zwinięte") group.open = false;
