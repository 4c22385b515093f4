// The forms of the composer, as the other modules need them.

export const words = () => document.getElementById("composer-words").dataset;

export const forms = () => [...document.querySelectorAll(".write")];

export const textOf = (form) => form.querySelector("textarea");

// The form whose mode is chosen.
export function open() {
  const id = document.querySelector(".mode input:checked")?.dataset.focuses;
  return id ? document.getElementById(id).form : null;
}

// Opens a mode and goes into its text.
export function choose(kind) {
  const mode = document.getElementById(`mode-${kind}`);
  const isOpenAlready = kind === "reply" && document.getElementById("mode-all")?.checked;
  if (mode && !isOpenAlready) mode.checked = true;
  document.getElementById(`${kind}-text`)?.focus();
}

// Puts text in the place of a selection in a way that Ctrl+Z takes back.
export function insert(text, start, end, written) {
  text.focus();
  text.setSelectionRange(start, end);
  const isDone = written ? document.execCommand("insertText", false, written) : document.execCommand("delete");
  if (!isDone && start + written.length !== end - start) {
    text.setRangeText(written, start, end, "end");
    text.dispatchEvent(new InputEvent("input", { bubbles: true }));
  }
}

// Calls `prepare` with every form there is and every one that comes.
export function eachForm(prepare) {
  const known = new WeakSet();
  const look = () => {
    for (const form of forms()) {
      if (known.has(form)) continue;
      known.add(form);
      prepare(form);
    }
  };
  document.body.addEventListener("htmx:load", look);
  document.body.addEventListener("htmx:afterSettle", look);
  look();
}
