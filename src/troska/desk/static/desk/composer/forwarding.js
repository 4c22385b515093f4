// "Przekaż tę wiadomość": the form for passing on comes with this message in it. A forward that was begun is not thrown
// away unasked.

import { choose, textOf, words } from "./forms.js";

const form = () => document.getElementById("forward-form");

const isBegun = (it) => Boolean(it.dataset.version) || textOf(it).value !== textOf(it).defaultValue;

document.body.addEventListener("click", async ({ target }) => {
  const button = target.closest("[data-forwards]");
  if (!button || !form()) return;
  if (isBegun(form()) && !confirm(words().replaces)) {
    choose("forward");
    return;
  }
  const code = button.closest(".message").id.replace("m-", "");
  const source = form().querySelector("[data-requotes]");
  await window.htmx.ajax("GET", `${form().dataset.formUrl}&co=${code}`, { source, target: "#forward-form", swap: "outerHTML" });
  choose("forward");
  document.getElementById("forward-to").focus();
});
