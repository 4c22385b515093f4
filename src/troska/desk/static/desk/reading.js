// What is shown to somebody who looks is read: a conversation that is open and pulled anew is marked by a small
// request, one in a hidden window when it is looked at again. Opening one begins at the first message not yet seen.

let told = "";

function token() {
  return document.querySelector("[name=csrfmiddlewaretoken]")?.value ?? "";
}

async function tellRead() {
  const thread = document.getElementById("thread");
  const upto = thread?.dataset.upto;
  if (!upto || document.visibilityState !== "visible") return;
  const what = `${thread.dataset.conversation} ${upto}`;
  if (what === told) return;
  told = what;
  const body = new FormData();
  body.set("upto", upto);
  try {
    await fetch(thread.dataset.readUrl, { method: "POST", body, headers: { "X-CSRFToken": token() } });
  } catch {
    told = "";
    return;
  }
  pullLists();
}

// Nothing in the timeline tells of reading: the lists of this window are pulled by themselves.
function pullLists() {
  for (const id of ["rows", "rail"]) document.dispatchEvent(new CustomEvent("live:pull", { detail: id }));
}

function shownByOpening() {
  const thread = document.getElementById("thread");
  told = thread ? `${thread.dataset.conversation} ${thread.dataset.upto}` : "";
  document.getElementById(`c-${thread?.dataset.conversation}`)?.classList.remove("is-unread");
  toFirstNew();
}

function toFirstNew() {
  const line = document.getElementById("nowe");
  const scroller = document.getElementById("c-scroll");
  if (!line || !scroller) return;
  if (line.getBoundingClientRect().top < scroller.getBoundingClientRect().top) {
    line.scrollIntoView({ block: "start" });
  }
}

// What is done with the conversation shows its thread anew: the line stays where it was when the page was opened, and the
// earlier messages stay that somebody asked for.
document.body.addEventListener("htmx:configRequest", ({ detail }) => {
  const thread = document.getElementById("thread");
  if (!thread || detail.target !== thread || detail.verb === "get") return;
  const shown = new URL(thread.dataset.liveUrl, location.href).searchParams;
  for (const name of ["nowe_od", "od"]) if (shown.has(name)) detail.parameters[name] = shown.get(name);
});

document.body.addEventListener("htmx:afterSettle", ({ detail }) => {
  if (detail.target.id === "pane") {
    shownByOpening();
    pullLists();
  } else if (detail.target.id === "thread") {
    tellRead();
  }
});
document.addEventListener("visibilitychange", tellRead);
shownByOpening();
