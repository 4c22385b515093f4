// "Cytuj": what is chosen in a message goes into the composer as a quote, by a button beside it or by the key Q.

import { insert, open, textOf } from "./forms.js";

const body = document.body;
const button = () => document.getElementById("quote-it");

function chosen() {
  const selection = document.getSelection();
  if (!selection || selection.isCollapsed) return "";
  const letter = (node) => (node.nodeType === Node.ELEMENT_NODE ? node : node.parentElement)?.closest("#thread .letter");
  const isOne = letter(selection.anchorNode) && letter(selection.anchorNode) === letter(selection.focusNode);
  return isOne ? selection.toString().trim() : "";
}

function place() {
  const it = button();
  if (!it) return;
  it.hidden = !chosen();
  if (it.hidden) return;
  const [around] = [...document.getSelection().getRangeAt(0).getClientRects()].slice(-1);
  if (!around) return;
  it.style.setProperty("--x", `${Math.min(around.right, innerWidth - it.offsetWidth - 8)}px`);
  it.style.setProperty("--y", `${Math.min(around.bottom + 6, innerHeight - 48)}px`);
}

function quote() {
  const form = open();
  const words = chosen();
  if (!form || !words) return;
  const text = textOf(form);
  const before = text.value.slice(0, text.selectionStart);
  const gap = !before || before.endsWith("\n\n") ? "" : before.endsWith("\n") ? "\n" : "\n\n";
  const lines = words.split("\n").map((line) => `> ${line}`.trimEnd());
  document.getSelection().removeAllRanges();
  insert(text, text.selectionStart, text.selectionEnd, `${gap}${lines.join("\n")}\n\n`);
  place();
}

document.addEventListener("selectionchange", place);
document.addEventListener("scroll", place, true);
body.addEventListener("pointerdown", (event) => {
  if (event.target.closest("#quote-it")) event.preventDefault(); // or the selection would go
});
body.addEventListener("click", ({ target }) => target.closest("#quote-it") && quote());
body.addEventListener("keydown", (event) => {
  const isPlain = !event.ctrlKey && !event.metaKey && !event.altKey && !event.target.matches("input, textarea, select");
  if (isPlain && event.key.toLowerCase() === "q" && chosen()) {
    event.preventDefault();
    quote();
  }
});
