// Files: chosen, pasted or dropped, each with its own progress; once they are on the server they survive a reload.

import { open, textOf, words } from "./forms.js";

const body = document.body;
const going = new WeakMap();

function add(form, files) {
  for (const file of files) send(form, file);
}

function send(form, file) {
  const row = document.getElementById("upload-coming").content.firstElementChild.cloneNode(true);
  const drop = row.querySelector("[data-drop]");
  row.querySelector(".file-name").textContent = file.name;
  form.querySelector(".uploads").append(row);
  if (file.size > Number(form.dataset.largest)) {
    fail(row, words().tooLarge);
    return;
  }
  const request = new XMLHttpRequest();
  going.set(row, request);
  drop.onclick = () => {
    request.abort();
    row.remove();
  };
  request.upload.onprogress = ({ loaded, total }) => (row.querySelector("progress").value = (100 * loaded) / total);
  request.onerror = request.ontimeout = () => fail(row, words().notSent);
  request.onload = () => {
    const isDone = request.status === 200 && request.getResponseHeader("content-type")?.startsWith("text/html");
    if (isDone && request.responseText.trim().startsWith("<li")) arrived(row, request.responseText);
    else fail(row, request.status >= 400 && request.status < 500 ? plain(request) : words().notSent);
  };
  const sent = new FormData();
  sent.set("file", file);
  sent.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
  request.open("POST", form.dataset.filesUrl);
  request.send(sent);
}

const plain = (request) =>
  request.getResponseHeader("content-type")?.startsWith("text/plain") ? request.responseText : words().notSent;

function arrived(row, html) {
  const made = document.createElement("template");
  made.innerHTML = html;
  row.replaceWith(made.content);
}

function fail(row, said) {
  row.classList.remove("is-coming");
  row.classList.add("is-failed");
  row.querySelector("progress").remove();
  row.querySelector(".upload-error").textContent = said;
  row.querySelector("[data-drop]").onclick = () => row.remove();
}

async function remove(button) {
  const row = button.closest(".upload");
  const { form } = row.querySelector("input");
  const sent = new FormData();
  sent.set("file", row.querySelector("input").value);
  sent.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
  row.hidden = true;
  const answer = await fetch(button.dataset.removeUrl, { method: "POST", body: sent, redirect: "manual" }).catch(() => null);
  if (answer?.ok) row.remove();
  else row.hidden = false;
  textOf(form).focus();
}

body.addEventListener("click", ({ target }) => {
  const chooses = target.closest("[data-add-files]");
  if (chooses) chooses.form.querySelector(".plain-files").click();
  const removes = target.closest("[data-remove-url]");
  if (removes) remove(removes);
});

body.addEventListener("change", ({ target }) => {
  if (!target.matches(".plain-files")) return;
  add(target.form, target.files);
  target.value = "";
});

body.addEventListener("paste", (event) => {
  const { clipboardData: data, target } = event;
  // Programs that copy a table put a picture of it beside its text; who pastes wants the text.
  if (!target.matches(".write textarea") || !data.files.length || data.types.includes("text/plain")) return;
  event.preventDefault();
  add(target.form, data.files);
});

const carries = (event) => event.dataTransfer?.types.includes("Files") && event.target.closest?.("#pane") && open();
const composer = () => document.getElementById("composer");

body.addEventListener("dragover", (event) => {
  if (!carries(event)) return;
  event.preventDefault();
  composer().classList.add("is-taking");
});
body.addEventListener("dragleave", ({ relatedTarget }) => {
  if (!relatedTarget?.closest?.("#pane")) composer()?.classList.remove("is-taking");
});
body.addEventListener("drop", (event) => {
  composer()?.classList.remove("is-taking");
  const form = carries(event);
  if (!form) return;
  event.preventDefault();
  add(form, event.dataTransfer.files);
});

body.addEventListener("htmx:beforeRequest", (event) => {
  const { elt } = event.detail;
  if (!elt.matches?.(".write") || !elt.querySelector(".is-coming")) return;
  event.preventDefault();
  elt.querySelector(":scope > .error").textContent = words().coming;
});
