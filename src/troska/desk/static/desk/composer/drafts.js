// What is being written is kept twice: on the server, soon after each pause, so that it waits on every device; and in
// this tab at every stroke, so that a line that is down or a session that ended does not cost a word. Neither ever
// replaces words that the other does not have: then the agent is asked.

import { eachForm, forms, insert, open, textOf, words } from "./forms.js";

const PAUSE = 800;
const AGAIN = 5000;
const KEPT_ALIVE = 60_000;
const FIELDS = ["text", "to", "cc", "bcc", "subject"];
const body = document.body;
const states = new WeakMap();

const key = () => {
  const code = document.getElementById("thread")?.dataset.conversation;
  return code && `szkic ${body.dataset.actor} ${code}`;
};
const kept = () => JSON.parse((key() && sessionStorage.getItem(key())) || "{}");

function keep(form, isSaved) {
  if (!key()) return;
  const all = kept();
  const values = Object.fromEntries(FIELDS.filter((name) => form.elements[name]).map((name) => [name, form.elements[name].value]));
  all[form.dataset.kind] = { values, version: form.dataset.version, isSaved };
  all.mode = document.querySelector(".mode input:checked")?.id;
  sessionStorage.setItem(key(), JSON.stringify(all));
}

function forget(kind) {
  const all = kept();
  if (!(kind in all)) return;
  delete all[kind];
  sessionStorage.setItem(key(), JSON.stringify(all));
}

// --- to the server --------------------------------------------------------------------------------------------------
function sheet(form) {
  const sent = new FormData();
  for (const name of [...FIELDS, "token", "csrfmiddlewaretoken"]) {
    if (form.elements[name]) sent.set(name, form.elements[name].value);
  }
  const mode = document.querySelector(".mode input:checked")?.value;
  if (mode === "reply" || mode === "all") sent.set("mode", mode);
  sent.set("known", form.dataset.version);
  return sent;
}

function tell(form, name) {
  const place = document.getElementById("draft-state");
  if (!place || form !== open()) return;
  place.textContent = name ? words()[name] : "";
  place.classList.toggle("is-unsaved", name === "unsaved");
}

async function save(form) {
  const state = states.get(form);
  clearTimeout(state.timer);
  if (state.isBusy || !form.isConnected) return;
  state.isBusy = true;
  state.isDirty = false;
  let answer;
  try {
    answer = await fetch(form.dataset.draftUrl, { method: "POST", body: sheet(form), redirect: "manual" });
    if (answer.status === 409) state.isAsking = true;
    else if (!answer.ok) throw new Error(`${answer.status}`);
    const said = await answer.json();
    if (state.isAsking) ask(form, said);
    else form.dataset.version = said.version;
    tell(form, state.isAsking || !said.version ? "" : "saved");
  } catch {
    state.isDirty = true;
    tell(form, "unsaved");
  }
  state.isBusy = false;
  if (!form.isConnected) return;
  if (!state.isDirty && !state.isAsking) keep(form, true);
  if (state.isDirty && !state.isAsking) state.timer = setTimeout(save, answer?.ok ? PAUSE : AGAIN, form);
}

// The page goes: the last words still get out, as far as a browser lets them.
function flush() {
  for (const form of forms()) {
    const state = states.get(form);
    if (!state?.isDirty || state.isAsking) continue;
    const isSmall = textOf(form).value.length * 3 < KEPT_ALIVE;
    fetch(form.dataset.draftUrl, { method: "POST", body: sheet(form), redirect: "manual", keepalive: isSmall }).catch(() => {});
  }
}

function changed(form) {
  const state = states.get(form);
  if (!state) return;
  state.isDirty = true;
  keep(form, false);
  tell(form, "");
  if (state.isAsking) return;
  clearTimeout(state.timer);
  state.timer = setTimeout(save, PAUSE, form);
}

// --- two versions: the agent chooses ----------------------------------------------------------------------------------
function ask(form, { text, version, when }) {
  const place = form.querySelector(".other-draft");
  place.querySelector("span").textContent = when ? words().other.replace("{when}", when) : words().mine;
  place.hidden = false;
  const done = () => {
    place.hidden = true;
    form.dataset.version = version;
    states.get(form).isAsking = false;
    changed(form);
  };
  place.querySelector("[data-take-other]").onclick = () => {
    const mine = textOf(form);
    insert(mine, 0, mine.value.length, text);
    done();
  };
  place.querySelector("[data-keep-mine]").onclick = done;
}

