// The toolbar: light marks around what is chosen, by mouse, by keys, and how it will look.

import { insert, textOf } from "./forms.js";

const AROUND = { bold: "**", italic: "_", code: "`" };
const BEFORE = { list: () => "- ", numbers: (nth) => `${nth + 1}. `, quote: () => "> " };
const BEGINS = { list: /^[-*] /, numbers: /^\d+\. /, quote: /^> ?/ };
const KEYS = { b: "bold", i: "italic" };

function markAround(text, sign) {
  const { selectionStart: start, selectionEnd: end, value } = text;
  const chosen = value.slice(start, end);
  const isMarked = value.slice(start - sign.length, start) === sign && value.slice(end, end + sign.length) === sign;
  if (isMarked) {
    insert(text, start - sign.length, end + sign.length, chosen);
    text.setSelectionRange(start - sign.length, end - sign.length);
  } else {
    insert(text, start, end, sign + chosen + sign);
    text.setSelectionRange(start + sign.length, end + sign.length);
  }
}

function markLines(text, kind) {
  const { value } = text;
  const start = value.lastIndexOf("\n", text.selectionStart - 1) + 1;
  const next = value.indexOf("\n", text.selectionEnd);
  const end = next < 0 ? value.length : next;
  const lines = value.slice(start, end).split("\n");
  const isMarked = lines.every((line) => BEGINS[kind].test(line));
  const written = lines.map((line, nth) => (isMarked ? line.replace(BEGINS[kind], "") : BEFORE[kind](nth) + line));
  insert(text, start, end, written.join("\n"));
}

function markLink(text) {
  const { selectionStart: start, selectionEnd: end, value } = text;
  const chosen = value.slice(start, end);
  if (/^https?:\/\/\S+$/.test(chosen)) {
    insert(text, start, end, `[](${chosen})`);
    text.setSelectionRange(start + 1, start + 1);
  } else {
    insert(text, start, end, `[${chosen}](https://)`);
    const at = start + chosen.length + 3;
    text.setSelectionRange(at, at + "https://".length);
  }
}

function mark(text, kind) {
  if (kind in AROUND) markAround(text, AROUND[kind]);
  else if (kind === "link") markLink(text);
  else markLines(text, kind);
}

async function show(button) {
  const { form } = button;
  const text = textOf(form);
  const shown = form.querySelector(".preview");
  const isShown = button.getAttribute("aria-pressed") === "true";
  if (!isShown) {
    const sent = new FormData();
    sent.set("text", text.value);
    sent.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
    const answer = await fetch(form.dataset.previewUrl, { method: "POST", body: sent, redirect: "manual" });
    if (!answer.ok) return;
    shown.innerHTML = await answer.text();
  }
  button.setAttribute("aria-pressed", String(!isShown));
  shown.hidden = isShown;
  text.hidden = !isShown;
  if (isShown) text.focus();
}

document.body.addEventListener("click", ({ target }) => {
  const tool = target.closest(".tool");
  if (!tool) return;
  for (const other of tool.parentElement.children) other.tabIndex = other === tool ? 0 : -1;
  if (tool.dataset.mark && !textOf(tool.form).hidden) mark(textOf(tool.form), tool.dataset.mark);
  if ("preview" in tool.dataset) show(tool);
});

document.body.addEventListener("keydown", (event) => {
  const { target, key } = event;
  if (target.matches(".write textarea") && (event.ctrlKey || event.metaKey) && !event.altKey) {
    const kind = event.shiftKey ? key.toLowerCase() === "k" && "link" : KEYS[key.toLowerCase()];
    if (kind) {
      event.preventDefault();
      mark(target, kind);
    }
  }
  if (target.matches(".tool")) {
    const tools = [...target.parentElement.children];
    const at = tools.indexOf(target);
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: tools.length - 1 }[key];
    if (to === undefined) return;
    event.preventDefault();
    const next = tools[(to + tools.length) % tools.length];
    target.tabIndex = -1;
    next.tabIndex = 0;
    next.focus();
  }
});
