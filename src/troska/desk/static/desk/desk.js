// What the desk adds to plain links and forms: keeps place in a thread, marks the open row, says what is new,
// sends by Ctrl+Enter, and answers errors without losing what was typed.

const NEAR = 80;
const body = document.body;
const me = body.dataset.actor;

const scroller = () => document.getElementById("c-scroll");
// The thread is laid out from its end: 0 is the end, what is above is negative.
const isAtEnd = (element) => element.scrollTop > -NEAR;

function toEnd() {
  const element = scroller();
  if (element) element.scrollTop = 0;
  document.getElementById("to-end").hidden = true;
}

// --- the open row -----------------------------------------------------------------------------------------------
function markOpenRow() {
  for (const link of document.querySelectorAll(".row-item a")) {
    if (new URL(link.href).pathname === location.pathname) link.setAttribute("aria-current", "true");
    else link.removeAttribute("aria-current");
  }
}

// On a phone the lists stand in a row that is wider than the screen; elsewhere there may be more labels than room. Not by
// scrollIntoView: it would also move the place from which Tab begins.
function showCurrentList() {
  const here = document.querySelector(".rail-lists [aria-current]")?.getBoundingClientRect();
  if (!here) return;
  const lists = document.querySelector(".rail-lists");
  const room = lists.getBoundingClientRect();
  lists.scrollLeft += here.left + here.width / 2 - room.left - room.width / 2;
  lists.scrollTop += Math.max(0, here.bottom - room.bottom);
}
showCurrentList();

// --- new messages -----------------------------------------------------------------------------------------------
let before = null;

function remember() {
  const thread = document.getElementById("thread");
  const element = scroller();
  before = thread && {
    code: thread.dataset.conversation,
    ids: new Set([...thread.children].map(({ id }) => id)),
    isAtEnd: !element || isAtEnd(element),
  };
}

function greetNew() {
  const thread = document.getElementById("thread");
  if (!thread || !before || before.code !== thread.dataset.conversation) return;
  const fresh = [...thread.querySelectorAll(".message")].filter(({ id }) => !before.ids.has(id));
  if (!fresh.length) return;
  for (const message of fresh) message.classList.add("is-new");
  const others = fresh.filter((message) => message.dataset.author !== me);
  const said = others.map((message) => message.dataset.heard).filter(Boolean);
  if (said.length) document.getElementById("heard").textContent = said.join(". ");
  if (before.isAtEnd || !others.length) toEnd();
  else document.getElementById("to-end").hidden = false;
}

body.addEventListener("htmx:beforeSwap", (event) => {
  const { xhr, target } = event.detail;
  if (xhr.getResponseHeader("HX-Retarget")) event.detail.shouldSwap = true;
  if (target.id === "thread") remember();
});

// htmx looks for what an answer replaces in the tree of the element that asked. Where a fragment that was pulled
// meanwhile has left that element out, the answer would be lost, and with it the way back. Only into the conversation
// that it is about: another one may stand in the pane by now.
body.addEventListener("htmx:beforeSwap", ({ detail }) => {
  const { xhr, target, requestConfig } = detail;
  const open = document.getElementById("thread")?.dataset.conversation;
  if (requestConfig.elt.isConnected || !detail.shouldSwap || xhr.getResponseHeader("HX-Retarget")) return;
  const isAboutIt = requestConfig.path.includes(`/rozmowa/${open}/`) || detail.serverResponse.includes(`data-conversation="${open}"`);
  if (!open || !isAboutIt) return;
  detail.shouldSwap = false;
  const eventInfo = { xhr, target, requestConfig };
  window.htmx.swap(target, detail.serverResponse, { swapStyle: "none" }, { eventInfo });
});

body.addEventListener("htmx:afterSettle", ({ detail }) => {
  if (detail.target.id === "thread") greetNew();
  if (detail.target.id === "pane") opened();
  markOpenRow();
});

body.addEventListener("htmx:pushedIntoHistory", markOpenRow);

function opened() {
  // On a phone the list has just made way: the reader's place is the subject, not a link that is gone.
  if (!document.activeElement?.checkVisibility?.()) document.getElementById("subject")?.focus();
}

document.addEventListener("scroll", ({ target }) => {
  if (target.id === "c-scroll" && isAtEnd(target)) document.getElementById("to-end").hidden = true;
}, true);

// --- clicks and keys ----------------------------------------------------------------------------------------------
body.addEventListener("click", (event) => {
  if (event.target.closest("#to-end")) toEnd();
});

// Not before the request is under way: closing takes the focus from the button, and htmx would forget which one it was.
body.addEventListener("htmx:beforeRequest", ({ detail }) => {
  const menu = detail.elt.closest(".menu:not([data-stays])");
  if (menu?.matches(":popover-open")) menu.hidePopover();
});

body.addEventListener("keydown", (event) => {
  const form = event.target.closest?.(".write");
  if (form && event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    form.querySelector(".send:last-child").click();
  }
});

// --- errors -------------------------------------------------------------------------------------------------------
function complain() {
  const toasts = document.getElementById("toasts");
  if (!toasts.querySelector("[role=alert]")) {
    toasts.append(document.getElementById("toast-failed").content.cloneNode(true));
  }
}

for (const name of ["htmx:sendError", "htmx:timeout", "htmx:responseError"]) {
  body.addEventListener(name, ({ detail }) => {
    const isAnswered = detail.xhr?.getResponseHeader?.("HX-Retarget");
    if (!isAnswered && detail.requestConfig?.verb !== "get") complain();
  });
}
