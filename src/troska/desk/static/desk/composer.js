// What an agent writes: which of the forms is open, what was seen when an answer began, and that nothing changes under
// the hand while it is being sent. The rest is in composer/.

import "./composer/drafts.js";
import "./composer/files.js";
import "./composer/forwarding.js";
import "./composer/marks.js";
import "./composer/mentions.js";
import "./composer/quotes.js";
import "./composer/undo.js";
import { choose } from "./composer/forms.js";

const body = document.body;

body.addEventListener("change", ({ target }) => {
  if (target.dataset.focuses) document.getElementById(target.dataset.focuses)?.focus();
});

// A click on the chosen mode is a way into its text as well.
body.addEventListener("click", ({ target }) => {
  const mode = target.closest(".mode")?.querySelector("input");
  if (mode?.checked) document.getElementById(mode.dataset.focuses)?.focus();
});

// On a phone the tools wait until somebody writes. They go after a touch elsewhere, not with the focus: what moves while
// the finger is down takes the button away from under it.
const use = (isUsed) => document.getElementById("composer")?.classList.toggle("is-used", isUsed);
body.addEventListener("focusin", ({ target }) => target.closest("#composer") && use(true));
body.addEventListener("click", ({ target }) => target.closest("#composer") || !target.isConnected || use(false));

body.addEventListener("composer:restored", ({ detail }) => choose(detail.kind));

// --- what was seen --------------------------------------------------------------------------------------------------
// An answer is to what stood in the thread when it was begun; what comes while it is written is news.
body.addEventListener("htmx:afterSettle", ({ detail }) => {
  const thread = document.getElementById("thread");
  const form = document.getElementById("reply-form");
  if (detail.target.id !== "thread" || !thread || !form) return;
  if (!form.elements.text.value.trim()) form.elements.seen.value = thread.dataset.newest;
});

body.addEventListener("click", (event) => {
  const look = event.target.closest("[data-look]");
  if (!look) return;
  event.preventDefault();
  document.getElementById("reply-form").elements.seen.value = look.dataset.look;
  document.querySelector(look.getAttribute("href"))?.scrollIntoView({ block: "center" });
  look.closest(".news").remove();
  document.getElementById("reply-text").focus({ preventScroll: true });
});

// --- while it is being sent -----------------------------------------------------------------------------------------
const isSending = ({ elt }) => elt.matches?.(".write");

body.addEventListener("htmx:beforeRequest", ({ detail }) => {
  if (isSending(detail)) detail.elt.elements.text.readOnly = true;
});
body.addEventListener("htmx:afterRequest", ({ detail }) => {
  if (isSending(detail)) detail.elt.elements.text.readOnly = false;
  if (detail.xhr.status === 200 && isSending({ elt: detail.requestConfig.elt })) use(false);
});

// An answer that came back: the reader's place is where something is wrong.
body.addEventListener("htmx:afterSettle", ({ detail }) => {
  const form = detail.elt.closest?.(".write");
  form?.querySelector("[aria-invalid], .news a")?.focus();
});