// --- back again ---------------------------------------------------------------------------------------------------------
function put(form, values) {
  for (const [name, value] of Object.entries(values)) if (form.elements[name]) form.elements[name].value = value;
  const copies = form.querySelector(".more-to");
  if (copies && (values.cc || values.bcc)) copies.open = true;
}

function restore(form) {
  const { kind, version } = form.dataset;
  const mine = kept()[kind];
  const text = textOf(form);
  if (!mine || mine.values.text === text.value || text.hasAttribute("aria-invalid")) return;
  const isSame = mine.version === version;
  if (mine.isSaved && !isSame) {
    forget(kind); // what stood here is what the server had; since then it was sent, or went on elsewhere
  } else if (isSame || !text.value.trim()) {
    put(form, mine.values);
    changed(form);
  } else {
    states.get(form).isAsking = true;
    ask(form, { text: mine.values.text, version });
  }
}

eachForm((form) => {
  states.set(form, { timer: 0, isBusy: false, isDirty: false, isAsking: false });
  restore(form);
});

let restoredIn = "";
function restoreMode() {
  const { mode } = kept();
  if (restoredIn === key() || !mode) return;
  restoredIn = key();
  const input = document.getElementById(mode);
  const form = input && document.getElementById(input.dataset.focuses).form;
  if (form && textOf(form).value.trim() && kept()[form.dataset.kind]) input.checked = true;
}
restoreMode();

body.addEventListener("input", ({ target }) => {
  const form = target.closest(".write");
  if (form && target.name && target.type !== "checkbox" && target.type !== "file") changed(form);
});
body.addEventListener("change", ({ target }) => "focuses" in target.dataset && tell(open(), ""));
body.addEventListener("htmx:afterSettle", ({ detail }) => detail.target.id === "pane" && restoreMode());

// What is being written goes along with an undo; saved by itself meanwhile, it would be a version of its own.
const isUndo = ({ requestConfig }) => /\/cofnij(\?|$)/.test(requestConfig?.path);
body.addEventListener("htmx:beforeRequest", ({ detail }) => {
  if (isUndo(detail)) for (const form of forms()) clearTimeout(states.get(form)?.timer);
});
body.addEventListener("htmx:afterRequest", ({ detail }) => {
  if (isUndo(detail)) for (const form of forms()) if (states.get(form)?.isDirty) changed(form);
});

// Before another conversation comes into the pane, this one's last words go out.
body.addEventListener("htmx:beforeSwap", ({ detail }) => {
  if (detail.target.id === "pane") {
    restoredIn = "";
    flush();
  }
  // Sent, or taken back: what stands in this tab is no longer the truth.
  const form = detail.requestConfig?.elt.closest(".write");
  if (detail.xhr.status < 300 && detail.target.id === "thread" && detail.requestConfig.verb === "post") {
    if (form) forget(form.dataset.kind);
    else if (isUndo(detail)) forget(detail.requestConfig.parameters.kind);
  }
  if (detail.requestConfig?.elt.matches?.("[data-requotes]")) forget("forward");
});

// --- going away -----------------------------------------------------------------------------------------------------------
addEventListener("pagehide", flush);
addEventListener("submit", ({ target }) => {
  if (target.matches("[data-signs-out]")) {
    flush();
    sessionStorage.clear();
  } else if (target.matches(".write") && !target.hasAttribute("hx-post")) forget(target.dataset.kind);
}, true);

// Going elsewhere costs nothing, unless the server has not got the last words, or two versions wait for a choice.
let goesElsewhere = false;
addEventListener("click", ({ target }) => (goesElsewhere = Boolean(target.closest?.("a[href], button"))), true);
addEventListener("beforeunload", (event) => {
  const isUnsafe = forms().some((form) => states.get(form)?.isDirty && textOf(form).value.trim());
  if (isUnsafe && !goesElsewhere) event.preventDefault();
});

export { changed };
