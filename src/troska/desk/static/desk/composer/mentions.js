// "@" in a note offers colleagues: arrows choose, Enter or Tab takes, Escape closes. Who is called is found out again on
// the server, by the name that stands in the text.

import { insert } from "./forms.js";

const CALLS = /(?:^|[\s(])@([\p{L}\p{N}-]*(?: [\p{L}\p{N}-]*)?)$/u;
const MOST = 8;
const body = document.body;
const list = () => document.getElementById("mention-list");
const plain = (text) => text.toLocaleLowerCase().normalize("NFD").replace(/\p{M}/gu, "").replaceAll("ł", "l");

function called(text) {
  const found = text.value.slice(0, text.selectionStart).match(CALLS);
  return text.selectionStart === text.selectionEnd && found ? found[1] : null;
}

function offer(text) {
  const begun = called(text);
  const wanted = plain(begun ?? "");
  let count = 0;
  for (const option of list().children) {
    const name = plain(option.dataset.name);
    const fits = begun !== null && (name.startsWith(wanted) || name.includes(` ${wanted}`)) && count < MOST;
    option.hidden = !fits;
    count += fits;
  }
  if (!count) return close(text);
  list().hidden = false;
  text.setAttribute("role", "combobox");
  text.setAttribute("aria-expanded", "true");
  text.setAttribute("aria-controls", "mention-list");
  text.setAttribute("aria-autocomplete", "list");
  select(text, shown()[0]);
}

const shown = () => [...list().children].filter((option) => !option.hidden);
const selected = () => list().querySelector("[aria-selected=true]");

function select(text, option) {
  for (const other of list().children) other.setAttribute("aria-selected", String(other === option));
  option.scrollIntoView({ block: "nearest" });
  text.setAttribute("aria-activedescendant", option.id);
}

function close(text) {
  if (list()) list().hidden = true;
  for (const name of ["role", "aria-expanded", "aria-controls", "aria-autocomplete", "aria-activedescendant"]) {
    text.removeAttribute(name);
  }
}

function take(text, option) {
  const at = text.selectionStart;
  insert(text, at - (called(text) ?? "").length, at, `${option.dataset.name} `);
  close(text);
}

body.addEventListener("input", ({ target }) => "mentions" in target.dataset && offer(target));
body.addEventListener("focusout", ({ target }) => "mentions" in target.dataset && close(target));

// Before others hear the key: Ctrl+Enter still sends.
body.addEventListener("keydown", (event) => {
  const { target, key } = event;
  if (!("mentions" in (target.dataset ?? {})) || list().hidden || event.ctrlKey || event.metaKey) return;
  const options = shown();
  const at = options.indexOf(selected());
  if (key === "ArrowDown" || key === "ArrowUp") {
    select(target, options[(at + (key === "ArrowDown" ? 1 : -1) + options.length) % options.length]);
  } else if (key === "Enter" || key === "Tab") take(target, options[at]);
  else if (key === "Escape") close(target);
  else return;
  event.preventDefault();
  event.stopPropagation();
}, true);

body.addEventListener("pointerdown", (event) => {
  const option = event.target.closest("#mention-list [role=option]");
  if (!option) return;
  event.preventDefault(); // the text keeps the focus
  take(document.getElementById("note-text"), option);
});
